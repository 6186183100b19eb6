"""From any rate and any channels to 16 kHz mono."""

from __future__ import annotations

import numpy as np
import pytest

from dictate.audio.resample import Resampler, mono
from dictate.core.dictation import RATE_HZ, Samples
from tests.fakes.microphone import tone


def in_blocks(resampler: Resampler, samples: Samples, size: int) -> Samples:
    parts = [resampler.feed(samples[at : at + size]) for at in range(0, len(samples), size)]
    return np.concatenate([*parts, resampler.feed(np.zeros(0, np.float32), last=True)])


def test_at_the_right_rate_samples_pass_untouched() -> None:
    samples = tone(0.1)
    assert np.array_equal(in_blocks(Resampler(RATE_HZ), samples, 160), samples)


@pytest.mark.parametrize("rate_hz", [8000, 22050, 44100, 48000, 96000])
def test_a_tone_stays_the_same_tone_of_the_same_length(rate_hz: int) -> None:
    out = in_blocks(Resampler(rate_hz), tone(1, rate_hz), rate_hz // 100)
    assert abs(len(out) - RATE_HZ) <= 1
    expected = tone(1)[: len(out)]
    middle = slice(800, -800)
    assert np.abs(out[: len(expected)][middle] - expected[middle]).max() < 0.003


def test_stereo_becomes_the_mean_of_both_sides() -> None:
    block = np.array([0.2, 0.4, -0.1, 0.1, 1.0, 0.0], np.float32).tobytes()
    assert mono(block, 2) == pytest.approx([0.3, 0.0, 0.5])
    assert mono(block, 1) == pytest.approx([0.2, 0.4, -0.1, 0.1, 1.0, 0.0])
