"""What may change in a word that stays, and in the marks and spaces between two words."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from unicodedata import category

from dictate.core.dictation import Edit
from dictate.text.slip_words import FUNCTION_WORDS
from dictate.text.spoken import ends_sentence

REWRITE = "rewrite"

MOST_LONGER = 4
SHORT = 40
"""Characters. A text written anew may be so many times as long as it, or as a short one, was."""

_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))

MOST_MARKS = 3
"""Signs of punctuation between two words at most, where there were not more before."""

_HEARD = re.compile(r"[,.;:?!](?=\s|$)")
_MARKS = frozenset(",.;:?!…\u2013\u2014-")
_JOINING = frozenset("-\u2013\u2014")
_MAY_BE_LOWERED = FUNCTION_WORDS.union(
    ("then", "also", "maybe", "just", "not", "now", "here", "yes", "please", "only", "even")
).difference(("i", "i'm", "i've", "i'll", "i'd"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word stands.

    Attributes:
        opened: Whether it opened a sentence.
        opens: Whether it does now.
        heard: Whether its text came with capitals and marks, as a recogniser writes them.
    """

    opened: bool
    opens: bool
    heard: bool


def is_heard(text: str) -> bool:
    """Whether a text has marks: then its marks and capitals are what a recogniser heard."""
    return _HEARD.search(text) is not None


def may_recase(said: str, written: str, place: Place, taught: Collection[str]) -> bool:
    """Whether a word may get this other case.

    A capital comes where a sentence begins, and in a text without marks to any word that may be a
    name. It goes only from a word that opened a sentence and is no name. "iPhone", "API" and what
    the user has taught stay as they are.

    Args:
        said: The word as it stands.
        written: The same word with other capitals.
        place: Where it stands.
        taught: Words of the spellings the user has chosen.
    """
    if said in taught:
        return False
    if said.islower() and not any(sign.isdigit() for sign in said):
        name = not place.heard and said not in FUNCTION_WORDS
        fits = place.opens or name or said == "i" or said.startswith("i'")
        return fits and written == said[0].upper() + said[1:]
    lowered = said[0].lower() + said[1:]
    may = lowered in _MAY_BE_LOWERED and place.opened and not place.opens
    return may and written == lowered


def may_repunctuate(said: str, written: str, *, first: bool, last: bool) -> bool:
    """Whether other marks and spaces may stand in a gap.

    Only signs of punctuation come and go. Quotes, brackets, signs of money, line breaks and
    whatever else stood there stays, and nothing else comes in: no markup, no hidden characters.

    Args:
        said: What stood in the gap; of several gaps, one behind the other.
        written: What shall stand there.
        first: Whether no word stands before it.
        last: Whether none stands behind it.
    """
    if lasting(said) != lasting(written):
        return False
    marks = [sign for sign in written if sign in _MARKS]
    if len(marks) > max(MOST_MARKS, sum(sign in _MARKS for sign in said)):
        return False
    if first or last:
        return not marks or (last and not set(marks) & _JOINING)
    return any(sign in " \n" or sign in _JOINING for sign in written)


def lasting(gap: str) -> str:
    """The signs that neither come nor go."""
    return "".join(sign for sign in gap if sign not in _MARKS and sign != " ")


_SPACED = re.compile(r"[^\S\n]+")


def closed_up(before: str, after: str, *, first: bool, last: bool, filler: bool) -> str:
    """What stands in a gap when the words between two gaps are gone.

    Args:
        before: The gap before them.
        after: The gap behind them.
        first: Whether no word is left before it.
        last: Whether none is left behind it.
        filler: Whether the words were fillers, which bring commas of their own.
    """
    if first:
        return before + lasting(after)
    if last:
        return after
    if lasting(before) and lasting(after):
        return _SPACED.sub(" ", f"{before.rstrip(' ')} {after.lstrip(' ')}")
    if lasting(after):
        return after
    if filler and not lasting(before) and not ends_sentence(before) and len(after) < len(before):
        return after
    return before


def rewritten(said: str, written: str) -> tuple[Edit, ...] | None:
    """One edit that puts a text in another's place, for a style that asks for it; None: refused.

    Refused is what no style can ask for: nothing at all, hidden signs, or many times as much.
    """
    hidden = any(category(sign) in _HIDDEN for sign in written if sign not in said + "\n")
    if not written.strip() or hidden or len(written) > MOST_LONGER * max(len(said), SHORT):
        return None
    return (Edit(REWRITE, 0, said, written),)
