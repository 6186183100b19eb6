"""What every cleaner that llama.cpp runs has in common when it is loaded in a child."""

from __future__ import annotations

import re
from pathlib import Path

from dictate.core.recognition import EngineSetup
from dictate.engines.llama import llama_library
from dictate.errors import ModelError

_FEATURE = re.compile(r"(\w+) = 1")
"""How llama.cpp names what it computes with: `AVX2 = 1 | F16C = 1 | …`."""


def weights_in(setup: EngineSetup) -> Path:
    """The model's file: the one that bears its name, else the first.

    Raises:
        ModelError: There is none.
    """
    files = sorted(Path(setup.folder).glob("*.gguf"))
    if not files:
        raise ModelError("There is no cleaning model in its folder.")
    return next((file for file in files if file.stem == setup.name), files[0])


def features() -> str:
    """The instruction sets that llama.cpp was built for and uses here."""
    return " ".join(_FEATURE.findall(llama_library().llama_print_system_info().decode()))


class Free:
    """A `Leash` that nobody holds."""

    def check(self) -> None:
        """All is well."""
