"""What passes between the program and a cleaner that lives in a child process.

Its setup and its readiness are those of a recogniser (`core.recognition`); what is asked of it is a
text, and what it answers is the text as it should be written, with each change named.
"""

from __future__ import annotations

from typing import Protocol

from dictate.core.dictation import Edit
from dictate.core.recognition import EngineReady, EngineSetup


class CleanerEngine(Protocol):
    """A cleaner inside the child process. Made with no arguments, used from one thread."""

    def load(self, setup: EngineSetup) -> EngineReady:
        """Load a model and let it answer once. Called once.

        Raises:
            ModelError: These files are not a model that this engine can use.
            MemoryError: There is not enough memory.
        """

    def clean(self, text: str) -> tuple[str, tuple[Edit, ...]]:
        """The text as it is to be written, and the edits that lead there from `text`, in order.

        Raises:
            CleanupError: It failed.
            MemoryError: There is not enough memory.
        """
