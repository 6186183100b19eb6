"""The shapes of texts: by rules, without touching a word."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.settings.styles import Shape
from dictate.text.changes import applied
from dictate.text.shapes import COMMENT_WIDTH, find_shape


def shaped(text: str, shape: Shape) -> str:
    return applied(text, find_shape(text, shape))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("See you at six.", "See you at six"),
        ("Are you there?", "Are you there?"),
        ("Great!", "Great!"),
        ("I am late. Start without me.", "I am late. Start without me."),
        ("Milk, eggs, etc.", "Milk, eggs, etc."),
        ("It went on...", "It went on..."),
        ("Ask Dr. Miller.", "Ask Dr. Miller"),
        ("One.\nTwo.", "One.\nTwo."),
        ("", ""),
    ],
)
def test_a_message_of_one_sentence_has_no_full_stop(text: str, written: str) -> None:
    assert shaped(text, Shape.MESSAGE) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (
            "Hi Anna, thank you for the plan. I will look at it today. Best regards, Tom.",
            "Hi Anna,\n\nThank you for the plan. I will look at it today.\n\nBest regards,\nTom",
        ),
        ("Dear Mr Smith. The order is here. Kind regards Tom",
         "Dear Mr Smith,\n\nThe order is here.\n\nKind regards,\nTom"),
        ("Good morning. All is well. Thanks.", "Good morning,\n\nAll is well.\n\nThanks."),
        ("Hi there, see you.", "Hi there,\n\nSee you."),
        ("He sends his best", "He sends his best"),
        ("Hello", "Hello"),
        ("No greeting here.", "No greeting here."),
    ],
)  # fmt: skip
def test_greeting_and_goodbye_of_an_email_stand_alone(text: str, written: str) -> None:
    assert shaped(text, Shape.EMAIL) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Milk. Eggs. Bread.", "- Milk.\n- Eggs.\n- Bread."),
        ("Ask Dr. Miller. Call home.", "- Ask Dr. Miller.\n- Call home."),
        ("Milk\n- Eggs", "- Milk\n- Eggs"),
        ("Milk\nEggs", "- Milk\n- Eggs"),
        ('He said "no." Then he left.', '- He said "no."\n- Then he left.'),
        ("Pay 3. Then go.", "- Pay 3. Then go."),
        ("", ""),
    ],
)
def test_a_list_has_a_line_for_each_sentence(text: str, written: str) -> None:
    assert shaped(text, Shape.LIST) == written


def test_a_comment_is_broken_into_lines() -> None:
    text = "word " * 30 + "end.\n\nNext " + "x" * 90 + " thing"
    lines = shaped(text, Shape.COMMENT).splitlines()
    assert all(line.startswith("#") for line in lines)
    assert all(len(line) <= COMMENT_WIDTH or "x" * 90 in line for line in lines)
    assert "#" in lines


def test_running_text_stays() -> None:
    assert find_shape("Any. Thing.", Shape.RUNNING) == []


WORDS = st.lists(
    st.sampled_from(["Hi", "Anna,", "best", "Regards,", "Tom.", "a", "\n", "?", '"no."', "-"]),
    max_size=20,
).map(" ".join)  # fmt: skip


@given(WORDS, st.sampled_from(list(Shape)))
def test_no_shape_changes_a_word(text: str, shape: Shape) -> None:
    def words(of: str) -> list[str]:
        return re.findall(r"[^\W_]+", of.casefold())

    assert words(shaped(text, shape)) == words(text)
