"""Edits as values: applied to a text, and carried back through the text they were made in.

An edit says `text[start:start + len(before)]` became `after`. Edits of one text stand in order and
do not overlap. Rules run one after the other, each on what the one before left; `composed` makes of
their edits one list that leads from the first text to the last.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from dictate.core.dictation import Edit

MINOR_KINDS = frozenset({"case", "spacing", "seam"})
"""When edits of two rules become one, the rule that changed words gives it its name."""


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text after the edits.

    Args:
        text: The text they were made in.
        edits: In order, without overlap.

    Raises:
        ValueError: An edit does not fit the text, or comes out of order.
    """
    parts: list[str] = []
    at = 0
    for edit in edits:
        if edit.start < at or not text.startswith(edit.before, edit.start):
            raise ValueError("an edit does not fit its text")
        parts += (text[at : edit.start], edit.after)
        at = edit.start + len(edit.before)
    parts.append(text[at:])
    return "".join(parts)


def carried(places: Iterable[int], edits: Sequence[Edit]) -> tuple[int, ...]:
    """Where places of a text are after its edits; one inside an edit is at the edit's beginning.

    Args:
        places: In order.
        edits: In order, without overlap.
    """
    moved: list[int] = []
    nth = growth = 0
    for place in places:
        while nth < len(edits) and edits[nth].start + len(edits[nth].before) <= place:
            growth += len(edits[nth].after) - len(edits[nth].before)
            nth += 1
        inside = nth < len(edits) and edits[nth].start < place
        moved.append((edits[nth].start if inside else place) + growth)
    return tuple(moved)


def composed(raw: str, first: Sequence[Edit], middle: str, second: Sequence[Edit]) -> list[Edit]:
    """One list of edits for two in a row.

    Args:
        raw: The first text.
        first: Lead from `raw` to `middle`.
        middle: The text between.
        second: Made in `middle`.

    Returns:
        Edits of `raw`. Edits that touch different characters stay apart; where the second changes
        what the first has written, they become one. The work is linear in the number of edits.
    """
    result: list[Edit] = []
    shift = 0  # position in raw minus position in middle, left of what comes next
    left = 0  # how many of the first are dealt with
    right = 0
    while left < len(first) or right < len(second):
        ours, theirs, low, high = _overlapping(first, left, second, right, shift)
        left, right = left + len(ours), right + len(theirs)
        growth = sum(len(edit.before) - len(edit.after) for edit in ours)
        if not theirs:
            result += ours
        elif not ours:
            result += _moved(theirs, shift)
        else:
            after = applied(middle[low:high], _moved(theirs, -low))
            before = raw[low + shift : high + shift + growth]
            result += _trimmed(_kind(ours, theirs), low + shift, before, after)
        shift += growth
    return result


def _overlapping(
    first: Sequence[Edit], left: int, second: Sequence[Edit], right: int, shift: int
) -> tuple[list[Edit], list[Edit], int, int]:
    """The next edits that hang together: of the first, of the second, and where they lie.

    Args:
        first: Edits of the raw text, dealt with up to `left`.
        left: See above.
        second: Edits of the middle text, dealt with up to `right`.
        right: See above.
        shift: Position in the raw text minus that in the middle text, at the next of `first`.

    Returns:
        The edits, and start and end in the middle text of what they cover.
    """
    ours: list[Edit] = []
    theirs: list[Edit] = []
    low = high = -1
    while True:
        span = (sys.maxsize, sys.maxsize)
        is_first = left < len(first)
        if is_first:
            start = first[left].start - shift
            span = (start, start + len(first[left].after))
        if right < len(second):
            start = second[right].start
            other = (start, start + len(second[right].before))
            if other < span:
                span, is_first = other, False
        if (ours or theirs) and span[0] >= high:
            return ours, theirs, low, high
        if not ours and not theirs:
            low, high = span
        high = max(high, span[1])
        if is_first:
            ours.append(first[left])
            shift += len(first[left].before) - len(first[left].after)
            left += 1
        else:
            theirs.append(second[right])
            right += 1


def _kind(ours: Sequence[Edit], theirs: Sequence[Edit]) -> str:
    kinds = [edit.kind for edit in (*ours, *theirs)]
    return next((kind for kind in kinds if kind not in MINOR_KINDS), kinds[0])


def _moved(edits: Iterable[Edit], by: int) -> list[Edit]:
    return [Edit(edit.kind, edit.start + by, edit.before, edit.after) for edit in edits]


def _trimmed(kind: str, start: int, before: str, after: str) -> list[Edit]:
    """The edit without the ends that stay as they are; nothing where all stays."""
    if before == after:
        return []
    shorter = min(len(before), len(after))
    head = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    rest = shorter - head
    tail = next((i for i in range(rest) if before[-1 - i] != after[-1 - i]), rest)
    return [
        Edit(kind, start + head, before[head : len(before) - tail], after[head : len(after) - tail])
    ]
