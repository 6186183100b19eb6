"""Texts as rows of words, for comparing them: without case and marks, or with both beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

_NUMBER = r"\d+(?:[.,:]\d+)+"
_WORD = re.compile(rf"{_NUMBER}|[^\W_]+(?:['\u2019-][^\W_]+)*")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MARKS = ",.?!:;"
_BETWEEN = r"[\s,.;:!?…\u2013\u2014-]+"


@dataclass(frozen=True, slots=True)
class Shown:
    """A word as it stands in a text.

    Attributes:
        plain: For comparing: small letters, one kind of apostrophe, no comma in a number.
        letters: As written.
        mark: The punctuation that follows at once; empty for none.
    """

    plain: str
    letters: str
    mark: str


@lru_cache(maxsize=4096)
def shown(text: str) -> tuple[Shown, ...]:
    """The words of a text as they stand."""
    return tuple(
        Shown(_plain(found[0]), found[0], _mark(text, found.end()))
        for found in _WORD.finditer(text)
    )


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a text for comparing."""
    return tuple(word.plain for word in shown(text))


def matched(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Places of equal words in two rows, in order, no place twice."""
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return [(block.a + nth, block.b + nth) for block in blocks for nth in range(block.size)]


def has_phrase(text: str, phrase: str) -> bool:
    """Whether a word or phrase stands in a text: whole words, whatever case and marks between."""
    return count_phrase(text, phrase) > 0


def count_phrase(text: str, phrase: str) -> int:
    """How often a word or phrase stands in a text; see `has_phrase`."""
    return len(_pattern(phrase).findall(text.replace("\u2019", "'")))


@lru_cache(maxsize=4096)
def _pattern(phrase: str) -> re.Pattern[str]:
    parts = phrase.replace("\u2019", "'").split()
    inside = _BETWEEN.join(re.escape(part) for part in parts)
    # A phrase that begins or ends with a sign, such as "```", needs no border there.
    # "can" is not in "can't" nor "like" in "bell-like", but "Anna" is in "Anna's".
    left = r"(?<!\w)(?<!\w['-])" if parts and parts[0][:1].isalnum() else ""
    right = r"(?!\w|-\w|'(?!s\b)\w)" if parts and parts[-1][-1:].isalnum() else ""
    return re.compile(left + inside + right, re.IGNORECASE)


def _plain(word: str) -> str:
    return _THOUSANDS.sub("", word.casefold().replace("\u2019", "'"))


def _mark(text: str, end: int) -> str:
    after = text[end : end + 1]
    return after if after and after in _MARKS else ""
