"""What the benchmark is to measure, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from dictate.evaluation.bench.arms import OURS, PLAIN, Arm
from dictate.evaluation.bench.cells import Cell
from dictate.evaluation.bench.load import NOTHING, Memory
from dictate.evaluation.bench.quality import Kept
from dictate.evaluation.bench.runs import Run
from dictate.settings.schema import Settings


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be measured.

    Attributes:
        shape: Name of a shape; empty for a real model.
        model: Name or folder of a real model; empty for the one that dictations use.
        speech: Folders of recordings with their words; none for what ships.
        cells: Kinds of dictations.
        arms: Ways of recognising.
        repeats: Dictations of each.
        out: Folder for what was measured; None for none.
        cleaning: Whether the cleaner is used.
        validates: Whether to play VALIDATED in skipped and in real time, and nothing else.
        words: Compare words, so many of them, instead of times; 0 for times.
        limit_s: Begin no dictation after so many seconds; 0 for no limit.
        writer: Shape, name or folder of a chat model that cleans as well; empty for none.
    """

    shape: str = ""
    model: str = ""
    speech: Sequence[Path] = ()
    cells: Sequence[Cell] = ()
    arms: Sequence[Arm] = (PLAIN, OURS)
    repeats: int = 10
    out: Path | None = None
    cleaning: bool = False
    validates: bool = False
    words: int = 0
    limit_s: float = 0.0
    writer: str = ""

    @property
    def is_scripted(self) -> bool:
        """Whether the words are put in: random weights hear nothing that could be cleaned."""
        return bool(self.shape and self.writer)


@dataclass(slots=True)
class Measured:
    """What came of it.

    Attributes:
        model: Name of the model.
        threads: That it was recognised with.
        last_s: Length of the phrase that every dictation ends with.
        runs: Dictations, for times.
        real: The same in real time, where the clock was validated.
        kept: Pairs of texts, scored.
        late_s: Delays of Qt's thread.
        memory: The most of program and children.
        memory_plain: The same for the plain way.
        took_s: Seconds.
        stopped: Whether it was ended before it was done.
    """

    model: str = ""
    threads: int = 0
    last_s: float = 0.0
    runs: list[Run] = field(default_factory=list)
    real: list[Run] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    late_s: list[float] = field(default_factory=list)
    memory: Memory = NOTHING
    memory_plain: Memory = NOTHING
    took_s: float = 0.0
    stopped: bool = False


def settings_for(wish: Wish, settings: Settings) -> Settings:
    """The user's settings, so that nothing but recognising is measured, unless it is wished."""
    recogniser = replace(settings.recogniser, idle_minutes=0, device="cpu")
    if wish.model:
        recogniser = replace(recogniser, model=wish.model)
    if recogniser.language == "auto":
        recogniser = replace(recogniser, language="en")  # the plain way is given it as well
    text = settings.text
    if not wish.cleaning:
        text = replace(text, cleaner="rules")
    if wish.words:
        # What was said is compared, not what a cleaner thinks that should have been said.
        text = replace(text, fillers=False, doubled_words=False, cutoffs=False, commands=False)
    return replace(settings, recogniser=recogniser, text=text)
