"""Something that a voice detector takes for a voice: a vowel, sung up and down."""

from __future__ import annotations

import numpy as np

from dictate.core.dictation import RATE_HZ, Samples

FORMANTS_HZ = ((650, 80), (1400, 100), (2500, 150))
"""Frequency and bandwidth of the resonances of an open vowel."""


def vowel(seconds: float, amplitude: float = 0.3) -> Samples:
    """Pulses of a voice box through the resonances of a throat; `amplitude` is the peak."""
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    pitch_hz = 120 * (1 + 0.1 * np.sin(2 * np.pi * 2.1 * t))
    pulses = np.diff(np.floor(np.cumsum(pitch_hz) / RATE_HZ), prepend=0)
    breath = 0.02 * np.random.default_rng(0).normal(size=len(t))
    n = np.arange(800)
    throat = sum(
        np.exp(-np.pi * width / RATE_HZ * n) * np.sin(2 * np.pi * f * n / RATE_HZ)
        for f, width in FORMANTS_HZ
    )
    sung = np.convolve(pulses + breath, throat)[: len(t)]
    sung *= 0.3 + 0.7 * np.maximum(0, np.sin(2 * np.pi * 3 * t))
    samples: Samples = (amplitude * sung / np.abs(sung).max()).astype(np.float32)
    return samples
