"""What passes between the program and a cleaner that lives in a child process.

Its setup and its readiness are those of a recogniser (`core.recognition`); what is asked of it is a
text, and what it answers is the text as it should be written, with each change named.

::

    program                              child
    CleanRequest ──────────────────────► clean() ──► text, edits
    cancel, pause, go on ──► Leash ─ asked between two steps
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from dictate.core.dictation import Edit
from dictate.core.recognition import EngineReady, EngineSetup


@dataclass(frozen=True, slots=True)
class CleanRequest:
    """A text to clean, and what a cleaner that reads may know of it.

    Attributes:
        text: The words, as rules and tagger leave them.
        before: The cleaned sentence before them, which is not to be written again.
        instruction: What the style asks for, one sentence to the model; empty for plain tidying.
        growth: How many times as long as the text the answer may become, in tokens.
    """

    text: str
    before: str = ""
    instruction: str = ""
    growth: float = 1.5


class Leash(Protocol):
    """What a working cleaner is held by."""

    def check(self) -> None:
        """Return at once while all is well; wait while the cores are wanted elsewhere.

        Raises:
            TextGivenUpError: Nobody wants the text any more.
        """


class CleanerEngine(Protocol):
    """A cleaner inside the child process. Made with no arguments, used from one thread."""

    def load(self, setup: EngineSetup) -> EngineReady:
        """Load a model and let it answer once. Called once.

        Raises:
            ModelError: These files are not a model that this engine can use.
            MemoryError: There is not enough memory.
        """

    def clean(self, request: CleanRequest, leash: Leash) -> tuple[str, tuple[Edit, ...]]:
        """The text as it is to be written, and the edits that lead there from it, in order.

        An engine whose answer takes longer than a moment checks the leash before each step.

        Raises:
            TextGivenUpError: It was called off, or the answer found no end.
            CleanupError: It failed.
            MemoryError: There is not enough memory.
        """
