"""What a working cleaner is held by, with a clock that stands where it is put."""

from __future__ import annotations

import threading

import pytest

from dictate.errors import TextGivenUpError
from dictate.workers.leash import MOST_PAUSE_S, WorkLeash
from tests.fakes.clock import SteadyClock


def test_a_leash_that_nobody_pulls_lets_go_on() -> None:
    leash = WorkLeash()
    leash.begin(1)
    leash.check()
    assert not leash.is_paused()


@pytest.mark.parametrize("begin_first", [True, False])
def test_a_request_is_called_off_before_it_is_begun_or_after(*, begin_first: bool) -> None:
    leash = WorkLeash()
    if begin_first:
        leash.begin(7)
    leash.call_off(7)
    if not begin_first:
        leash.begin(7)
    with pytest.raises(TextGivenUpError):
        leash.check()
    leash.begin(8)
    leash.check()


def test_calling_off_what_is_long_done_does_nothing() -> None:
    leash = WorkLeash()
    leash.begin(5)
    leash.call_off(4)
    leash.check()
    leash.begin(6)
    leash.check()


def test_a_pause_of_which_nobody_says_the_end_is_over_by_itself() -> None:
    clock = SteadyClock()
    leash = WorkLeash(clock)
    leash.pause()
    assert leash.is_paused()
    clock.now_s += MOST_PAUSE_S + 0.01
    assert not leash.is_paused()
    leash.check()


def test_who_waits_for_the_end_of_a_pause_is_woken_by_it() -> None:
    leash = WorkLeash()
    leash.begin(1)
    leash.pause()
    gone_on = threading.Event()

    def work() -> None:
        leash.check()
        gone_on.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert not gone_on.wait(0.1)
    leash.go_on()
    assert gone_on.wait(5)
    thread.join()
