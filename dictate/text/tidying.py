"""Judges the edits of a tagger: whether they only tidy what was said.

A tagger may take out whole words, change the case of letters, and change punctuation. What does
anything else, or takes out too much, is not a cleaner's work and is not used.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from dictate.core.dictation import Edit
from dictate.core.spokenwords import words_of
from dictate.text.changes import applied
from dictate.text.passage import has_words

MOST_DELETED = 0.6
"""Share of the words that may go. Nobody takes back more in one breath as a rule; a model that goes
beyond is more likely to be wrong, and words are worth more than tidiness."""


def only_tidies(text: str, edits: Sequence[Edit], result: str) -> bool:
    """Whether the edits lead from `text` to `result`, and no letter is new, lost or moved.

    Args:
        text: What was to be cleaned.
        edits: Of `text`.
        result: The cleaned text.
    """
    try:
        if applied(text, edits) != result:
            return False
    except ValueError:
        return False
    inside = _inside(text)
    return all(_tidies(text, edit, inside) for edit in edits)


def deletes_too_much(text: str, result: str) -> bool:
    """Whether so many words are gone that the text may no longer be what was meant."""
    before, after = _count(text), _count(result)
    return after < (1.0 - MOST_DELETED) * before


def without_protected(edits: Sequence[Edit], spellings: Collection[str]) -> list[Edit]:
    """The edits without those that would change the case of a spelling the user has chosen."""
    if not spellings:
        return list(edits)
    chosen = {word for spelling in spellings for word in spelling.split()}
    return [edit for edit in edits if not _respells(edit, chosen)]


def _respells(edit: Edit, chosen: Collection[str]) -> bool:
    before, after = _letters(edit.before), _letters(edit.after)
    return before in chosen and after not in (before, "")


def _tidies(text: str, edit: Edit, inside: Collection[int]) -> bool:
    start, end = edit.start, edit.start + len(edit.before)
    left, right = text[start - 1 : start], text[end : end + 1]
    if not edit.after and left.isalnum() and right.isalnum():
        return False  # two words would become one
    before, after = _tokens(edit.before), _tokens(edit.after)
    if before and after:
        return before == after
    return not after and start not in inside and end not in inside


_TOKEN = re.compile(r"[^\W_]+(?:[.,:/'\u2019-][^\W_]+)*")


def _tokens(text: str) -> list[str]:
    """Words and numbers, whatever their case; `3.5`, `don't` and `e-mail` are one each."""
    return _TOKEN.findall(text.casefold())


def _letters(text: str) -> str:
    return text.strip(",.?!;:… ")


def _inside(text: str) -> set[int]:
    """Positions inside words, between two signs that belong together."""
    return {
        at
        for word in words_of(text)
        for at in range(word.start + 1, word.end)
        if has_words(text[word.start : at]) and has_words(text[at : word.end])
    }


def _count(text: str) -> int:
    return sum(1 for word in words_of(text) if has_words(word.text))
