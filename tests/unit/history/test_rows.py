"""A dictation goes into a row and comes back; a damaged row gives what is left of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.core.dictation import Dictation, Edit, State
from dictate.history.rows import COLUMNS, from_row, to_row

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
TIMES = st.floats(allow_nan=False, allow_infinity=False)
DICTATIONS = st.builds(
    Dictation,
    id=TEXTS,
    started_at_s=TIMES,
    state=st.sampled_from(State),
    duration_s=TIMES,
    raw=TEXTS,
    text=TEXTS,
    note=TEXTS,
    application=TEXTS,
    timings_s=st.dictionaries(TEXTS, TIMES, max_size=3),
    edits=st.lists(st.builds(Edit, TEXTS, st.integers(0, 10**9), TEXTS, TEXTS), max_size=3).map(
        tuple
    ),
)
ANYTHING = st.none() | st.integers() | st.floats() | st.text() | st.binary()


@given(DICTATIONS)
def test_a_dictation_comes_back_as_it_was(dictation: Dictation) -> None:
    assert from_row(to_row(dictation)) == dictation


@given(st.lists(ANYTHING, max_size=len(COLUMNS) + 1))
def test_any_row_gives_a_dictation_that_can_be_stored_again(row: list[object]) -> None:
    found = from_row(row)
    assert from_row(to_row(found)) == found
    assert isinstance(found.started_at_s, float)
    assert isinstance(found.duration_s, float)


def test_an_unknown_state_is_told_in_the_note() -> None:
    found = from_row(["id", 1.0, "nonsense", 2.0, "raw", "text"])
    assert (found.state, found.raw, found.text) == (State.FAILED, "raw", "text")
    assert "damaged" in found.note


@pytest.mark.parametrize(
    "stored", ["{", "5", "[[1, 2]]", '[["k", "x", "a", "b"]]', "[" * 10_000, '{"a": "b"}', b"\xff"]
)
def test_damaged_details_are_left_out(stored: object) -> None:
    found = from_row(["id", 1.0, "done", 2.0, "raw", "text", "", "", "", "", stored, stored])
    assert (found.timings_s, found.edits) == ({}, ())


def test_halves_of_characters_become_something_that_can_be_stored() -> None:
    row = to_row(Dictation("id", 1.0, State.DONE, raw="a\ud800b"))
    assert "a?b" in row
