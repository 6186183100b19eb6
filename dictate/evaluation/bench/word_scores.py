"""How near recognised words come to those that were said: words, marks, capitals, the ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

_SPOKEN = re.compile(r"[^\W_]+(?:['\u2019.-][^\W_]+)*")
MARKS = ".,?!;:"

Pairs: TypeAlias = "list[tuple[int | None, int | None]]"
"""Which word of the first text stands for which of the second; None where there is none."""


@dataclass(frozen=True, slots=True)
class Written:
    """One word as it is written.

    Attributes:
        word: Without case and marks.
        capital: Whether it begins with a capital.
        mark: The mark behind it, one of MARKS; empty for none.
    """

    word: str
    capital: bool
    mark: str


def written_in(text: str) -> list[Written]:
    """The words of a text with their marks."""
    found = []
    for match in _SPOKEN.finditer(text):
        behind = text[match.end() : match.end() + 1]
        word = match[0].casefold().replace("\u2019", "'")
        found.append(Written(word, match[0][:1].isupper(), behind if behind in MARKS else ""))
    return found


def aligned(wanted: Sequence[str], found: Sequence[str]) -> Pairs:
    """The words of both, paired with the fewest changes (Levenshtein), in their order."""
    rows = [list(range(len(found) + 1))]
    for above, word in enumerate(wanted):
        before, row = rows[-1], [above + 1]
        for at, other in enumerate(found):
            row.append(min(before[at + 1] + 1, row[at] + 1, before[at] + (word != other)))
        rows.append(row)
    return _way_back(rows, wanted, found)


def _way_back(rows: list[list[int]], wanted: Sequence[str], found: Sequence[str]) -> Pairs:
    pairs: Pairs = []
    i, j = len(wanted), len(found)
    while i or j:
        if i and j and rows[i][j] == rows[i - 1][j - 1] + (wanted[i - 1] != found[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif i and rows[i][j] == rows[i - 1][j] + 1:
            i -= 1
            pairs.append((i, None))
        else:
            j -= 1
            pairs.append((None, j))
    return pairs[::-1]


@dataclass(frozen=True, slots=True)
class Count:
    """Words said, and words missing, added or mistaken."""

    words: int = 0
    wrong: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.words + other.words, self.wrong + other.wrong)

    @property
    def error(self) -> float:
        """The word error rate."""
        return self.wrong / max(1, self.words)


@dataclass(frozen=True, slots=True)
class Hits:
    """Of things that could be found: found rightly, found wrongly, missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Hits) -> Hits:
        return Hits(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where there was nothing to find."""
        both = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / both if both else 1.0


@dataclass(frozen=True, slots=True)
class Score:
    """How near one text comes to another.

    Attributes:
        count: The words.
        marks: Punctuation behind words that were recognised.
        capitals: Capitals of words that were recognised.
        seam_marks: The same before seams only.
        seam_capitals: The same after seams only.
        first: Whether the first word is there; None where none was said.
        last: Whether the last word is there.
    """

    count: Count
    marks: Hits = Hits()
    capitals: Hits = Hits()
    seam_marks: Hits = Hits()
    seam_capitals: Hits = Hits()
    first: bool | None = None
    last: bool | None = None


def score(said: str, heard: str, seams: Iterable[int] = ()) -> Score:
    """Compare a text with what was said.

    Args:
        said: The truth.
        heard: What was recognised.
        seams: Words of `said`, by index, before which two phrases meet.
    """
    wanted, found = written_in(said), written_in(heard)
    pairs = aligned([one.word for one in wanted], [one.word for one in found])
    match = {i: found[j] for i, j in pairs if i is not None and j is not None}
    wrong = sum(i is None or j is None or wanted[i].word != found[j].word for i, j in pairs)
    there = [i in match and match[i].word == one.word for i, one in enumerate(wanted)]
    both = [(one, match[i]) for i, one in enumerate(wanted) if there[i]]
    inside = [at for at in seams if 0 < at < len(wanted)]
    before = [(wanted[at - 1], match[at - 1]) for at in inside if at - 1 in match]
    after = [(wanted[at], match[at]) for at in inside if at in match]
    return Score(
        Count(len(wanted), wrong),
        _marks(both),
        _capitals(both),
        _marks(before),
        _capitals(after),
        there[0] if there else None,
        there[-1] if there else None,
    )


def _marks(pairs: Sequence[tuple[Written, Written]]) -> Hits:
    hits = Hits()
    for one, other in pairs:
        right = bool(one.mark) and one.mark == other.mark
        hits += Hits(right, bool(other.mark) and not right, bool(one.mark) and not right)
    return hits


def _capitals(pairs: Sequence[tuple[Written, Written]]) -> Hits:
    hits = Hits()
    for one, other in pairs:
        hits += Hits(
            one.capital and other.capital,
            other.capital and not one.capital,
            one.capital and not other.capital,
        )
    return hits


def seams_of(said: str, parts: Sequence[str]) -> list[int]:
    """Before which words of `said` the parts of a recognised text meet.

    Args:
        said: The truth.
        parts: The phrases as they were recognised, in their order.
    """
    words = [[one.word for one in written_in(part)] for part in parts]
    found = [word for part in words for word in part]
    wanted = [one.word for one in written_in(said)]
    begins = set()
    at = 0
    for part in words[:-1]:
        at += len(part)
        begins.add(at)
    seams: list[int] = []
    begun = False
    for i, j in aligned(wanted, found):
        begun = begun or j in begins
        if begun and i is not None:
            seams.append(i)
            begun = False
    return seams
