"""What every cleaner promises."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dictate.app.cleaning import LayeredCleaner
from dictate.core.dictation import PhraseText, Transcript
from dictate.core.ports import Cleaner
from dictate.settings.schema import TextSettings
from dictate.text.changes import applied
from dictate.text.rules import RulesCleaner
from tests.fakes.cleaner import FakeCleaner
from tests.fakes.tagger import FakeTagger

SPOKEN = ("Um, so I I think", "We should go , ok.", "今天天气")


def said(*phrases: str) -> Transcript:
    return Transcript(
        "x", tuple(PhraseText("x", n, text, language="en") for n, text in enumerate(phrases))
    )


def with_a_tagger() -> LayeredCleaner:
    return LayeredCleaner(RulesCleaner(), FakeTagger())


def without_a_tagger() -> LayeredCleaner:
    tagger = FakeTagger()
    tagger.there = False
    return LayeredCleaner(RulesCleaner(), tagger)


@pytest.mark.parametrize("made", [FakeCleaner, RulesCleaner, with_a_tagger, without_a_tagger])
class TestCleaner:
    def test_it_names_the_words_it_was_given_and_itself(self, made: Callable[[], Cleaner]) -> None:
        cleaned = made().clean(said(*SPOKEN), TextSettings())
        assert cleaned.raw == " ".join(SPOKEN)
        assert cleaned.by

    def test_its_edits_if_it_names_any_lead_to_its_text(self, made: Callable[[], Cleaner]) -> None:
        cleaned = made().clean(said(*SPOKEN), TextSettings())
        assert not cleaned.edits or applied(cleaned.raw, cleaned.edits) == cleaned.text

    def test_a_dictation_that_had_words_is_not_emptied(self, made: Callable[[], Cleaner]) -> None:
        assert made().clean(said("um"), TextSettings()).text

    def test_nothing_said_is_nothing_written(self, made: Callable[[], Cleaner]) -> None:
        assert made().clean(said(), TextSettings()).text == ""

    def test_the_same_words_give_the_same_text_again(self, made: Callable[[], Cleaner]) -> None:
        cleaner = made()
        first = cleaner.clean(said(*SPOKEN), TextSettings())
        cleaner.clean(said("Something else"), TextSettings(vocabulary={"so": "SO"}))
        assert cleaner.clean(said(*SPOKEN), TextSettings()) == first
