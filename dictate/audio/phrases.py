"""Finds the phrases in a take's sound as it comes in."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from dictate.audio.endpointer import FRAME, Cut, Endpointer
from dictate.audio.voice import VoiceDetector
from dictate.core.dictation import RATE_HZ, Phrase, Samples

log = logging.getLogger(__name__)

PIECE = 15 * RATE_HZ
"""Samples of a piece when no pauses can be found."""


@dataclass(frozen=True, slots=True)
class OpenTail:
    """What was said since the last phrase, as the phrase that it may become.

    Attributes:
        phrase: Of the index that the next phrase will have.
        pausing: Whether a pause begins behind it; else none has come for long.
    """

    phrase: Phrase
    pausing: bool


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

    @property
    def voice_lasts_s(self) -> float:
        """For how long voice has been active; 0 while it is not."""
        return self._endpointer.voice_lasts_s

    def feed(self, samples: Samples) -> list[Phrase]:
        """Take in sound; the phrases that are complete now."""
        samples = np.concatenate([self._rest, samples])
        whole = len(samples) - len(samples) % FRAME
        self._rest = samples[whole:]
        self._total += whole
        return self._phrases(
            cut for frame in samples[:whole].reshape(-1, FRAME) for cut in self._cuts(frame)
        )

    def tail(self) -> OpenTail | None:
        """What was said since the last phrase, once for each time that it is worth a look."""
        found = None if self._broken else self._endpointer.tail()
        return None if found is None else OpenTail(self._phrase(found.cut), found.pausing)

    def hushed(self) -> bool:
        """Whether voice has ended, once for each time."""
        return self._endpointer.hushed()

    def cut(self, index: int, at_s: float) -> list[Phrase]:
        """End phrase `index` there, if it is the open one; see `Recorder.cut`."""
        if self._broken or index != self._index:
            return []
        return self._phrases(self._endpointer.cut(round(at_s * RATE_HZ)))

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
            phrases.append(self._phrase(cut))
            self._index += 1
            self._until = cut.end
        return phrases

    def _phrase(self, cut: Cut) -> Phrase:
        return Phrase(
            dictation_id=self._dictation_id,
            index=self._index,
            start_s=cut.start / RATE_HZ,
            samples=self._read(cut.start, cut.end),
            pause_before_s=cut.pause_s,
            voice_end_s=cut.voice_end / RATE_HZ,
        )
