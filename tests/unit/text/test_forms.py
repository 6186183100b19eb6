"""The same words in another form, and words that only look like it."""

from __future__ import annotations

import pytest

from dictate.text.forms import CONTRACTION, NUMBER, SPELLING, same_in_another_form

TAUGHT = {"e bay": "eBay"}


@pytest.mark.parametrize(
    ("said", "written", "kind"),
    [
        ("dunno", "do not know", CONTRACTION),
        ("youre", "you are", CONTRACTION),
        ("we're", "we are", CONTRACTION),
        ("five per cent", "5%", NUMBER),
        ("five percent", "5%", NUMBER),
        ("one thousand nine hundred and eighty four point five", "1984.5", NUMBER),
        ("e bay", "eBay", SPELLING),
    ],
)
def test_the_same_words_are_known_in_another_form(said: str, written: str, kind: str) -> None:
    assert same_in_another_form(said.split(), written.split(), TAUGHT) == kind


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("its", "it is"),
        ("We go", "we go"),
        ("don't don't", "do not do not"),
        ("do not user_name", "don't User_name"),
        ("e bay", "E-Bay"),
        ("a bay", "eBay"),
        ("percent", "sent"),
        ("five big cent", "5%"),
        ("five per day", "5%"),
        ("5 apples", "five"),
        ("one hundred and one thousand nine hundred and eighty four", "101984"),
    ],
)
def test_other_words_are_no_other_form(said: str, written: str) -> None:
    assert same_in_another_form(said.split(), written.split(), TAUGHT) == ""
