"""When a writer is asked."""

from __future__ import annotations

import pytest

from dictate.core.dictation import Edit
from dictate.text.gate import needs_a_writer

SURE = "I think we should move it to Wednesday."


@pytest.mark.parametrize(
    "text",
    [
        SURE,
        "Is there no way to wait for the train?",
        "He had no doubt that waiting would pay.",
        "He said he was sorry and that he would rather go home.",
        "A well-known, long-term, state-of-the-art plan.",
        "Rather tired and actually hungry people stood in line.",
        "Version 3.2.1 is out.",
        "",
        "Well.",
        "No, wait!",
    ],
)
def test_a_text_in_which_nothing_was_found_is_left_alone(text: str) -> None:
    assert not needs_a_writer(text, ())


@pytest.mark.parametrize(
    "text",
    [
        "Send it to Anna, no, to Maria.",
        "We need three, I mean four chairs.",
        "we move it to tuesday no wait wednesday",
        "Call the office. Scratch that. Call my sister.",
        "Bring four, or rather five cups.",
        "We, we should probably call.",
        "I wanted to— it is late.",
        "So the thing is... we are late.",
        "It was um quite late.",
    ],
)
def test_a_sign_of_a_slip_that_is_left_is_worth_a_look(text: str) -> None:
    assert needs_a_writer(text, ())


@pytest.mark.parametrize("kind", ["deletion", "filler", "repeat", "cut-off"])
def test_where_words_were_slips_there_may_be_more_to_them(kind: str) -> None:
    assert needs_a_writer(SURE, [Edit(kind, 0, "um, ", "")])


@pytest.mark.parametrize(
    "kind", ["case", "punctuation", "spacing", "seam", "vocabulary", "command"]
)
def test_where_only_the_writing_of_words_was_changed_there_is_nothing_to_mend(kind: str) -> None:
    assert not needs_a_writer(SURE, [Edit(kind, 0, "i", "I")])
