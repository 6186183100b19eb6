"""What is done with the sound of one take: spool, levels, phrases."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from dictate.audio.level import LevelMeter, ZeroWatch
from dictate.audio.phrases import PhraseFinder
from dictate.audio.resample import Resampler, mono
from dictate.audio.spool import as_samples
from dictate.audio.spoolwriter import SpoolWriter
from dictate.audio.stream import Stream
from dictate.audio.voice import VoiceDetector
from dictate.core.dictation import RATE_HZ, Level, Phrase, Samples
from dictate.settings.schema import MicrophoneSettings

LEVEL_MS = 50
MUTED_S = 1.0


class EarListener(Protocol):
    """Hears what the ear finds, on the thread that feeds it."""

    def level_changed(self, level: Level) -> None:
        """After each LEVEL_MS of sound."""

    def phrase_spoken(self, phrase: Phrase) -> None:
        """A phrase is complete."""

    def tail_heard(self, phrase: Phrase, pausing: bool) -> None:
        """As in `TakeListener`."""

    def hushed(self) -> None:
        """As in `TakeListener`."""

    def microphone_muted(self) -> None:
        """MUTED_S of exact zeros. At most once."""


class Ear:
    """Listens to one take.

    Args:
        dictation_id: The take.
        settings: As they were at its key-down.
        stream: Where the blocks come from: their rate and channels.
        writer: Where the sound is kept.
        detector: Says where voice is.
        listener: Is told what was found.
    """

    def __init__(  # noqa: PLR0913 - one thing each, all needed
        self,
        dictation_id: str,
        *,
        settings: MicrophoneSettings,
        stream: Stream,
        writer: SpoolWriter,
        detector: VoiceDetector,
        listener: EarListener,
    ) -> None:
        self._channels = stream.channels
        self._writer = writer
        self._listener = listener
        self._resampler = Resampler(stream.rate_hz)
        self._zeros = ZeroWatch(round(MUTED_S * stream.rate_hz))
        self._muted = False
        self._meter = LevelMeter(RATE_HZ * LEVEL_MS // 1000)
        self._phrases = PhraseFinder(
            dictation_id,
            settings.phrase_pause_ms,
            detector,
            lambda start, end: as_samples(writer.pcm(start, end)),
        )

    @property
    def voice_lasts_s(self) -> float:
        """For how long voice has been active; 0 while it is not."""
        return self._phrases.voice_lasts_s

    def hear(self, block: bytes) -> None:
        """Take in a block as the stream gives it: interleaved float32."""
        samples = mono(block, self._channels)
        if self._zeros.feed(samples) and not self._muted:
            self._muted = True
            self._listener.microphone_muted()
        self._keep(self._resampler.feed(samples))

    def cut(self, index: int, at_s: float) -> None:
        """End phrase `index` there, if it is the open one."""
        for phrase in self._phrases.cut(index, at_s):
            self._listener.phrase_spoken(phrase)

    def flush(self) -> None:
        """The take has ended: what is still on the way becomes the last phrase."""
        self._keep(self._resampler.feed(np.zeros(0, np.float32), last=True))
        for phrase in self._phrases.flush():
            self._listener.phrase_spoken(phrase)

    def _keep(self, samples: Samples) -> None:
        if not len(samples):
            return
        pcm = np.clip(np.rint(samples * 32768), -32768, 32767).astype(np.int16)
        self._writer.append(pcm)
        samples = as_samples(pcm)  # what a later reading of the spool would hear
        for phrase in self._phrases.feed(samples):
            self._listener.phrase_spoken(phrase)
        if tail := self._phrases.tail():
            self._listener.tail_heard(tail.phrase, tail.pausing)
        if self._phrases.hushed():
            self._listener.hushed()
        if measured := self._meter.feed(samples):
            self._listener.level_changed(Level(*measured, voice=self._phrases.voice_active))
