"""A writer whose answers are given: it computes as a real one does, then takes the given token.

So the cost of a model with random weights, and whether drafts are kept as they should be, can be
measured on texts that such a model could never write. In a child (`writer_children.py`) it writes
what the suite has for its own sentences, and of other texts what the shipped tagger makes of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from dictate.core.cleaning import CleanRequest, Leash
from dictate.core.dictation import Edit
from dictate.core.recognition import EngineReady, EngineSetup
from dictate.engines.loaded import features, weights_in
from dictate.engines.reader import Scores
from dictate.engines.tagger import Tagger
from dictate.engines.writer import Writer
from dictate.engines.writing import Greedy
from dictate.errors import CleanupError, ModelError
from dictate.evaluation.scripted import written
from dictate.models.shipped import shipped_cleaner


class ForcedWriter(Writer):
    """See `Writer`.

    Args:
        path: A GGUF file.
        threads: Processor threads.
        answer: What it is to make of a text.
        drafts: Whether it may draft.
    """

    def __init__(
        self, path: Path, threads: int, answer: Callable[[str], str], *, drafts: bool = True
    ) -> None:
        super().__init__(path, threads, drafts=drafts)
        self._answer = answer
        self._greedy = Greedy(self.reader)

    def write(self, request: CleanRequest, leash: Leash) -> str:
        """The given answer, at the price of a real one."""
        wanted = self.model.tokens(self._answer(request.text))
        end = min(self.model.ends)

        def pick(scores: Scores, place: int) -> int:
            self._greedy(scores, place)
            return wanted[place] if place < len(wanted) else end

        self.pick = pick
        return super().write(request, leash)


class ForcedWriterEngine:
    """It in a child. See `core.cleaning.CleanerEngine`."""

    def __init__(self) -> None:
        self._writer: ForcedWriter | None = None

    def load(self, setup: EngineSetup) -> EngineReady:
        """Load the model in the folder, and what its answers come from."""
        started_s = time.monotonic()
        self._writer = ForcedWriter(weights_in(setup), setup.threads, known_answers())
        return EngineReady("cpu", features(), took_s=time.monotonic() - started_s)

    def clean(self, request: CleanRequest, leash: Leash) -> tuple[str, tuple[Edit, ...]]:
        """As `WriterEngine.clean`."""
        if self._writer is None:
            raise CleanupError("No cleaning model is loaded.")
        text = self._writer.clean(request, leash)
        return text, (Edit("written", 0, request.text, text),) if text != request.text else ()


def known_answers() -> Callable[[str], str]:
    """What to write for a text: the suite's own answer, else the shipped tagger's.

    Raises:
        ModelError: The tagger is not there.
    """
    tagger = shipped_tagger()

    def answer(text: str) -> str:
        return written(text) or tagger.clean(text)[0]

    return answer


def shipped_tagger() -> Tagger:
    """The tagger that ships, loaded.

    Raises:
        ModelError: It is not there.
    """
    model = shipped_cleaner()
    if model is None:
        raise ModelError("The shipped tagger is not there.")
    tagger = Tagger(next(model.folder.glob("*.gguf")))
    tagger.load()
    return tagger
