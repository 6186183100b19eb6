"""Mends the seams between phrases that were recognised each on its own.

A phrase decoded alone begins with a capital and ends with a full stop, also where the speaker only
drew breath in the middle of a sentence. Where the pause was short and the words at the seam say
that the sentence goes on, the stop goes and the capital becomes small::

    "I went to the."   "Store to buy milk."    a sentence cannot end in "the": the stop goes
    "We stayed home."  "And it rained."        "and" goes on: "We stayed home and it rained."
    "We left early."   "But it was closed."    "but" goes on after a comma
    "I think we"       "Should go."            no stop, and "should" is no name: small letter
    "It was late."     "The train came."       both may be right: nothing is done

It is better to leave a stop too many than to join two sentences. Names keep their capital, because
only words from a table get a small letter. Between characters of scripts without spaces the space
of the joint goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dictate.core.dictation import Edit
from dictate.text.fillers import is_filler_word
from dictate.text.marks import word_set
from dictate.text.passage import Passage, Seam, words

KIND = "seam"

SHORT_PAUSE_S = 0.7
"""Pauses inside a sentence are mostly shorter, pauses between two mostly longer."""

_NO_SPACE = "\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_NO_SPACE_EDGE = re.compile(rf"[{_NO_SPACE}] [{_NO_SPACE}]")

OPEN_ENDS = word_set(
    "a an the my your our their and or but because if when while than very every i i'm we we're "
    "we've we'll they're they've they'll you're you've you'll he's she's i've i'll i'd whose"
)
"""No sentence ends in these."""

GOES_ON = word_set("and or because than of nor whose")
"""A sentence goes on in these, without a comma before them."""

GOES_ON_AFTER_COMMA = word_set("but which although whereas")

SMALL = OPEN_ENDS - word_set("i i'm i've i'll i'd") | GOES_ON | GOES_ON_AFTER_COMMA
SMALL |= word_set(
    "this that these those he she it its it's his her him you they them me us who whom what where "
    "why how so then there here to in on at by for from with without about into over under after "
    "before between through during until unless since as is are was were be been being am have has "
    "had do does did can could should would might must shall not no also just only really some any "
    "all each both more most much many few other another such too again always never often still "
    "already maybe perhaps there's that's let's don't doesn't didn't can't won't isn't aren't"
)
"""Never part of a name, so they may lose a capital. "Will", "May" and "Mark" are not here."""

_LEFT = re.compile(r"(?P<word>\S*?)(?P<stop>\.\.\.|[.…,])?$")
_ABBREVIATION = re.compile(r"^(?:\w|.*\.\w|[Mm]rs?|[Dd]r|[Ss]t|etc|vs|[Nn]o|Inc|Ltd|Co|Jr|Sr)$")
_WORD_LENGTH = 40


def find_seams(passage: Passage) -> list[Edit]:
    """The edits that mend seams; for the joined text as it was recognised."""
    edits: list[Edit] = []
    ends = [*(seam.position for seam in passage.seams[1:]), len(passage.text)]
    for seam, end in zip(passage.seams, ends, strict=False):
        edits += _unspaced(passage.text, seam)
        if passage.speaks("en") and _is_doubtful(seam):
            edits += _mended(passage, seam, end)
    return edits


def _is_doubtful(seam: Seam) -> bool:
    """Whether neither a long pause nor the recogniser has said what stands between both phrases."""
    return not seam.foreseen and 0 < seam.pause_s < SHORT_PAUSE_S


def _unspaced(text: str, seam: Seam) -> Iterator[Edit]:
    at = seam.position
    if _NO_SPACE_EDGE.match(text, max(0, at - 1)):
        yield Edit(KIND, at, " ", "")


def _mended(passage: Passage, seam: Seam, end: int) -> Iterator[Edit]:
    """The edits of one seam; `end` is where the phrase on its right ends."""
    text, at = passage.text, seam.position
    left = _LEFT.search(text[max(0, at - _WORD_LENGTH) : at])
    right = _right_words(passage, at + 1, end)
    if left is None or not left["word"] or not right:
        return
    stop = left["stop"] or ""
    first = right[-1][0]
    new_stop = _new_stop(left["word"], stop, first)
    if new_stop is None:
        return
    if new_stop != stop:
        yield Edit(KIND, at - len(stop), stop, new_stop)
    for word in right:
        # Fillers before it too: else their capital would move on to it when they go.
        small = word is not right[-1] or _plain(first) in SMALL
        if small and word[0][0].isupper():
            yield Edit(KIND, word.start(), word[0][0], word[0][0].lower())


def _right_words(passage: Passage, start: int, end: int) -> list[re.Match[str]]:
    """The first word of the right phrase, after the fillers that open it, if any."""
    found: list[re.Match[str]] = []
    for word in words(passage.text, start, min(end, start + 4 * _WORD_LENGTH)):
        found.append(word)
        if not is_filler_word(word[0], passage.languages):
            return found
    return []


def _new_stop(last: str, stop: str, first: str) -> str | None:
    """What should stand between two words at a seam instead of `stop`; None: leave the seam."""
    if not last[-1].isalnum():
        return None  # "?", "!", a quote, a bracket: meant
    small = _plain(first) in SMALL
    if _plain(last) in OPEN_ENDS and last != "A":  # Plan A
        return ""
    if stop in {"", ","}:
        return stop if small else None
    if stop == "." and _ABBREVIATION.match(last):
        return None
    if _plain(first) in GOES_ON_AFTER_COMMA:
        return ","
    goes_on = _plain(first) in GOES_ON or (small and first.islower())
    return "" if goes_on else None


def _plain(word: str) -> str:
    return word.lower().replace("\u2019", "'")
