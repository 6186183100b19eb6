"""All the dictations of a benchmark, in turns, so that what disturbs one arm disturbs all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dictate.evaluation.bench.arms import OURS, PLAIN, Arm
from dictate.evaluation.bench.cells import WITHOUT_IDEA_S, Cell
from dictate.evaluation.bench.clips import Clip
from dictate.evaluation.bench.load import NOTHING, Memory, memory
from dictate.evaluation.bench.plain import PlainWay
from dictate.evaluation.bench.play import Played, Watch, play
from dictate.evaluation.bench.rig import Rig
from dictate.evaluation.bench.runs import Run

LONG_S = 60
"""Beyond it the plain way is measured in the first round only: it takes its time, and nothing but
its growth is to be seen there."""

SETTLING_S = 1.5
"""Of each dictation, what passes in real time before the release, and until all is at rest."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One dictation to be measured."""

    arm: Arm
    cell: Cell


def turns(cells: Sequence[Cell], arms: Sequence[Arm], repeats: int) -> Iterator[Turn]:
    """What is played, in its order.

    The plain way does not know how long after the last word the key comes up: it is measured once
    for all releases, and where something is said. Ours without an idea is measured at
    WITHOUT_IDEA_S only.
    """
    for repeat in range(repeats):
        plain: set[tuple[int, str]] = set()
        for cell in cells if repeat % 2 == 0 else reversed(cells):
            for arm in arms:
                if arm is PLAIN:
                    seldom = repeat > 0 and cell.length_s > LONG_S
                    if seldom or not cell.speaks or (cell.length_s, cell.kind) in plain:
                        continue
                    plain.add((cell.length_s, cell.kind))
                elif arm is not OURS and not (cell.speaks and cell.length_s in WITHOUT_IDEA_S):
                    continue
                yield Turn(arm, plain_cell(cell) if arm is PLAIN else cell)


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
    """

    rig: Rig
    plain: PlainWay | None
    watch: Watch
    clip: Callable[[Cell], Clip]
    showing: Callable[[bool], None] = lambda _: None
    most: Memory = NOTHING
    most_plain: Memory = NOTHING

    def play(self, turn: Turn, *, skips: bool = True) -> Run:
        """Measure one dictation."""
        if turn.arm is PLAIN:
            return self._plain(turn.cell)
        played = self.dictate(turn.arm, turn.cell, skips=skips)
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
        )

    def dictate(self, arm: Arm, cell: Cell, *, skips: bool = True) -> Played:
        """Play a cell through the program."""
        return self.dictate_clip(arm, self.clip(cell), cell.release_ms / 1000, skips=skips)

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

    def _plain(self, cell: Cell) -> Run:
        assert self.plain is not None
        waited = self.plain.recognise(self.clip(cell))
        self.most_plain = self.most_plain.or_more(memory([self.plain.pid]))
        return Run(PLAIN.name, cell, 1000 * waited.wait_s, len(waited.text.split()))


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast this machine is, by two dictations.

    Attributes:
        ours_per_s: Real seconds for each second of a dictation.
        plain_window_s: Real seconds for 30 s the plain way.
    """

    ours_per_s: float
    plain_window_s: float

    def seconds(self, todo: Sequence[Turn]) -> float:
        """About how long the turns take."""
        return sum(self._seconds(turn) for turn in todo)

    def _seconds(self, turn: Turn) -> float:
        if turn.arm is PLAIN:
            return self.plain_window_s * -(-turn.cell.length_s // 30)
        return SETTLING_S + self.ours_per_s * turn.cell.length_s * (
            4 if turn.arm.full_windows else 1
        )
