"""Writes a word once that was said twice in a row by accident.

Only small words are taken for an accident. A repeat of any other is more often meant ("very very",
"bye bye", "New York, New York", "one one two") than not, and what was meant must not be lost.

Small words that stand twice in good English, and are therefore left alone::

    had had     "the work they had had done"      is is    "what it is is a mistake"
    that that   "he said that that was it"        in in    "we checked in in the morning"
    do do       "what we do do is listen"         her her  "I gave her her book"
    you you     "I tell you you are right"        it it    "if you see it it is gone"
    so so       "it went so so"                   no no    "no no no"

Those that meet where one clause ends and the next begins cannot do so at the beginning of a
sentence: there, "You you should" is an accident.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from dictate.core.dictation import Edit
from dictate.text.marks import word_set
from dictate.text.passage import Passage, Verbatim, starts_sentence, words

KIND = "repeat"


@dataclass(frozen=True, slots=True)
class Doubles:
    """Which words of a language stand twice by accident only.

    Attributes:
        bare: With nothing but space between them.
        broken: Also with a comma, dash or dots between them, as speech breaks off.
        opening: With space between them, at the beginning of a sentence.
    """

    bare: frozenset[str]
    broken: frozenset[str]
    opening: frozenset[str] = frozenset()


_EN = word_set(
    "i i'm i've i'll i'd the a an and but or we we're we've we'll they they're they've they'll he "
    "he's she she's it's of to from our your their if because that's there's don't"
)
_DE = word_set("ich wir und oder aber ein eine einen einem eines im zum zur vom von für dass wenn")
_FR = word_set("je j'ai c'est il un une des le les et ou mais dans pour avec mon ma mes son ses")
_ES = word_set("yo el los un una de en con para por y pero mi es")

DOUBLES: Mapping[str, Doubles] = {
    "en": Doubles(
        bare=_EN
        | word_set(
            "my his for at with than into would could should might must didn't doesn't can't won't "
            "isn't wasn't where when how while whether also"
        ),
        broken=_EN,
        opening=word_set("you it this these those what is was are do did does can there who so"),
    ),
    "de": Doubles(bare=_DE | word_set("weil mit mein meine ob nicht auch"), broken=_DE),
    "fr": Doubles(bare=_FR, broken=_FR),
    "es": Doubles(bare=_ES, broken=_ES),
}
"""By language. What is not here is left as it was said."""

_GAP = re.compile(r"\s+|(?P<broken>,\s+|\s*(?:\.\.\.|…)\s*|\s*[\u2013\u2014]\s*|\s*-\s+)")


def find_doubled(passage: Passage) -> list[Edit]:
    """The edits that take out the second of two equal words."""
    doubles = _common(passage.languages)
    verbatim = Verbatim(passage.text)
    return [
        Edit(KIND, start, passage.text[start:end], "")
        for start, end in _repeats(passage.text, doubles)
        if not verbatim.around(start) and not verbatim.around(end - 1)
    ]


@lru_cache(maxsize=16)
def _common(languages: frozenset[str]) -> Doubles:
    """What is an accident in each of the languages; nothing where none is known."""
    nothing = Doubles(frozenset(), frozenset())
    tables = [DOUBLES.get(language, nothing) for language in languages] or [nothing]
    return Doubles(
        frozenset.intersection(*(table.bare for table in tables)),
        frozenset.intersection(*(table.broken for table in tables)),
        frozenset.intersection(*(table.opening for table in tables)),
    )


def _repeats(text: str, doubles: Doubles) -> Iterator[tuple[int, int]]:
    """Where a repeat stands, with the gap before it: start and end."""
    first: re.Match[str] | None = None
    opens = False  # whether the first of a row of equal words opens a sentence
    for second in words(text):
        if first is None or first[0].lower() != second[0].lower():
            first, opens = second, False
            continue
        opens = opens or starts_sentence(text, first.start())
        if _is_accident(text, first, second, doubles, opens=opens):
            yield first.end(), second.end()
        first = second


def _is_accident(
    text: str, first: re.Match[str], second: re.Match[str], doubles: Doubles, *, opens: bool
) -> bool:
    """Whether the second of two equal words should not be there."""
    word = second[0].lower().replace("\u2019", "'")
    gap = _GAP.fullmatch(text, first.end(), second.start())
    if gap is None or (first[0] != second[0] and not opens):
        return False  # "Plan A a few": a capital inside a sentence belongs to a name
    if second[0][0].isupper() and not word.startswith("i"):
        return False  # "The The"
    if gap["broken"]:
        return word in doubles.broken
    return word in doubles.bare or (opens and word in doubles.opening)
