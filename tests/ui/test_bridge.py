"""Notices cross from any thread to Qt's."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from dictate.core.dictation import Level
from dictate.core.notices import (
    DictationsChanged,
    LevelChanged,
    Notice,
    Phase,
    ShowRequested,
    StatusChanged,
    Told,
    WordsChanged,
)
from dictate.ui.bridge import Bridge


class Heard:
    """Writes down every signal of a bridge, and on which thread it came."""

    def __init__(self, bridge: Bridge) -> None:
        self.news: list[object] = []
        self.threads: set[threading.Thread] = set()
        for signal in (
            bridge.status_changed,
            bridge.level_changed,
            bridge.words_changed,
            bridge.told,
            bridge.dictations_changed,
        ):
            signal.connect(self._hear)
        bridge.show_requested.connect(lambda: self._hear("show"))

    def _hear(self, news: object) -> None:
        self.news.append(news)
        self.threads.add(threading.current_thread())


@pytest.fixture
def bridge() -> Iterator[Bridge]:
    made = Bridge()
    yield made
    made.close()


@pytest.fixture
def heard(bridge: Bridge) -> Heard:
    return Heard(bridge)


def test_every_kind_of_notice_becomes_its_signal_in_the_order_posted(
    bridge: Bridge, heard: Heard, qtbot: QtBot
) -> None:
    level = Level(0.1, 0.2, True)
    notices: list[Notice] = [
        StatusChanged(Phase.LISTENING),
        LevelChanged(level),
        WordsChanged("one", "two"),
        Told("Title", "Text"),
        DictationsChanged(()),
        ShowRequested(),
    ]
    for notice in notices:
        bridge.post(notice)
    assert heard.news == []  # not inside `post`
    qtbot.waitUntil(lambda: len(heard.news) == 6)
    assert heard.news == [notices[0], level, *notices[2:5], "show"]


def test_notices_of_other_threads_arrive_on_the_main_thread(
    bridge: Bridge, heard: Heard, qtbot: QtBot
) -> None:
    threads = [
        threading.Thread(target=bridge.post, args=(StatusChanged(working=i),)) for i in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=5)
    qtbot.waitUntil(lambda: len(heard.news) == 8)
    assert set(heard.news) == {StatusChanged(working=i) for i in range(8)}
    assert heard.threads == {threading.main_thread()}


def test_a_flood_of_levels_leaves_one_with_the_loudest_in_it(
    bridge: Bridge, heard: Heard, qtbot: QtBot
) -> None:
    for i in range(10_000):
        bridge.post(LevelChanged(Level(i / 10_000, 0.5, voice=i == 77)))
    qtbot.waitUntil(lambda: bool(heard.news))
    qtbot.wait(20)
    assert heard.news == [Level(0.9999, 0.5, True)]


def test_of_live_words_only_the_newest_are_shown(
    bridge: Bridge, heard: Heard, qtbot: QtBot
) -> None:
    for word in ("a", "b", "c"):
        bridge.post(WordsChanged(word, ""))
    qtbot.waitUntil(lambda: bool(heard.news))
    assert heard.news == [WordsChanged("c", "")]


def test_a_level_never_overtakes_a_change_of_state(
    bridge: Bridge, heard: Heard, qtbot: QtBot
) -> None:
    before, after = Level(0.1, 0.1, True), Level(0.2, 0.2, True)
    listening, idle = StatusChanged(Phase.LISTENING), StatusChanged()
    for notice in (listening, LevelChanged(before), idle, LevelChanged(after)):
        bridge.post(notice)
    qtbot.waitUntil(lambda: len(heard.news) == 4)
    assert heard.news == [listening, before, idle, after]


def test_no_change_of_state_is_swallowed(bridge: Bridge, heard: Heard, qtbot: QtBot) -> None:
    states = [StatusChanged(working=i) for i in range(100)]
    for state in states:
        bridge.post(state)
    qtbot.waitUntil(lambda: len(heard.news) == 100)
    assert heard.news == states


def test_after_closing_nothing_comes_any_more(bridge: Bridge, heard: Heard, qtbot: QtBot) -> None:
    bridge.post(StatusChanged())
    bridge.close()
    bridge.post(StatusChanged())
    qtbot.wait(30)
    assert heard.news == []


def test_a_notice_posted_while_others_are_shown_comes_after_them(
    bridge: Bridge, heard: Heard, qtbot: QtBot
) -> None:
    bridge.show_requested.connect(lambda: bridge.post(StatusChanged(working=9)))
    bridge.post(ShowRequested())
    bridge.post(StatusChanged(working=1))
    qtbot.waitUntil(lambda: len(heard.news) == 3)
    assert heard.news == ["show", StatusChanged(working=1), StatusChanged(working=9)]
