"""Spoken numbers: written with digits where a reader expects them, else as said."""

from __future__ import annotations

import pytest

from dictate.text.changes import applied
from dictate.text.marks import word_list
from dictate.text.numbers import find_numbers
from dictate.text.passage import Passage


def after(text: str, language: str = "en") -> str:
    return applied(text, find_numbers(Passage(text, frozenset({language}))))


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("twenty three people", "23 people"),
        ("twenty-three people", "23 people"),
        ("ten", "10"),
        ("a hundred", "a hundred"),
        ("one hundred and five", "105"),
        ("two thousand and six", "2006"),
        ("two thousand twenty six", "2026"),
        ("three hundred forty two thousand one hundred and one", "342,101"),
        ("one million two hundred thousand", "1,200,000"),
        ("nineteen ninety nine", "1999"),
        ("in eighteen twelve", "in 1812"),
        ("five percent", "5%"),
        ("three point five per cent", "3.5%"),
        ("zero point zero five", "0.05"),
        ("twenty third of May", "23rd of May"),
        ("the eleventh", "the 11th"),
        ("the hundred and twenty first", "the hundred and twenty first"),
        ("one hundred and twenty first", "121st"),
        ("three thirty p.m. sharp", "3:30 p.m. sharp"),
        ("seven am", "7 am"),
        ("twelve zero five pm", "12:05 pm"),
        ("eleven forty five a.m.", "11:45 a.m."),
        ("five o'clock", "5 o'clock"),
        ("call one two three four", "call 1234"),
        ("Twenty people came.", "20 people came."),
    ],
)
def test_numbers_are_written_with_digits(said: str, written: str) -> None:
    assert after(said) == written


@pytest.mark.parametrize(
    "text",
    [
        "nine people",
        "one of them",
        "one or two",
        "one two",
        "second thoughts and third parties",
        "twenty twenty vision",
        "forty forty",
        "hundred",
        "thousand",
        "one thousand thousand",
        "ten and twenty",
        "one hundred hundred",
        "nineteen five",
        "twenty zero",
        "someone tends to",
        "twenty-three-year-old",
        "see https://a.b/twenty",
        "thirteen thirty p.m.",
        "two point",
        "",
    ],
)
def test_what_makes_no_number_stays(text: str) -> None:
    assert after(text) == text


def test_other_languages_are_left_alone() -> None:
    assert after("twenty three", "de") == "twenty three"


@pytest.mark.parametrize("value", [*range(10, 1000, 7), 1234, 20_345, 999_999, 3_000_001])
def test_every_number_is_read_back(value: int) -> None:
    assert after(spoken(value)).replace(",", "") == str(value)


def spoken(value: int) -> str:
    ones = word_list(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen"
    )
    tens = word_list("twenty thirty forty fifty sixty seventy eighty ninety")
    for size, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if value >= size:
            rest = value % size
            return f"{spoken(value // size)} {name}" + (f" {spoken(rest)}" if rest else "")
    if value < 20:
        return ones[value]
    return tens[value // 10 - 2] + (f" {ones[value % 10]}" if value % 10 else "")
