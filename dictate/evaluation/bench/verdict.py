"""What the figures say about what was promised: the wait, the plain way, the load, Qt's thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dictate.evaluation.bench.arms import OURS, OURS_TAGGER, OURS_WRITER, PLAIN, PLAIN_CLEAN, Arm
from dictate.evaluation.bench.cells import PAUSES, SOLID, Cell
from dictate.evaluation.bench.numbers import median, slope
from dictate.evaluation.bench.runs import Row, Run, rows_of
from dictate.evaluation.bench.series import plain_cell

GRACE_MS = 50.0
"""Added to both waits before they are compared: below it nobody can tell."""

GROWS = {PAUSES: 1.2, SOLID: 2.0}
"""How much the wait may grow from 5 s to 300 s."""

QUICKER = {60: {0: 8.0, 150: 15.0, 300: 25.0}, 5: {0: 2.0, 150: 3.0, 300: 5.0}}
"""How many times quicker than the plain way: by length in s and release in ms."""

LOAD = {"base": 0.2, "small": 0.5}
"""Core-seconds for each second that the key is held, by shape."""

CLEAN_QUICKER = 12.0
"""How many times quicker than the plain way the text is clean: 60 s, +150 ms."""

CLEAN_SHARE = 0.95
"""Of the sentences that need the cleaner, those that it cleaned."""

CLEAN_GROWS = 1.3

QT_MS = 16.0
AT_ONCE_MS = 120.0
AT_ONCE_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Verdict:
    """One figure beside what was promised."""

    what: str
    value: float
    bound: float
    at_least: bool = False

    @property
    def kept(self) -> bool:
        """Whether the promise was kept."""
        return self.value >= self.bound if self.at_least else self.value <= self.bound


def verdicts(runs: Sequence[Run], shape: str, qt_p99_ms: float) -> list[Verdict]:
    """Of all promises for which something was measured."""
    table = {(row.arm, row.cell): row for row in rows_of(runs)}
    found = [*_growth(table), *_quicker(table), *_at_once(runs), *_clean(table, runs)]
    held = [row.core_per_s for row in table.values() if row.arm == OURS.name and row.cell.speaks]
    if held and shape in LOAD:
        found.append(Verdict("core-seconds a second while held, most", max(held), LOAD[shape]))
    if qt_p99_ms:
        found.append(Verdict("Qt's thread, 99th percentile, ms", qt_p99_ms, QT_MS))
    return found


def _growth(table: dict[tuple[str, Cell], Row]) -> Iterator[Verdict]:
    for kind, bound in GROWS.items():
        for release_ms in (0, 150, 300, 600):
            short = table.get((OURS.name, Cell(5, kind, release_ms)))
            long = table.get((OURS.name, Cell(300, kind, release_ms)))
            if short and long:
                grown = (long.p50_ms + GRACE_MS) / (short.p50_ms + GRACE_MS)
                what = f"wait after 300 s ÷ after 5 s, {kind}, +{release_ms} ms"
                yield Verdict(what, grown, bound)


def _quicker(table: dict[tuple[str, Cell], Row]) -> Iterator[Verdict]:
    for length_s, bounds in QUICKER.items():
        for release_ms, bound in bounds.items():
            cell = Cell(length_s, PAUSES, release_ms)
            ours, plain = table.get((OURS.name, cell)), table.get((PLAIN.name, plain_cell(cell)))
            if ours and plain:
                times = plain.p50_ms / max(ours.p50_ms, 1e-3)
                what = f"plain ÷ ours, {length_s} s, +{release_ms} ms"
                yield Verdict(what, times, bound, at_least=True)


def _at_once(runs: Sequence[Run]) -> Iterator[Verdict]:
    waits = [
        run.wait_ms
        for run in runs
        if run.arm == OURS.name and run.cell.kind == PAUSES and run.cell.release_ms == 600
    ]
    if waits:
        share = sum(wait <= AT_ONCE_MS for wait in waits) / len(waits)
        what = f"released +600 ms: share ready within {AT_ONCE_MS:.0f} ms"
        yield Verdict(what, share, AT_ONCE_SHARE, at_least=True)


def _clean(table: dict[tuple[str, Cell], Row], runs: Sequence[Run]) -> Iterator[Verdict]:
    plain = table.get((PLAIN_CLEAN.name, plain_cell(Cell(60))))
    for arm in (OURS_WRITER, OURS_TAGGER):
        ours = table.get((arm.name, Cell(60, PAUSES, 150)))
        if plain and ours:
            times = plain.p50_ms / max(ours.p50_ms, 1e-3)
            what = f"{PLAIN_CLEAN.name} ÷ {arm.name}, 60 s, +150 ms"
            yield Verdict(what, times, CLEAN_QUICKER, at_least=True)
        if ours and ours.needed:
            what = f"share of sentences {arm.name} cleaned of those that need it, 60 s"
            yield Verdict(what, ours.cleaned / ours.needed, CLEAN_SHARE, at_least=True)
        short, long = (_waits(runs, arm, Cell(length_s, PAUSES, 150)) for length_s in (5, 300))
        if both := sorted(short.keys() & long.keys()):
            # Only rounds that have both: another last sentence takes another time.
            short_ms, long_ms = (median([waits[turn] for turn in both]) for waits in (short, long))
            grown = (long_ms + GRACE_MS) / (short_ms + GRACE_MS)
            yield Verdict(f"{arm.name}: wait after 300 s ÷ after 5 s", grown, CLEAN_GROWS)


def _waits(runs: Sequence[Run], arm: Arm, cell: Cell) -> dict[int, float]:
    """The waits by their rounds."""
    return {run.turn: run.wait_ms for run in runs if (run.arm, run.cell) == (arm.name, cell)}


def slopes(runs: Sequence[Run]) -> dict[str, float]:
    """Milliseconds of wait for each second dictated, by arm, kind and release."""
    points: dict[str, list[tuple[float, float]]] = {}
    for row in rows_of(runs):
        if row.cell.speaks:
            name = f"{row.arm}, {row.cell.kind}, +{row.cell.release_ms} ms"
            points.setdefault(name, []).append((row.cell.length_s, row.p50_ms))
    return {name: slope(found) for name, found in points.items() if len(found) > 1}
