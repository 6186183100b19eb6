from __future__ import annotations

import pytest

from dictate.core.dictation import Edit
from dictate.core.spokenwords import apply, deletion, words_of


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("", []),
        ("  one  two\n", ["one", "two"]),
        ("Monday—no, Tuesday", ["Monday—", "no,", "Tuesday"]),
        ("so... I", ["so...", "I"]),
        ("so...I", ["so...", "I"]),
        ("well-known wor-", ["well-known", "wor-"]),
        ("see https://a.b/c--d", ["see", "https://a.b/c--", "d"]),
    ],
)
def test_words_are_cut_at_spaces_and_after_dashes_and_dots_inside(
    raw: str, words: list[str]
) -> None:
    found = words_of(raw)
    assert [word.text for word in found] == words
    assert all(raw[word.start : word.end] == word.text for word in found)


@pytest.mark.parametrize(
    ("raw", "first", "stop", "rest"),
    [
        ("a b c", 0, 1, "b c"),
        ("a b c", 1, 2, "a c"),
        ("a b c", 1, 3, "a"),
        ("a b c", 0, 3, ""),
        ("a b\nc", 1, 2, "a\nc"),
        ("a\nb c", 1, 2, "a\nc"),
        ("a\n\nb\nc", 1, 2, "a\nc"),
        ("a—b—c", 1, 2, "a— c"),
    ],
)
def test_words_taken_out_leave_one_space_and_keep_line_breaks(
    raw: str, first: int, stop: int, rest: str
) -> None:
    edit = deletion(raw, words_of(raw), first, stop)
    assert raw[edit.start : edit.start + len(edit.before)] == edit.before
    assert apply(raw, [edit]) == rest


def test_changes_are_carried_out_in_order() -> None:
    assert apply("a b c", [Edit("x", 0, "a", "A"), Edit("x", 4, "c", "")]) == "A b "
