"""What is said in a clip: the same words however it is cut, and where they sound."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from dictate.core.dictation import RATE_HZ, Context, Phrase
from dictate.evaluation.bench.clips import Clip, with_pauses
from dictate.evaluation.bench.said import ScriptedRecogniser, said_in, text_of
from dictate.evaluation.bench.speech import LOUD_RMS, Utterance
from dictate.evaluation.scripted import Sentence, sentences
from dictate.settings.schema import Settings
from tests.fakes.recogniser import FakeRecogniser


def hum(length_s: float) -> Utterance:
    at_s = np.arange(round(length_s * RATE_HZ), dtype=np.float32) / RATE_HZ
    sound = np.sin(2 * np.pi * 200 * at_s) * LOUD_RMS * 1.4
    words = " ".join(["word"] * round(3 * length_s))
    return Utterance(f"{length_s}", sound.astype(np.float32), words)


def clip(length_s: float) -> Clip:
    return with_pauses([hum(1.6), hum(4.0), hum(7.0)], length_s)


def test_the_places_of_a_clip_are_where_it_sounds() -> None:
    made = clip(30)
    assert len(made.places) == made.phrases
    assert made.places[-1][1] == len(made.samples)
    sounding = np.abs(made.samples) > LOUD_RMS / 2
    inside = np.zeros(len(made.samples), bool)
    for begin, end in made.places:
        inside[begin:end] = True
    assert not sounding[~inside].any()
    assert sounding[inside].mean() > 0.6


def test_a_clip_is_filled_with_about_as_many_words_as_its_sound_has_room_for() -> None:
    made = clip(60)
    sounding_s = sum(end - begin for begin, end in made.places) / RATE_HZ
    said = said_in(made, sentences(), 0)
    assert len(said) == pytest.approx(3.5 * sounding_s / 1.3, rel=0.15)
    assert all(one.start_s < two.start_s for one, two in pairwise(said))
    assert text_of(said).endswith((".", "?", "!"))


def test_the_last_sentence_is_hard_the_same_at_every_length_and_another_in_each_turn() -> None:
    hard = {one.raw for one in sentences() if one.is_hard}

    def last(length_s: float, turn: int) -> str:
        text = text_of(said_in(clip(length_s), sentences(), turn))
        return next(one for one in hard if text.endswith(one))

    assert last(5, 0) == last(60, 0)
    assert last(5, 1) == last(60, 1) != last(5, 0)


def test_the_same_turn_says_the_same() -> None:
    made = clip(30)
    assert said_in(made, sentences(), 3) == said_in(made, sentences(), 3)
    assert said_in(made, sentences(), 3) != said_in(made, sentences(), 4)


def test_few_sentences_come_again_rather_than_none() -> None:
    pool = [Sentence("We, we go home.", "We go home.", True)]
    assert text_of(said_in(clip(30), pool, 0)).count("We, we go home.") > 10


def whatever() -> FakeRecogniser:
    """Hears something without sense."""
    return FakeRecogniser(lambda _: "zyx")


def phrase(start_s: float, end_s: float) -> Phrase:
    return Phrase("1", 0, start_s, np.zeros(round((end_s - start_s) * RATE_HZ), np.float32))


def test_wherever_a_clip_is_cut_each_word_is_heard_once() -> None:
    recogniser = ScriptedRecogniser(whatever())
    made = clip(30)
    recogniser.said = said_in(made, sentences(), 0)
    cuts = [0.0, 3.3, 4.1, 11.7, 20.0, 30.0]
    heard = [
        recogniser.recognise(phrase(start_s, end_s), Settings(), Context(times=True))
        for start_s, end_s in pairwise(cuts)
    ]
    assert " ".join(one.text for one in heard if one.text) == text_of(recogniser.said)
    assert [word for one in heard for word in one.words] == list(recogniser.said)


def test_times_are_given_only_where_they_were_asked_for() -> None:
    recogniser = ScriptedRecogniser(whatever())
    recogniser.said = said_in(clip(30), sentences(), 0)
    heard = recogniser.recognise(phrase(0.0, 30.0), Settings())
    assert heard.text
    assert heard.words == ()


def test_where_nothing_is_put_in_the_recogniser_is_believed() -> None:
    heard = ScriptedRecogniser(whatever()).recognise(phrase(0.0, 2.0), Settings())
    assert heard.text == "zyx"
