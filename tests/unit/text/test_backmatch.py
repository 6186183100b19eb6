from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.core.spokenwords import apply
from dictate.text.backmatch import clean, clean_surely


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


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("We go to Anna, no wait, to Maria.", "We go to Maria."),
        ("To Anna, sorry, to Maria.", "To Maria."),
        ("I like it. The red, I mean the blue one.", "I like it. The blue one."),
        ("Move it to Tuesday, no wait, Wednesday.", "Move it to Wednesday."),
        ("Two, make that three.", "Three."),
        ("It is red, or rather orange.", "It is orange."),
        ("I think I think so.", "I think so."),
        ("the ta- the table", "the table"),
        ("Buy milk. Scratch that. Buy bread.", "Buy bread."),
    ],
)
def test_where_there_is_no_doubt_it_is_taken_back_and_the_sentence_keeps_its_capital(
    raw: str, text: str
) -> None:
    cleaned, edits = clean_surely(raw)
    assert cleaned == text
    assert apply(raw, edits) == text


@pytest.mark.parametrize(
    "raw",
    [
        "I actually like it, no problem.",
        "Well, I mean it.",
        "He said no, wait for me.",
        "He said no, he is here.",
        "I like it, no doubt.",
        "It was fine, no wait times at all.",
        "That is fine, never mind the rest.",
        "She is, I mean, very tall.",
        "I'm ruined, ruined as it is.",
        "No more tea! he roared, no more cake!",
        "The lower mound called the Castle, or the Fortress.",
        "One full- face and one profile.",
        "um, what?",
    ],
)
def test_where_there_is_doubt_the_words_stay(raw: str) -> None:
    assert clean_surely(raw) == (raw, ())


@given(
    st.lists(
        st.sampled_from(
            [
                "um,",
                "I",
                "think",
                "no",
                "wait",
                "sorry",
                "the",
                "-",
                "ta-",
                "Anna.",
                "or",
                "no,",
                "make",
                "that",
            ]
        )
    )
)
def test_its_edits_lead_to_its_text_and_it_takes_no_more_than_the_bold_rule(
    words: list[str],
) -> None:
    raw = " ".join(words)
    text, edits = clean_surely(raw)
    assert apply(raw, edits) == text
    assert len(text.split()) >= len(clean(raw)[0].split())
