"""Small words said twice by accident are written once; what can be meant stays."""

from __future__ import annotations

import pytest

from dictate.text.changes import applied
from dictate.text.doubled import DOUBLES, find_doubled
from dictate.text.passage import Passage


def once(text: str, *languages: str) -> str:
    return applied(text, find_doubled(Passage(text, frozenset(languages or ("en",)))))


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("I I think", "I think"),
        ("I, I think", "I think"),
        ("I— I think", "I think"),
        ("I... I think", "I think"),
        ("I - I think", "I think"),
        ("I I I think", "I think"),
        ("The the house", "The house"),
        ("in the, the house", "in the house"),
        ("we we, we should", "we should"),
        ("I'm I'm sure", "I'm sure"),
        ("it\u2019s it\u2019s late", "it\u2019s late"),
        ("You you should", "You should"),
        ("You you you should", "You should"),
        ("Yes. This this is it", "Yes. This is it"),
        ("go to to the house", "go to the house"),
        ("of  of", "of"),
    ],
)
def test_an_accident_is_written_once(said: str, written: str) -> None:
    assert once(said) == written


@pytest.mark.parametrize(
    "said",
    [
        "the work they had had done",
        "he said that that was it",
        "what we do do is listen",
        "I tell you you are right",
        "it went so so",
        "what it is is a mistake",
        "we checked in in the morning",
        "I gave her her book",
        "if you see it it is gone",
        "if you see it, it is gone",
        "no no no, very very good",
        "bye bye, ha ha, New York, New York",
        "one one two, 5 5, 1, 1",
        "Plan A a few, The The, AN AN",
        "I think. I think so",
        "the there, their the",
        "the.the the/the the_the",
        "the-the",
        "the the\u0301",
        "my, my, what a day",
    ],
)
def test_what_can_be_meant_stays(said: str) -> None:
    assert once(said) == said


@pytest.mark.parametrize(
    ("language", "said", "written"),
    [
        ("de", "ich ich denke dass dass", "ich denke dass"),
        ("de", "der Mann, der der Frau die die Tür", "der Mann, der der Frau die die Tür"),
        ("fr", "je, je pense que nous nous voyons", "je pense que nous nous voyons"),
        ("es", "yo yo creo", "yo creo"),
        ("nl", "ik ik denk", "ik ik denk"),
    ],
)
def test_each_language_has_its_own_table(language: str, said: str, written: str) -> None:
    assert once(said, language) == written


def test_in_a_mixed_or_unknown_language_nothing_is_an_accident_that_is_none_in_each() -> None:
    assert once("the the un un", "en", "fr") == "the the un un"
    assert applied("I I", find_doubled(Passage("I I"))) == "I I"


def test_the_legitimate_doubles_of_the_docstring_are_in_no_table() -> None:
    legitimate = {"had", "that", "do", "you", "so", "is", "in", "her", "it", "no"}
    for doubles in DOUBLES.values():
        assert not legitimate & (doubles.bare | doubles.broken)
