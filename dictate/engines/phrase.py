"""Recognises one phrase that fits Whisper's window: encodes what was said, reads it, has doubts.

::

    samples ─► spectrogram ─► short window ─► encoder ─► language? ─► decoder ─► trusted ─► words
                                  ▲                                      │
                                  └─── full window, nothing before ◄─────┘ doubtful, once

The encoder runs once per window: language, text and times all come from the same output.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dictate.core.dictation import Samples, Word
from dictate.core.recognition import Heard, SoundRequest
from dictate.engines import window
from dictate.engines.decoding import HALF, Decoder, Reading, token_budget
from dictate.engines.doubt import best_of, doubt_of, fails, is_silence
from dictate.engines.window import FRAME_MS, FULL, Spectrogram
from dictate.engines.wordtimes import words_with_times

TEMPERATURES = (0.2, 0.4)
"""What is tried, one after the other, where the likeliest reading of the full window fails."""

SURE_OF_LANGUAGE = 0.5
"""OpenAI's bound: a language less probable than this is looked for once more, in the full window.
All later phrases of the dictation follow what is found."""


@dataclass(frozen=True, slots=True)
class Look:
    """A window that was encoded.

    Attributes:
        frames: Its length.
        encoded: The encoder's output.
    """

    frames: int
    encoded: Any


class PhraseReader:
    """Whisper's encoder and decoder over one phrase at a time. One thread.

    Args:
        model: The `faster_whisper.WhisperModel`.
        padding_ms: Silence that suits the model; see `window.length`.
    """

    def __init__(self, model: Any, padding_ms: int) -> None:
        self._model = model
        self._core = model.model
        self._bands = int(self._core.n_mels)
        self._padding_ms = padding_ms
        self._decoders: dict[str, Decoder] = {}

    def recognise(self, samples: Samples, request: SoundRequest, language: str | None) -> Heard:
        """The words of a phrase.

        Args:
            samples: At most `window.WINDOW_S` of sound.
            request: How; vocabulary and text before only where the model profits from them.
            language: Language code; None to find out.
        """
        sound = window.spectrogram(self._model.feature_extractor, samples)
        look = self._look(sound, self._length(sound, request.padding_ms))
        frames = look.frames
        spoken, sure = (language, True) if language else self._language(look)
        reading = self._read(look, sound, request, spoken)
        doubt = doubt_of(reading, request.before) or ("" if sure else "unsure of the language")
        if doubt:
            if look.frames < FULL:
                look = self._look(sound, FULL)
                frames += FULL
                spoken = language or self._language(look)[0]
            reading = self._read_well(look, request, spoken)
        text = "" if is_silence(reading) else reading.text
        words: tuple[Word, ...] = ()
        if request.words and text:
            decoder = self._decoder(spoken)
            content = min(sound.shape[1], look.frames)
            words = words_with_times(
                self._model, decoder.tokens, reading.tokens, look.encoded, content
            )
        # Where nothing was said nothing is known of the language that the next phrase is in.
        return Heard(text, spoken if text else language or "", words, frames, doubt)

    def rehearse(self) -> None:
        """One small inference: two seconds of nothing, a few tokens, when they were said.

        Touches every weight and every kind of computation, so that the first phrase finds them in
        memory. Short on purpose: a whole window is seconds for a large model.
        """
        sound = np.zeros((self._bands, 200), np.float32)
        look = self._look(sound, sound.shape[1])
        decoder = self._decoder("en")
        decoder.read(look.encoded, decoder.prompt(), beam_size=1, budget=4)
        said = decoder.tokens.encode(" one")
        words_with_times(self._model, decoder.tokens, said, look.encoded, sound.shape[1])

    def _length(self, sound: Spectrogram, padding_ms: int) -> int:
        wanted_ms = self._padding_ms if padding_ms < 0 else padding_ms
        # A graphics card computes a full window in the time of a short one.
        if self._core.device != "cpu":
            wanted_ms = 0
        return window.length(sound.shape[1], wanted_ms, self._bands)

    def _look(self, sound: Spectrogram, frames: int) -> Look:
        import ctranslate2

        features = ctranslate2.StorageView.from_array(window.padded(sound, frames))
        return Look(frames, self._core.encode(features))

    def _language(self, look: Look) -> tuple[str, bool]:
        """The language spoken, and whether the model is sure of it."""
        token, probability = self._core.detect_language(look.encoded)[0][0]
        return token[2:-2], probability >= SURE_OF_LANGUAGE

    def _read(
        self, look: Look, sound: Spectrogram, request: SoundRequest, language: str
    ) -> Reading:
        decoder = self._decoder(language)
        return decoder.read(
            look.encoded,
            decoder.prompt(request.vocabulary, request.before),
            beam_size=request.beam_size,
            budget=token_budget(sound.shape[1] * FRAME_MS / 1000, language),
        )

    def _read_well(self, look: Look, request: SoundRequest, language: str) -> Reading:
        """The best that can be had: without a bound, without the text before, with temperature."""
        decoder = self._decoder(language)
        prompt = decoder.prompt(request.vocabulary)
        readings: list[Reading] = []
        for temperature in (0.0, *TEMPERATURES):
            reading = decoder.read(
                look.encoded,
                prompt,
                beam_size=request.beam_size,
                budget=HALF,
                temperature=temperature,
            )
            if not fails(reading):
                return reading
            readings.append(reading)
        return best_of(readings)

    def _decoder(self, language: str) -> Decoder:
        from faster_whisper.tokenizer import Tokenizer

        if language not in self._decoders:
            many = bool(self._core.is_multilingual)
            task = "transcribe" if many else None
            tokens = Tokenizer(self._model.hf_tokenizer, many, task=task, language=language)
            self._decoders[language] = Decoder(self._core, tokens)
        return self._decoders[language]
