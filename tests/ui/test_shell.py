"""All that a user sees, put together."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from dictate.core.dictation import Dictation, Level
from dictate.core.notices import (
    DictationsChanged,
    LevelChanged,
    Phase,
    Severity,
    ShowRequested,
    StatusChanged,
    Told,
    WordsChanged,
)
from dictate.settings.schema import HotkeySettings, OverlaySettings, Settings
from dictate.ui import tray as tray_module
from dictate.ui.icon_shapes import Mark
from dictate.ui.shell import Shell, dress
from tests.fakes.commands import FakeCommands
from tests.fakes.history_view import FakeHistoryView


@pytest.fixture
def shell(
    commands: FakeCommands,
    rows: tuple[Dictation, ...],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Shell]:
    monkeypatch.setattr(tray_module, "GRACE_MS", 20)
    made = Shell(
        commands,
        Settings(),
        settings_file=Path("/nowhere/settings.toml"),
        microphones=list,
        history=FakeHistoryView(rows),
    )
    for widget in (made.window, made.overlay, made._card, made._menu, made._history):
        qtbot.addWidget(widget)
    yield made
    made.stop()


def test_a_notice_reaches_everything_that_shows_it(
    shell: Shell, rows: tuple[Dictation, ...], qtbot: QtBot
) -> None:
    shell.window.show()
    for notice in (
        StatusChanged(Phase.LISTENING),
        WordsChanged("words", ""),
        LevelChanged(Level(0.2, 0.5, True)),
        DictationsChanged(rows),
    ):
        shell.bridge.post(notice)
    qtbot.waitUntil(lambda: shell.window._recent == rows)
    assert shell.tray.mark is Mark.RECORDING
    assert shell.overlay.isVisible()
    assert shell.overlay._pill.words
    assert shell.window._title.text() == "Listening"


def test_without_a_panel_the_window_opens_and_closing_it_ends(
    shell: Shell, commands: FakeCommands, qtbot: QtBot
) -> None:
    shell.start()
    qtbot.waitUntil(shell.window.isVisible)
    shell.window.close()
    assert commands.calls == [("quit",)]


def test_with_a_panel_no_window_opens_and_closing_one_only_hides_it(
    shell: Shell, commands: FakeCommands, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))
    shell.start()
    qtbot.wait(60)
    assert not shell.window.isVisible()
    shell.bridge.post(ShowRequested())
    qtbot.waitUntil(shell.window.isVisible)
    shell.window.close()
    assert commands.calls == []


def test_a_message_stands_on_a_card_and_stays_in_the_window(shell: Shell, qtbot: QtBot) -> None:
    shell.bridge.post(Told("The microphone is gone", "Unplugged.", severity=Severity.WARNING))
    qtbot.waitUntil(shell._card.isVisible)
    assert shell.window._banner_title.text() == "The microphone is gone"


def test_changed_settings_are_taken_up_from_any_thread(shell: Shell, qtbot: QtBot) -> None:
    shell.take_settings(
        Settings(hotkey=HotkeySettings(key="f9"), overlay=OverlaySettings(show=False))
    )
    qtbot.waitUntil(lambda: "F9" in shell.window._hint.text())
    shell.bridge.post(StatusChanged(Phase.LISTENING))
    qtbot.waitUntil(lambda: shell.tray.mark is Mark.RECORDING)
    assert not shell.overlay.isVisible()


def test_settings_that_cannot_be_opened_are_named_instead(
    shell: Shell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", staticmethod(lambda _: False))
    shell.window.settings_wanted.emit()
    qtbot.waitUntil(shell._card.isVisible)
    assert "/nowhere/settings.toml" in shell.window._banner_text.text()


def test_the_settings_file_is_opened(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    shell._menu.settings_wanted.emit()
    assert opened == ["/nowhere/settings.toml"]


def test_the_history_opens_from_menu_and_window(shell: Shell) -> None:
    assert shell._history is not None
    for asker in (shell._menu, shell.window):
        asker.history_wanted.emit()
        assert shell._history.isVisible()
        shell._history.close()


def test_the_event_loop_can_be_left_from_any_thread(shell: Shell) -> None:
    thread = threading.Thread(target=shell.leave, args=(7,))
    QTimer.singleShot(0, thread.start)
    QTimer.singleShot(5000, lambda: QCoreApplication.exit(99))
    assert QCoreApplication.exec() == 7
    thread.join(timeout=5)


def test_after_the_end_nothing_is_to_be_seen(shell: Shell, qtbot: QtBot) -> None:
    shell.window.show()
    shell.bridge.post(StatusChanged(Phase.LISTENING))
    qtbot.waitUntil(shell.overlay.isVisible)
    shell.stop()
    shell.bridge.post(ShowRequested())
    qtbot.wait(30)
    assert not [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]


def test_the_last_window_that_closes_does_not_end_the_program() -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    style = application.style().objectName()
    dress(application)
    try:
        assert not application.quitOnLastWindowClosed()
        assert application.applicationDisplayName() == "Dictate"
        assert not application.windowIcon().isNull()
    finally:
        application.setStyle(style)
