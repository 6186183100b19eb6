"""Spaces go where they belong; numbers, addresses, code and smileys stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.text.changes import applied
from dictate.text.passage import Passage
from dictate.text.spacing import find_spacing


def spaced(text: str, *languages: str) -> str:
    return applied(text, find_spacing(Passage(text, frozenset(languages))))


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("  a  b\t c ", "a b c"),
        ("Yes , no ; maybe : so !", "Yes, no; maybe: so!"),
        ("Really ? Yes .", "Really? Yes."),
        ('He said "yes ." Then', 'He said "yes." Then'),
        ("( yes ) [ no ]", "(yes) [no]"),
        ("(see this .)", "(see this.)"),
        ("¿ Qué ?", "¿Qué?"),
        ("Hello,world;yes?no", "Hello, world; yes? no"),
        ("Привет,мир", "Привет, мир"),
        ("$5 .", "$5."),
        ("-1 , -2", "-1, -2"),
        ("نعم ، لا ؟", "نعم، لا؟"),
        ("yes   , no", "yes, no"),
    ],
)
def test_spaces_are_mended(said: str, written: str) -> None:
    assert spaced(said) == written


@pytest.mark.parametrize(
    "said",
    [
        "3.14, 1,000, 10:30, 5:1",
        "https://x.y/z?a,b a.b@c.org",
        "wait ... what . . . no",
        "wait... what… no",
        "hello :) bye ;-) :D",
        "f(a,b) foo(bar,baz) `a  b` a[1,2]",
        "- [ ] task, ( )",
        "see .gitignore and -v",
        "5 : 3 and x = -1",
        "a,b,c x;y",
        "你好、世界。 “好”",
        "你好,世界",
        "non\u00a0breaking\u202f! fine",
        "line one\nline two",
        "e.g. this, i.e. that",
        "👩\u200d👩\u200d👧 ❤\ufe0f",
    ],
)
def test_what_is_right_stays(said: str) -> None:
    assert spaced(said) == said


def test_french_keeps_the_space_before_its_high_marks() -> None:
    assert spaced("Vraiment ? Oui : bien , très", "fr") == "Vraiment ? Oui : bien, très"


@given(st.text("ab,.;:!?()[]\"'` \n-=5", max_size=40))
def test_only_spaces_change_and_a_second_time_nothing_does(text: str) -> None:
    once = spaced(text)
    assert "".join(once.split()) == "".join(text.split())
    assert spaced(once) == once
