"""Where sentences end, and which of them have to be cleaned together.

A sentence is cleaned as soon as it is finished, while the next is still being said. But one that
opens with a correction takes back something of the one before::

    "We meet on Tuesday." "No wait, Wednesday." "Bring Anna."
     └──────────── one piece ────────────────┘  └─ another ─┘
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dictate.text.marks import CLOSERS, OPENERS

MOST_REOPENED = 3
"""Sentences that corrections tie together at most: a speaker who goes on taking back must not make
the whole dictation one piece that is cleaned anew with each sentence."""

_END = re.compile(rf"[.!?…。！？]+[{re.escape(CLOSERS)}]*(?P<gap>\s+)")  # noqa: RUF001 - full width
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|St|vs|etc|e\.g|i\.e|No|Inc|Ltd|Jr|Sr|Co|Prof)|\d)\.$"
)
_LOOK_BACK = 8

_OPENING = re.compile(
    rf"[{re.escape(OPENERS)}]*(?:(?:oh|well|um|uh|er|so|and|ah|or)[,.…]*\s+)*"
    r"(?:no\W+(?:wait|sorry|no|i\s+mean|i\s+meant|make\s+that|scratch|actually|not)|"
    r"wait\b|sorry\b|scratch\s+that|strike\s+that|i\s+mean[t]?\b|make\s+that\b|correction\b|"
    r"actually\s+no\b|or\s+rather\b|rather\b|excuse\s+me\b|hold\s+on\b|never\s+mind\b|oops\b|"
    r"let\s+me\s+(?:rephrase|start\s+over|try\s+again)|start\s+over\b|i\s+take\s+that\s+back|"
    r"forget\s+that|not\s+that\b|no\s*,)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text that is cleaned at once: `text[start:end]`, without the space after it.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        finished: Whether it ends as a sentence does.
    """

    start: int
    end: int
    finished: bool


def gaps_between(text: str) -> Iterator[tuple[int, int]]:
    """The space between one sentence and the next: start and end."""
    for found in _END.finditer(text):
        start, end = found.start("gap"), found.end("gap")
        before = text[max(0, found.start() + 1 - _LOOK_BACK) : found.start() + 1]
        if end < len(text) and not _ABBREVIATION.search(before):
            yield start, end


def opens_with_a_correction(sentence: str) -> bool:
    """Whether the sentence may take back something of the one before it."""
    return _OPENING.match(sentence) is not None


def pieces_of(text: str) -> Sequence[Piece]:
    """The text in pieces, in order; with the space between them they are all of it."""
    pieces: list[Piece] = []
    tied = 1
    start = len(text) - len(text.lstrip())
    ends = [*gaps_between(text), (len(text.rstrip()), len(text))]
    for end, following in ends:
        if end <= start:
            continue
        if pieces and tied < MOST_REOPENED and opens_with_a_correction(text[start:end]):
            start = pieces.pop().start
            tied += 1
        else:
            tied = 1
        pieces.append(Piece(start, end, text[end - 1] in f".!?…。！？{CLOSERS}"))  # noqa: RUF001
        start = following
    return pieces
