"""The words of a text as a speaker's slips are looked for in them, fillers left out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from dictate.text.alignment import Token
from dictate.text.marks import APOSTROPHES
from dictate.text.slip_words import NEGATIONS, NUMBERS, TITLES

_STOP = re.compile(r"[.!?。！？](?![.,;:])|\n")  # noqa: RUF001 - the last two are full-width
_BREAK = re.compile(r"[,;:…\u2013\u2014-]|\.\.")
_BROKEN = re.compile(r"(?:[\u2013\u2014-]+|\.\.\.|…)[,.]?(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word and what its marks say.

    Attributes:
        place: Which of the tokens of the text it is.
        key: The word without capitals.
        text: As it is written.
        opens: Whether a sentence begins with it.
        stops: Whether a sentence ends behind it.
        asks: Whether a question mark stands behind it.
        breaks: Whether the speaker broke off behind it: a comma, a dash, dots, or a filler.
        pauses: Whether there is or was a filler behind it.
        broken: Whether the word itself was broken off: "Thurs- Thursday".
        joined: Whether a hyphen joins the next word to it.
    """

    place: int
    key: str
    text: str
    opens: bool = False
    stops: bool = False
    asks: bool = False
    breaks: bool = False
    broken: bool = False
    joined: bool = False
    pauses: bool = False

    @property
    def stem(self) -> str:
        """The word before its apostrophe: "there" of "there's"."""
        return re.split(f"[{APOSTROPHES}]", self.key, maxsplit=1)[0]

    @property
    def is_number(self) -> bool:
        """Whether it says how many or which one."""
        return any(sign.isdigit() for sign in self.key) or all(
            part in NUMBERS for part in self.key.split("-")
        )

    @property
    def is_name(self) -> bool:
        """Whether it has a capital that the beginning of a sentence does not explain."""
        return self.text[0].isupper() and not self.opens and self.stem != "i"

    @property
    def is_negation(self) -> bool:
        """Whether it says no."""
        return self.key in NEGATIONS or self.key.endswith("n't")


def spoken(
    text: str, tokens: Sequence[Token], fillers: Collection[int], pauses: Sequence[int] = ()
) -> list[Spoken]:
    """The words of a text without its fillers; a filler leaves a break behind the word before.

    Args:
        text: The text.
        tokens: All its words.
        fillers: Places of those that are fillers.
        pauses: Where in the text fillers were, in order.
    """
    words: list[Spoken] = []
    opens = True
    for place, token in enumerate(tokens):
        end = tokens[place + 1].start if place + 1 < len(tokens) else len(text)
        gap = text[token.end : end]
        stops = ends_sentence(gap) and token.key not in TITLES
        if place in fillers:
            if words:
                last = words[-1]
                words[-1] = replace(
                    last,
                    stops=last.stops or stops,
                    asks=last.asks or "?" in gap,
                    breaks=True,
                    pauses=True,
                )
            opens = opens or stops
            continue
        broken = _BROKEN.match(gap) is not None
        paused = bisect_right(pauses, end) > bisect_left(pauses, token.end)
        words.append(
            Spoken(
                place,
                token.key,
                token.text,
                opens=opens,
                stops=stops,
                asks="?" in gap,
                breaks=paused or _BREAK.search(gap) is not None,
                broken=broken,
                joined=gap == "-",
                pauses=paused,
            )
        )
        opens = stops
    return words


def ends_sentence(gap: str) -> bool:
    """Whether a sentence ends in what stands between two words."""
    return _STOP.search(gap) is not None


def same(first: Sequence[Spoken], second: Sequence[Spoken]) -> bool:
    """Whether two rows have the same words."""
    return [word.key for word in first] == [word.key for word in second]


def run_of_same(first: Sequence[Spoken], second: Sequence[Spoken]) -> int:
    """How many words two rows have in common from their beginning on."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one.key != other.key:
            break
        count += 1
    return count


def begins_nearest(slip: Sequence[Spoken], after: Sequence[Spoken]) -> bool:
    """Whether a slip begins where what follows it took it up again.

    "to Anna and to Ben, sorry, to Maria": the slip is "to Ben", unless more words than there are
    the same further back.
    """
    longest = run_of_same(slip, after)
    return longest > 0 and all(
        run_of_same(slip[at:], after) < longest for at in range(1, len(slip))
    )
