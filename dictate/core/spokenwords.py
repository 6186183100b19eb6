"""The words of a raw text with their places, and changes that take some of them out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dictate.core.dictation import Edit

_WORD = re.compile(r"\S+?(?:—|\u2013|--|\.\.\.|…)(?=\w)|\S+")


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word of a raw text: `raw[start:end] == text`, its marks included."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """Where the raw text goes on."""
        return self.start + len(self.text)


def words_of(raw: str) -> tuple[SpokenWord, ...]:
    """Cut a raw text at white space, and after a dash or dots between two letters."""
    return tuple(SpokenWord(found.start(), found.group()) for found in _WORD.finditer(raw))


def apply(raw: str, edits: Sequence[Edit]) -> str:
    """Carry out changes that are in order and do not overlap."""
    pieces: list[str] = []
    end = 0
    for edit in edits:
        pieces += [raw[end : edit.start], edit.after]
        end = edit.start + len(edit.before)
    return "".join(pieces) + raw[end:]


def deletion(raw: str, words: Sequence[SpokenWord], first: int, stop: int) -> Edit:
    """Take out `words[first:stop]` and the space on one side; a line break on either side stays.

    Args:
        raw: The text.
        words: All its words, as `words_of` gives them.
        first: The first word to go.
        stop: The first word after it that stays, or `len(words)`.
    """
    start, end = words[first].start, words[stop - 1].end
    before = words[first - 1].end if first else start
    after = words[stop].start if stop < len(words) else end
    if first == 0 or stop == len(words):
        return Edit("deletion", before, raw[before:after], "")
    if start > before and "\n" not in raw[end:after]:
        return Edit("deletion", start, raw[start:after], "")
    return Edit("deletion", before, raw[before:end], "" if after > end else " ")
