"""The tagger as a child process serves it: loaded from a folder, warm before the first text."""

from __future__ import annotations

import re
import time
from pathlib import Path

from dictate.core.cleaning import CleanRequest, Leash
from dictate.core.dictation import Edit
from dictate.core.recognition import EngineReady, EngineSetup
from dictate.engines.tagger import Tagger
from dictate.errors import CleanupError, ModelError

_WARM_UP = "So, um, this is is the first sentence."

_FEATURE = re.compile(r"(\w+) = 1")
"""How llama.cpp names what it computes with: `AVX2 = 1 | F16C = 1 | …`."""


class TaggerEngine:
    """A tagging model. See `core.cleaning.CleanerEngine`."""

    def __init__(self) -> None:
        self._tagger: Tagger | None = None

    def load(self, setup: EngineSetup) -> EngineReady:
        """Load the model in the folder and let it read one sentence."""
        started_s = time.monotonic()
        files = sorted(Path(setup.folder).glob("*.gguf"))
        if not files:
            raise ModelError("There is no cleaning model in its folder.")
        tagger = Tagger(files[0], setup.threads)
        tagger.load()
        tagger.clean(_WARM_UP)
        self._tagger = tagger
        return EngineReady("cpu", _features(), took_s=time.monotonic() - started_s)

    def clean(self, request: CleanRequest, leash: Leash) -> tuple[str, tuple[Edit, ...]]:
        """The text as it is to be written, and each change. Done in a moment, held by nothing."""
        del leash
        if self._tagger is None:
            raise CleanupError("No cleaning model is loaded.")
        return self._tagger.clean(request.text)


def _features() -> str:
    """The instruction sets that llama.cpp was built for and uses here."""
    import llama_cpp

    return " ".join(_FEATURE.findall(llama_cpp.llama_print_system_info().decode()))
