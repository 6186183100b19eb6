"""All the dictations of a benchmark, in turns, so that what disturbs one arm disturbs all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dictate.app.sentencewise import Part
from dictate.core.dictation import Word
from dictate.evaluation.bench.arms import PLAIN, PLAIN_CLEAN, WITHOUT, Arm
from dictate.evaluation.bench.cells import WITHOUT_IDEA_S, Cell
from dictate.evaluation.bench.clips import Clip
from dictate.evaluation.bench.load import NOTHING, Memory, memory
from dictate.evaluation.bench.plain import PlainCleaning, PlainWay
from dictate.evaluation.bench.play import Played, Watch, play
from dictate.evaluation.bench.rig import Rig
from dictate.evaluation.bench.runs import Run
from dictate.evaluation.bench.said import text_of

LONG_S = 60
"""Beyond it the plain way is measured in the first round only: it takes its time, and nothing but
its growth is to be seen there. With a chat model behind it, it is not measured there at all."""

SELDOM = 5
"""Beyond LONG_S, ours with a cleaner is measured in every so many rounds."""

SETTLING_S = 1.5
"""Of each dictation, what passes in real time before the release, and until all is at rest."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One dictation to be measured."""

    arm: Arm
    cell: Cell
    repeat: int = 0


def turns(cells: Sequence[Cell], arms: Sequence[Arm], repeats: int) -> Iterator[Turn]:
    """What is played, in its order.

    The plain way does not know how long after the last word the key comes up: it is measured once
    for all releases, and where something is said. Ours without an idea is measured at
    WITHOUT_IDEA_S only.
    """
    for repeat in range(repeats):
        plain: set[tuple[Arm, int, str]] = set()
        for cell in cells if repeat % 2 == 0 else reversed(cells):
            for arm in arms:
                if arm.is_plain:
                    seldom = cell.length_s > LONG_S and (repeat > 0 or arm is PLAIN_CLEAN)
                    if seldom or not cell.speaks or (arm, cell.length_s, cell.kind) in plain:
                        continue
                    plain.add((arm, cell.length_s, cell.kind))
                elif not _is_due(arm, cell, repeat):
                    continue
                yield Turn(arm, plain_cell(cell) if arm.is_plain else cell, repeat)


def _is_due(arm: Arm, cell: Cell, repeat: int) -> bool:
    if arm in WITHOUT:
        return cell.speaks and cell.length_s in WITHOUT_IDEA_S
    return not (arm.cleaner and cell.length_s > LONG_S and repeat % SELDOM)


def plain_cell(cell: Cell) -> Cell:
    """The cell under which the plain way's wait is kept."""
    return Cell(cell.length_s, cell.kind)


@dataclass(slots=True)
class Stage:
    """What dictations are played on. One thread.

    Attributes:
        rig: The program.
        plain: The plain way.
        watch: Knows when the program rests.
        clip: Gives the sound of a cell.
        showing: Called with True while the program is at work, for the watch on Qt's thread.
        cleaning: The plain way to clean text.
        said: Gives what is said in a clip, in a round; no words where the recogniser is believed.
    """

    rig: Rig
    plain: PlainWay | None
    watch: Watch
    clip: Callable[[Cell], Clip]
    showing: Callable[[bool], None] = lambda _: None
    most: Memory = NOTHING
    most_plain: Memory = NOTHING
    cleaning: PlainCleaning | None = None
    said: Callable[[Clip, int], Sequence[Word]] = lambda _clip, _round: ()

    def play(self, turn: Turn, *, skips: bool = True) -> Run:
        """Measure one dictation."""
        if turn.arm.is_plain:
            return self._plain(turn)
        played = self.dictate(turn.arm, turn.cell, turn.repeat, skips=skips)
        return Run(
            turn.arm.name,
            turn.cell,
            wait_ms=1000 * played.wait_s,
            words=len(played.text.split()),
            held_s=played.held_s,
            core_s=played.core_s,
            busy_s=played.busy_s,
            wasted_s=played.wasted_s,
            calls=played.calls,
            doubts=played.doubts,
            turn=turn.repeat,
            **_share(turn.arm.cleaner, played.sentences),
        )

    def dictate(self, arm: Arm, cell: Cell, repeat: int = 0, *, skips: bool = True) -> Played:
        """Play a cell through the program."""
        clip = self.clip(cell)
        self.rig.scripted.said = self.said(clip, repeat)
        return self.dictate_clip(arm, clip, cell.release_ms / 1000, skips=skips)

    def dictate_clip(self, arm: Arm, clip: Clip, release_s: float, *, skips: bool = True) -> Played:
        """Play a clip through the program."""
        self.rig.take_up(arm)
        self.showing(True)
        try:
            played = play(self.rig, self.watch, clip, release_s, skips=skips)
        finally:
            self.showing(False)
        self.most = self.most.or_more(memory(self.rig.pids))
        return played

    def _plain(self, turn: Turn) -> Run:
        clip = self.clip(turn.cell)
        if turn.arm is PLAIN:
            assert self.plain is not None
            waited = self.plain.recognise(clip)
            pids: Sequence[int | None] = [self.plain.pid]
        else:
            assert self.cleaning is not None
            said = text_of(self.said(clip, turn.repeat))
            waited = self.cleaning.clean(clip, said)
            pids = self.cleaning.pids
        self.most_plain = self.most_plain.or_more(memory(pids))
        return Run(turn.arm.name, turn.cell, 1000 * waited.wait_s, len(waited.text.split()))


def _share(cleaner: str, sentences: Sequence[Part]) -> dict[str, Any]:
    """How many of the sentences needed that cleaner, and got it."""
    needed = [one for one in sentences if cleaner in one.asked]
    return {
        "needed": len(needed),
        "cleaned": sum(cleaner in one.by for one in needed),
        "last_needed": bool(sentences) and cleaner in sentences[-1].asked,
    }


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast this machine is, by two dictations.

    Attributes:
        ours_per_s: Real seconds for each second of a dictation.
        plain_window_s: Real seconds for 30 s the plain way.
        cleaning_per_s: Real seconds for each second of a dictation of the arms that clean.
    """

    ours_per_s: float
    plain_window_s: float
    cleaning_per_s: Mapping[Arm, float] = field(default_factory=dict)

    def seconds(self, todo: Sequence[Turn]) -> float:
        """About how long the turns take."""
        return sum(self._seconds(turn) for turn in todo)

    def _seconds(self, turn: Turn) -> float:
        if turn.arm in self.cleaning_per_s:
            return self.cleaning_per_s[turn.arm] * turn.cell.length_s
        if turn.arm.is_plain:
            return self.plain_window_s * -(-turn.cell.length_s // 30)
        return SETTLING_S + self.ours_per_s * turn.cell.length_s * (
            4 if turn.arm.full_windows else 1
        )
