"""Cuts a text that is too long for a model into pieces, where sentences end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dictate.core.spokenwords import SpokenWord


@dataclass(frozen=True, slots=True)
class Cut:
    """How long pieces are.

    Attributes:
        most_words: The longest piece, in words.
        from_words: A longer text is cut at the last end of a sentence from here on.
    """

    most_words: int
    from_words: int


def pieces_of(words: Sequence[SpokenWord], cut: Cut) -> Iterator[Sequence[SpokenWord]]:
    """Cut a long text where a sentence ends, else after a comma, else anywhere."""
    begin = 0
    while len(words) - begin > cut.most_words:
        end = begin + cut.most_words
        for marks in (".?!", ",;:"):
            ends = [
                at + 1
                for at in range(begin + cut.from_words, begin + cut.most_words)
                if words[at].text[-1] in marks
            ]
            if ends:
                end = ends[-1]
                break
        yield words[begin:end]
        begin = end
    if begin < len(words):
        yield words[begin:]
