"""How loud it is, and whether it is nothing at all."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dictate.audio.level import LevelMeter, ZeroWatch


def block(value: float, count: int = 160) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.full(count, value, np.float32)


def test_a_level_comes_once_a_window_is_full_and_covers_that_window_only() -> None:
    meter = LevelMeter(window=800)
    assert [meter.feed(block(0.5)) for _ in range(4)] == [None] * 4
    first = meter.feed(block(-1.0))
    assert first is not None
    assert np.allclose(first, (np.sqrt((4 * 0.25 + 1) / 5), 1.0))
    second = meter.feed(block(0.1, 800))
    assert second is not None
    assert np.allclose(second, (0.1, 0.1))


def test_a_level_is_never_more_than_one() -> None:
    assert LevelMeter(window=10).feed(block(1.7, 10)) == (1.0, 1.0)


def test_a_second_of_zeros_is_told_once_until_something_is_heard() -> None:
    watch = ZeroWatch(1000)
    told = [watch.feed(block(0.0)) for _ in range(14)]
    assert told == [False] * 6 + [True] + [False] * 7
    assert not watch.feed(block(0.001))
    assert [watch.feed(block(0.0)) for _ in range(7)] == [False] * 6 + [True]


@given(st.lists(st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.1]), max_size=12), max_size=20))
def test_the_limit_is_reached_exactly_when_so_many_zeros_came_in_a_row(
    blocks: list[list[float]],
) -> None:
    watch = ZeroWatch(10)
    zeros, reached = 0, False
    for values in blocks:
        expected = False
        for value in values:
            zeros = zeros + 1 if value == 0 else 0
            reached = reached and zeros > 0
        at_end = zeros >= 10
        expected, reached = at_end and not reached, at_end
        assert watch.feed(np.array(values, np.float32)) == expected
