"""Dictate's own recogniser over a model with random weights. Runs inside a child process only.

All that costs time is done: spectrogram, window, encoder, decoder, word times. What depends on
sense is put in: the number of tokens is that of the speech, every reading is trusted, and the words
are spread evenly over the speech, so that a phrase without a pause can be cut between them.
"""

from __future__ import annotations

import math

from dictate.core.dictation import RATE_HZ, Samples, Word
from dictate.core.recognition import EngineReady, EngineSetup, Heard, SoundRequest
from dictate.engines import window
from dictate.engines.phrase import PhraseReader
from dictate.engines.whisper import WhisperEngine, padding_for
from dictate.engines.wordtimes import words_with_times
from dictate.evaluation.bench.speech import FRAME, loudness

TOKENS_PER_S = 3.5
"""Tokens in a second of sounding speech; with the pauses of the clips that makes about 3, as
English read aloud has with Whisper's vocabulary."""

SOUNDS_RMS = 0.004
"""Louder than this is speech: the clips are brought to 0.05, and their quiet is 0.0003."""


def tokens_in(samples: Samples) -> int:
    """How many tokens the speech in these samples would have; at least one.

    The same rule for every arm: however a clip is cut, all its tokens are computed once.
    """
    sounding = int((loudness(samples) > SOUNDS_RMS).sum()) * FRAME / RATE_HZ
    return max(1, math.ceil(TOKENS_PER_S * sounding))


def spread(words: list[str], samples: Samples) -> tuple[Word, ...]:
    """The words evenly over the sounding part of the samples."""
    sounding = [at for at, rms in enumerate(loudness(samples)) if rms > SOUNDS_RMS]
    if not sounding:
        return ()
    step = len(sounding) / len(words)
    edges = [sounding[min(round(at * step), len(sounding) - 1)] for at in range(len(words) + 1)]
    grain = FRAME / RATE_HZ
    return tuple(
        Word(word, begin * grain, end * grain, 1.0)
        for word, begin, end in zip(words, edges, edges[1:], strict=False)
    )


class ShapeReader(PhraseReader):
    """Reads a phrase of known length from a model that never ends by itself."""

    def recognise(self, samples: Samples, request: SoundRequest, language: str | None) -> Heard:
        """As `PhraseReader.recognise`, but for the guard: random words are always doubtful."""
        spoken = language or "en"
        sound = window.spectrogram(self._model.feature_extractor, samples)
        look = self._look(sound, self._length(sound, request.padding_ms))
        decoder = self._decoder(spoken)
        reading = decoder.read(
            look.encoded,
            decoder.prompt(request.vocabulary, request.before),
            beam_size=request.beam_size,
            budget=tokens_in(samples),
        )
        words: tuple[Word, ...] = ()
        if request.words:
            content = min(sound.shape[1], look.frames)
            words_with_times(self._model, decoder.tokens, reading.tokens, look.encoded, content)
            words = spread(reading.text.split(), samples)
        return Heard(reading.text, spoken, words, look.frames)


class ShapeEngine(WhisperEngine):
    """Dictate's engine with that reader."""

    def load(self, setup: EngineSetup) -> EngineReady:
        """As `WhisperEngine.load`."""
        ready = super().load(setup)
        self._reader = ShapeReader(self._model, padding_for(self._model))
        return ready
