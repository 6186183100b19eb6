"""Which readings are not trusted."""

from __future__ import annotations

import pytest

from dictate.engines.decoding import Reading
from dictate.engines.doubt import best_of, compression, doubt_of, fails, is_silence

LOOP = "and then " * 12
ASK = "Ask not what your country can do for you, ask what you can do for your country."


@pytest.mark.parametrize(
    "reading",
    [
        Reading("Go forward ten meters.", logprob=-0.4),
        Reading(ASK, logprob=-0.3),
        Reading("No, no, no, no.", logprob=-0.5),
        Reading(
            "It was the best of times, it was the worst of times. It was the age of", logprob=-0.4
        ),
        Reading("That was very, very, very, very good.", logprob=-0.5),
        Reading("", no_speech=0.9),
    ],
)
def test_what_people_say_and_what_silence_is_raises_no_doubt(reading: Reading) -> None:
    assert doubt_of(reading) == ""


@pytest.mark.parametrize(
    ("reading", "why"),
    [
        (Reading("and so on and", logprob=-0.1, cut_off=True), "cut off"),
        (Reading(LOOP, logprob=-0.1), "repeats itself"),
        (Reading("Then thank you very much. Thank you very much.", logprob=-0.1), "repeats itself"),
        (Reading("8, 9, 10, 12, 8, 12, 8, 12, 8, 12, 8, 12", logprob=-0.1), "repeats itself"),
        (Reading("Oh, oh, oh, oh, oh, oh.", logprob=-0.1), "repeats itself"),
        (Reading("to be or not " * 8, logprob=-0.1), "repeats itself"),
        (Reading("Well, so it is the one.", logprob=-0.9), "unsure"),
        (Reading("Thank you.", logprob=-0.3, no_speech=0.8), "perhaps nobody speaks"),
        (Reading("", no_speech=0.2), "nothing heard"),
    ],
)
def test_what_whisper_does_in_trouble_raises_doubt(reading: Reading, why: str) -> None:
    assert doubt_of(reading) == why


def test_a_reading_that_only_repeats_the_text_before_raises_doubt() -> None:
    before = "I went there. We will meet at nine, at the station."
    echo = Reading("We will meet at nine.", logprob=-0.1)
    assert doubt_of(echo, before) == "repeats what was before"
    assert doubt_of(echo) == ""
    assert doubt_of(Reading("We will meet at noon.", logprob=-0.1), before) == ""
    assert doubt_of(Reading("At nine.", logprob=-0.1), before) == ""


def test_the_full_window_fails_by_whispers_own_bounds() -> None:
    assert not fails(Reading("Well, so it is.", logprob=-0.9))
    assert fails(Reading("Well, so it is.", logprob=-1.1))
    assert fails(Reading(LOOP * 3, logprob=-0.1))
    assert fails(Reading("on and on", logprob=-0.1, cut_off=True))


def test_silence_is_what_the_model_thinks_and_does_not_contradict() -> None:
    silence = Reading("Thank you.", logprob=-1.5, no_speech=0.7)
    assert is_silence(silence)
    assert not fails(silence)
    assert not is_silence(Reading("Thank you.", logprob=-0.5, no_speech=0.7))
    assert not is_silence(Reading("Thank you.", logprob=-1.5, no_speech=0.5))


def test_of_readings_that_failed_the_likeliest_without_a_loop_is_best() -> None:
    loop = Reading(LOOP * 3, logprob=-0.1)
    first, second = Reading("one", logprob=-1.4), Reading("two", logprob=-1.2)
    assert compression(loop.text) > 2.4
    assert best_of([loop, first, second]) is second
    assert best_of([loop]) is loop
