"""Seams between phrases read as if the sentence had been decoded whole, where that is certain."""

from __future__ import annotations

import pytest

from dictate.core.dictation import PhraseText, Transcript
from dictate.text.changes import applied
from dictate.text.passage import passage_of
from dictate.text.seams import SHORT_PAUSE_S, find_seams


def joined(*phrases: str, pause_s: float = 0.5, language: str = "en") -> str:
    transcript = Transcript(
        "x",
        tuple(
            PhraseText("x", n, text, pause_before_s=pause_s if n else 0.0, language=language)
            for n, text in enumerate(phrases)
        ),
    )
    return applied(transcript.text, find_seams(passage_of(transcript)))


@pytest.mark.parametrize(
    ("left", "right", "written"),
    [
        ("I went to the.", "Store to buy milk.", "I went to the Store to buy milk."),
        ("I went to the...", "The store", "I went to the the store"),
        ("I think we", "Should go.", "I think we should go."),
        ("We stayed home.", "And it rained.", "We stayed home and it rained."),
        ("We left early.", "But it was closed.", "We left early, but it was closed."),
        ("We left.", "Which was good.", "We left, which was good."),
        ("It is bigger.", "Than mine.", "It is bigger than mine."),
        ("I think,", "We should go", "I think, we should go"),
        ("I think,", "Paul should go", "I think, Paul should go"),
        ("I think.", "the train is late.", "I think the train is late."),
        ("I think…", "the train is late.", "I think the train is late."),
        ("I like my.", "Um, And your car.", "I like my um, and your car."),
        ("I'm.", "Not sure.", "I'm not sure."),
        ("because I.", "Paul and I", "because I Paul and I"),
    ],
)
def test_a_sentence_that_goes_on_is_mended(left: str, right: str, written: str) -> None:
    assert joined(left, right) == written


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("It was late.", "The train came."),
        ("It was late.", "We went home."),
        ("It was late.", "Paul went home."),
        ("Was it late?", "And then we went."),
        ("It was late!", "But we went."),
        ('He said "the."', "And then"),
        ("Plan A.", "The next is B."),
        ("Ask Mr.", "The doctor"),
        ("in the U.S.", "And here"),
        ("and so on etc.", "And more"),
        ("I think", "Paul is right"),
        ("I think", "iPhone users"),
        ("He is (the", "..."),
    ],
)
def test_what_may_be_two_sentences_stays(left: str, right: str) -> None:
    assert joined(left, right) == f"{left} {right}"


def test_a_longer_pause_is_the_end_of_a_sentence() -> None:
    assert joined("We stayed.", "And it", pause_s=SHORT_PAUSE_S) == "We stayed. And it"


def test_without_a_known_pause_nothing_is_done() -> None:
    assert joined("We stayed.", "And it", pause_s=0.0) == "We stayed. And it"


def test_where_the_recogniser_heard_on_its_marks_stand() -> None:
    phrases = (
        PhraseText("x", 0, "We stayed.", language="en", next_words="And it"),
        PhraseText("x", 1, "And it rained.", pause_before_s=0.1, language="en"),
        PhraseText("x", 2, "And it stopped.", pause_before_s=0.3, language="en"),
    )
    transcript = Transcript("x", phrases)
    text = applied(transcript.text, find_seams(passage_of(transcript)))
    assert text == "We stayed. And it rained and it stopped."


def test_other_languages_have_no_table_and_stay() -> None:
    assert joined("Ich ging in das.", "And so", language="de") == "Ich ging in das. And so"


def test_between_characters_without_spaces_the_space_of_the_joint_goes() -> None:
    assert joined("今天天气", "很好。", "我们走吧", language="zh") == "今天天气很好。我们走吧"
    assert joined("오늘", "날씨", language="ko") == "오늘 날씨"
    assert joined("你好", "Paul", "你", language="zh") == "你好 Paul 你"


def test_several_seams_in_a_row_are_each_mended() -> None:
    assert joined("The.", "The.", "And.", "Or") == "The the and or"


def test_phrases_of_nothing_but_fillers_between_do_not_confuse_the_seams() -> None:
    assert joined("I like the.", "Um", "Uh,", "And so") == "I like the. Um Uh, and so"
