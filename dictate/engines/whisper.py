"""Whisper by CTranslate2 and parts of faster-whisper. Runs inside a child process only.

A phrase, cut by the endpointer, is read by `phrase.PhraseReader` in a window of its own length.
Sound that is longer than Whisper's window, which is the rare case of a whole recording tried again,
goes through faster-whisper's `transcribe`.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np

from dictate.core.dictation import RATE_HZ, Samples
from dictate.core.recognition import EngineReady, EngineSetup, Heard, SoundRequest
from dictate.engines.loading import open_warm
from dictate.engines.phrase import PhraseReader
from dictate.engines.whisper_long import recognise_long
from dictate.engines.window import (
    LARGE_BANDS,
    LARGE_STOCK_PADDING_MS,
    PADDING_MS,
    STOCK_PADDING_MS,
    WINDOW_S,
)
from dictate.errors import ModelError

SILENCE = 2.0**-15
"""Less than one step of 16-bit sound is digital silence."""

OPENAI_VOCABULARY = 51_864
"""Tokens of OpenAI's English models; the multilingual ones have one or two more. Their training saw
text in front of the sound, so they profit from hotwords and from the text before; a small model
trained otherwise reads them as noise."""


class WhisperEngine:
    """A Whisper model in CTranslate2 format. See `core.recognition.RecogniserEngine`."""

    def __init__(self) -> None:
        self._model: Any = None
        self._reader: Any = None
        self._name = ""
        self._is_stock = False

    def load(self, setup: EngineSetup) -> EngineReady:
        """Load the model on the best device that really works, and let it answer once."""
        started_s = time.monotonic()
        self._name = setup.name
        self._model, why = open_warm(setup, warm_up)
        self._reader = reader_for(self._model)
        self._is_stock = is_stock(self._model)
        core = self._model.model
        return EngineReady(
            device=core.device,
            compute_type=core.compute_type,
            why=why,
            took_s=time.monotonic() - started_s,
        )

    @property
    def model(self) -> Any:
        """The loaded `faster_whisper.WhisperModel`."""
        return self._model

    def known(self, language: str) -> str | None:
        """The language to ask the model for; None lets it find out.

        Raises:
            ModelError: It does not know this language.
        """
        if not self._model.model.is_multilingual:
            return "en"
        if language == "auto":
            return None
        knows = self._model.hf_tokenizer.token_to_id(f"<|{language}|>") is not None
        if not knows or language not in self._model.supported_languages:
            raise ModelError(
                f"The model {self._name} does not know the language {language!r}.",
                hint="Choose another one: dictate config set recogniser.language en",
            )
        return language

    def recognise(self, samples: Samples, request: SoundRequest) -> Heard:
        """The words of a phrase. Digital silence has none and costs nothing."""
        language = self.known(request.language)
        if not samples.size or float(np.abs(samples).max()) < SILENCE:
            return Heard("", language or "")
        if not self._is_stock:
            request = replace(request, vocabulary=(), before="")
        if len(samples) > WINDOW_S * RATE_HZ:
            return recognise_long(self._model, samples, request, language)
        heard: Heard = self._reader.recognise(samples, request, language)
        return heard


def is_stock(model: Any) -> bool:
    """Whether a `faster_whisper.WhisperModel` is one of OpenAI's, or was made from one."""
    return bool(model.hf_tokenizer.get_vocab_size() >= OPENAI_VOCABULARY)


def reader_for(model: Any) -> PhraseReader:
    """A reader with the padding that suits the model."""
    return PhraseReader(model, padding_for(model))


def padding_for(model: Any) -> int:
    """Milliseconds of silence behind a phrase that suit the model."""
    if not is_stock(model):
        return PADDING_MS
    is_large = int(model.model.n_mels) >= LARGE_BANDS
    return LARGE_STOCK_PADDING_MS if is_large else STOCK_PADDING_MS


def warm_up(model: Any) -> None:
    """One small inference with a `faster_whisper.WhisperModel`."""
    reader_for(model).rehearse()
