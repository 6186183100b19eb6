"""From the microphone's rate and channels to what the program works with."""

from __future__ import annotations

from typing import Any

import numpy as np

from dictate.core.dictation import RATE_HZ, Samples


def mono(block: bytes, channels: int) -> Samples:
    """One block of interleaved float32 as one channel, the mean of all."""
    samples: Samples = np.frombuffer(block, np.float32)
    if channels > 1:
        samples = np.mean(samples.reshape(-1, channels), axis=1, dtype=np.float32)
    return samples


class Resampler:
    """Turns a stream of mono samples at `rate_hz` into one at RATE_HZ.

    Args:
        rate_hz: The rate of what comes in.
    """

    def __init__(self, rate_hz: float) -> None:
        self._stream: Any = None
        if rate_hz != RATE_HZ:
            import soxr

            # HQ: 15 ms of delay and 2-4 us per 10 ms; nothing of speech is lost.
            self._stream = soxr.ResampleStream(rate_hz, RATE_HZ, 1, dtype="float32", quality="HQ")

    def feed(self, samples: Samples, *, last: bool = False) -> Samples:
        """The samples at RATE_HZ that are ready; with `last`, all that are still inside too."""
        if self._stream is None:
            return samples
        out: Samples = self._stream.resample_chunk(np.ascontiguousarray(samples), last=last)
        return out
