"""What may change in a word that stays and between two words, and what a style may write anew."""

from __future__ import annotations

import pytest

from dictate.core.dictation import Edit
from dictate.text.rewriting import Place, closed_up, may_recase, may_repunctuate, rewritten

OPENS = Place(opened=False, opens=True, heard=True)
OPENED = Place(opened=True, opens=False, heard=True)
HEARD = Place(opened=False, opens=False, heard=True)
BARE = Place(opened=False, opens=False, heard=False)


@pytest.mark.parametrize(
    ("said", "written", "place"),
    [
        ("we", "We", OPENS),
        ("anna", "Anna", BARE),
        ("i", "I", HEARD),
        ("i'm", "I'm", HEARD),
        ("The", "the", OPENED),
        ("Please", "please", OPENED),
    ],
)
def test_a_word_may_get_the_case_of_its_place(said: str, written: str, place: Place) -> None:
    assert may_recase(said, written, place, ())
    assert not may_recase(said, written, place, {said})


@pytest.mark.parametrize(
    ("said", "written", "place"),
    [
        ("we", "WE", OPENS),
        ("b2b", "B2b", OPENS),
        ("anna", "Anna", HEARD),
        ("the", "The", BARE),
        ("The", "THE", OPENED),
        ("Anna", "anna", OPENED),
        ("I", "i", OPENED),
        ("I'm", "i'm", OPENED),
        ("The", "the", HEARD),
        ("The", "the", Place(opened=True, opens=True, heard=True)),
    ],
)
def test_a_word_keeps_its_case_elsewhere(said: str, written: str, place: Place) -> None:
    assert not may_recase(said, written, place, ())


@pytest.mark.parametrize(
    ("said", "written", "first", "last", "may"),
    [
        (" ", ", ", False, False, True),
        (" ", "... ", False, False, True),
        (" ", ".... ", False, False, False),
        ("..... ", "....! ", False, False, True),
        ("     ", "!!!! ", False, False, False),
        (" ", "    ", False, False, True),
        (" ", ",", False, False, False),
        (", ", "", True, False, True),
        ("", ". ", True, False, False),
        ("", ".", False, True, True),
        ("", " -", False, True, False),
    ],
)
def test_marks_come_and_go_within_bounds(
    said: str, written: str, first: bool, last: bool, may: bool
) -> None:
    assert may_repunctuate(said, written, first=first, last=last) is may


@pytest.mark.parametrize(
    ("before", "after", "first", "last", "filler", "left"),
    [
        ('"', ", ", True, False, False, '"'),
        ("", ' "', True, False, False, '"'),
        (", ", ".", False, True, False, "."),
        (' "', '" ', False, False, False, ' " " '),
        (", ", '" ', False, False, False, '" '),
        (", ", " ", False, False, True, " "),
        (", ", " ", False, False, False, ", "),
        (". ", " ", False, False, True, ". "),
        (" ", ", ", False, False, True, " "),
        (' ("', " ", False, False, True, ' ("'),
    ],
)
def test_a_gap_closes_without_losing_a_sign_that_lasts(
    before: str, after: str, first: bool, last: bool, filler: bool, left: str
) -> None:
    assert closed_up(before, after, first=first, last=last, filler=filler) == left


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("we go", "We shall go."),
        ("we go", "We go,\nall of us."),
        ("we\u200b go", "We\u200b go."),
        ("we go", "a" * 160),
        ("we go now" * 10, "a" * 360),
    ],
)
def test_a_style_may_write_a_text_anew(said: str, written: str) -> None:
    assert rewritten(said, written) == (Edit("rewrite", 0, said, written),)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("we go", ""),
        ("we go", " \n"),
        ("we go", "We\u202e go."),
        ("we go", "a" * 161),
        ("we go now" * 10, "a" * 361),
    ],
)
def test_no_style_may_write_nothing_or_hidden_signs_or_many_times_as_much(
    said: str, written: str
) -> None:
    assert rewritten(said, written) is None
