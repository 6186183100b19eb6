"""Sentences, and which of them belong together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.text.sentences import MOST_REOPENED, opens_with_a_correction, pieces_of


def pieces(text: str) -> list[str]:
    return [text[piece.start : piece.end] for piece in pieces_of(text)]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("One two", ["One two"]),
        ('He said "go." She went.', ['He said "go."', "She went."]),
        ("Ask Dr. Miller. Then go.", ["Ask Dr. Miller.", "Then go."]),
        ("It costs 3.50 now. Fine!", ["It costs 3.50 now.", "Fine!"]),
        ("See e.g. this. Yes?", ["See e.g. this.", "Yes?"]),
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("  One.  Two  ", ["One.", "Two"]),
        ("", []),
        ("   ", []),
        ("...", ["..."]),
    ],
)
def test_a_text_is_cut_where_sentences_end(text: str, cut: list[str]) -> None:
    assert pieces(text) == cut


@pytest.mark.parametrize(
    "correction",
    [
        "No wait, Wednesday.",
        "Um, no, wait, Wednesday.",
        "Sorry, Wednesday.",
        "I mean Wednesday.",
        "Oh no sorry. Wednesday.",
        "Scratch that.",
        "Actually no, Wednesday.",
        "Let me rephrase.",
        "No, Wednesday.",
    ],
)
def test_a_sentence_that_takes_back_belongs_to_the_one_before(correction: str) -> None:
    first, *_ = pieces(f"We meet on Tuesday. {correction} Bring Anna.")
    assert first.startswith(f"We meet on Tuesday. {correction.split('. ')[0]}")
    assert pieces(f"We meet on Tuesday. {correction} Bring Anna.")[-1] == "Bring Anna."


@pytest.mark.parametrize(
    "plain",
    ["Nobody came.", "No one came.", "Waiting is hard.", "Meanwhile we left.", "So be it."],
)  # fmt: skip
def test_a_sentence_that_only_looks_so_stands_alone(plain: str) -> None:
    assert not opens_with_a_correction(plain)
    assert pieces(f"We meet. {plain}") == ["We meet.", plain]


def test_the_first_sentence_has_nothing_to_take_back() -> None:
    assert pieces("No wait. Go on.") == ["No wait.", "Go on."]


def test_taking_back_without_end_does_not_make_one_piece_of_all() -> None:
    many = pieces("Go. " + "No wait, stop. " * 9)
    assert max(piece.count(".") for piece in many) == MOST_REOPENED


def test_whether_a_piece_is_finished_is_said() -> None:
    assert [piece.finished for piece in pieces_of('One. "Two." Three')] == [True, True, False]


@given(st.text(alphabet="ab .!?\n\"'Nowait,", max_size=60))
def test_pieces_and_the_space_between_them_are_the_whole_text(text: str) -> None:
    at = 0
    for piece in pieces_of(text):
        assert piece.start < piece.end
        assert text[at : piece.start].strip() == ""
        at = piece.end
    assert text[at:].strip() == ""
