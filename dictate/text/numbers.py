"""Writes spoken numbers and times with digits, where a reader expects digits. English.

::

    "twenty three people"         "23 people"          "nine people"      stays: below ten
    "two thousand and six"        "2006"               "one of them"      stays
    "nineteen ninety nine"        "1999"               "one or two"       stays
    "three point five percent"    "3.5%"               "second thoughts"  stays
    "five percent"                "5%"                 "twenty third"     "23rd"
    "three thirty p.m."           "3:30 p.m."          "seven a.m."       "7 a.m."
    "one two three four"          "1234"               "twenty twenty"    stays: too little to go by

A number is read as a whole or not at all: words that do not make one number together stay as said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dictate.core.dictation import Edit
from dictate.text.marks import word_list
from dictate.text.passage import Passage, Verbatim

KIND = "number form"

SMALLEST = 10
"""Smaller numbers are words in running text, unless a unit follows."""

FEWEST_DIGITS = 3
"""So many digits said one by one are a code, a room or a telephone number."""

_ONES = {
    word: value
    for value, word in enumerate(
        word_list(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
            "fifteen sixteen seventeen eighteen nineteen"
        )
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        word_list("twenty thirty forty fifty sixty seventy eighty ninety"), start=2
    )
}
_SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_ORDINALS = {
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14,
    "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
    "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60,
    "seventieth": 70, "eightieth": 80, "ninetieth": 90,
}  # fmt: skip
_LAST_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9,
}  # fmt: skip
_NUMBER_WORDS = (*_ONES, *_TENS, *_SCALES, "hundred", *_ORDINALS, *_LAST_ORDINALS)
_ONE = rf"(?:{'|'.join(sorted(_NUMBER_WORDS, key=len, reverse=True))})"
_RUN = re.compile(
    rf"(?<![\w'\u2019-]){_ONE}(?:(?:\s+|-|\s+and\s+|\s+point\s+){_ONE})*(?![\w'\u2019-])",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?P<percent>\s+per\s?cent\b)|(?P<time>\s+(?:[ap]\.m\.|[ap]m\b|o'clock\b))", re.IGNORECASE
)


def digits_of(words: Sequence[str]) -> str:
    """The number that the words are as a whole, in digits; empty where they are none."""
    number = _number(words)
    return number.digits if number else ""


def time_of(words: Sequence[str]) -> str:
    """The time of day that the words can be, in digits; empty where they are none."""
    return _time(words)


@dataclass(frozen=True, slots=True)
class _Number:
    """A spoken number as digits; `small` when running text would rather have it as a word."""

    digits: str
    small: bool = False


def find_numbers(passage: Passage) -> list[Edit]:
    """The edits that write numbers with digits."""
    if not passage.speaks("en"):
        return []
    text = passage.text
    verbatim = Verbatim(text)
    edits = []
    for run in _RUN.finditer(text):
        unit = _UNIT.match(text, run.end())
        end, written = run.end(), _written(run[0], unit)
        if unit is not None and unit["percent"]:
            end = unit.end()
        if written and not verbatim.around(run.start()):
            edits.append(Edit(KIND, run.start(), text[run.start() : end], written))
    return edits


def _written(said: str, unit: re.Match[str] | None) -> str:
    """The digits for what was said; empty where it stays as it is."""
    words = said.lower().replace("-", " ").split()
    if unit is not None and unit["time"]:
        return _time(words)
    number = _number(words)
    if number is None:
        return ""
    if unit is not None:
        return f"{number.digits}%"
    return "" if number.small else number.digits


def _number(words: Sequence[str]) -> _Number | None:
    for reading in (_digits_one_by_one, _decimal, _year, _ordinal, _cardinal):
        if (number := reading(words)) is not None:
            return number
    return None


def _digits_one_by_one(words: Sequence[str]) -> _Number | None:
    if len(words) < FEWEST_DIGITS or any(_ONES.get(word, 10) > 9 for word in words):
        return None
    return _Number("".join(str(_ONES[word]) for word in words))


def _decimal(words: Sequence[str]) -> _Number | None:
    if words.count("point") != 1:
        return None
    at = words.index("point")
    whole, after = _value(words[:at]), words[at + 1 :]
    if whole is None or not after or any(_ONES.get(word, 10) > 9 for word in after):
        return None
    return _Number(f"{whole}.{''.join(str(_ONES[word]) for word in after)}")


def _year(words: Sequence[str]) -> _Number | None:
    """Two pairs of digits: "nineteen ninety nine"; only centuries that people speak of."""
    if len(words) < 2 or words[0] not in ("seventeen", "eighteen", "nineteen"):
        return None
    rest = _value(words[1:]) if not set(words[1:]) & {"hundred", *_SCALES, "and"} else None
    if rest is None or not 10 <= rest <= 99:
        return None
    return _Number(f"{_ONES[words[0]]}{rest}")


def _ordinal(words: Sequence[str]) -> _Number | None:
    *before, last = words
    if last in _ORDINALS:
        add = _ORDINALS[last]
    elif last in _LAST_ORDINALS and before and before[-1] in _TENS:
        add = _LAST_ORDINALS[last]
    else:
        return None
    base = _value(before) if before else 0
    if base is None or (base and base % (100 if add >= 10 else 10)):
        return None
    value = base + add
    teens = value % 100 in (11, 12, 13)
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return _Number(f"{value}{ending}")


def _cardinal(words: Sequence[str]) -> _Number | None:
    value = _value(words)
    return None if value is None else _Number(_grouped(value), small=value < SMALLEST)


def _grouped(value: int) -> str:
    """With commas from five digits on: a shorter one may be a year."""
    return f"{value:,}" if value >= 10_000 else str(value)


def _time(words: Sequence[str]) -> str:
    """An hour, or an hour and minutes."""
    for hours in (1, 2):
        hour, rest = _value(words[:hours]), words[hours:]
        if hour is None or not 1 <= hour <= 12:
            continue
        if not rest:
            return str(hour)
        oh = rest[0] == "zero" and len(rest) == 2
        minute = _value(rest[1:] if oh else rest)
        if minute is not None and (minute < 10 if oh else 10 <= minute <= 59):
            return f"{hour}:{minute:02d}"
    return ""


def _value(words: Sequence[str]) -> int | None:
    """The whole number that the words say; None where they do not make one."""
    total, group, room = 0, 0, _SCALES["billion"] * 1000
    last: int | None = None  # the value of the word before, within its group of three digits
    for at, word in enumerate(words):
        if word == "and":
            # "two hundred and six": only behind hundreds or a scale, and not at the end
            if last not in (100, *_SCALES.values()) or at + 1 == len(words):
                return None
            continue
        step = _step(word, group, last)
        if step is None:
            return None
        if word in _SCALES:
            if not group or _SCALES[word] >= room:
                return None
            room = _SCALES[word]
            total, group, last = total + group * room, 0, room
        else:
            group, last = step
    return total + group if words else None


def _step(word: str, group: int, last: int | None) -> tuple[int, int] | None:
    """The group of three digits after one more word, and what that word counts; None: it cannot."""
    if word in _SCALES:
        return group, _SCALES[word]
    if word == "hundred":
        return (group * 100, 100) if 1 <= group <= 9 and last == group else None
    if word in _TENS:
        value = _TENS[word]
        return (group + value, value) if group % 100 == 0 else None
    value = _ONES.get(word, -1)
    if value < 0 or (value == 0 and (group or last is not None)):
        return None
    fits = group % 100 == 0 or (value < 10 and group % 10 == 0 and last in _TENS.values())
    return (group + value, value) if fits else None
