"""Which words of a text stand in another, and where the two differ.

::

    said      so   um   I      think  to Anna  no  to  Maria
              │         │      │                   │   │
    written   So        I      think               to  Maria        holes: [um], [to Anna no]

Both texts are read as words with gaps between them. Words that each text has once, in the same
order, hold the two together; what lies between two such words is small and is aligned so that as
few words as possible, in as few holes as possible, are left over. The work grows with the length of
the texts; a stretch in which nothing holds and that is too long to compare is one hole.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dictate.text.marks import ACCENTS, APOSTROPHES, WORD
from dictate.text.passage import Verbatim

MOST_CELLS = 4_000
"""Pairs of words that are compared in one stretch at most: some milliseconds of work."""

_WORD = re.compile(rf"\d+(?:[.,:/-]\d+)*%?(?![\w{ACCENTS}])|{WORD}(?:[{APOSTROPHES}]{WORD})*")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number, or a stretch of code, as it stands in its text.

    Attributes:
        start: Where it begins.
        text: As it is written.
        key: Equal for equal words, whatever their capitals; code is equal only to itself.
    """

    start: int
    text: str
    key: str

    @property
    def end(self) -> int:
        """Where the text goes on."""
        return self.start + len(self.text)


def tokens_of(text: str) -> list[Token]:
    """The words of a text; an address, a path or a name from a program is one of them."""
    verbatim = Verbatim(text)
    tokens: list[Token] = []
    at = 0
    while found := _WORD.search(text, at):
        code = verbatim.around(found.start())
        if code is None:
            tokens.append(Token(found.start(), found[0], key_of(found[0])))
            at = found.end()
        else:
            start = max(at, code[0])
            tokens.append(Token(start, text[start : code[1]], "\0" + text[start : code[1]]))
            at = code[1]
    return tokens


def key_of(word: str) -> str:
    """What equal words have in common."""
    return unicodedata.normalize("NFC", word).replace("\u2019", "'").casefold()


@dataclass(frozen=True, slots=True)
class Hole:
    """Where two texts differ: `said[first:stop]` stands where `written[begin:end]` does.

    Either may be empty; where both are, only the gap between two words may differ. The word before
    and the word behind are the same in both texts, or there is none.
    """

    first: int
    stop: int
    begin: int
    end: int


def holes_between(said: Sequence[Token], written: Sequence[Token]) -> list[Hole]:
    """Every place between two words that both have, in order: one more than such words."""
    pairs = _pairs([token.key for token in said], [token.key for token in written])
    edges = [(-1, -1), *pairs, (len(said), len(written))]
    return [Hole(i + 1, k, j + 1, m) for (i, j), (k, m) in pairwise(edges)]


def _pairs(said: Sequence[str], written: Sequence[str]) -> list[tuple[int, int]]:
    """The places of words that both have, in the order of both."""
    edges = [(-1, -1), *_anchors(said, written), (len(said), len(written))]
    pairs: list[tuple[int, int]] = []
    for (i, j), (k, m) in pairwise(edges):
        found = _pairs_within(said[i + 1 : k], written[j + 1 : m])
        pairs += [(i + 1 + one, j + 1 + other) for one, other in found]
        if k < len(said):
            pairs.append((k, m))
    return _moved_back(said, [(-1, -1), *pairs, (len(said), len(written))])[1:-1]


def _moved_back(said: Sequence[str], pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Let words that are missing begin as early as they can.

    Of "to Anna, no, to Maria" either "to Anna no" or "Anna no to" is missing from "to Maria"; a
    slip is told by the first.
    """
    for at in range(len(pairs) - 1, 1, -1):
        (i, j), (k, m) = pairs[at - 1 : at + 1]
        if m == j + 1 and said[i] == said[k - 1]:
            pairs[at - 1] = (k - 1, j)
    return pairs


def _anchors(said: Sequence[str], written: Sequence[str]) -> list[tuple[int, int]]:
    """The words that each has once, as many as stand in the same order in both."""
    counts, others = Counter(said), Counter(written)
    places = {key: place for place, key in enumerate(written) if others[key] == 1}
    rising = [
        (place, places[key]) for place, key in enumerate(said) if key in places and counts[key] == 1
    ]
    # The longest rising row: `tails[n]` is the smallest place a row of n + 1 can end with.
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for nth, (_, place) in enumerate(rising):
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
        ends[at : at + 1] = [nth]
        before.append(ends[at - 1] if at else -1)
    row: list[tuple[int, int]] = []
    nth = ends[-1] if ends else -1
    while nth >= 0:
        row.append(rising[nth])
        nth = before[nth]
    return row[::-1]


_WORD_COST, _HOLE_COST = 4, 1
"""A word left over weighs more than a hole: holes only decide between equals."""


def _pairs_within(said: Sequence[str], written: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs of a short stretch; none where it is too long to compare or has nothing."""
    if not 0 < len(said) * len(written) <= MOST_CELLS:
        return []
    ends = _costs(said, written)
    pairs: list[tuple[int, int]] = []
    i = j = 0
    in_hole = False
    while i < len(said) and j < len(written):
        open_cost = 0 if in_hole else _HOLE_COST
        kept = ends[i + 1][j + 1][0] if said[i] == written[j] else None
        skip = open_cost + _WORD_COST + min(ends[i + 1][j][1], ends[i][j + 1][1])
        if kept is not None and kept <= skip:
            pairs.append((i, j))
            i, j, in_hole = i + 1, j + 1, False
        else:
            if ends[i + 1][j][1] <= ends[i][j + 1][1]:
                i += 1
            else:
                j += 1
            in_hole = True
    return pairs


def _costs(said: Sequence[str], written: Sequence[str]) -> list[list[tuple[int, int]]]:
    """What is still to pay from each pair of places on: behind a pair, and inside a hole."""
    width = len(written)
    ends: list[list[tuple[int, int]]] = [[(0, 0)] * (width + 1) for _ in range(len(said) + 1)]
    for i in range(len(said), -1, -1):
        row, below = ends[i], ends[i + 1] if i < len(said) else None
        for j in range(width, -1, -1):
            if below is None and j == width:
                continue
            skips = [below[j][1]] if below is not None else []
            if j < width:
                skips.append(row[j + 1][1])
            inside = _WORD_COST + min(skips)
            behind = inside + _HOLE_COST
            if below is not None and j < width and said[i] == written[j]:
                kept = below[j + 1][0]
                inside, behind = min(inside, kept), min(behind, kept)
            row[j] = (behind, inside)
    return ends
