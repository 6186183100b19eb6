"""What a tagger may say about a word, and what the text looks like when it is obeyed.

A tagger writes nothing. For each word it names one tag: delete it, or keep it with a case and with
a mark after it. So every letter of the result was said, and nothing can be invented.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from dictate.core.dictation import Edit
from dictate.core.spokenwords import apply, deletion, words_of


class Case(StrEnum):
    """What to do with the first letter of a kept word."""

    AS_IS = "as is"
    LOWER = "lower"
    CAPITAL = "capital"


@dataclass(frozen=True, slots=True)
class Tag:
    """One verdict about one word.

    Attributes:
        keep: Whether the word stays.
        case: What becomes of its first letter.
        mark: What follows it: "" for nothing, None to leave what is there.
    """

    keep: bool
    case: Case = Case.AS_IS
    mark: str | None = None

    @property
    def name(self) -> str:
        """How the tag is spelled as a token of the model's vocabulary."""
        if not self.keep:
            return "<delete>"
        mark = "as is" if self.mark is None else self.mark
        return f"<keep|{self.case}|{mark}>"


MARKS: tuple[str | None, ...] = (None, "", ",", ".", "?", "!")
TAGS: tuple[Tag, ...] = (
    Tag(keep=False),
    *(Tag(True, case, mark) for case in Case for mark in MARKS),
)
"""All 19 tags. Their order is the order of the tag tokens in the model's vocabulary."""

_CORE = re.compile(r"(.*?)([,.?!;:…\u2013\u2014-]*)$", re.DOTALL)


def written(word: str, tag: Tag) -> str | None:
    """The word as the tag wants it; None when it is to go."""
    if not tag.keep:
        return None
    found = _CORE.match(word)
    core, mark = found.groups() if found else (word, "")
    if not core:  # nothing but marks: there is no word to put a case or a mark on
        return word
    return _cased(core, tag.case) + (mark if tag.mark is None else tag.mark)


def obey(raw: str, tags: Sequence[Tag]) -> tuple[str, tuple[Edit, ...]]:
    """Write the text as the tags want it.

    Args:
        raw: The words as spoken.
        tags: One for each of `words_of(raw)`.

    Returns:
        The text, and the changes that make it out of `raw`, in order. Deleted words in a row are
        one change; it takes the space on one side along, so that the rest closes up.
    """
    words = words_of(raw)
    if len(tags) != len(words):
        raise ValueError(f"{len(words)} words, but {len(tags)} tags")
    edits: list[Edit] = []
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and not tags[end].keep:
            end += 1
        if end > at:
            edits.append(deletion(raw, words, at, end))
            at = end
            continue
        word, new = words[at].text, written(words[at].text, tags[at]) or ""
        joined = at + 1 < len(words) and words[at + 1].start == words[at].end
        if joined and tags[at + 1].keep and new != word:
            new += " "  # the dash that held the two together is gone
        if new != word:
            edits.append(Edit(_kind(word, new), words[at].start, word, new))
        at += 1
    return apply(raw, edits), tuple(edits)


def _kind(before: str, after: str) -> str:
    return "case" if re.sub(r"\W", "", before) != re.sub(r"\W", "", after) else "punctuation"


def _cased(core: str, case: Case) -> str:
    if case is Case.AS_IS:
        return core
    at = next((i for i, sign in enumerate(core) if sign.isalnum()), None)
    if at is None or not core[at].isalpha():
        return core
    rest = core[at + 1 :]
    if case is Case.CAPITAL:
        return core[:at] + core[at].upper() + rest
    return core[:at] + core[at].lower() + rest if rest == rest.lower() else core
