from __future__ import annotations

import pytest

from dictate.evaluation.spoken_forms import invented
from dictate.evaluation.text_words import count_phrase, has_phrase, matched, plain_words, shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don\u2019t e-mail me.", ("don't", "e-mail", "me")),
        ("1,000 people at 10:30, or 3.5%", ("1000", "people", "at", "10:30", "or", "3.5")),
        ("wait...what \u2014 größer", ("wait", "what", "grösser")),
        ("snake_case", ("snake", "case")),
        ("", ()),
    ],
)
def test_words_are_compared_without_case_and_marks(text: str, words: tuple[str, ...]) -> None:
    assert plain_words(text) == words


def test_a_word_is_shown_with_its_letters_and_its_mark() -> None:
    assert [(word.letters, word.mark) for word in shown('Anna, "or" who?')] == [
        ("Anna", ","),
        ("or", ""),
        ("who", "?"),
    ]
    assert shown("we go")[0].mark == ""


@pytest.mark.parametrize(
    ("text", "phrase", "there"),
    [
        ("Send it to Anna.", "anna", True),
        ("Send it to Anna's house.", "Anna", True),
        ("Send it to Annabel.", "Anna", False),
        ("I can't go.", "can", False),
        ("I can go.", "can", True),
        ("No, wait! Go.", "no wait", True),
        ("I don\u2019t know", "don't know", True),
        ("wait... no", "no wait", False),
        ("```\ncode", "```", True),
        ("costs -5 euros", "-5", True),
        ("a b", "a  b", True),
        ("It'll do", "ll", False),
        ("a bell-like sound", "like", False),
        ("a bell-like sound", "bell", False),
        ("the ta- the table", "ta", True),
    ],
)
def test_a_phrase_is_found_as_whole_words(text: str, phrase: str, there: bool) -> None:
    assert has_phrase(text, phrase) is there


def test_phrases_are_counted() -> None:
    assert count_phrase("Like, I like it. Likely.", "like") == 2


def test_equal_words_are_matched_in_order() -> None:
    assert matched(("to", "Anna", "to", "Maria"), ("to", "Maria")) == [(2, 0), (3, 1)]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("I do not know", "I don't know"),
        ("I can't", "I cannot"),
        ("it's here", "it is here"),
        ("let's go", "let us go"),
        ("I'm going to", "I am gonna"),
        ("twenty three people", "23 people"),
        ("twenty-three people", "23 people"),
        ("two thousand and six", "2006"),
        ("nineteen ninety nine", "1999"),
        ("three point five percent", "3.5 percent"),
        ("at ten thirty", "at 10:30"),
        ("ten oh five", "10:05"),
        ("twenty oh five", "20:05"),
        ("the twenty third", "the 23rd"),
        ("the third", "the 3rd"),
        ("one two three four", "1234"),
        ("a hundred and one", "a 101"),
        ("room 5", "room five"),
        ("thirty two thousand", "32,000"),
    ],
)
def test_another_form_of_what_was_said_is_no_invention(said: str, written: str) -> None:
    assert invented(plain_words(written), plain_words(said)) == []


@pytest.mark.parametrize(
    ("said", "written", "new"),
    [
        ("I know", "I don't know", ["don't"]),
        ("I do know", "I don't know", ["don't"]),
        ("twenty people", "23 people", ["23"]),
        ("room 5", "room six", ["six"]),
        ("go home", "go home now please", ["now", "please"]),
        ("go home", "go home go home", ["go", "home"]),
        ("on Monday", "am Montag", ["am", "montag"]),
        ("three of us", "33 of us", ["33"]),
    ],
)
def test_what_was_not_said_is_invented(said: str, written: str, new: list[str]) -> None:
    assert invented(plain_words(written), plain_words(said)) == new


def test_what_an_accepted_text_has_is_not_invented() -> None:
    assert invented(["openai"], ["open", "a", "eye"], ["openai"]) == []


def test_saying_twice_what_may_be_said_once_is_inventing() -> None:
    assert invented(["go", "go"], ["go"], ["go"]) == ["go"]
