"""The watch on Qt's thread, under a clock moved by hand."""

from __future__ import annotations

import pytest

from dictate.evaluation.bench.stalls import Ticker, stalls_ms
from tests.fakes.clock import SteadyClock


def test_only_what_is_later_than_a_tick_counts_and_only_while_it_is_asked_for(
    clock: SteadyClock,
) -> None:
    ticker = Ticker(clock, tick_ms=5)
    ticker.tick()
    clock.now_s += 1.0
    ticker.tick()
    ticker.note(True)
    for passed_s in (0.005, 0.025, 0.004):
        clock.now_s += passed_s
        ticker.tick()
    assert ticker.late_s == pytest.approx([0.0, 0.020, 0.0])


def test_stalls_are_a_percentile_and_the_longest() -> None:
    p99_ms, worst_ms = stalls_ms([0.001] * 199 + [0.080])
    assert p99_ms == pytest.approx(1.0, abs=0.1)
    assert worst_ms == 80.0
    assert stalls_ms([]) == (0.0, 0.0)
