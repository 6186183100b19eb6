"""What the reader of a phrase encodes, asks and doubts, over a model that is told what to say."""

from __future__ import annotations

import numpy as np
import pytest

from dictate.core.dictation import RATE_HZ
from dictate.core.recognition import SoundRequest
from dictate.engines.decoding import BEFORE, CONTEXT, HALF, token_budget
from dictate.engines.phrase import PhraseReader
from dictate.engines.window import FULL
from tests.fakes.whisper import Model, Says, vocabulary

SOUND = np.full(3 * RATE_HZ, 0.1, np.float32)
NUMBER = vocabulary().token_to_id


def reader(model: Model, padding_ms: int = 8000) -> PhraseReader:
    return PhraseReader(model, padding_ms)


def test_a_good_reading_of_the_short_window_is_the_only_one() -> None:
    model = Model(Says("one two three"))
    heard = reader(model).recognise(SOUND, SoundRequest("en", 3), "en")
    assert (heard.text, heard.language, heard.doubt) == ("one two three", "en", "")
    assert model.model.windows == [1100]
    assert heard.frames == 1100
    _, prompt, options = model.model.asked[0]
    assert options["beam_size"] == 3
    assert "sampling_temperature" not in options
    start = ["<|startoftranscript|>", "<|en|>", "<|transcribe|>", "<|notimestamps|>"]
    assert prompt == [NUMBER(token) for token in start]


def test_the_padding_of_the_request_counts_and_none_means_all() -> None:
    model = Model(Says(), Says(), Says())
    for padding_ms in (-1, 6000, 0):
        reader(model).recognise(SOUND, SoundRequest(padding_ms=padding_ms), "en")
    assert model.model.windows == [1100, 900, FULL]


def test_a_graphics_card_gets_the_full_window_whatever_is_asked() -> None:
    model = Model(Says(), device="cuda")
    reader(model).recognise(SOUND, SoundRequest(padding_ms=6000), "en")
    assert model.model.windows == [FULL]


@pytest.mark.parametrize(
    ("first", "why"),
    [
        (Says("so well " * 20), "cut off"),
        (Says("one two three " * 3), "repeats itself"),
        (Says(logprob=-0.95), "unsure"),
        (Says(""), "nothing heard"),
    ],
)
def test_a_doubtful_phrase_is_encoded_and_read_again_in_the_full_window(
    first: Says, why: str
) -> None:
    model = Model(first, Says("one two three four"))
    heard = reader(model).recognise(SOUND, SoundRequest(), "en")
    assert (heard.text, heard.doubt) == ("one two three four", why)
    assert model.model.windows == [1100, FULL]
    assert heard.frames == 1100 + FULL
    assert model.model.asked[1][0] == "encoded 3000"
    assert model.model.asked[1][2]["max_length"] == CONTEXT


def test_a_full_window_is_not_encoded_twice() -> None:
    model = Model(Says("so well " * 20), Says("one"))
    heard = reader(model).recognise(SOUND, SoundRequest(padding_ms=0), "en")
    assert (heard.text, model.model.windows, heard.frames) == ("one", [FULL], FULL)


def test_where_the_full_window_fails_too_chance_gets_two_tries() -> None:
    model = Model(Says(logprob=-1.2), Says(logprob=-1.3), Says("one", -1.1), Says("two", -0.9))
    assert reader(model).recognise(SOUND, SoundRequest("en", 5), "en").text == "two"
    last = [options for _, _, options in model.model.asked[1:]]
    assert [one.get("sampling_temperature", 0.0) for one in last] == [0.0, 0.2, 0.4]
    assert [one["beam_size"] for one in last] == [5, 1, 1]
    assert model.model.windows == [1100, FULL]


def test_of_failures_alone_the_likeliest_stays() -> None:
    failures = [Says("one", -1.3), Says("two", -1.1), Says("three", -1.2)]
    model = Model(Says(logprob=-2.0), *failures)
    assert reader(model).recognise(SOUND, SoundRequest(), "en").text == "two"


def test_words_that_the_model_itself_takes_for_silence_are_none() -> None:
    nobody = Says("so well", logprob=-1.6, no_speech=0.9)
    model = Model(nobody, nobody)
    heard = reader(model).recognise(SOUND, SoundRequest(words=True), "en")
    assert (heard.text, heard.words) == ("", ())
    assert not model.aligned


def test_the_budget_bounds_the_first_reading_and_half_of_the_length_is_taken() -> None:
    model = Model(Says())
    reader(model).recognise(SOUND, SoundRequest(), "en")
    assert model.model.asked[0][2]["max_length"] == 2 * token_budget(3.0, "en")


