"""Who goes when memory is short."""

from __future__ import annotations

import threading

import pytest

from dictate.workers.pressure import MemoryWatch, memory_is_short, relieve

GB = 2**30


class Child:
    def __init__(self, held: int, *, idle: bool = True) -> None:
        self.held = held
        self.idle = idle
        self.gone = threading.Event()

    def rss_bytes(self) -> int:
        return self.held

    def unload_if_idle(self) -> bool:
        if not self.idle:
            return False
        self.held = 0
        self.gone.set()
        return True


def test_memory_is_short_below_a_share_of_it_and_below_a_floor() -> None:
    assert not memory_is_short(2 * GB, 32 * GB)
    assert memory_is_short(1 * GB, 32 * GB)
    assert not memory_is_short(GB // 2, 4 * GB)
    assert memory_is_short(GB // 5, 4 * GB)


def test_the_biggest_idle_child_goes_and_only_that() -> None:
    small, big, busy = Child(1 * GB), Child(2 * GB), Child(3 * GB, idle=False)
    assert relieve([small, big, busy]) == 2 * GB
    assert (small.held, big.held, busy.held) == (GB, 0, 3 * GB)
    assert relieve([small, big, busy]) == GB
    assert relieve([small, big, busy]) == 0


def test_the_watch_relieves_the_machine_when_it_runs_short() -> None:
    child = Child(GB)
    answers = [8 * GB, 8 * GB]
    watch = MemoryWatch([child], lambda: (answers.pop() if answers else 1, 16 * GB), look_s=0.01)
    watch.start()
    assert child.gone.wait(timeout=5)
    assert not answers
    watch.stop()


@pytest.mark.expects_warning("memory watch ended")
def test_a_watch_that_fails_says_so_and_harms_nobody() -> None:
    def broken() -> tuple[int, int]:
        raise ValueError

    watch = MemoryWatch([], broken, look_s=0.01)
    watch.start()
    watch._thread.join(timeout=5)
    watch.stop()


def test_a_machine_with_plenty_of_memory_is_left_alone() -> None:
    child = Child(GB)
    watch = MemoryWatch([child], look_s=0.01)
    watch.start()
    assert not child.gone.wait(timeout=0.1)
    watch.stop()
