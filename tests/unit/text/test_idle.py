"""Idle "like", "you know" and "err" go with their marks; where they mean something they stay."""

from __future__ import annotations

import pytest

from dictate.text.changes import applied
from dictate.text.fillers import find_fillers
from dictate.text.passage import Passage


def without(text: str, *languages: str) -> str:
    return applied(text, find_fillers(Passage(text, frozenset(languages or ("en",)))))


@pytest.mark.parametrize(
    ("said", "written"),
    [
        # set off
        ("He's, you know, late.", "He's late."),
        ("It is — you know — late.", "It is — late."),
        ("It was, like, late.", "It was late."),
        ("down to, like, 40 pages", "down to 40 pages"),
        ("I want this, but, like, smaller.", "I want this, but smaller."),
        ("Don't go or, like, it closes.", "Don't go or it closes."),
        ("Do you know, like, where it is?", "Do you know where it is?"),
        # beside an um
        ("He's, you know, um, not late.", "He's not late."),
        ("I was um you know um late.", "I was late."),
        ("Um, like, the house shook.", "The house shook."),
        # at the beginning
        ("Like, the house shook.", "The house shook."),
        ("We left. Like, it was late.", "We left. It was late."),
        # at the end
        ("She's good at chess, you know.", "She's good at chess."),
        ("It was late, you know. We left.", "It was late. We left."),
        ("It was late, you know", "It was late"),
        # before an amount
        ("back in like ten minutes", "back in ten minutes"),
        ("it began in 1709 or like 1649", "it began in 1709 or 1649"),
        ("it takes like 20 minutes", "it takes 20 minutes"),
        # err
        ("Err, I think so.", "I think so."),
        ("It was, err, late.", "It was late."),
        ("ask Anna err I mean Maria", "ask Anna I mean Maria"),
        ("How err sorry when was it?", "How sorry when was it?"),
        ("the errr table", "the table"),
    ],
)
def test_what_means_nothing_goes(said: str, written: str) -> None:
    assert without(said) == written


@pytest.mark.parametrize(
    "said",
    [
        # like
        "I like it.",
        "It looks like rain.",
        "like father, like son",
        "Like father, like son.",
        "something like ten people",
        "is it like this or like that",
        "sort it by date or like one sorts books",
        "two people like 20 others",
        "There is more in like one of these.",
        "they are like two peas",
        "And she was like, no way, and left.",
        "Like, share, and subscribe.",
        "Share, like, subscribe.",
        "love, like, hate",
        "We love, like, hate it.",
        "to see, like, and share it",
        "I feel like, like we were here before.",
        "tools, like hammers, and nails",
        "What is she like, then?",
        "I would like, of course, to come.",
        "it's like-new and un-like it",
        # you know
        "do you know him",
        "Do you know?",
        "You know him.",
        "You know, the one who left.",
        "If you know, you know.",
        "If it rains, you know.",
        "When you see it, you know.",
        "All he wants, you know.",
        "The people, you know.",
        "It was late, you know?",
        "the man you know, and his son",
        "As far as you know, it works.",
        "It's late, you know that.",
        "I see, you know, that he left.",
        # err
        "To err is human.",
        "to err, no, to fail",
        "They err on the side of caution.",
        "Err on the side of caution.",
        "People err, forgive, and forget.",
        "we err, I mean, fail",
        "courts err I mean judges do",
        "to fall, err, and rise",
        "the Err river",
    ],
)
def test_what_means_something_stays(said: str) -> None:
    assert without(said) == said


def test_in_another_language_they_are_no_fillers() -> None:
    said = "Er sagte, like, err, nichts, you know."
    assert without(said, "de") == said
    assert without(said, "en", "de") == said


def test_a_dictation_of_them_alone_stays() -> None:
    assert without("Err, um.") == "Err, um."
