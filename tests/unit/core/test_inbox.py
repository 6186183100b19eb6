"""The inbox of a thread: order, time running out, and what counts as open."""

from __future__ import annotations

import pytest

from dictate.core.inbox import Inbox


def test_what_came_first_is_handed_out_first() -> None:
    inbox: Inbox[str] = Inbox()
    inbox.put("first")
    inbox.put("second")
    with inbox.next(0) as one, inbox.next(0) as other:
        assert (one, other) == ("first", "second")


def test_nothing_comes_in_time() -> None:
    inbox: Inbox[str] = Inbox()
    with inbox.next(0) as item:
        assert item is None
        assert not inbox.tally.idle
    assert inbox.tally.idle


def test_it_is_open_until_the_reader_is_done_with_it() -> None:
    inbox: Inbox[str] = Inbox()
    inbox.put("work")
    assert not inbox.tally.idle
    with inbox.next(0):
        assert not inbox.tally.idle
    assert inbox.tally.idle


def test_work_that_fails_is_done_too() -> None:
    inbox: Inbox[str] = Inbox()
    inbox.put("work")
    with pytest.raises(ValueError, match="no"), inbox.next(0):
        raise ValueError("no")
    assert inbox.tally.idle
