"""The engine's own decisions, over a model that is told what to hear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from dictate.core.dictation import RATE_HZ
from dictate.core.recognition import SoundRequest
from dictate.engines.whisper import MOST_TOKENS, WhisperEngine, token_budget
from dictate.errors import ModelError

SOUND = np.full(2 * RATE_HZ, 0.1, np.float32)


@dataclass
class Segment:
    text: str
    tokens: list[int]
    compression_ratio: float = 1.0
    seek: int = 0
    words: Any = None


@dataclass
class Core:
    is_multilingual: bool = True


class Tokens:
    def __init__(self, size: int) -> None:
        self.size = size

    def get_vocab_size(self) -> int:
        return self.size

    def encode(self, text: str) -> Any:
        @dataclass
        class Encoded:
            ids: list[str] = field(default_factory=text.split)

        return Encoded()


class Model:
    """Stands for `faster_whisper.WhisperModel`: gives the passes it is told, keeps the options."""

    supported_languages = ("en", "de")

    def __init__(self, *passes: list[Segment], multilingual: bool = True) -> None:
        self.passes = list(passes)
        self.options: list[dict[str, Any]] = []
        self.lengths: list[int] = []
        self.model = Core(multilingual)
        self.hf_tokenizer = Tokens(51_865)

    def transcribe(self, samples: Any, **options: Any) -> tuple[Iterator[Segment], Any]:
        self.lengths.append(len(samples))
        self.options.append(options)

        @dataclass
        class Info:
            language: str = options["language"] or "fr"

        return iter(self.passes.pop(0)), Info()


def engine(model: Model, *, takes_hotwords: bool = False) -> WhisperEngine:
    made = WhisperEngine()
    made._model, made._name, made._takes_hotwords = model, "small", takes_hotwords
    return made


def said(text: str, tokens: int = 5, ratio: float = 1.0, seek: int = 0) -> Segment:
    return Segment(text, [1] * tokens, ratio, seek)


def test_a_good_first_pass_is_the_only_one() -> None:
    model = Model([said(" Hello there.")])
    heard = engine(model).recognise(SOUND, SoundRequest("en", 3))
    assert (heard.text, heard.language) == ("Hello there.", "en")
    assert model.options[0]["beam_size"] == 3
    assert model.options[0]["temperature"] == 0.0
    assert model.options[0]["without_timestamps"]
    assert not model.options[0]["condition_on_previous_text"]


def test_silence_asks_no_model() -> None:
    model = Model()
    for sound in (np.zeros(0, np.float32), np.zeros(RATE_HZ, np.float32), SOUND * 1e-5):
        assert engine(model).recognise(sound, SoundRequest("de")).text == ""


def test_very_short_sound_is_padded() -> None:
    model = Model([])
    engine(model).recognise(SOUND[:7], SoundRequest())
    assert model.lengths == [RATE_HZ // 10]


@pytest.mark.parametrize(
    "first", [[said("so so so so", ratio=2.5)], [said("long", tokens=token_budget(2.0))]]
)
def test_a_loop_or_an_exhausted_budget_is_decoded_again_without_it(first: list[Segment]) -> None:
    model = Model(first, [said(" What was really said.", tokens=60)])
    assert engine(model).recognise(SOUND, SoundRequest()).text == "What was really said."
    assert model.options[0]["max_new_tokens"] is not None
    assert "max_new_tokens" not in model.options[1]
    assert model.options[1]["temperature"][-1] > 0


def test_the_budget_counts_each_window_for_itself() -> None:
    sound = np.full(50 * RATE_HZ, 0.1, np.float32)
    most = token_budget(30) - 1
    model = Model([said("a", most, seek=0), said("b", most, seek=3000)])
    assert engine(model).recognise(sound, SoundRequest()).text == "ab"
    assert not model.options[0]["without_timestamps"]
    model = Model([said("a", most), said("b", 1)], [said("again")])
    assert engine(model).recognise(sound, SoundRequest()).text == "again"


def test_the_bound_is_given_double_because_half_of_it_is_taken() -> None:
    model = Model([said("x")])
    engine(model).recognise(SOUND, SoundRequest())
    assert model.options[0]["max_new_tokens"] == 2 * token_budget(2.0)


def test_a_bound_that_does_not_fit_beside_the_hotwords_is_left_out() -> None:
    sound = np.full(29 * RATE_HZ, 0.1, np.float32)
    vocabulary = tuple(f"name{i}" for i in range(100))
    model = Model([said("x")])
    engine(model, takes_hotwords=True).recognise(sound, SoundRequest(vocabulary=vocabulary))
    assert 2 * token_budget(29) + 100 > MOST_TOKENS
    assert model.options[0]["max_new_tokens"] is None


def test_the_vocabulary_reaches_only_models_that_profit_from_it() -> None:
    request = SoundRequest(vocabulary=("Dictate", "PySide"))
    for takes, hotwords in ((True, "Dictate, PySide"), (False, None)):
        model = Model([said("x")])
        engine(model, takes_hotwords=takes).recognise(SOUND, request)
        assert model.options[0]["hotwords"] == hotwords


def test_what_comes_after_the_first_window_of_a_short_phrase_is_not_asked_for() -> None:
    model = Model([said(" Ten meters."), said(" s")])
    assert engine(model).recognise(SOUND, SoundRequest(words=True)).text == "Ten meters."


def test_the_language_is_the_one_asked_for_detected_or_the_only_one() -> None:
    for asked, multilingual, passed in (
        ("de", True, "de"),
        ("auto", True, None),
        ("de", False, "en"),
        ("auto", False, "en"),
    ):
        model = Model([said("x")], multilingual=multilingual)
        heard = engine(model).recognise(SOUND, SoundRequest(asked))
        assert model.options[0]["language"] == passed
        assert heard.language == (passed or "fr")


def test_a_language_that_the_model_does_not_know_is_told() -> None:
    with pytest.raises(ModelError, match="'klingon'") as caught:
        engine(Model()).recognise(SOUND, SoundRequest("klingon"))
    assert "recogniser.language" in caught.value.hint


def test_the_budget_is_generous_for_fast_speech_and_bounded() -> None:
    assert token_budget(1.0) == 14
    assert token_budget(30.0) == token_budget(300.0) == 188
