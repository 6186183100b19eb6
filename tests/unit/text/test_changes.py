"""Edits apply, and edits of edits lead from the first text to the last."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.core.dictation import Edit
from dictate.text.changes import applied, carried, composed


def edits_of(data: st.DataObject, text: str, kind: str) -> list[Edit]:
    """Some edits of the text, in order and without overlap."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=12)))
    ends = iter(cuts)
    return [
        Edit(kind, start, text[start:end], data.draw(st.text("xyz", max_size=3)))
        for start, end in zip(ends, ends, strict=False)
    ]


@given(st.data(), st.text("abc", max_size=30))
def test_edits_of_two_rules_become_one_list_that_leads_to_the_same_text(
    data: st.DataObject, raw: str
) -> None:
    first = edits_of(data, raw, "one")
    middle = applied(raw, first)
    second = edits_of(data, middle, "two")
    together = composed(raw, first, middle, second)
    assert applied(raw, together) == applied(middle, second)


@given(st.data(), st.text("abc", max_size=30))
def test_three_rules_in_a_row_are_still_one_list(data: st.DataObject, raw: str) -> None:
    text, together = raw, list[Edit]()
    for kind in ("one", "two", "three"):
        found = edits_of(data, text, kind)
        together = composed(raw, together, text, found)
        text = applied(text, found)
    assert applied(raw, together) == text


def test_edits_in_different_places_keep_their_kind_and_move_to_the_raw_text() -> None:
    raw = "Um, so I I think"
    first = [Edit("filler", 0, "Um, ", ""), Edit("case", 4, "s", "S")]
    second = [Edit("repeat", 4, " I", "")]
    assert composed(raw, first, "So I I think", second) == [*first, Edit("repeat", 8, " I", "")]


def test_an_edit_of_what_another_has_written_becomes_one_with_it_and_says_only_what_differs() -> (
    None
):
    raw = "a jason file"
    first = [Edit("vocabulary", 2, "jason", "Jason")]
    second = [Edit("case", 2, "J", "j"), Edit("spacing", 3, "ason ", "ason")]
    assert composed(raw, first, "a Jason file", second) == [Edit("vocabulary", 7, " ", "")]


def test_edits_that_undo_each_other_vanish() -> None:
    first = [Edit("one", 1, "b", "x")]
    assert composed("abc", first, "axc", [Edit("two", 1, "x", "b")]) == []


def test_a_deletion_inside_a_later_edit_is_taken_into_it() -> None:
    first = [Edit("filler", 5, "um ", "")]
    second = [Edit("vocabulary", 0, "open a eye", "OpenAI")]
    together = composed("open um a eye", first, "open a eye", second)
    assert applied("open um a eye", together) == "OpenAI"
    assert [edit.kind for edit in together] == ["filler"]


@pytest.mark.parametrize(
    "edits",
    [
        [Edit("x", 1, "a", "")],
        [Edit("x", 2, "c", ""), Edit("x", 0, "a", "")],
        [Edit("x", 0, "ab", ""), Edit("x", 1, "b", "")],
    ],
    ids=["other words", "out of order", "overlap"],
)
def test_edits_that_do_not_fit_their_text_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        applied("abc", edits)


@pytest.mark.parametrize(
    ("place", "after"),
    [(0, 0), (2, 2), (3, 2), (5, 2), (6, 3), (8, 5), (9, 5), (10, 7), (12, 9)],
)
def test_a_place_is_carried_through_edits(place: int, after: int) -> None:
    edits = [Edit("x", 2, "cde", ""), Edit("x", 8, "ij", "xy")]  # of "abcdefghijkl"
    assert carried([place], edits) == (after,)
    assert carried([place, 12], edits) == (after, 9)
