"""Guesses what a model is about to write when it mostly copies: the next words of its source.

A cleaner writes nearly what it was given. So the next tokens of the source are put to the model as
a draft, several in one batch; what it would have written itself of them stands, and the rest is
forgotten. The result is that of writing token by token; only the number of batches is smaller.

::

    source   So ,  I  I  think  we  go          a pointer that only moves forward
    written  So ,  I  think                     lost after a slip, found again at the word `think`
    draft                       we  go

Nothing here knows a model: tokens are numbers with a spelling.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dictate.engines.odds import Odds

_WINDOW_WORDS = 12
"""How far ahead a word is looked for: a longer slip than this is found again at its end anyway,
word by word, for the pointer stays before it."""


_MARKS = frozenset(",.;:?!\u3002\uff0c")
_WORDS_A_MARK = 15
"""A text with fewer marks than one in so many words is one without punctuation."""


@dataclass(frozen=True, slots=True)
class Source:
    """The text that is copied.

    Attributes:
        tokens: It, as tokens.
        letters: What each token has of letters and figures, small.
        begins: Whether a word, or a mark, begins with it.
        word_of: For each token the number of its word.
        words: The letters and figures of each word, in small letters; a mark has none.
        stops: For each word the place after its last token.
        is_marked: Whether it has punctuation, as most recognisers write it.
    """

    tokens: tuple[int, ...]
    letters: tuple[str, ...]
    begins: tuple[bool, ...]
    word_of: tuple[int, ...]
    words: tuple[str, ...]
    stops: tuple[int, ...]
    is_marked: bool


def source_of(tokens: Sequence[int], spellings: Sequence[str]) -> Source:
    """Find the words among tokens.

    Sentence pieces know neither words nor case: " So" and "So" are different tokens, and a rare
    word is several. Words are compared instead, by their letters.
    """
    letters = tuple(map(folded, spellings))
    begins: list[bool] = []
    word_of: list[int] = []
    words: list[str] = []
    stops: list[int] = []
    for place, spelling in enumerate(spellings):
        begins.append(_begins(spelling, letters[place]))
        if words and words[-1] and not begins[-1]:
            words[-1] += letters[place]
            stops[-1] = place + 1
        else:
            words.append(letters[place])
            stops.append(place + 1)
        word_of.append(len(words) - 1)
    marks = sum(sign in _MARKS for spelling in spellings for sign in spelling)
    return Source(
        tokens=tuple(tokens),
        letters=letters,
        begins=tuple(begins),
        word_of=tuple(word_of),
        words=tuple(words),
        stops=tuple(stops),
        is_marked=marks * _WORDS_A_MARK >= len(words),
    )


def _begins(spelling: str, letters: str) -> bool:
    return not letters or spelling[:1].isspace()


def folded(spelling: str) -> str:
    """Its letters and figures, small."""
    return "".join(sign for sign in spelling if sign.isalnum()).lower()


class Copyist:
    """Follows what is written along the source, and drafts what comes next.

    Args:
        source: What is copied.
        spell: How a token is spelled.
        odds: How often such a draft is right, and what it costs; learns from this text.
    """

    def __init__(self, source: Source, spell: Callable[[int], str], odds: Odds) -> None:
        self._source = source
        self._spell = spell
        self._odds = odds
        self._at = 0
        self._run = 0
        self._letters = ""
        self._lost = False

    def draft(self) -> Sequence[int]:
        """The tokens to put to the model besides the last one; none where that does not pay."""
        if self._lost:
            return ()
        left = len(self._source.tokens) - self._at
        count = self._odds.best_draft(self._run, left, marked=self._source.is_marked)
        return self._source.tokens[self._at : self._at + count]

    def took(self, size: int, took_s: float) -> None:
        """A batch of this size has taken so long."""
        if self._odds.costs is not None:
            self._odds.costs.took(size, took_s)

    def wrote(self, token: int) -> None:
        """The model has written a token, drafted or not."""
        source, at = self._source, self._at
        if not self._lost and at < len(source.tokens):
            is_next = source.tokens[at] == token
            self._odds.saw(self._run, marked=source.is_marked, is_next=is_next)
            if is_next:
                self._at += 1
                self._run += 1
                self._write(source.letters[at], begins=source.begins[at])
                return
        self._run = 0
        spelling = self._spell(token)
        letters = folded(spelling)
        self._write(letters, begins=_begins(spelling, letters))
        self._find(spelling)

    def _write(self, letters: str, *, begins: bool) -> None:
        """Keep the letters of the word that is being written."""
        self._letters = letters if begins else self._letters + letters

    def _find(self, spelling: str) -> None:
        """Move the pointer behind what was written, if it can be found again."""
        source = self._source
        if self._at >= len(source.tokens):
            return
        first = source.word_of[self._at]
        if not self._letters:
            # A mark. It stands for the one in the source, or is put in before the word there.
            if not (self._lost or source.words[first]) and spelling.strip():
                self._at = source.stops[first]
            return
        for number in range(first, min(first + _WINDOW_WORDS, len(source.words))):
            if source.words[number] == self._letters:
                self._at = source.stops[number]
                self._lost = False
                return
        # A word that is not there, or only the beginning of one.
        self._lost = True
