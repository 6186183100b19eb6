"""How long and how much is too long and too much."""

from __future__ import annotations

import signal

import pytest

from dictate.workers.limits import Limits
from dictate.workers.reasons import reason_of_death

SMALL, TURBO = 484_000_000, 1_620_000_000


def test_the_deadline_grows_with_sound_model_and_beam() -> None:
    limits = Limits()
    base = limits.to_recognise_s(5, SMALL, 1)
    assert limits.to_recognise_s(25, SMALL, 1) == base
    assert limits.to_recognise_s(65, SMALL, 1) > 2 * base
    assert limits.to_recognise_s(5, TURBO, 1) > 2 * base
    assert limits.to_recognise_s(5, SMALL, 5) > 1.5 * base
    assert limits.to_load_s(TURBO) > limits.to_load_s(SMALL) > 30


@pytest.mark.parametrize(
    ("model_bytes", "encode_s", "token_s", "beam_size"),
    [
        # One core of a small server, a full window, the most tokens there can be.
        (145_000_000, 0.81, 0.0137, 5),
        (SMALL, 2.56, 0.0375, 5),
        (TURBO, 13.05, 0.0292, 5),
    ],
)
def test_a_processor_that_is_four_times_slower_than_measured_stays_below_the_wall(
    model_bytes: int, encode_s: float, token_s: float, beam_size: int
) -> None:
    slow_s = 4 * (encode_s + 224 * token_s)
    assert Limits().to_recognise_s(30, model_bytes, beam_size) > slow_s


def test_an_hour_as_one_phrase_fits_into_memory() -> None:
    features_bytes = 80 * 360_000 * 4 * 3  # the spectrogram, thrice while it is made
    assert Limits().memory_bytes(0) > features_bytes + 500_000_000


@pytest.mark.parametrize(
    ("status", "printed", "says"),
    [
        (-signal.SIGKILL, b"", "memory"),
        (-signal.SIGILL, b"", "instruction"),
        (-signal.SIGABRT, b"terminate called ... std::bad_alloc", "memory"),
        (-signal.SIGABRT, b"Could not load library libcudnn_ops.so.9", "graphics card"),
        (1, b"ModuleNotFoundError: No module named 'x'", "not installed"),
        (-signal.SIGSEGV, b"", "unexpectedly"),
        (None, b"", "unexpectedly"),
    ],
)
def test_the_reason_of_a_death_is_told_from_status_and_signature(
    status: int | None, printed: bytes, says: str
) -> None:
    error = reason_of_death(status, printed)
    assert says in error.message
    assert error.hint
    assert "nonsense" in reason_of_death(status, printed, garbage=True).message
