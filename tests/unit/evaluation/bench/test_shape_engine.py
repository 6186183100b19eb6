from __future__ import annotations

import numpy as np
import pytest

from dictate.core.dictation import RATE_HZ
from dictate.evaluation.bench.clips import quiet
from dictate.evaluation.bench.plain_engine import _bound
from dictate.evaluation.bench.shape_engine import TOKENS_PER_S, spread, tokens_in
from dictate.evaluation.bench.speech import LOUD_RMS


def sounding(length_s: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    count = round(length_s * RATE_HZ)
    return (np.random.default_rng(0).standard_normal(count) * LOUD_RMS).astype(np.float32)


def test_tokens_go_by_what_sounds_and_not_by_the_pauses() -> None:
    alone = tokens_in(sounding(4.0))
    assert alone == TOKENS_PER_S * 4
    assert tokens_in(np.concatenate([quiet(3.0), sounding(4.0), quiet(9.0)])) == alone
    assert tokens_in(quiet(5.0)) == 1, "a text is never without a token"


def test_a_clip_in_two_parts_has_as_many_tokens_as_in_one() -> None:
    whole = sounding(10.0)
    parts = tokens_in(whole[: 3 * RATE_HZ]) + tokens_in(whole[3 * RATE_HZ :])
    assert parts == pytest.approx(tokens_in(whole), abs=1)


def test_words_are_spread_evenly_over_what_sounds() -> None:
    words = spread(["a", "b", "c", "d"], np.concatenate([quiet(1.0), sounding(2.0), quiet(1.0)]))
    assert [word.start_s for word in words] == pytest.approx([1.0, 1.5, 2.0, 2.5], abs=0.02)
    assert words[-1].end_s == pytest.approx(3.0, abs=0.02)
    assert spread(["a"], quiet(1.0)) == ()


def test_faster_whisper_is_given_twice_the_bound_less_the_prompt() -> None:
    assert _bound(10) == 16
    assert _bound(1) == 1
