"""Where "like", "you know" and "err" surely mean nothing.

They are words too, so the marks around them and the words beside them decide::

    "He's, you know, late"            set off                        not  "do you know"
    "It's late, you know."            behind a whole sentence        not  "If it rains, you know."
    "Like, the house shook"           before one                     not  "Like, share, subscribe"
    "so it, like, broke"              set off                        not  "we love, like, and hate"
    "in like ten minutes"             before a number                not  "something like ten"
    "It was, err, late"  "err I mean" set off, or before a cue       not  "to err is human"

English only. What is in doubt stays; a cleaner may still take it out, if the veto lets it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dictate.text.marks import APOSTROPHES, DASHES, WORD, word_set
from dictate.text.passage import starts_sentence
from dictate.text.slip_words import (
    DETERMINERS,
    FUNCTION_WORDS,
    LEADS_ON,
    NUMBERS,
    PRONOUNS,
    QUESTIONS,
    VERBS,
)

_MARK = rf"(?:,|\.\.\.|…|\s?[{DASHES}])"
_PAUSE = r"(?:u+[hm]+|er+m?|hm+)"
_IDLE = re.compile(
    rf"(?<![\w{APOSTROPHES}@/\\.-])(?:you know|like|err+)(?![\w{APOSTROPHES}@/\\]|[.-]\w)",
    re.IGNORECASE,
)
_MARK_BEFORE = re.compile(rf"{_MARK}\s*$|\s{_PAUSE}{_MARK}?\s+$", re.IGNORECASE)
_MARK_AFTER = re.compile(rf"{_MARK}(?!\w)|\s+{_PAUSE}\b", re.IGNORECASE)
_UM = re.compile(_PAUSE)
_NO_MORE = re.compile(r"[.!]?\s*$|[.!]\s")
_WORD = re.compile(rf"{WORD}(?:[{APOSTROPHES}-]{WORD})*")
_STOP = re.compile(r"[.!?\n]")
_FAR, _NEAR = 200, 12

_BEFORE_AN_AMOUNT = word_set("or in at for about within takes take took costs cost")
_NO_AMOUNTS = word_set("one first second third half point oh")
_AND_OR = word_set("and or nor")
_OPENS_A_THOUGHT = PRONOUNS | DETERMINERS | VERBS | word_set("everyone everybody nobody people")
_IS_KNOWN = QUESTIONS | word_set("that this it him her them me us if whether because")
_HANGS_ON = LEADS_ON | word_set("once until till unless after before")
_OF_ONE_LIST = word_set("love loves hate hates adore dislike share comment follow subscribe")
_BEFORE_TO_ERR = (FUNCTION_WORDS - DETERMINERS - QUESTIONS) | word_set(
    "people men women children who not never always often sometimes rarely cannot all"
)
_CUES = word_set("no sorry wait rather actually make")


def idle_words(text: str) -> Iterator[tuple[int, int]]:
    """Where such words stand, in order: start and end of each."""
    for match in _IDLE.finditer(text):
        phrase = match[0].lower()
        if phrase in _KINDS and _is_amid_words(text, match.start()):
            continue
        place = _place(text, *match.span())
        if phrase.startswith("errr") or _KINDS.get(phrase, _is_idle_err)(place):
            yield match.span()


def _is_amid_words(text: str, start: int) -> bool:
    """Whether a plain word stands before it, as nearly always: then no more need be asked."""
    near = text[max(0, start - _NEAR) : start].split()
    word = near[-1].lower() if near else ""
    return word.isalpha() and word not in _BEFORE_AN_AMOUNT and _UM.fullmatch(word) is None


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands around a phrase in its sentence.

    Attributes:
        before: The words before it.
        after: The first two behind it.
        opens: Whether the sentence begins with it.
        ends: Whether the sentence ends with it, and asks nothing.
        off_before: Whether a mark or an um stands before it.
        off_after: Whether one stands behind it.
        listed: Whether a word all by itself stands between the mark before it and another.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    opens: bool
    ends: bool
    off_before: bool
    off_after: bool
    listed: bool

    @property
    def last(self) -> str:
        return self.before[-1] if self.before else ""

    @property
    def next(self) -> str:
        return self.after[0] if self.after else ""


def _place(text: str, start: int, end: int) -> _Place:
    head = _STOP.split(text[max(0, start - _FAR) : start].replace("...", "…"))[-1]
    tail = text[end : end + _FAR]
    part = re.split(_MARK, head.rstrip(f" ,…{DASHES}"))[-1]
    before, alone = _lower(head), _lower(part)
    return _Place(
        before=before,
        after=_lower(_STOP.split(tail.replace("...", "…"))[0])[:2],
        opens=not before or starts_sentence(text, start),
        ends=_NO_MORE.match(tail) is not None,
        off_before=_MARK_BEFORE.search(head) is not None,
        off_after=_MARK_AFTER.match(tail) is not None,
        listed=len(alone) == 1 and alone[0] not in FUNCTION_WORDS,
    )


def _lower(text: str) -> tuple[str, ...]:
    """Its words without capitals and without um and uh."""
    words = (word.lower() for word in _WORD.findall(text))
    return tuple(word for word in words if _UM.fullmatch(word) is None)


def _is_set_off(place: _Place) -> bool:
    return place.off_before and place.off_after and not place.opens


def _is_idle_like(place: _Place) -> bool:
    if place.opens:
        return place.off_after and place.next in _OPENS_A_THOUGHT
    if _is_set_off(place):
        listed = place.listed or place.next in _AND_OR
        listed = listed or not _OF_ONE_LIST.isdisjoint((place.last, place.next))
        return not listed and "like" not in (place.last, place.next)
    amount = place.next in NUMBERS or place.next[:1].isdigit()
    free = not place.off_before and not place.off_after
    return free and place.last in _BEFORE_AN_AMOUNT and amount and place.next not in _NO_AMOUNTS


def _is_idle_you_know(place: _Place) -> bool:
    if place.opens or not place.off_before or "know" in (place.last, place.next):
        return False
    hangs = not _HANGS_ON.isdisjoint(place.before)  # "when it rains, you know"
    if place.ends:
        tells = not (PRONOUNS | VERBS).isdisjoint(place.before[:-1])
        return tells and not hangs
    return place.off_after and not (hangs or place.next in _IS_KNOWN)


def _is_idle_err(place: _Place) -> bool:
    if place.opens:
        return place.off_after
    if _is_set_off(place):
        return not place.listed and place.next not in _AND_OR
    cue = place.next in _CUES or place.after in (("i", "mean"), ("i", "meant"))
    can_err = place.last in _BEFORE_TO_ERR or place.last.endswith("s")
    return cue and bool(place.before) and not can_err


_KINDS: Mapping[str, Callable[[_Place], bool]] = MappingProxyType(
    {"like": _is_idle_like, "you know": _is_idle_you_know}
)
