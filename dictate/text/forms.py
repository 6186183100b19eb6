"""Two ways to write the same words: contractions, numbers, spellings the user has taught.

::

    "going to"        "gonna"          contraction
    "do not"          "don't"          contraction
    "twenty three"    "23"             number form
    "e bay"           "eBay"           vocabulary spelling, where it is taught
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dictate.text.alignment import key_of
from dictate.text.marks import word_list, word_set
from dictate.text.numbers import digits_of, time_of

CONTRACTION = "contraction"
NUMBER = "number form"
SPELLING = "vocabulary spelling"

LONGEST_SAID = 9
"""Words that another form may stand for: "one thousand nine hundred and eighty four point five"."""
LONGEST_WRITTEN = 3

_LONG: dict[str, tuple[str, ...]] = {
    "gonna": ("going", "to"), "wanna": ("want", "to"), "gotta": ("got", "to"),
    "kinda": ("kind", "of"), "sorta": ("sort", "of"), "gimme": ("give", "me"),
    "lemme": ("let", "me"), "dunno": ("do", "not", "know"), "cuz": ("because",),
    "let's": ("let", "us"),
    "can't": ("can", "not"), "cannot": ("can", "not"), "cant": ("can", "not"),
    "won't": ("will", "not"), "shan't": ("shall", "not"), "i'm": ("i", "am"), "im": ("i", "am"),
    "wont": ("will", "not"), "y'all": ("you", "all"), "alright": ("all", "right"),
    "okay": ("ok",),
}  # fmt: skip
_NOT = word_list(
    "do does did is are was were has have had would could should must need might ought may"
)
_SUBJECTS = {
    "'re": word_list("you we they there who what"),
    "'ve": word_list("i you we they should could would might must"),
    "'ll": word_list("i you he she it we they that there who"),
    "'d": word_list("i you he she it we they that there who"),
    "'s": word_list("he she it that there what where who how when here"),
}
_ENDINGS = {"'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'s": "is"}
_OTHER_WORDS = word_set("id ill well wed were shed hell shell its")
"""Without their apostrophe they would be other words, or may be."""


def _table() -> dict[str, tuple[str, ...]]:
    long = dict(_LONG)
    for verb in _NOT:
        long[f"{verb}n't"] = long[f"{verb}nt"] = (verb, "not")
    for ending, subjects in _SUBJECTS.items():
        for subject in subjects:
            whole = (subject, _ENDINGS[ending])
            long[subject + ending] = whole
            without = subject + ending[1:]
            if without not in _OTHER_WORDS:
                long[without] = whole
    return long


_WHOLE = _table()


def same_in_another_form(
    said: Sequence[str], written: Sequence[str], vocabulary: Mapping[str, str]
) -> str:
    """What kind of change leads from some words to others; empty where they are not the same.

    Args:
        said: The words as recognised; one at least.
        written: What should stand in their place; one at least.
        vocabulary: Spellings the user has taught: what is recognised = what is written.
    """
    if len(said) > LONGEST_SAID or len(written) > LONGEST_WRITTEN:
        return ""
    keys, others = [key_of(word) for word in said], [key_of(word) for word in written]
    if _is_taught(keys, " ".join(written), vocabulary):
        return SPELLING
    plain = all(word.replace("'", "").isalpha() for word in (*keys, *others))
    if plain and keys != others and _whole(keys) == _whole(others):
        return CONTRACTION
    if _numbers(keys) & _numbers(others):
        return NUMBER
    return ""


def _is_taught(said: Sequence[str], written: str, vocabulary: Mapping[str, str]) -> bool:
    return any(
        written == spelling and list(said) == [key_of(word) for word in entry.split()]
        for entry, spelling in vocabulary.items()
    )


def _whole(words: Sequence[str]) -> list[str]:
    return [part for word in words for part in _WHOLE.get(word, (word,))]


def _numbers(words: Sequence[str]) -> frozenset[str]:
    """The numbers and times that the words can be read as, in digits."""
    *number, last = words
    percent = last in ("percent", "%") and bool(number)
    if len(number) > 1 and number[-1] == "per" and last == "cent":
        number, percent = number[:-1], True
    if percent:
        return frozenset(f"{digits}%" for digits in _numbers(number))
    if len(words) == 1 and words[0][0].isdigit():
        return frozenset({words[0].replace(",", "")})
    apart = [part for word in words for part in word.split("-")]
    readings = (digits_of(apart).replace(",", ""), time_of(apart))
    return frozenset(reading for reading in readings if reading)
