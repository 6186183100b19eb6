"""Words before a cut in the midst of speech, and words after it, read as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.core.dictation import PhraseText
from dictate.core.joining import joined


def join(before: str, foreseen: str, after: str) -> str:
    first = PhraseText("d", 0, before, next_words=foreseen)
    return joined(first, PhraseText("d", 1, after)).text


@pytest.mark.parametrize(
    ("before", "foreseen", "after", "expected"),
    [
        ("down to the", "old harbour.", "Old harbour. It was", "old harbour. It was"),
        ("We left.", "And it rained", "and it rained again.", "And it rained again."),
        ("said", "I am here", "I am here.", "I am here."),
        ("to see", "Mary", "mary and John.", "Mary and John."),
        ("and", "old,", "Old men", "old men"),
        ("he said", "\u201cOld men", "\u201cold men are", "\u201cOld men are"),
        # Heard twice: the cut came early.
        ("down to the", "old harbour.", "The old harbour.", "old harbour."),
        ("we were going", "home", "Ing home again.", "home again."),
        # Not heard again: it came late.
        ("down to the", "old harbour wall", "Harbour wall it was", "old harbour wall it was"),
        ("down to the", "old harbour.", "Harbour. It was", "old harbour. It was"),
        # Not heard right, for the cut touched it.
        ("all the arts", "and crafts made", "Sen crafts made in", "and crafts made in"),
        ("he was", "there now", "Their now. And", "there now. And"),
        ("he was", "there now then", "Their now. And", "their now. And"),
        # A little different, or altogether.
        ("he was", "there", "Their own.", "their own."),
        ("he was", "there", "Kept out.", "Kept out."),
        ("he was.", "There", "Their own.", "Their own."),
        # Really said twice.
        ("I know that", "that man", "That man is", "that man is"),
        # Nothing was left to be recognised.
        ("down to the", "old", "", "old"),
        ("down to the", "old", "  ", "old"),
        # Marks alone.
        ("down to the", "...", "Old", "Old"),
        ("down to the", "old", "... old", "... old"),
        # A script without spaces.
        (
            "\u4eca\u5929",
            "\u5929\u6c14\u5f88\u597d",
            "\u5929\u6c14\u771f\u597d",
            "\u5929\u6c14\u771f\u597d",
        ),
    ],
)
def test_what_comes_after_a_cut_goes_on_as_it_was_foreseen(
    before: str, foreseen: str, after: str, expected: str
) -> None:
    assert join(before, foreseen, after) == expected


def test_nothing_is_done_where_nothing_was_foreseen() -> None:
    assert join("down to the", "", "The old  harbour") == "The old  harbour"


@given(st.text("aAbB .,'", max_size=12), st.text("aAbB .,'", max_size=12), st.text("aAbB .,'"))
def test_no_word_comes_from_anywhere_else(before: str, foreseen: str, after: str) -> None:
    made = join(before, foreseen, after).lower().split()
    known = f"{foreseen} {after}".lower().split()
    assert set(made) <= set(known)
    # At most one word goes, and only one that both sides have.
    assert len(made) >= len(after.split()) - 1
