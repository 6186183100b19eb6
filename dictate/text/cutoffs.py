"""Takes out words that were broken off and then said whole.

Recognisers write a broken-off word with a dash or dots behind it. It goes only where the whole word
follows, at once or after the words before it were said again::

    "the proj- project is late"      "the project is late"
    "I wan- I want to go"            "I want to go"
    "we should re— we should rest"   "we should rest"
    "b- b- but why"                  "but why"
    "pre- and post-war"              stays: no whole word follows
    "a re-entry", "e-mail"           stay: the dash stands inside the word
"""

from __future__ import annotations

import re

from dictate.core.dictation import Edit
from dictate.text.marks import APOSTROPHES, DASHES, WORD
from dictate.text.passage import Passage, Verbatim, capitalised, starts_sentence

KIND = "cut-off"

MOST_SAID_AGAIN = 3
"""Words before the broken one that may be said again before it is whole."""

_WORD = rf"{WORD}(?:[{APOSTROPHES}]{WORD})*"
_BROKEN = re.compile(rf"(?<![\w{APOSTROPHES}{DASHES}])({_WORD})(?:[{DASHES}]+|\.\.\.|…),?(?=\s|$)")
_BEFORE = re.compile(rf"({_WORD})\s+$")
_NEXT = re.compile(rf"\s*({_WORD})(?P<broken>[{DASHES}]+(?!\w))?")
_LOOK_BACK = 40


def find_cutoffs(passage: Passage) -> list[Edit]:
    """The edits that take out broken-off words, and what was said again before the whole one."""
    text = passage.text
    verbatim = Verbatim(text)
    edits: list[Edit] = []
    floor = 0
    for broken in _BROKEN.finditer(text):
        start = _start_of_the_slip(text, broken, floor)
        if start is None or verbatim.around(start) or verbatim.around(broken.start()):
            continue
        following = _NEXT.match(text, broken.end())
        assert following is not None  # the slip has a whole word behind it
        floor = following.start(1)
        edits.append(Edit(KIND, start, text[start:floor], ""))
        first = following[1]
        if starts_sentence(text, start) and text[start].isupper() and first.islower():
            edits.append(Edit("case", floor, first[0], capitalised(first)[0]))
            floor += 1
    return edits


def _start_of_the_slip(text: str, broken: re.Match[str], floor: int) -> int | None:
    """Where what goes begins; None where the broken word is not said whole afterwards.

    Args:
        text: All of it.
        broken: The broken word.
        floor: Nothing before this may go.
    """
    fragment = broken[1].lower()
    again = _words_after(text, broken.end(), MOST_SAID_AGAIN + 1)
    start, said = broken.start(), list[str]()
    for count in range(len(again)):
        before_it = [word[1].lower() for word in again[:count]]
        if before_it == said and _is_whole(fragment, again[count]):
            return start
        before = _BEFORE.search(text, max(floor, start - _LOOK_BACK), start)
        if before is None:
            return None
        start = before.start(1)
        said.insert(0, before[1].lower())
    return None


def _is_whole(fragment: str, word: re.Match[str]) -> bool:
    """Whether it is the fragment said on; one more attempt at it counts, its turn comes next."""
    longer = len(word[1]) > len(fragment) or word["broken"] is not None
    return longer and word[1].lower().startswith(fragment)


def _words_after(text: str, position: int, count: int) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    while len(found) < count and (word := _NEXT.match(text, position)):
        found.append(word)
        position = word.end()
    return found
