"""What the level looks like over time: a short wave that moves left, and values that ease.

Without Qt and without a clock of its own: time is an argument.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

from dictate.core.dictation import Level

SLOT_S = 0.055
"""Seconds of one bar: a little more than the recorder's pace, so that none is empty."""

_QUIET_DB, _LOUD_DB = -56.0, -14.0
"""RMS of a quiet room and of a voice close to the microphone, in dB below full scale."""

_CREST_DB = 12.0
"""Peaks of speech stand about this much above its RMS (crest factor)."""

_HOLD = 0.72
"""How much of a bar is kept in a slot that no level fell into."""


def loudness(amplitude: float) -> float:
    """How loud an RMS amplitude in [0, 1] seems, 0 to 1: even steps of decibels."""
    if amplitude <= 0.0:
        return 0.0
    decibels = 20.0 * math.log10(amplitude)
    return min(1.0, max(0.0, (decibels - _QUIET_DB) / (_LOUD_DB - _QUIET_DB)))


def peak_loudness(amplitude: float) -> float:
    """As `loudness`, for a peak: on the scale where a steady voice has both alike."""
    return loudness(amplitude * 10.0 ** (-_CREST_DB / 20.0))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the wave. `height` and `peak` in [0, 1], `peak` the higher or equal one."""

    height: float = 0.0
    peak: float = 0.0
    voice: bool = False


REST = Bar()


class Meter:
    """The last levels as bars, one per slot of time, oldest first."""

    def __init__(self, count: int) -> None:
        self._bars: deque[Bar] = deque([REST] * count, maxlen=count)
        self._slot = 0

    def clear(self, now_s: float) -> None:
        """Forget everything; the wave is at rest."""
        self._bars.extend([REST] * len(self._bars))
        self._slot = int(now_s / SLOT_S)

    def add(self, level: Level, now_s: float) -> None:
        """Take in a level; of several in one slot the loudest is shown."""
        self.advance(now_s)
        height = loudness(level.rms)
        last = self._bars[-1]
        self._bars[-1] = Bar(
            max(last.height, height),
            max(last.peak, height, peak_loudness(level.peak)),
            last.voice or level.voice,
        )

    def advance(self, now_s: float) -> None:
        """Move on to the slot of `now_s`. Slots without a level fall away softly, not at once."""
        behind = int(now_s / SLOT_S) - self._slot
        for _ in range(min(behind, len(self._bars))):
            last = self._bars[-1]
            self._bars.append(Bar(last.height * _HOLD, last.peak * _HOLD, last.voice))
        self._slot = max(self._slot, int(now_s / SLOT_S))

    def bars(self) -> tuple[Bar, ...]:
        """The bars, oldest first."""
        return tuple(self._bars)

    @staticmethod
    def drift(now_s: float) -> float:
        """How far the wave has moved on within the present slot, 0 to 1 bars."""
        return (now_s / SLOT_S) % 1.0


class Ease:
    """A value that moves towards its goal and gets there without a jump.

    Args:
        value: Where it is.
        half_life_s: Seconds in which half of the way that is left is gone.
    """

    def __init__(self, value: float, half_life_s: float) -> None:
        self.value = value
        self.goal = value
        self._half_life_s = half_life_s

    def step(self, passed_s: float) -> float:
        """Move on by `passed_s` seconds; returns the new value."""
        left = self.goal - self.value
        self.value = self.goal - left * 0.5 ** (passed_s / self._half_life_s)
        if abs(self.goal - self.value) < 0.004 * max(1.0, abs(self.goal)):
            self.value = self.goal
        return self.value

    def jump(self, value: float) -> None:
        """Be there at once."""
        self.value = self.goal = value

    @property
    def arrived(self) -> bool:
        """Whether it stands still."""
        return self.value == self.goal
