"""What was measured, run by run, and how it is kept: a line of JSON for each, written at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from dictate.evaluation.bench.cells import Cell
from dictate.evaluation.bench.numbers import percentile


@dataclass(frozen=True, slots=True)
class Run:
    """One dictation that was measured. Never its words.

    Attributes:
        arm: Which way.
        cell: What kind of dictation.
        wait_ms: From the release to the text.
        words: How many came.
        held_s: How long the key was held; 0 for the plain way.
        core_s: Core-seconds used while it was held.
        busy_s: Seconds that the recogniser worked.
        wasted_s: Those of them that led to no words.
        calls: How often it was asked.
        doubts: How often it read something twice.
        needed: Sentences that were given to the cleaner that is measured ...
        cleaned: ... and how many of them it cleaned and was believed.
        last_needed: Whether the last sentence was one of them: it is the one that is waited for.
        turn: In which round it was; in the same round the same sentence is the last.
    """

    arm: str
    cell: Cell
    wait_ms: float
    words: int
    held_s: float = 0.0
    core_s: float = 0.0
    busy_s: float = 0.0
    wasted_s: float = 0.0
    calls: int = 0
    doubts: int = 0
    needed: int = 0
    cleaned: int = 0
    last_needed: bool = False
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """Many runs of one arm in one cell.

    Attributes:
        arm: Which way.
        cell: What kind of dictation.
        runs: How many.
        p50_ms: The wait that half of them do not exceed.
        p90_ms: The same for nine of ten.
        p99_ms: The same for 99 of 100.
        core_per_s: Core-seconds for each second that the key was held.
        wasted: Share of the recogniser's time that led to no words.
        words: Words that came, all runs together.
        needed: Sentences that were given to the cleaner that is measured, all runs together.
        cleaned: How many of them it cleaned and was believed.
        last_needed: In how many runs the last sentence was one of them.
    """

    arm: str
    cell: Cell
    runs: int
    p50_ms: float
    p90_ms: float
    p99_ms: float
    core_per_s: float
    wasted: float
    words: int
    needed: int = 0
    cleaned: int = 0
    last_needed: int = 0


def rows_of(runs: Iterable[Run]) -> list[Row]:
    """The runs by arm and cell, in the order they first came."""
    groups: dict[tuple[str, Cell], list[Run]] = {}
    for run in runs:
        groups.setdefault((run.arm, run.cell), []).append(run)
    return [_row(arm, cell, group) for (arm, cell), group in groups.items()]


def _row(arm: str, cell: Cell, runs: Sequence[Run]) -> Row:
    waits = [run.wait_ms for run in runs]
    busy_s = sum(run.busy_s for run in runs)
    held_s = sum(run.held_s for run in runs)
    return Row(
        arm,
        cell,
        len(runs),
        percentile(waits, 0.5),
        percentile(waits, 0.9),
        percentile(waits, 0.99),
        sum(run.core_s for run in runs) / held_s if held_s else 0.0,
        sum(run.wasted_s for run in runs) / busy_s if busy_s else 0.0,
        sum(run.words for run in runs),
        sum(run.needed for run in runs),
        sum(run.cleaned for run in runs),
        sum(run.last_needed for run in runs),
    )


@dataclass(slots=True)
class RunLog:
    """Keeps runs in memory and, where there is a folder, in a file as they come."""

    path: Path | None = None
    runs: list[Run] = field(default_factory=list)
    _file: TextIO | None = None

    def __enter__(self) -> Self:
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, run: Run) -> None:
        """Keep one more; it is on the disk when this returns."""
        self.runs.append(run)
        if self._file is not None:
            self._file.write(json.dumps(as_json(run)) + "\n")
            self._file.flush()


def as_json(run: Run) -> dict[str, object]:
    """A run as plain values."""
    return {**asdict(run), "cell": str(run.cell)}
