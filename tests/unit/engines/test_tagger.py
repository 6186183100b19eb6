"""The tagger with the model that ships: real inference, a few milliseconds a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from dictate.core.spokenwords import SpokenWord, apply, words_of
from dictate.engines.pieces import pieces_of
from dictate.engines.tagger import PIECES, Tagger, between
from dictate.engines.tags import TAGS, Tag
from dictate.errors import ModelError

MODEL = Path(__file__).parents[3] / "models" / "tiny-clean" / "tiny-clean.gguf"


@pytest.fixture(scope="module")
def tagger() -> Iterator[Tagger]:
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    tagger = Tagger(MODEL)
    tagger.load()
    yield tagger
    tagger.unload()


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("um I think we should go", "I think we should go."),
        ("Let's meet at four, no, make that five.", "Let's meet at five."),
        ("we move it to Tuesday no wait Wednesday", "We move it to Wednesday."),
        ("We need three, I mean four chairs.", "We need four chairs."),
        ("Call the office. Scratch that. Call my sister.", "Call my sister."),
        ("There are no wait times today.", "There are no wait times today."),
        ("He had had a long day.", "He had had a long day."),
    ],
)
def test_a_spoken_sentence_is_written(tagger: Tagger, raw: str, text: str) -> None:
    assert tagger.clean(raw)[0] == text


def test_the_same_text_always_gives_the_same_answer_whatever_was_asked_before(
    tagger: Tagger,
) -> None:
    raw = "so um the the build fails on the second no wait third step"
    first = tagger.clean(raw)
    tagger.clean("something else entirely, um, altogether")
    assert tagger.clean(raw) == first


def test_the_changes_prove_the_text(tagger: Tagger) -> None:
    raw = "uh send it to anna\nsorry i mean to maria"
    text, edits = tagger.clean(raw)
    assert apply(raw, edits) == text


@pytest.mark.parametrize("raw", ["", " ", "\n", "—", "...", "a" * 5000, "<echo>", "<raw> <delete>"])
def test_odd_texts_are_taken(tagger: Tagger, raw: str) -> None:
    text, edits = tagger.clean(raw)
    assert apply(raw, edits) == text


def test_markers_in_the_text_are_read_as_text(tagger: Tagger) -> None:
    assert len(tagger.word_ids("<echo>")) > 1


def test_a_long_text_is_cleaned_piece_by_piece(tagger: Tagger) -> None:
    said = (
        "We should um move the meeting to Monday, no, Tuesday. The report is uh nearly done. "
        "Could you send the the invoice to Anna? I think the blue folder is on the desk. "
        "Um, the build fails on the third step. Please call the office, uh, before noon. "
        "My sister comes on Sunday, I mean Saturday. There is one free room today. "
    )
    text = tagger.clean(said * 10)[0]
    assert len(tagger.tags(said * 10)) == len(words_of(said * 10))
    assert not {"um", "Um,", "uh", "uh,"} & set(text.split())
    assert (text.count("Tuesday."), text.count("Saturday.")) == (10, 10)
    for kept in ("nearly done", "invoice to Anna?", "blue folder", "third step", "one free room"):
        assert text.count(kept) == 10


def test_a_model_that_tags_nothing_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    (tmp_path / "no.gguf").write_bytes(b"GGUF nothing of the sort")
    with pytest.raises(ModelError):
        Tagger(tmp_path / "no.gguf").load()


def test_tags_are_single_tokens_of_the_model(tagger: Tagger) -> None:
    assert len(tagger.scores([tagger.word_ids("hello")])[0]) == len(TAGS)


def test_a_long_text_is_cut_where_sentences_end() -> None:
    words = words_of("one two three four five. " * 20)
    pieces = list(pieces_of(words, PIECES))
    assert [word for piece in pieces for word in piece] == list(words)
    assert all(len(piece) <= 48 for piece in pieces)
    assert all(piece[-1].text == "five." for piece in pieces)


def test_a_long_text_without_marks_is_cut_all_the_same() -> None:
    words = words_of("word " * 100)
    assert [len(piece) for piece in pieces_of(words, PIECES)] == [48, 48, 4]


def test_a_slip_inside_a_slip_gets_a_second_look(
    tagger: Tagger, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[list[str]] = []

    def tags(words: Sequence[SpokenWord]) -> list[Tag]:
        looks.append([word.text for word in words])
        goes = {"um,"} if len(looks) == 1 else {"the"}
        return [TAGS[0] if word.text in goes else Tag(keep=True) for word in words]

    monkeypatch.setattr(tagger, "_tags_of_piece", tags)
    assert tagger.clean("The um, the house")[0] == "The house"
    assert looks == [["The", "um,", "the", "house"], ["The", "the", "house"]]


class Opinions:
    """Stands where the model is: says of one word how likely it is to go."""

    def __init__(self, tagger: Tagger, word: str, dressed: float, bare: float) -> None:
        self.asked: list[list[str]] = []
        self._words = {tagger.word_ids(one): one for one in ("Um,", "um", "House.", "house")}
        self._word, self._shares = word, (bare, dressed)

    def scores(self, ids: Sequence[tuple[int, ...]]) -> npt.NDArray[np.float32]:
        words = [self._words[one] for one in ids]
        self.asked.append(words)
        share = self._shares[any(word != word.lower() for word in words)]
        goes = [share if word.lower().strip(",.") == self._word else 1e-9 for word in words]
        rest = np.full((len(words), len(TAGS) - 1), 1.0)
        rest *= (1 - np.array(goes))[:, None] / rest.shape[1]
        scores: npt.NDArray[np.float32] = np.log(np.column_stack([goes, rest])).astype(np.float32)
        return scores


@pytest.mark.parametrize(
    ("dressed", "bare", "text", "looks"),
    [
        (0.95, 0.0, "house.", 1),  # sure: the bare words are not asked
        (0.05, 1.0, "um, house.", 1),
        (0.8, 0.9, "house.", 2),
        (0.8, 0.1, "um, house.", 2),
        (0.5, 0.9, "house.", 2),
    ],
)
def test_where_a_word_is_in_doubt_the_bare_words_are_asked_as_well(
    tagger: Tagger,
    monkeypatch: pytest.MonkeyPatch,
    dressed: float,
    bare: float,
    text: str,
    looks: int,
) -> None:
    opinions = Opinions(tagger, "um", dressed, bare)
    monkeypatch.setattr(tagger, "scores", opinions.scores)
    assert tagger.clean("Um, House.")[0].lower() == text
    assert opinions.asked == [["Um,", "House."], ["um", "house"]][:looks]


def test_bare_words_are_not_asked_twice(tagger: Tagger, monkeypatch: pytest.MonkeyPatch) -> None:
    opinions = Opinions(tagger, "um", 0.5, 0.5)
    monkeypatch.setattr(tagger, "scores", opinions.scores)
    tagger.clean("um house")
    assert opinions.asked == [["um", "house"]]


def test_two_opinions_count_alike_and_none_is_surer_than_sure() -> None:
    one, other = np.array([0.9, 0.9, 0.5, 0.0, 1.0]), np.array([0.9, 0.1, 0.9, 0.0, 0.0])
    assert between(one, other) == pytest.approx([0.9, 0.5, 0.75, 1e-6, 0.5], abs=1e-7)
    assert between(one, other) == pytest.approx(between(other, one))


@pytest.mark.parametrize("raw", ["The um, house", "He had had enough"])
def test_where_no_word_is_left_twice_or_none_went_one_look_is_enough(
    tagger: Tagger, monkeypatch: pytest.MonkeyPatch, raw: str
) -> None:
    looks: list[int] = []

    def tags(words: Sequence[SpokenWord]) -> list[Tag]:
        looks.append(len(words))
        return [TAGS[0] if word.text == "um," else Tag(keep=True) for word in words]

    monkeypatch.setattr(tagger, "_tags_of_piece", tags)
    tagger.clean(raw)
    assert len(looks) == 1
