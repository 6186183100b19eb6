"""Which written words are only another form of what was said: digits, and contractions. English.

Deliberately generous, for it is asked whether a cleaner has *invented* a word; and deliberately
apart from the rules that write numbers, which are measured with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from dictate.text.marks import word_list

_SMALL = {
    word: value
    for value, word in enumerate(
        word_list(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
            "fifteen sixteen seventeen eighteen nineteen"
        )
    )
}
_TENS = {
    word: value * 10
    for value, word in enumerate(
        word_list("twenty thirty forty fifty sixty seventy eighty ninety"), start=2
    )
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9}
_ORDINALS = {
    "first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight",
    "ninth": "nine", "twelfth": "twelve",
}  # fmt: skip
_LINKS = {"and", "point", "oh", "o", "dot", "double", "half", "quarter", "past", "to"}

_LONG_FORMS = {
    "n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'m": "am",
}  # fmt: skip
_WHOLE = {
    "can't": ("can", "not"), "cannot": ("can", "not"), "won't": ("will", "not"),
    "shan't": ("shall", "not"), "let's": ("let", "us"), "gonna": ("going", "to"),
    "wanna": ("want", "to"), "gotta": ("got", "to"), "okay": ("ok",), "ok": ("okay",),
}  # fmt: skip
_ENDS_IN_S = ("is", "has", "us")
_ENDS_IN_D = ("would", "had")


def invented(written: Sequence[str], *known: Sequence[str]) -> list[str]:
    """The words that were written more often than any of the known rows has them, in any form.

    Args:
        written: The words of a cleaned text, plain.
        known: Rows of plain words; the first is what was said.
    """
    allowed: Counter[str] = Counter()
    for row in known:
        allowed |= Counter(row) | Counter(_long(row))
    said = known[0] if known else ()
    numbers = _numbers_in(said)
    new = list((Counter(written) - allowed).elements())
    return [word for word in new if not _is_form_of(word, set(allowed), numbers)]


def _is_form_of(word: str, said: set[str], numbers: set[str]) -> bool:
    if any(set(form) <= said for form in _expansions(word)):
        return True
    digits = re.sub(r"\D", "", word)
    if digits:
        return digits in numbers or digits.lstrip("0") in numbers
    value = _value_of(word)
    return value is not None and str(value) in numbers


def _long(row: Sequence[str]) -> Iterator[str]:
    """The words that the contractions of a row stand for."""
    for word in row:
        for form in _expansions(word):
            yield from form


def _expansions(word: str) -> Iterator[tuple[str, ...]]:
    if word in _WHOLE:
        yield _WHOLE[word]
        return
    for ending, meant in _LONG_FORMS.items():
        if word.endswith(ending):
            yield word.removesuffix(ending), meant
            return
    for ending, meanings in (("'s", _ENDS_IN_S), ("'d", _ENDS_IN_D)):
        if word.endswith(ending):
            yield from ((word.removesuffix(ending), meant) for meant in meanings)


def _numbers_in(words: Sequence[str]) -> set[str]:
    """Every number that words in a row can be read as, in digits."""
    found: set[str] = set()
    run: list[int] = []
    parts = [part for word in words for part in word.split("-")]
    for part in [*parts, ""]:
        value = _value_of(part)
        if value is not None:
            run.append(value)
        elif part in _LINKS:
            run += [0] if part in ("oh", "o") else []
        else:
            found |= _readings(run)
            run = []
        found.add(re.sub(r"\D", "", part))
    return found - {""}


def _value_of(word: str) -> int | None:
    """The value of one number word; ordinals have that of their number."""
    stem = _ORDINALS.get(word, word)
    if stem.endswith("ieth"):
        stem = stem.removesuffix("ieth") + "y"
    for name in (stem, stem.removesuffix("th"), stem.removesuffix("s")):
        for table in (_SMALL, _TENS, _SCALES):
            if name in table:
                return table[name]
    return None


def _readings(run: Sequence[int]) -> set[str]:
    """Of a run and all its parts: read as one number, and as numbers one after the other."""
    found: set[str] = set()
    for begin in range(len(run)):
        for end in range(begin + 1, min(len(run), begin + 12) + 1):
            part = run[begin:end]
            found.add(str(_as_one(part)))
            found.add("".join(str(value) for value in _merged(part)))
    return found


def _as_one(values: Sequence[int]) -> int:
    total = group = 0
    for value in values:
        if value == 100:
            group = max(1, group) * 100
        elif value >= 1000:
            total += max(1, group) * value
            group = 0
        else:
            group += value
    return total + group


def _merged(values: Sequence[int]) -> list[int]:
    """Tens and ones as one: 20 and 3 are 23."""
    out: list[int] = []
    for value in values:
        if out and 20 <= out[-1] < 100 and out[-1] % 10 == 0 and 0 < value < 10:
            out[-1] += value
        elif out and value in (100, 1000):
            out[-1] *= value
        else:
            out.append(value)
    return out
