"""Writes words the way the user has taught: what is recognised = what is written.

Whole words only, capitals do not matter, the longest entry wins, and what an entry has written is
not looked at again: "a" = "b" and "b" = "a" swap.

The text and the entries are read as a row of tokens, so the work grows with the text alone and not
with the number of entries. Characters of scripts without spaces are tokens of their own, so that an
entry is found inside a sentence there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from dictate.core.dictation import Edit
from dictate.text.marks import ACCENTS, APOSTROPHES
from dictate.text.passage import Passage, Verbatim, capitalised, starts_sentence

KIND = "vocabulary"

# Kana, Han, Thai, Lao, Myanmar, Khmer and the marks on their letters: no spaces between words.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
# Marks on the letters of other scripts are no word characters to `\w`.
_MARKS = rf"{ACCENTS}\u0483-\u0489\u0591-\u05c7\u0610-\u065f\u0900-\u0dff\u200c\u200d"
_PART = rf"[^\W{_UNSPACED}]|[{_MARKS}]"
_TOKEN = re.compile(rf"(?:{_PART})+|[{_UNSPACED}]|\S")


@dataclass(frozen=True, slots=True)
class _Tokens:
    """The words and other characters of a text, three lists of one length.

    Attributes:
        keys: Equal for equal words; with a space before where a space stands before.
        starts: Where each begins.
        ends: Where each ends.
    """

    keys: list[str]
    starts: list[int]
    ends: list[int]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of the vocabulary; the keys are of its tokens, the first one without space."""

    keys: tuple[str, ...]
    text: str
    only_case: bool


class Vocabulary:
    """The user's spellings, made ready to be looked for."""

    def __init__(self, spellings: Mapping[str, str]) -> None:
        """Take `spellings` from what is recognised to what is written; entries without words go."""
        self._by_first: dict[str, list[_Entry]] = {}
        for said, written in spellings.items():
            keys = tuple(_tokens(said.strip()).keys)
            if keys:
                entry = _Entry(keys, written, _folded(said) == _folded(written))
                self._by_first.setdefault(keys[0], []).append(entry)
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry.keys))

    def find(self, passage: Passage) -> list[Edit]:
        """The edits that write what was taught."""
        text = passage.text
        tokens = _tokens(text)
        firsts = self._by_first
        verbatim: Verbatim | None = None
        edits: list[Edit] = []
        after = 0  # the token after the last match
        for at, key in enumerate(tokens.keys):
            if at < after or key.lstrip(" ") not in firsts:
                continue
            verbatim = verbatim or Verbatim(text)
            entry = self._entry_at(text, tokens, at, verbatim)
            if entry is None:
                continue
            after = at + len(entry.keys)
            low, high = tokens.starts[at], tokens.ends[after - 1]
            written = _fitted(text, low, entry)
            if written != text[low:high]:
                edits.append(Edit(KIND, low, text[low:high], written))
        return edits

    def _entry_at(self, text: str, tokens: _Tokens, at: int, verbatim: Verbatim) -> _Entry | None:
        """The longest entry that stands there as whole words."""
        for entry in self._by_first[tokens.keys[at].lstrip(" ")]:
            end = at + len(entry.keys)
            if tuple(tokens.keys[at + 1 : end]) != entry.keys[1:]:
                continue
            low, high = tokens.starts[at], tokens.ends[end - 1]
            if _is_whole(text, low, high) and _may_change(verbatim, low, high):
                return entry
        return None


def _tokens(text: str) -> _Tokens:
    # Small letters beforehand where that keeps every position, which is nearly always.
    folded = text.casefold()
    plain = text.isascii()
    matches = list(_TOKEN.finditer(folded if plain else text))
    starts = [match.start() for match in matches]
    ends = [match.end() for match in matches]
    keys = [match[0] if plain else _folded(match[0]) for match in matches]
    spaced = [start > end for start, end in zip(starts[1:], ends, strict=False)]
    keys[1:] = [f" {key}" if space else key for key, space in zip(keys[1:], spaced, strict=True)]
    return _Tokens(keys, starts, ends)


def _folded(text: str) -> str:
    """Equal for texts that differ in capitals, in how accents are stored, or in the apostrophe."""
    return unicodedata.normalize("NFC", text.casefold()).replace("\u2019", "'")


_JOINER = "\u200d"
_TYING = frozenset({"Mn", "Mc", "Me", "Sk"})  # accents, vowel signs, variation and skin of emoji
_APOSTROPHE_BEFORE = re.compile(rf"\w[{APOSTROPHES}]$")
_APOSTROPHE_AFTER = re.compile(rf"[{APOSTROPHES}](?!s\b)\w", re.IGNORECASE)


def _is_whole(text: str, low: int, high: int) -> bool:
    """Whether nothing ties the words to what stands beside them.

    That can be an apostrophe, but a genitive may follow ("Jason's"); or a mark or joiner that makes
    one character of several, as in Thai and in emoji.
    """
    tied = _APOSTROPHE_BEFORE.search(text, max(0, low - 2), low) is not None
    return not (
        tied
        or _APOSTROPHE_AFTER.match(text, high)
        or text[low - 1 : low] == _JOINER
        or any(c == _JOINER or unicodedata.category(c) in _TYING for c in text[high : high + 1])
    )


def _may_change(verbatim: Verbatim, low: int, high: int) -> bool:
    """Whether the words are not a part of an address, a number or code; they may be all of it."""
    for position in (low, high - 1):
        around = verbatim.around(position)
        if around is not None and not (low <= around[0] and around[1] <= high):
            return False
    return True


def _fitted(text: str, low: int, entry: _Entry) -> str:
    """What to write; a word all in small letters opens a sentence with a capital as before."""
    opens = text[low].isupper() and starts_sentence(text, low)
    exact = entry.only_case or not entry.text.islower()
    return capitalised(entry.text) if opens and not exact else entry.text
