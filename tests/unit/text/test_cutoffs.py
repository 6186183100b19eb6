"""Broken-off words: gone where the whole word follows, kept everywhere else."""

from __future__ import annotations

import pytest

from dictate.text.changes import applied
from dictate.text.cutoffs import find_cutoffs
from dictate.text.passage import Passage


def after(text: str) -> str:
    return applied(text, find_cutoffs(Passage(text, frozenset({"en"}))))


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("the proj- project is late", "the project is late"),
        ("the proj—project is late", "the proj—project is late"),  # one word to every tool
        ("the proj— project is late", "the project is late"),
        ("the proj... project is late", "the project is late"),
        ("the proj… project is late", "the project is late"),
        ("the proj-, project is late", "the project is late"),
        ("I wan- I want to go", "I want to go"),
        ("so I wan- I want to go", "so I want to go"),
        ("we should re— we should rest", "we should rest"),
        ("tell him that th- tell him that they left", "tell him that they left"),
        ("Wha- what is it?", "What is it?"),
        ("It was. Th- they left.", "It was. They left."),
        ("b- b- but why", "but why"),
        ("He said no- nobody came", "He said nobody came"),
        ("I'm go- I'm going", "I'm going"),
    ],
)
def test_a_word_broken_off_and_then_said_goes(said: str, written: str) -> None:
    assert after(said) == written


@pytest.mark.parametrize(
    "text",
    [
        "pre- and post-war prices",
        "a re-entry and an e-mail",
        "We waited... waiting is hard",
        "two- and three-year plans",
        "I was going to- never mind",
        "run ls -l -la",
        "see a-b/c- cd",
        "wait...",
        "the -th term",
        "",
    ],
)
def test_what_is_not_said_whole_afterwards_stays(text: str) -> None:
    assert after(text) == text


def test_a_dash_in_an_address_is_left_alone() -> None:
    text = "https://a.b/foo- foobar"
    assert after(text) == text
