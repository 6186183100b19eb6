from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.core.spokenwords import apply
from dictate.text.backmatch import clean


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("um so I I think we go", "so I think we go"),
        ("send it to Anna, sorry, to Maria", "send it to Maria"),
        ("send it to Anna sorry I mean to Maria", "send it to Maria"),
        ("we move it to Tuesday no wait Wednesday", "we move it to Wednesday"),
        ("Let's meet at four, no, make that five.", "Let's meet at five."),
        ("What did no who did it?", "who did it?"),
        ("What makes the Bank of America Tower or rather the Museum rich?",
         "What makes the Museum rich?"),
        ("the thu- the thursday meeting", "the thursday meeting"),
        ("I think I think I think so", "I think so"),
        ("Call the office. Scratch that. Call my sister.", "Call my sister."),
        ("He had had enough.", "He had had enough."),
        ("It was very very good.", "It was very very good."),
        ("no", "no"),
        ("no thanks", "no thanks"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_was_taken_back_goes(raw: str, text: str) -> None:
    assert clean(raw)[0] == text


WORDS = (
    *("um", "no", "wait", "sorry", "I", "mean", "make", "that", "the", "Anna"),
    *("Tuesday.", "scratch", "wa-", "what,", "—", "on"),
)


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_nothing_is_said_that_was_not_said_and_the_changes_prove_it(raw: str) -> None:
    text, edits = clean(raw)
    assert apply(raw, edits) == text
    assert all(edit.kind == "deletion" and not edit.after.strip() for edit in edits)
    rest = iter(raw.split())
    assert all(word in rest for word in text.split())
