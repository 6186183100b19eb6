"""How long the window of a phrase is, and what stands in it."""

from __future__ import annotations

import numpy as np
import pytest
from faster_whisper.feature_extractor import FeatureExtractor
from hypothesis import given
from hypothesis import strategies as st

from dictate.core.dictation import RATE_HZ
from dictate.engines.window import FLOOR, FULL, length, padded, spectrogram


def test_a_phrase_gets_its_padding_and_no_more() -> None:
    assert length(500, 10_000, 80) == 1500
    assert length(900, 300, 80) == 930


def test_no_padding_means_the_full_window() -> None:
    assert length(500, 0, 80) == FULL


def test_a_window_is_never_longer_than_whispers_nor_shorter_than_works() -> None:
    assert length(2900, 10_000, 80) == FULL
    assert length(3000, 300, 80) == FULL
    assert length(10, 300, 80) == FLOOR


@given(
    frames=st.integers(0, FULL),
    padding_ms=st.integers(1, 30_000),
    bands=st.sampled_from([80, 128, FLOOR // 2, 500, 1499]),
)
def test_no_window_is_odd_or_taken_for_encoded_sound(
    frames: int, padding_ms: int, bands: int
) -> None:
    wanted = length(frames, padding_ms, bands)
    assert wanted % 2 == 0
    assert wanted // 2 != bands
    assert min(frames, FULL) <= wanted <= FULL


def test_a_second_of_sound_is_a_hundred_frames() -> None:
    sound = spectrogram(FeatureExtractor(), np.ones(RATE_HZ, np.float32))
    assert sound.shape == (80, 100)


@pytest.mark.parametrize("samples", [1, 160, 1000])
def test_a_click_has_a_spectrogram_too(samples: int) -> None:
    assert spectrogram(FeatureExtractor(), np.ones(samples, np.float32)).shape == (80, 10)


def test_the_phrase_comes_first_and_nothing_after_it() -> None:
    sound = np.full((80, 300), 0.7, np.float32)
    window = padded(sound, 768)
    assert window.shape == (1, 80, 768)
    assert (window[0, :, :300] == np.float32(0.7)).all()
    assert not window[0, :, 300:].any()
    assert window.flags.c_contiguous
    assert padded(sound, 200).shape == (1, 80, 200)
