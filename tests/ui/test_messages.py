"""Where messages are shown."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from dictate.core.notices import Severity, Told
from dictate.ui.card import Card
from dictate.ui.messages import Messages

TOLD = Told("The microphone is gone", "It was unplugged.", "Plug it in.", Severity.WARNING)


class Way:
    """One way to show a message: takes it or does not."""

    def __init__(self, takes: bool) -> None:
        self.takes = takes
        self.seen: list[Told] = []
        self.thread: threading.Thread | None = None

    def __call__(self, told: Told) -> bool:
        self.seen.append(told)
        self.thread = threading.current_thread()
        return self.takes


Build = Callable[..., Messages]


@pytest.fixture
def build() -> Iterator[Build]:
    made: list[Messages] = []

    def build(notify: Way | None, *instead: Way) -> Messages:
        made.append(Messages(notify, instead))
        return made[-1]

    yield build
    for messages in made:
        messages.stop()


def test_the_desktop_shows_it_first_and_is_not_asked_on_qts_thread(
    build: Build, qtbot: QtBot
) -> None:
    desktop, card = Way(True), Way(True)
    build(desktop, card).tell(TOLD)
    qtbot.waitUntil(lambda: bool(desktop.seen))
    qtbot.wait(20)
    assert desktop.thread is not threading.main_thread()
    assert card.seen == []


def test_what_the_desktop_refuses_is_shown_by_the_next_best_on_qts_thread(
    build: Build, qtbot: QtBot
) -> None:
    desktop, card, window = Way(False), Way(False), Way(True)
    build(desktop, card, window).tell(TOLD)
    qtbot.waitUntil(lambda: window.seen == [TOLD])
    assert card.seen == [TOLD]
    assert window.thread is threading.main_thread()


@pytest.mark.expects_warning("messages: failed")
def test_a_desktop_that_breaks_loses_no_message(build: Build, qtbot: QtBot) -> None:
    def broken(_: Told) -> bool:
        raise OSError

    card = Way(True)
    build(broken, card).tell(TOLD)
    qtbot.waitUntil(lambda: card.seen == [TOLD])


def test_without_a_desktop_it_is_shown_at_once(build: Build) -> None:
    card = Way(True)
    build(None, card).tell(TOLD)
    assert card.seen == [TOLD]


def test_messages_keep_their_order(build: Build, qtbot: QtBot) -> None:
    card = Way(True)
    messages = build(Way(False), card)
    told = [Told(str(i), "") for i in range(10)]
    for one in told:
        messages.tell(one)
    qtbot.waitUntil(lambda: len(card.seen) == 10)
    assert card.seen == told


@pytest.mark.expects_warning("no way to show a message: The microphone is gone")
def test_a_message_that_nobody_shows_is_logged_by_its_title(build: Build) -> None:
    build(None, Way(False)).tell(TOLD)


# ── our own card ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def card(qtbot: QtBot) -> Card:
    made = Card()
    qtbot.addWidget(made)
    return made


def texts(card: Card) -> list[str]:
    return [
        label.text() for label in card.findChildren(QLabel) if label.isVisible() and label.text()
    ]


def test_a_card_says_what_happened_and_what_to_do(card: Card) -> None:
    assert card.tell(TOLD)
    assert texts(card) == [TOLD.title, TOLD.text, TOLD.hint]
    assert QGuiApplication.primaryScreen().availableGeometry().contains(card.geometry())


def test_a_card_takes_no_focus(card: Card) -> None:
    assert card.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert card.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)


def test_a_newer_message_takes_the_place_of_an_older_one(card: Card) -> None:
    card.tell(TOLD)
    card.tell(Told("Copied", "Press Ctrl+V."))
    assert texts(card) == ["Copied", "Press Ctrl+V."]


def test_markup_in_a_message_is_only_text(card: Card) -> None:
    card.tell(Told("<b>bold</b>", "<img src=x>"))
    assert texts(card) == ["<b>bold</b>", "<img src=x>"]
    assert all(
        label.textFormat() is Qt.TextFormat.PlainText
        for label in card.findChildren(QLabel)
        if label.text()
    )


def test_a_long_message_makes_a_higher_card(card: Card) -> None:
    card.tell(Told("Short", "Text"))
    low = card.height()
    card.tell(Told("Long", "many words " * 30))
    assert card.height() > low * 2


def test_a_click_takes_a_card_away(card: Card) -> None:
    card.tell(TOLD)
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert not card.isVisible()


def test_a_card_goes_by_itself_later_for_worse_news(card: Card) -> None:
    times = []
    for severity in Severity:
        card.tell(Told("Title", "Text", severity=severity))
        times.append(card._end.remainingTime())
    assert 3000 < times[0] < times[1] < times[2]


def test_on_wayland_there_is_no_card(card: Card, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", staticmethod(lambda: "wayland"))
    assert not card.tell(TOLD)
    assert not card.isVisible()
