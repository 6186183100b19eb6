"""Cuts a take into phrases at its pauses. Pure: it is fed frames and answers with positions.

::

    voice     ███████        ██████ ██        ...
    phrases  [─────────]    [─────────]
              pad     pad    pad     pad           nothing overlaps, no voice is left out

A pause of `pause_ms` ends a phrase. One with too little voice to be recognised well by itself
waits for the next. Speech without a pause is cut where somebody asks for it, who knows where words
end; else at its quietest point before it gets too long. The open phrase, the *tail*, can be looked
at when a pause begins, and when none has come for long.
Where there is doubt it is speech: a take in which no voice was found, yet some sound, is given
whole, and the recogniser decides.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from dictate.core.dictation import RATE_HZ, Samples

FRAME = 512
"""Samples per frame, 32 ms: what the voice detector works on."""
_FRAMES_PER_S = RATE_HZ / FRAME

BEGIN = 0.3
"""Probability at which voice begins. Human recordings at -30 dB keep 0.91-1.00 of their voiced
frames above it; white and pink noise, hum and clicks stay below it in 99.9 % of theirs."""
GO_ON = 0.15
"""Probability down to which voice that has begun goes on: the ends of words fade."""
AS_LOUD = 0.5
"""Share of the voice's own loudness at which it goes on whatever the detector says: it loses long
drawn-out vowels. After a word, speech falls below it at once; noise at 10 dB below it stays there.
"""

PAD_MS = 200
"""Silence kept around voice: 150 to 200 ms lets a recogniser hear how words begin and end."""
SHORT = round(1.5 * _FRAMES_PER_S)
"""Frames from first to last voice below which a phrase waits for the next: decoded alone, very
short phrases lose words."""
PATIENCE = round(1.5 * _FRAMES_PER_S)
"""Frames of silence after which a short phrase is given by itself."""
LONGEST = math.floor(15 * _FRAMES_PER_S)
"""Frames after which speech without a pause is cut."""
EARLIEST = round(8 * _FRAMES_PER_S)
"""Frames that such a cut leaves standing at least."""
LINGER = 5
"""Frames for which voice counts as active after its last frame: 160 ms, a stop consonant's gap."""
SUSPICION = 3
"""Frames of silence after which the tail may be all that is said: 96 ms. Human recordings
read aloud have a quarter more gaps as long as that than gaps of 160 ms."""
LOOK = round(8 * _FRAMES_PER_S)
"""Frames of speech without a pause after which the tail is looked at."""
LOOK_AGAIN = round(3 * _FRAMES_PER_S)
"""Frames after which it is looked at again when it was not cut meanwhile."""
MEMORY = 30
"""Frames over which the loudness of voice is averaged: a second of speech."""

# Below both, a take without voice is silence (calibrated in the field on recordings of silent
# rooms); above either, somebody may have whispered.
SILENT_RMS = 0.002
SILENT_PEAK = 0.05


@dataclass(frozen=True, slots=True)
class Cut:
    """A phrase: samples `start` to `end` of the take, its voice `pause_s` after the one before.

    `voice_end` is the sample at which its voice ends; 0 where none was found.
    """

    start: int
    end: int
    pause_s: float
    voice_end: int = 0


@dataclass(frozen=True, slots=True)
class Tail:
    """The open phrase as it stands, and whether a pause begins behind it."""

    cut: Cut
    pausing: bool


