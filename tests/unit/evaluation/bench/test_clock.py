from __future__ import annotations

from dictate.evaluation.bench.clock import SkippingClock
from tests.fakes.clock import SteadyClock


class Sleeper:
    """Sleeping moves the clock underneath."""

    def __init__(self, clock: SteadyClock) -> None:
        self._clock = clock
        self.slept_s = 0.0

    def __call__(self, seconds: float) -> None:
        self._clock.now_s += seconds
        self.slept_s += seconds


def test_while_all_are_idle_no_time_is_waited() -> None:
    real = SteadyClock()
    sleep = Sleeper(real)
    clock = SkippingClock(real, sleep)
    clock.wait_until(400.0, lambda: True)
    assert clock() == 400.0
    assert sleep.slept_s == 0.0
    assert clock.skipped_s == 300.0


def test_while_somebody_works_time_passes_as_it_does() -> None:
    real = SteadyClock()
    sleep = Sleeper(real)
    clock = SkippingClock(real, sleep)
    clock.wait_until(101.0, lambda: real.now_s > 100.4)
    assert clock() == 101.0
    assert 0.4 <= sleep.slept_s < 0.41, "skipped as soon as the work was done"


def test_a_moment_that_has_passed_is_not_waited_for() -> None:
    real = SteadyClock()
    clock = SkippingClock(real, Sleeper(real))
    clock.wait_until(99.0, lambda: True)
    assert clock() == 100.0


def test_what_was_skipped_stays_skipped() -> None:
    real = SteadyClock()
    clock = SkippingClock(real, Sleeper(real))
    clock.wait_until(110.0, lambda: True)
    real.now_s += 5.0
    assert clock() == 115.0
    clock.wait_until(120.0, lambda: True)
    assert (clock(), clock.skipped_s) == (120.0, 15.0)
