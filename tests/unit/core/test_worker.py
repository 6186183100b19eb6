"""A thread that does one thing after another, and knows whether it rests."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from dictate.core.worker import Tally, Worker


@pytest.fixture
def started() -> Iterator[Callable[..., Worker]]:
    workers: list[Worker] = []

    def make(tally: Tally | None = None) -> Worker:
        worker = Worker(f"worker {len(workers)}", tally=tally)
        worker.start()
        workers.append(worker)
        return worker

    yield make
    for worker in workers:
        assert worker.stop(5)


def until(check: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 5
    while not check():
        assert time.monotonic() < deadline_s
        time.sleep(0.001)


def waited(gate: threading.Event) -> None:
    assert gate.wait(5)


def fail() -> None:
    raise ValueError


def test_a_worker_is_idle_when_nothing_waits_and_nothing_runs(
    started: Callable[..., Worker],
) -> None:
    worker, gate = started(), threading.Event()
    until(lambda: worker.idle)
    worker.post(lambda: waited(gate))
    worker.post(lambda: None)
    until(lambda: worker.waiting)
    assert not worker.idle
    gate.set()
    until(lambda: worker.idle)
    assert not worker.waiting


@pytest.mark.expects_warning("a task failed")
def test_a_task_that_fails_is_done_too(started: Callable[..., Worker]) -> None:
    worker = started()
    worker.post(fail)
    until(lambda: worker.idle)


def test_what_is_done_after_a_rest_counts_while_it_runs(started: Callable[..., Worker]) -> None:
    worker, gate, began = started(), threading.Event(), threading.Event()

    def rest() -> None:
        began.set()
        waited(gate)

    worker.post(lambda: worker.when_idle(0.01, rest))
    assert began.wait(5)
    assert not worker.idle
    gate.set()
    until(lambda: worker.idle)


def test_work_handed_from_one_to_the_other_is_never_out_of_sight(
    started: Callable[..., Worker],
) -> None:
    tally, arrived = Tally(), threading.Event()
    one, other = started(tally), started(tally)

    def hand_on(times: int) -> None:
        if times:
            (one if times % 2 else other).post(lambda: hand_on(times - 1))
        else:
            arrived.set()

    one.post(lambda: hand_on(2000))
    while not tally.idle:
        continue
    assert arrived.is_set()