class Endpointer:
    """Finds the phrases of one take.

    Args:
        pause_ms: A silence this long ends a phrase.
    """

    def __init__(self, pause_ms: int) -> None:
        self._pause = math.ceil(pause_ms / 1000 * _FRAMES_PER_S)
        self._pad = min(PAD_MS, pause_ms // 2) * RATE_HZ // 1000
        self._frames = 0
        self._total = 0  # samples
        self._energy = 0.0
        self._peak = 0.0
        self._last = -1  # last frame with voice
        self._began = 0  # first frame of the voice that was heard last, small gaps left out
        self._heard = 0  # frames that are voice beyond doubt
        self._voice_rms = 0.0  # how loud voice has been of late
        self._open = False  # whether a phrase has begun
        self._first = 0  # its first frame; 0 while no voice was found in the take
        self._voiced: list[bool] = []  # of each frame since `_first`
        self._loudness: list[float] = []  # rms, likewise
        self._looked = -1  # last frame with voice when a pause was looked at
        self._hushed = -1  # last frame with voice when its end was told
        self._next_look = LOOK  # frames of the open phrase at which to look without a pause
        self._floor = 0  # sample at which the last phrase ended
        self._ended: int | None = None  # frame behind the last phrase's voice

    @property
    def voice_active(self) -> bool:
        """Whether voice was heard just now."""
        return self._last >= 0 and self._frames - self._last <= LINGER

    @property
    def voice_lasts_s(self) -> float:
        """For how long voice has been active; 0 while it is not."""
        return (self._frames - self._began) / _FRAMES_PER_S if self.voice_active else 0.0

    def feed(self, probability: float, frame: Samples) -> list[Cut]:
        """Take in the next frame.

        Args:
            probability: That it contains voice, 0 to 1.
            frame: FRAME samples; fewer only at the very end.

        Returns:
            The phrases that are complete now.
        """
        at = self._frames
        energy = float(np.dot(frame, frame))
        self._frames += 1
        self._total += len(frame)
        self._energy += energy
        self._peak = max(self._peak, float(np.abs(frame).max(initial=0.0)))
        loudness = math.sqrt(energy / max(1, len(frame)))
        if probability >= BEGIN:
            self._heard += 1
            self._voice_rms += (loudness - self._voice_rms) / min(self._heard, MEMORY)
            voiced = True
        else:
            goes_on = probability >= GO_ON or loudness >= AS_LOUD * self._voice_rms
            voiced = 0 <= self._last == at - 1 and goes_on
        if voiced and not self._open:
            self._open = True
            self._first, self._voiced, self._loudness = at, [], []
            self._next_look = LOOK
        if voiced:
            if self._last < 0 or at - self._last > LINGER:
                self._began = at
            self._last = at
        if self._open or self._last < 0:
            self._voiced.append(voiced)
            self._loudness.append(loudness)
        return self._complete() if self._open else []

    def tail(self) -> Tail | None:
        """The open phrase, once for each time that it is worth a look; else None."""
        if not self._open:
            return None
        if self._frames - 1 - self._last >= SUSPICION:
            if self._looked == self._last:
                return None
            self._looked = self._last
            return Tail(self._to_its_voice(), pausing=True)
        if self._last == self._frames - 1 and self._frames - self._first >= self._next_look:
            self._next_look = self._frames - self._first + LOOK_AGAIN
            return Tail(self._to_its_voice(), pausing=False)
        return None

    def hushed(self) -> bool:
        """Whether voice is not active any more, once for each time that it was."""
        if self.voice_active or self._hushed == self._last:
            return False
        self._hushed = self._last
        return True

    def cut(self, at: int) -> list[Cut]:
        """Cut the open phrase at sample `at`: the next one begins right there.

        Returns:
            The phrase that ends there; none where the open phrase has no sound on both sides.
        """
        index = at // FRAME - self._first
        if not self._open or index < 1 or at >= self._total:
            return []
        return [self._divide(at, index + 1 if at % FRAME else index, index)]

    def flush(self) -> list[Cut]:
        """The take has ended: the phrases that are left."""
        if self._open:
            return [self._close()]
        if self._last < 0 and not self._is_silence():
            return self._whole()
        return []

    def _complete(self) -> list[Cut]:
        silence = self._frames - 1 - self._last
        is_short = self._last + 1 - self._first < SHORT
        if silence >= (max(self._pause, PATIENCE) if is_short else self._pause):
            return [self._close()]
        if self._frames - self._first >= LONGEST:
            return [self._cut_at_the_quietest()]
        return []

    def _cut_at_the_quietest(self) -> Cut:
        at = _quietest(self._loudness)
        before = max(index for index in range(at + 1) if self._voiced[index])
        middle = (self._first + at) * FRAME + FRAME // 2
        return self._divide(min(middle, (self._first + before + 1) * FRAME + self._pad), at + 1, at)

    def _divide(self, end: int, left: int, right: int) -> Cut:
        """End the phrase at sample `end` and begin the next.

        Args:
            end: Where it ends.
            left: The voice of its frames before this one, counted from its first, is on the left.
            right: The voice from this one on is on the right; a frame may count for both sides.
        """
        before = max(index for index in range(left) if self._voiced[index])
        after = next((i for i in range(right, len(self._voiced)) if self._voiced[i]), None)
        voice_end = min(end, (self._first + before + 1) * FRAME)
        # In the midst of voice there is no pause between both sides.
        ended = self._first + (before + 1 if after is None else min(before + 1, after))
        cut = self._phrase(end, voice_end)
        self._floor, self._ended, self._next_look = cut.end, ended, LOOK
        if after is None:
            self._open = False
        else:
            self._first += after
            self._voiced, self._loudness = self._voiced[after:], self._loudness[after:]
        return cut

    def _close(self) -> Cut:
        """End the phrase behind its voice."""
        cut = self._to_its_voice()
        self._open, self._floor, self._ended = False, cut.end, self._last + 1
        return cut

    def _to_its_voice(self) -> Cut:
        """The open phrase up to the end of its voice so far, and its padding."""
        voice_end = (self._last + 1) * FRAME
        return self._phrase(voice_end + self._pad, voice_end)

    def _phrase(self, end: int, voice_end: int) -> Cut:
        """The open phrase to sample `end`, or as far as there is sound."""
        start = max(self._floor, self._first * FRAME - self._pad)
        pause = 0 if self._ended is None else self._first - self._ended
        end, voice_end = min(end, self._total), min(voice_end, self._total)
        return Cut(start, end, pause / _FRAMES_PER_S, voice_end)

    def _is_silence(self) -> bool:
        rms = math.sqrt(self._energy / max(1, self._total))
        return rms < SILENT_RMS and self._peak < SILENT_PEAK

    def _whole(self) -> list[Cut]:
        """The whole take, in pieces that are not too long."""
        cuts, start, first = [], 0, 0
        while self._frames - first > LONGEST:
            first += _quietest(self._loudness[first : first + LONGEST]) + 1
            cuts.append(Cut(start, first * FRAME, 0.0))
            start = first * FRAME
        return [*cuts, Cut(start, self._total, 0.0)]


def _quietest(loudness: list[float]) -> int:
    """The frame, not before EARLIEST, that is quietest together with its neighbours."""
    return min(range(EARLIEST, len(loudness) - 1), key=lambda at: sum(loudness[at - 1 : at + 2]))
