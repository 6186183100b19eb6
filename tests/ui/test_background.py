"""Work beside Qt's thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from dictate.errors import HistoryError
from dictate.ui.background import Background


@pytest.fixture
def beside() -> Iterator[Background]:
    made = Background("beside")
    yield made
    made.stop()


def _never(_: object) -> None:
    raise AssertionError("this must not be called")


def test_work_is_done_on_another_thread_and_its_result_comes_back(
    beside: Background, qtbot: QtBot
) -> None:
    came: list[tuple[object, threading.Thread]] = []
    beside.do(
        threading.current_thread,
        lambda worker: came.append((worker, threading.current_thread())),
        _never,
    )
    assert beside.busy
    qtbot.waitUntil(lambda: bool(came))
    worker, here = came[0]
    assert worker is not threading.main_thread()
    assert here is threading.main_thread()
    assert not beside.busy


def test_pieces_are_done_in_order(beside: Background, qtbot: QtBot) -> None:
    came: list[int] = []
    for i in range(20):
        beside.do(partial(int, i), came.append, _never)
    qtbot.waitUntil(lambda: len(came) == 20)
    assert came == list(range(20))


@pytest.mark.expects_warning("beside: It broke.")
def test_an_expected_failure_comes_back_as_a_failure(beside: Background, qtbot: QtBot) -> None:
    def work() -> None:
        raise HistoryError("It broke.")

    failures: list[Exception] = []
    beside.do(work, _never, failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0], HistoryError)


@pytest.mark.expects_warning("beside: failed")
def test_an_unexpected_failure_does_not_end_the_thread(beside: Background, qtbot: QtBot) -> None:
    came: list[object] = []
    beside.do(lambda: 1 // 0, _never, came.append)
    beside.do(lambda: "still here", came.append, _never)
    qtbot.waitUntil(lambda: len(came) == 2)
    assert isinstance(came[0], ZeroDivisionError)
    assert came[1] == "still here"


def test_work_that_hangs_does_not_hold_up_the_end(beside: Background) -> None:
    let_go = threading.Event()
    beside.do(lambda: let_go.wait(timeout=10), _never, _never)
    beside.stop(timeout_s=0.05)
    let_go.set()


def test_stopping_what_never_began_does_nothing() -> None:
    Background("idle").stop()
