"""How loud it is, and whether it is nothing at all."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from dictate.core.dictation import Samples


class LevelMeter:
    """Loudness of one window after the other.

    Args:
        window: Samples per window.
    """

    def __init__(self, window: int) -> None:
        self._window = window
        self._count = 0
        self._energy = 0.0
        self._peak = 0.0

    def feed(self, samples: Samples) -> tuple[float, float] | None:
        """Take in samples; (rms, peak) once a window is full, both at most 1."""
        self._count += len(samples)
        self._energy += float(np.dot(samples, samples))
        self._peak = max(self._peak, float(np.abs(samples).max(initial=0.0)))
        if self._count < self._window:
            return None
        rms = math.sqrt(self._energy / self._count)
        level = min(rms, 1.0), min(self._peak, 1.0)
        self._count, self._energy, self._peak = 0, 0.0, 0.0
        return level


class ZeroWatch:
    """Notices exact zeros: no room is that quiet, so the microphone is muted or denied.

    Args:
        limit: Zeros in a row that are told, in samples.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._zeros = 0

    def feed(self, samples: npt.NDArray[np.float32]) -> bool:
        """Whether the limit has been reached with these samples."""
        heard = np.flatnonzero(samples)
        before = self._zeros
        self._zeros = len(samples) - 1 - int(heard[-1]) if len(heard) else before + len(samples)
        return self._zeros >= self._limit and (before < self._limit or len(heard) > 0)
