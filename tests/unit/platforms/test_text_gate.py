"""What may be typed for a user and what may not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.platforms.text_gate import passable

JOINED = "\N{WOMAN}\u200d\N{ROCKET} a\u200cb \u200e\u200f"
"""An emoji of two, a non-joiner as Persian needs it, and marks of direction."""


@pytest.mark.parametrize(
    ("text", "in_a_window", "in_a_terminal"),
    [
        ("plain words", "plain words", "plain words"),
        (" a space before", " a space before", " a space before"),
        ("one\ntwo", "one\ntwo", "one two"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree", "one two three"),
        ("one \n\n  two", "one \n\n  two", "one two"),
        ("one\u2028two\u2029three\x85four\vfive", "one\ntwo\nthree\nfour\nfive",
         "one two three four five"),
        ("the end\n", "the end", "the end"),
        ("the end\n\r\n\n", "the end", "the end"),
        ("a\tb", "a\tb", "a b"),
        ("\x1b[201~rm -rf", "[201~rm -rf", "[201~rm -rf"),
        ("a\x00b\x7fc\x9bd", "abcd", "abcd"),
        ("\u202ereversed\u202c \u2066kept\u2069", "reversed kept", "reversed kept"),
        ("a lone \ud83d half", "a lone  half", "a lone  half"),
        (JOINED, JOINED, JOINED),
        ("\n\x1b", "", ""),
    ],
)  # fmt: skip
def test_what_passes(text: str, in_a_window: str, in_a_terminal: str) -> None:
    assert passable(text, terminal=False) == in_a_window
    assert passable(text, terminal=True) == in_a_terminal


@given(st.text(), st.booleans())
def test_whatever_comes_nothing_dangerous_passes(text: str, terminal: bool) -> None:
    passed = passable(text, terminal=terminal)
    allowed = "" if terminal else "\n\t"
    assert all(letter.isprintable() or letter in allowed or ord(letter) > 0x9F for letter in passed)
    assert not set(passed) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert not passed.endswith("\n")
    assert passable(passed, terminal=terminal) == passed


@given(st.text(st.characters(categories=["L", "N", "P", "S"])))
def test_words_pass_unchanged(text: str) -> None:
    assert passable(text, terminal=False) == text
    assert passable(text, terminal=True) == text
