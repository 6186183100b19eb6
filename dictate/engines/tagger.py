"""Cleans spoken text with a small model that tags words instead of writing them.

The prompt is the text twice, `<raw> text <echo> text`; one `llama_decode` reads it. In the echo the
model has seen everything, so the scores of the tag tokens at each word's last token there say what
becomes of that word. Nothing is sampled: the same text gives the same answer, the time is bounded
by the length, and `tags.obey` cannot invent a letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dictate.core.dictation import Edit
from dictate.core.spokenwords import SpokenWord, words_of
from dictate.engines.llama import GgufModel
from dictate.engines.pieces import Cut, pieces_of
from dictate.engines.reader import Reader
from dictate.engines.tags import TAGS, Tag, obey, written
from dictate.engines.witness import bare_word, without_a_witness
from dictate.errors import ModelError

_CONTEXT = 1024
_HALF_TOKENS = 500
"""The longest piece that is read at once, in tokens: twice that and the two markers fit."""

PIECES = Cut(most_words=48, from_words=20)
"""How a longer text is cut; the model was trained on up to 60 words."""

_REMEMBERED_WORDS = 20_000

DELETE_ABOVE = 0.6
"""A word goes when its probability to go is above this. A half finds the most slips; at 0.6 a
sentence that needs nothing is left alone more often (models/README.md)."""

Shares = npt.NDArray[np.float64]
"""Probabilities."""

_SURE = 1e-6
"""Nothing is surer than this, so that odds stay finite."""

IN_DOUBT = 0.1
"""Where the probability that a word goes lies further than this from both 0 and 1, the model is
asked once more: one spoiled sentence in eight (decision 7 says what that is worth)."""

_MARKS = ",.?!;:"
"""What a recogniser puts behind words; a dash or dots say that one was broken off, and stay."""

_KEEP = Tag(keep=True)


class Tagger:
    """A tagging model on disk. Call it from one thread."""

    def __init__(self, model: Path, threads: int = 1, delete_above: float = DELETE_ABOVE) -> None:
        """Name the model; nothing is loaded yet.

        Args:
            model: A GGUF file whose vocabulary has `<raw>`, `<echo>` and the tags of `tags.TAGS`.
            threads: How many threads llama.cpp may use.
            delete_above: A word goes when its probability to go is above this.
        """
        self._path, self._threads, self._delete_above = model, threads, delete_above
        self._reader: Reader | None = None
        self._word_ids: dict[str, tuple[int, ...]] = {}
        self._raw = self._echo = 0
        self._tags: npt.NDArray[np.int64] = np.zeros(0, np.int64)

    def load(self) -> None:
        """Load the model, if it is not loaded.

        Raises:
            ModelError: llama-cpp-python is missing, or the file is not a tagger.
        """
        if self._reader is not None:
            return
        model = GgufModel(self._path)
        try:
            self._raw, self._echo = _special(model, "<raw>"), _special(model, "<echo>")
            self._tags = np.array([_special(model, tag.name) for tag in TAGS])
            self._reader = Reader(model, _CONTEXT, _CONTEXT, self._threads)
        except ModelError:
            model.close()
            raise

    def unload(self) -> None:
        """Give the memory back. The next call loads again."""
        if self._reader is not None:
            self._reader.close()
            self._reader.model.close()
            self._reader = None
            self._word_ids.clear()

    def clean(self, text: str) -> tuple[str, tuple[Edit, ...]]:
        """The text as it is to be written, and each change made to it.

        Raises:
            ModelError: The model cannot be loaded.
            CleanupError: llama.cpp could not read the text.
        """
        return obey(text, self.tags(text))

    def tags(self, text: str) -> list[Tag]:
        """The tag of each of `words_of(text)`."""
        found: list[Tag] = []
        for piece in pieces_of(words_of(text), PIECES):
            found += self._looked_over(piece, self._tags_of_piece(piece))
        return found

    def _looked_over(self, words: Sequence[SpokenWord], tags: list[Tag]) -> list[Tag]:
        """The tags, after a second look where what is left says a word twice in a row.

        A slip inside a slip hides the outer one: "the the train, I mean the train" leaves "the the
        train", which is easy once the rest is gone.
        """
        left = [at for at, tag in enumerate(tags) if tag.keep]
        said = [bare_word(words[at].text) for at in left]
        twice = any(a == b for a, b in pairwise(said))
        if not twice or len(left) == len(words):
            return tags
        again = self._tags_of_piece([words[at] for at in left])
        for at, tag in zip(left, again, strict=True):
            tags[at] = tag
        return tags

    def _tags_of_piece(self, words: Sequence[SpokenWord]) -> list[Tag]:
        texts = [word.text for word in words]
        ids = self._ids(texts)
        if ids is None:
            if len(words) == 1:  # a word of hundreds of letters is data, not speech
                return [_KEEP]
            half = len(words) // 2
            return [*self._tags_of_piece(words[:half]), *self._tags_of_piece(words[half:])]
        shares = softmax(self.scores(ids))
        goes = [bool(share > self._delete_above) for share in self._to_go(texts, shares[:, 0])]
        stays = without_a_witness(texts, goes)
        return [
            TAGS[0] if gone and not stay else best_of_the_keeping(text, row)
            for text, gone, stay, row in zip(texts, goes, stays, shares, strict=True)
        ]

    def _to_go(self, words: Sequence[str], first: Shares) -> Shares:
        """For each word the probability that it goes, after a second opinion where it is in doubt.

        Capitals and marks are a recogniser's guesses, and mislead where a slip lies between two
        sentences of its making. So the second opinion is of the bare words; both count alike.
        """
        bare = [_without_dress(word) for word in words]
        doubtful = (first > IN_DOUBT) & (first < 1 - IN_DOUBT)
        if not doubtful.any() or bare == list(words):
            return first
        ids = self._ids(bare)
        if ids is None:
            return first
        return between(first, softmax(self.scores(ids))[:, 0])

    def _ids(self, words: Sequence[str]) -> list[tuple[int, ...]] | None:
        """The tokens of each word; None where they are too many to be read at once."""
        ids = [self.word_ids(word) for word in words]
        return ids if sum(map(len, ids)) <= _HALF_TOKENS else None

    def word_ids(self, word: str) -> tuple[int, ...]:
        """The tokens of a word with the space before it; markers in it are plain text."""
        ids = self._word_ids.get(word)
        if ids is None:
            ids = self.token_ids(f" {word}")
            if len(self._word_ids) < _REMEMBERED_WORDS:
                self._word_ids[word] = ids
        return ids

    def token_ids(self, text: str) -> tuple[int, ...]:
        """The tokens of any text, as they are."""
        return tuple(self._loaded().model.tokens(text))

    def scores(self, ids: Sequence[Sequence[int]]) -> npt.NDArray[np.float32]:
        """Logits, shape (words, tags), of words given as tokens. One `llama_decode`.

        Raises:
            CleanupError: llama.cpp refused.
        """
        reader = self._loaded()
        half = [token for word in ids for token in word]
        last = [int(place) for place in np.cumsum([len(word) for word in ids]) + len(half) + 1]
        reader.clear()
        reader.read([self._raw, *half, self._echo, *half], last)
        return np.stack([reader.scores(place)[self._tags] for place in last])

    def _loaded(self) -> Reader:
        self.load()
        assert self._reader is not None
        return self._reader


def _special(model: GgufModel, name: str) -> int:
    token = model.special(name)
    if token is None:
        raise ModelError(
            "The chosen file is not a tagging model.",
            hint="Pick another cleaner in the settings.",
        )
    return token


def _without_dress(word: str) -> str:
    """The word in small letters, without what a recogniser puts behind it."""
    return (word.rstrip(_MARKS) or word).lower()


def between(one: Shares, other: Shares) -> Shares:
    """The probabilities whose log odds lie in the middle of those of two opinions."""
    both = np.stack([one, other]).clip(_SURE, 1 - _SURE)
    middle: Shares = 1 / (1 + np.exp(-np.log(both / (1 - both)).mean(axis=0)))
    return middle


def best_of_the_keeping(word: str, shares: Shares) -> Tag:
    """The tag whose text has the most votes: different tags can mean the same."""
    votes: dict[str | None, float] = {}
    tags: dict[str | None, Tag] = {}
    for tag, share in zip(TAGS[1:], shares[1:], strict=True):
        text = written(word, tag)
        votes[text] = votes.get(text, 0.0) + float(share)
        tags.setdefault(text, tag)
    return tags[max(votes, key=votes.__getitem__)]


def softmax(scores: npt.NDArray[np.float32]) -> Shares:
    """Shares that sum to 1 in each row."""
    powers = np.exp(scores.astype(np.float64) - scores.max(axis=1, keepdims=True))
    shares: Shares = powers / powers.sum(axis=1, keepdims=True)
    return shares
