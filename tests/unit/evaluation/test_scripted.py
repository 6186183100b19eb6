"""Sentences with slips: what is taken of the suite, and what is written for them."""

from __future__ import annotations

import pytest

from dictate.core.dictation import Edit
from dictate.evaluation.scripted import Sentence, sentences, told_hard, written

SAID = "The meeting's at ten, er, ten thirty."
OTHER = "He left the room, or rather the building, in a hurry."


def test_there_are_enough_of_them_and_of_hard_ones_for_minutes_of_speech() -> None:
    taken = sentences()
    assert len(taken) >= 150
    assert sum(one.is_hard for one in taken) >= 100
    assert all(one.raw != one.clean for one in taken)


@pytest.mark.parametrize(
    "text",
    [SAID, "The meeting's at ten, ten thirty.", "the meeting's at ten thirty."],
)
def test_a_sentence_is_known_whatever_was_cleaned_of_it_before(text: str) -> None:
    assert written(text) == "The meeting's at ten thirty."


def test_a_whole_dictation_is_written_sentence_by_sentence() -> None:
    assert written(f"{SAID} {OTHER}") == (
        "The meeting's at ten thirty. He left the building in a hurry."
    )


@pytest.mark.parametrize(
    "text", ["", "Nobody ever said this.", f"{SAID} Nobody ever said this.", "The."]
)
def test_of_what_is_not_known_nothing_is_made(text: str) -> None:
    assert written(text) is None


def test_every_sentence_is_its_own_answer() -> None:
    wrong = [one.raw for one in sentences() if written(one.raw) != one.clean]
    assert wrong == []


def test_the_gate_has_the_last_word_on_whether_a_writer_has_work() -> None:
    pool = [
        Sentence("We, we go home.", "We go home.", False),
        Sentence("Um, so we stay.", "So we stay.", True),
    ]
    slip = (Edit("spoken correction", 0, "x", ""),)
    told = told_hard(pool, lambda text: (text, slip if text.startswith("We") else ()))
    assert [one.is_hard for one in told] == [True, False]
