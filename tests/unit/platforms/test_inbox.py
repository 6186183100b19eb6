"""A queue to wait for together with files."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

import pytest

from dictate.platforms.inbox import Inbox


@pytest.fixture
def inbox() -> Iterator[Inbox[int]]:
    inbox: Inbox[int] = Inbox()
    yield inbox
    inbox.close()


def test_items_come_out_in_order(inbox: Inbox[int]) -> None:
    for number in range(3):
        inbox.post(number)
    assert [inbox.take() for _ in range(4)] == [0, 1, 2, None]


def test_an_item_of_another_thread_ends_the_wait(inbox: Inbox[int]) -> None:
    threading.Timer(0.05, inbox.post, [7]).start()
    began_s = time.monotonic()
    inbox.wait(5.0)
    assert time.monotonic() - began_s < 1.0
    assert inbox.take() == 7


def test_a_file_that_can_be_read_ends_the_wait(inbox: Inbox[int]) -> None:
    reads, writes = os.pipe()
    os.write(writes, b"x")
    began_s = time.monotonic()
    inbox.wait(5.0, reads)
    assert time.monotonic() - began_s < 1.0
    os.close(reads)
    os.close(writes)


def test_the_wait_ends_when_its_time_is_over_and_not_before(inbox: Inbox[int]) -> None:
    began_s = time.monotonic()
    inbox.wait(0.05)
    assert time.monotonic() - began_s >= 0.05


def test_more_items_than_the_bell_can_ring_for_are_all_kept(inbox: Inbox[int]) -> None:
    for number in range(50_000):
        inbox.post(number)
    inbox.wait(1.0)
    assert sum(1 for _ in iter(inbox.take, None)) == 50_000


def test_after_the_end_items_are_still_taken_without_harm() -> None:
    inbox: Inbox[int] = Inbox()
    inbox.close()
    inbox.post(1)
    assert inbox.take() == 1
