"""What is measured: lengths, pauses, and how long after the last word the key comes up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dictate.errors import DictateError

LENGTHS_S = (2, 5, 10, 20, 60, 120, 300)
RELEASES_MS = (0, 150, 300, 600)
WITHOUT_IDEA_S = (5, 60)
"""Lengths at which ours is measured without each of its ideas in turn."""

PAUSES = "pauses"
SOLID = "solid"
SILENCE = "silence"
NOISE = "noise"
KINDS = (PAUSES, SOLID, SILENCE, NOISE)


class CellError(DictateError):
    """A cell that was asked for makes no sense."""


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One kind of dictation.

    Attributes:
        length_s: How long one speaks.
        kind: `pauses` between phrases, or `solid` speech; `silence` or `noise` alone.
        release_ms: When the key comes up, after the end of the last word.
    """

    length_s: int
    kind: str = PAUSES
    release_ms: int = 0

    @property
    def speaks(self) -> bool:
        """Whether anything is said in it."""
        return self.kind in (PAUSES, SOLID)

    def __str__(self) -> str:
        return f"{self.length_s}:{self.kind}:{self.release_ms}"


def every_cell() -> list[Cell]:
    """The whole matrix, and silence and noise."""
    speech = [
        Cell(length_s, kind, release_ms)
        for length_s in LENGTHS_S
        for kind in (PAUSES, SOLID)
        for release_ms in RELEASES_MS
    ]
    return [*speech, Cell(10, SILENCE), Cell(10, NOISE)]


QUICK = (
    *(Cell(5, PAUSES, release_ms) for release_ms in RELEASES_MS),
    Cell(60, PAUSES, 0),
    Cell(60, PAUSES, 300),
    Cell(20, SOLID),
    Cell(10, NOISE),
)
"""What shows most in ten minutes."""

WAITS = (
    *(Cell(5, PAUSES, release_ms) for release_ms in RELEASES_MS),
    *(Cell(60, PAUSES, release_ms) for release_ms in (0, 150, 300)),
    Cell(10, PAUSES, 600),
    Cell(20, PAUSES, 600),
)
"""What is promised of the wait, beside the plain way."""

LONG = (Cell(5), Cell(5, SOLID), Cell(300), Cell(300, SOLID))
"""What is promised of long dictations: they are no slower. Released at the last word, where nothing
could be done ahead. Takes most of the time of all."""

PROMISED = tuple(dict.fromkeys((*WAITS, *LONG)))

FEW = (Cell(5, PAUSES, 150), Cell(60, PAUSES, 150))
"""Enough to compare with the plain way."""

CLEAN = tuple(Cell(length_s, PAUSES, 150) for length_s in (5, 60, 300))
"""What is promised of the wait for clean text."""

VALIDATED = tuple(
    Cell(length_s, PAUSES, release_ms) for length_s in (2, 5, 10) for release_ms in (0, 300)
)
"""What is played once more in real time, to prove the clock that skips."""

SETS = {
    "all": tuple(every_cell()),
    "quick": QUICK,
    "promised": PROMISED,
    "waits": WAITS,
    "long": LONG,
    "few": FEW,
    "clean": CLEAN,
}


def parse_cells(text: str) -> list[Cell]:
    """Read `60:pauses:150,300:solid:0`, or names of sets; each cell once, in the order given.

    Raises:
        CellError: It is no such list.
    """
    found: list[Cell] = []
    for word in text.replace(",", " ").split():
        found += SETS.get(word) or (_cell(word),)
    if not found:
        raise CellError("No cell was named.", hint=_HINT)
    return list(dict.fromkeys(found))


_HINT = f"Such as 5:pauses:0,60:solid:150 or {', '.join(SETS)}; kinds are {', '.join(KINDS)}."


def _cell(word: str) -> Cell:
    parts: Sequence[str] = word.split(":")
    kind = parts[1] if len(parts) > 1 else PAUSES
    try:
        length_s = int(parts[0])
        release_ms = int(parts[2]) if len(parts) > 2 else 0
    except ValueError:
        raise CellError(f"{word!r} is no cell.", hint=_HINT) from None
    possible = kind in KINDS and 2 <= length_s <= 3600 and 0 <= release_ms <= 5000
    if len(parts) > 3 or not possible:
        raise CellError(f"{word!r} is no cell.", hint=_HINT)
    return Cell(length_s, kind, release_ms)
