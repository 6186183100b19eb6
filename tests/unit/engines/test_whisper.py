"""The engine's own decisions: what it asks at all, which way a sound goes, which language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from dictate.core.dictation import RATE_HZ
from dictate.core.recognition import Heard, SoundRequest
from dictate.engines.decoding import CONTEXT, token_budget
from dictate.engines.whisper import WhisperEngine, padding_for, reader_for
from dictate.engines.window import FULL
from dictate.errors import ModelError
from tests.fakes.whisper import Model, Says

SOUND = np.full(2 * RATE_HZ, 0.1, np.float32)
LONG = np.full(50 * RATE_HZ, 0.1, np.float32)


@dataclass
class Segment:
    text: str
    tokens: list[int]
    compression_ratio: float = 1.0
    seek: int = 0
    words: Any = None


class LongModel(Model):
    """Gives the passes over long sound that it is told, and keeps the options."""

    def __init__(self, *passes: list[Segment]) -> None:
        super().__init__()
        self.passes = list(passes)
        self.options: list[dict[str, Any]] = []

    def transcribe(self, _samples: Any, **options: Any) -> tuple[Iterator[Segment], Any]:
        self.options.append(options)

        @dataclass
        class Info:
            language: str = options["language"] or "fr"

        return iter(self.passes.pop(0)), Info()


def engine(model: Any, *, stock: bool = False) -> WhisperEngine:
    made = WhisperEngine()
    made._model, made._name, made._is_stock = model, "small", stock
    made._reader = reader_for(model)
    return made


def said(text: str, tokens: int = 5, ratio: float = 1.0, seek: int = 0) -> Segment:
    return Segment(text, [1] * tokens, ratio, seek)


def test_silence_asks_no_model() -> None:
    model = Model()
    for sound in (np.zeros(0, np.float32), np.zeros(RATE_HZ, np.float32), SOUND * 1e-5):
        assert engine(model).recognise(sound, SoundRequest("de")) == Heard("", "de")
    assert not model.model.windows


def test_a_phrase_of_a_whole_window_is_read_as_one_and_a_longer_one_moves_along() -> None:
    model = Model(Says("one"))
    assert engine(model).recognise(LONG[: 30 * RATE_HZ], SoundRequest()).text == "one"
    moving = LongModel([said("one")])
    assert engine(moving).recognise(LONG[: 30 * RATE_HZ + 1], SoundRequest()).text == "one"
    assert moving.options[0]["temperature"] == 0.0
    assert not moving.options[0]["condition_on_previous_text"]


@pytest.mark.parametrize(
    ("first", "why"),
    [
        ([said("so so so so", ratio=2.5)], "repeats itself"),
        ([said("long", tokens=token_budget(30.0, "en"))], "cut off"),
    ],
)
def test_long_sound_that_loops_or_exhausts_its_budget_is_read_again_without_it(
    first: list[Segment], why: str
) -> None:
    model = LongModel(first, [said(" What was really said.", tokens=60)])
    heard = engine(model).recognise(LONG, SoundRequest())
    assert (heard.text, heard.doubt) == ("What was really said.", why)
    assert heard.frames == 2 * FULL
    assert model.options[0]["max_new_tokens"] is not None
    assert "max_new_tokens" not in model.options[1]
    assert model.options[1]["temperature"][-1] > 0


def test_the_budget_counts_each_window_for_itself() -> None:
    most = token_budget(30, "en") - 1
    model = LongModel([said("a", most, seek=0), said("b", most, seek=3000)])
    assert engine(model).recognise(LONG, SoundRequest()).text == "ab"
    model = LongModel([said("a", most), said("b", 1)], [said("again")])
    assert engine(model).recognise(LONG, SoundRequest()).text == "again"


def test_the_bound_is_given_double_because_half_of_it_is_taken() -> None:
    model = LongModel([said("x")])
    engine(model).recognise(LONG, SoundRequest())
    assert model.options[0]["max_new_tokens"] == 2 * token_budget(30.0, "en")


def test_a_bound_that_does_not_fit_beside_the_hotwords_is_left_out() -> None:
    vocabulary = tuple(f"name{i}" for i in range(100))
    model = LongModel([said("x")])
    engine(model, stock=True).recognise(LONG, SoundRequest(vocabulary=vocabulary))
    assert 2 * token_budget(30, "en") + 100 > CONTEXT
    assert model.options[0]["max_new_tokens"] is None


def test_what_stands_in_front_reaches_only_models_that_profit_from_it() -> None:
    request = SoundRequest(vocabulary=("Dictate", "PySide"), before="one two")
    for stock, hotwords in ((True, "Dictate, PySide"), (False, None)):
        moving = LongModel([said("x")])
        engine(moving, stock=stock).recognise(LONG, request)
        assert moving.options[0]["hotwords"] == hotwords
        model = Model(Says("five"))
        engine(model, stock=stock).recognise(SOUND, request)
        assert (len(model.model.asked[0][1]) > 4) is stock


def test_the_language_is_the_one_asked_for_found_or_the_only_one() -> None:
    for asked, multilingual, heard in (
        ("de", True, "de"),
        ("auto", True, "fr"),
        ("de", False, "en"),
        ("auto", False, "en"),
    ):
        model = Model(Says(), is_multilingual=multilingual, languages=[("<|fr|>", 0.9)])
        assert engine(model).recognise(SOUND, SoundRequest(asked)).language == heard


@pytest.mark.parametrize("language", ["klingon", "yue"])
def test_a_language_that_the_model_does_not_know_is_told(language: str) -> None:
    with pytest.raises(ModelError, match=f"'{language}'") as caught:
        engine(Model()).recognise(SOUND, SoundRequest(language))
    assert "recogniser.language" in caught.value.hint


@pytest.mark.parametrize(
    ("bands", "stock", "ms"), [(80, True, 5_000), (128, True, 10_000), (80, False, 3_000)]
)
def test_the_padding_suits_the_kind_of_model(
    bands: int, stock: bool, ms: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dictate.engines.whisper.is_stock", lambda _: stock)
    model = Model()
    model.model.n_mels = bands
    assert padding_for(model) == ms
