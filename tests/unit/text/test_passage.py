"""What rules ask of a text."""

from __future__ import annotations

import pytest

from dictate.core.dictation import PhraseText, Transcript
from dictate.text.passage import (
    Passage,
    Seam,
    Verbatim,
    capitalised,
    has_words,
    passage_of,
    starts_sentence,
)


def phrase(text: str, pause_s: float = 0.5, language: str = "en") -> PhraseText:
    return PhraseText("x", 0, text, pause_before_s=pause_s, language=language)


def test_the_passage_is_the_joined_text_with_its_seams() -> None:
    transcript = Transcript("x", (phrase(" One. "), phrase("Two"), phrase("three", 0.2, "de-DE")))
    assert passage_of(transcript) == Passage(
        "One. Two three", frozenset({"en", "de"}), (Seam(4, 0.5), Seam(8, 0.2))
    )
    assert transcript.text == "One. Two three"


def test_a_phrase_without_words_makes_the_seam_around_it_a_long_one() -> None:
    transcript = Transcript("x", (phrase(""), phrase("One"), phrase("  "), phrase("two", 0.1)))
    assert passage_of(transcript) == Passage("One two", frozenset({"en"}), (Seam(3, float("inf")),))


def test_a_language_is_spoken_when_it_is_the_only_one() -> None:
    assert Passage("x", frozenset({"en"})).speaks("en")
    assert not Passage("x", frozenset({"en", "de"})).speaks("en")
    assert not Passage("x").speaks("en")


@pytest.mark.parametrize(
    "code",
    [
        "3.14", "10:30", "a.b@c.org", "https://x.y/z?a,b", "www.x.org", "snake_case", "~/file",
        "/etc/fstab", "C:\\x", "f(a,b)", "`a  b`", "a=b", "<b>", "x.py", "and/or", "$5", "-v",
        "1,000.50", "192.168.0.1", "#5", "e.g", ".gitignore", "a&b", "R2-D2.x",
    ],
)  # fmt: skip
def test_code_numbers_and_addresses_are_verbatim_without_the_stop_after_them(code: str) -> None:
    text = f"see {code}, now."
    verbatim = Verbatim(text)
    spans = {verbatim.around(n) for n in range(4, 4 + len(code))}
    assert spans == {(4, 4 + len(code))}
    assert verbatim.around(3) is None
    assert verbatim.around(4 + len(code)) is None


@pytest.mark.parametrize(
    "speech", ["wait...what", "well-known", "don't", "I - no", "I—no", "yes, (no)", "a: b", '"x".']
)
def test_speech_is_not_verbatim(speech: str) -> None:
    verbatim = Verbatim(speech)
    assert {verbatim.around(n) for n in range(len(speech))} == {None}


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("|so", True), ("Yes. |so", True), ('Yes." |so', True), ("Yes? (|so", True), ("“|so", True),
        ("Yes, |so", False), ("yes |so", False), ("said “|so", False), ("好。|so", True),
        ("yes" + " " * 20 + "|so", False),
    ],
)  # fmt: skip
def test_the_first_word_of_a_sentence_is_known(text: str, starts: bool) -> None:
    position = text.index("|")
    assert starts_sentence(text.replace("|", ""), position) is starts


def test_capitals_and_words() -> None:
    assert (capitalised("élan"), capitalised("ßa"), capitalised("")) == ("Élan", "ßa", "")
    assert [has_words(text) for text in ("…a", "天", "5", " .,… 👩")] == [True, True, True, False]
