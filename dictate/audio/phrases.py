"""Finds the phrases in a take's sound as it comes in."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

import numpy as np

from dictate.audio.endpointer import FRAME, Cut, Endpointer
from dictate.audio.voice import VoiceDetector
from dictate.core.dictation import RATE_HZ, Phrase, Samples

log = logging.getLogger(__name__)

PIECE = 15 * RATE_HZ
"""Samples of a piece when no pauses can be found."""


class PhraseFinder:
    """Cuts sound into frames, asks the detector about each, and makes phrases of the cuts.

    Args:
        dictation_id: The take.
        pause_ms: A silence this long ends a phrase.
        detector: Says where voice is.
        read: Gives the take's samples from one position to another; what is fed here is there.
    """

    def __init__(
        self,
        dictation_id: str,
        pause_ms: int,
        detector: VoiceDetector,
        read: Callable[[int, int], Samples],
    ) -> None:
        self._dictation_id = dictation_id
        self._detector = detector
        self._read = read
        self._endpointer = Endpointer(pause_ms)
        self._rest: Samples = np.zeros(0, np.float32)
        self._index = 0
        self._broken = False
        self._until = 0  # where the last phrase ended
        self._total = 0  # samples in whole frames so far

    @property
    def voice_active(self) -> bool:
        """Whether voice was heard just now."""
        return self._endpointer.voice_active

    def feed(self, samples: Samples) -> list[Phrase]:
        """Take in sound; the phrases that are complete now."""
        samples = np.concatenate([self._rest, samples])
        whole = len(samples) - len(samples) % FRAME
        self._rest = samples[whole:]
        self._total += whole
        return self._phrases(
            cut for frame in samples[:whole].reshape(-1, FRAME) for cut in self._cuts(frame)
        )

    def flush(self) -> list[Phrase]:
        """The take has ended; the phrases that are left."""
        cuts = self._cuts(self._rest) if len(self._rest) else []
        self._total += len(self._rest)
        return self._phrases([*cuts, *self._last_cuts()])

    def _cuts(self, frame: Samples) -> list[Cut]:
        if self._broken:
            return []
        try:
            return self._endpointer.feed(self._detector.probability(frame), frame)
        except Exception:  # a detector that fails must not cost words
            log.exception("no pauses can be found any more in this take")
            self._broken = True
            return []

    def _last_cuts(self) -> list[Cut]:
        if not self._broken:
            return self._endpointer.flush()
        starts = range(self._until, self._total, PIECE)
        return [Cut(start, min(start + PIECE, self._total), 0.0) for start in starts]

    def _phrases(self, cuts: Iterable[Cut]) -> list[Phrase]:
        phrases = []
        for cut in cuts:
            samples = self._read(cut.start, cut.end)
            start_s = cut.start / RATE_HZ
            phrases.append(Phrase(self._dictation_id, self._index, start_s, samples, cut.pause_s))
            self._index += 1
            self._until = cut.end
        return phrases