def test_a_bound_that_does_not_fit_beside_the_prompt_gives_way() -> None:
    sound = np.full(29 * RATE_HZ, 0.1, np.float32)
    model = Model(Says())
    vocabulary = ("Dictate",) * 150
    reader(model).recognise(sound, SoundRequest(vocabulary=vocabulary), "en")
    _, prompt, options = model.model.asked[0]
    assert len(prompt) > 150
    assert options["max_length"] == min(CONTEXT, 2 * token_budget(29.0, "en"))
    assert len(prompt) + token_budget(29.0, "en") <= CONTEXT


def test_vocabulary_and_the_end_of_the_text_before_stand_in_front_of_the_sound() -> None:
    model = Model(Says())
    before = "six " * 100 + "one two"
    request = SoundRequest(vocabulary=("Dictate", "PySide"), before=before)
    reader(model).recognise(SOUND, request, "en")
    prompt = model.model.asked[0][1]
    text = vocabulary().decode(prompt, skip_special_tokens=False)
    assert prompt[0] == NUMBER("<|startofprev|>")
    assert NUMBER("PySide") in prompt
    assert "six one two <|startoftranscript|>" in text
    assert prompt.count(NUMBER("six")) == BEFORE - 2


def test_the_second_reading_is_not_shown_the_text_before() -> None:
    model = Model(Says("one two three"), Says("four"))
    request = SoundRequest(vocabulary=("Dictate",), before="We said one two three four.")
    heard = reader(model).recognise(SOUND, request, "en")
    assert heard.doubt == "repeats what was before"
    again = model.model.asked[1][1]
    assert NUMBER("Dictate") in again
    assert NUMBER("three") not in again


def test_the_language_is_found_in_the_same_encoded_window() -> None:
    model = Model(Says(), languages=[("<|de|>", 0.9)])
    heard = reader(model).recognise(SOUND, SoundRequest("auto"), None)
    assert heard.language == "de"
    assert model.model.windows == [1100]
    assert NUMBER("<|de|>") in model.model.asked[0][1]


def test_a_doubtful_language_is_looked_for_once_more_in_the_full_window() -> None:
    model = Model(Says(), Says("four"), languages=[("<|fr|>", 0.3), ("<|de|>", 0.8)])
    heard = reader(model).recognise(SOUND, SoundRequest("auto"), None)
    assert (heard.language, heard.text) == ("de", "four")
    assert heard.doubt == "unsure of the language"
    assert model.model.windows == [1100, FULL]


def test_where_nothing_was_said_no_language_was_found() -> None:
    model = Model(Says("", no_speech=0.9), languages=[("<|fr|>", 0.9)])
    assert reader(model).recognise(SOUND, SoundRequest("auto"), None).language == ""


def test_words_have_times_from_the_window_that_was_read_without_its_padding() -> None:
    model = Model(Says("one two"))
    heard = reader(model).recognise(SOUND, SoundRequest(words=True), "en")
    assert model.aligned == [("encoded 1100", 300)]
    assert [(word.text, word.start_s) for word in heard.words] == [("one", 0.0), ("two", 0.5)]
    model = Model(Says(logprob=-0.9), Says("one"))
    reader(model).recognise(SOUND, SoundRequest(words=True), "en")
    assert model.aligned == [("encoded 3000", 300)]


def test_no_word_ends_after_its_phrase() -> None:
    model = Model(Says("one two three four"))
    heard = reader(model).recognise(SOUND[:RATE_HZ], SoundRequest(words=True), "en")
    assert max(word.end_s for word in heard.words) <= 1.0


def test_a_model_that_names_no_alignment_heads_gives_words_without_times() -> None:
    model = Model(Says("one"), times=False)
    heard = reader(model).recognise(SOUND, SoundRequest(words=True), "en")
    assert (heard.text, heard.words) == ("one", ())


def test_times_that_nobody_wants_are_not_computed() -> None:
    model = Model(Says("one"))
    assert reader(model).recognise(SOUND, SoundRequest(), "en").words == ()
    assert not model.aligned


def test_a_rehearsal_touches_encoder_decoder_and_times() -> None:
    model = Model(Says(), is_multilingual=False)
    reader(model).rehearse()
    assert model.model.windows == [200]
    assert len(model.model.asked) == len(model.aligned) == 1


def test_the_budget_is_generous_for_fast_speech_and_bounded() -> None:
    assert token_budget(1.0, "en") == 14
    assert token_budget(30.0, "en") == 188
    assert token_budget(5.0, "hi") > 2 * token_budget(5.0, "en")
    assert token_budget(30.0, "hi") == HALF
