"""What counts as tidying."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.core.dictation import Edit
from dictate.core.spokenwords import deletion, words_of
from dictate.text.changes import applied
from dictate.text.tidying import deletes_too_much, only_tidies, without_protected


def edit(start: int, before: str, after: str) -> Edit:
    return Edit("x", start, before, after)


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("um hello there", [edit(0, "um ", ""), edit(3, "hello", "Hello")]),
        ("hello there", [edit(5, "", ","), edit(6, "there", "there.")]),
        ("wait--no, go on", [edit(0, "wait--", "")]),
        ("to Anna — to Maria", [edit(0, "to Anna — ", "")]),
        ("wait—what", [edit(4, "—", ", ")]),
        ("STRASSE", [edit(0, "STRASSE", "straße")]),
        ("the end", [edit(3, " end", "")]),
        ("", []),
    ],
)
def test_whole_words_case_and_marks_may_change(text: str, edits: list[Edit]) -> None:
    assert only_tidies(text, edits, applied(text, edits))


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("hello there", [edit(6, "there", "world")]),  # another word
        ("hello there", [edit(11, "", " friend")]),  # a new word
        ("unhappy", [edit(0, "un", "")]),  # half a word
        ("happy", [edit(3, "py", "")]),
        ("I don't know", [edit(5, "'t", "")]),
        ("at 10:30", [edit(5, ":30", "")]),
        ("at 3.5", [edit(4, ".", "")]),  # 35
        ("at 3.5", [edit(3, "3.5", "35")]),
        ("at 3.5", [edit(4, ".", ", ")]),
        ("a b", [edit(1, " ", "")]),  # ab
        ("a um b", [edit(1, " um ", "")]),
    ],
)
def test_another_letter_half_a_word_or_another_number_is_no_tidying(
    text: str, edits: list[Edit]
) -> None:
    assert not only_tidies(text, edits, applied(text, edits))


def test_edits_that_do_not_lead_to_the_text_are_no_tidying() -> None:
    assert not only_tidies("hello there", [], "Hello there")
    assert not only_tidies("hello there", [edit(3, "xx", "")], "hello there")


@given(st.lists(st.sampled_from(["um", "I", "don't", "go.", "3.5", "ok", "-"]), min_size=1))
def test_taking_out_any_words_is_tidying(words: list[str]) -> None:
    text = " ".join(words)
    found = words_of(text)
    for first in range(len(found)):
        gone = [deletion(text, found, first, first + 1)]
        assert only_tidies(text, gone, applied(text, gone))


@pytest.mark.parametrize(
    ("text", "result", "too_much"),
    [
        ("one two three four five", "one two", False),  # 60 %
        ("one two three four five", "one", True),
        ("um", "", True),
        ("um - !", "- !", True),
        ("...", "", False),
    ],
)
def test_more_than_three_words_of_five_is_too_much(text: str, result: str, too_much: bool) -> None:
    assert deletes_too_much(text, result) is too_much


def test_the_case_of_a_chosen_spelling_stays_but_it_can_be_taken_back() -> None:
    lower, gone = edit(0, "iPhone", "IPhone"), edit(0, "iPhone ", "")
    other, stop = edit(9, "here", "Here"), edit(0, "iPhone", "iPhone.")
    assert without_protected([lower], {"iPhone"}) == []
    assert without_protected([gone, other], {"iPhone"}) == [gone, other]
    assert without_protected([stop], {"iPhone"}) == [stop]
    assert without_protected([lower], set()) == [lower]
