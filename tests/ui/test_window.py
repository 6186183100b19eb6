"""The main window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from dictate.core.dictation import Dictation, Level, State
from dictate.core.notices import Phase, Severity, StatusChanged, Told
from dictate.ui import theme
from dictate.ui.rows import DictationRow
from dictate.ui.widgets import Lines, TalkButton
from dictate.ui.window import SHOWN, MainWindow
from tests.fakes.commands import FakeCommands
from tests.ui.conftest import NOW_S


@pytest.fixture
def window(commands: FakeCommands, qtbot: QtBot) -> MainWindow:
    made = MainWindow(commands, hotkey="Right Ctrl", history=True, now=lambda: NOW_S)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def said(window: MainWindow) -> list[str]:
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]


def listed(window: MainWindow) -> list[DictationRow]:
    items = (window._rows.itemAt(place) for place in range(window._rows.count()))
    boxes = [item.widget() for item in items if item is not None]
    return [box for box in boxes if isinstance(box, DictationRow)]


def button(parent: QWidget, text: str) -> QPushButton:
    return next(b for b in parent.findChildren(QPushButton) if b.text() == text)


def test_it_says_how_things_stand_and_what_to_do(window: MainWindow) -> None:
    assert said(window)[:2] == ["Ready", "Hold Right Ctrl, speak, let go."]
    window.set_status(StatusChanged(trouble="The hotkey is taken."))
    assert said(window)[:2] == ["Something is wrong", "The hotkey is taken."]


def test_the_round_button_starts_and_stops(window: MainWindow, commands: FakeCommands) -> None:
    talk = window.findChildren(TalkButton)[0]
    assert talk.accessibleName() == "Start dictating"
    QTest.mouseClick(talk, Qt.MouseButton.LeftButton)
    window.set_status(StatusChanged(Phase.LISTENING))
    assert talk.accessibleName() == "Stop dictating"
    QTest.keyClick(talk, Qt.Key.Key_Space)
    assert commands.calls == [("toggle",), ("toggle",)]


def test_the_ring_follows_the_voice_only_while_recording(window: MainWindow) -> None:
    talk = window.findChildren(TalkButton)[0]
    window.add_level(Level(0.2, 0.5, True))
    assert not talk._frames.isActive()
    window.set_status(StatusChanged(Phase.LISTENING))
    window.add_level(Level(0.2, 0.5, True))
    assert talk._frames.isActive()


def test_the_ring_comes_to_rest_after_the_recording(window: MainWindow, qtbot: QtBot) -> None:
    talk = window.findChildren(TalkButton)[0]
    window.set_status(StatusChanged(Phase.LISTENING))
    window.add_level(Level(0.2, 0.5, True))
    qtbot.wait(50)
    window.set_status(StatusChanged())
    qtbot.waitUntil(lambda: not talk._frames.isActive(), timeout=3000)


def test_it_says_where_the_words_will_be_before_there_are_any(window: MainWindow) -> None:
    assert "Your words appear here" in said(window)


def test_dictations_are_listed_with_their_state(
    window: MainWindow, rows: tuple[Dictation, ...], qtbot: QtBot
) -> None:
    window.set_dictations(rows)
    assert len(listed(window)) == len(rows)
    qtbot.waitUntil(lambda: "Failed" in said(window))
    assert "It broke." in said(window)
    assert "Your words appear here" not in said(window)


def test_old_rows_make_room_for_new_ones(window: MainWindow, qtbot: QtBot) -> None:
    for round_ in range(3):
        window.set_dictations(
            [Dictation(f"{round_}-{i}", NOW_S, State.DONE, text="text") for i in range(40)]
        )
    assert [row._dictation.id for row in listed(window)] == [f"2-{i}" for i in range(SHOWN)]
    qtbot.waitUntil(lambda: len(window.findChildren(DictationRow)) == SHOWN)


def test_a_click_on_a_row_copies_and_says_so(
    window: MainWindow, rows: tuple[Dictation, ...], commands: FakeCommands, qtbot: QtBot
) -> None:
    window.set_dictations(rows)
    row = listed(window)[1]
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert commands.calls == [("copy", "5")]
    thanks = button(row, "Copied")
    qtbot.waitUntil(thanks.isVisible)
    qtbot.waitUntil(lambda: thanks.text() == "Copy")


def test_a_row_can_be_copied_with_the_keyboard(
    window: MainWindow, rows: tuple[Dictation, ...], commands: FakeCommands
) -> None:
    window.set_dictations(rows)
    row = listed(window)[1]
    assert row.focusPolicy() & Qt.FocusPolicy.TabFocus
    QTest.keyClick(row, Qt.Key.Key_Return)
    assert commands.calls == [("copy", "5")]


def test_a_row_without_words_copies_nothing(
    window: MainWindow, rows: tuple[Dictation, ...], commands: FakeCommands
) -> None:
    window.set_dictations(rows)
    for place in (0, 2, 3):
        QTest.mouseClick(listed(window)[place], Qt.MouseButton.LeftButton)
    assert commands.calls == []


def test_what_failed_can_be_tried_again(
    window: MainWindow, rows: tuple[Dictation, ...], commands: FakeCommands
) -> None:
    window.set_dictations(rows)
    QTest.mouseClick(button(listed(window)[3], "Try again"), Qt.MouseButton.LeftButton)
    assert commands.calls == [("retry", "3")]


def test_a_warning_stays_until_it_is_dismissed(window: MainWindow) -> None:
    window.tell(Told("The microphone is gone", "Unplugged.", "Plug it in.", Severity.ERROR))
    assert "The microphone is gone" in said(window)
    assert "Unplugged. Plug it in." in said(window)
    QTest.mouseClick(button(window, "Got it"), Qt.MouseButton.LeftButton)
    assert "The microphone is gone" not in said(window)


def test_mere_news_leaves_no_banner(window: MainWindow) -> None:
    window.tell(Told("Copied", "Press Ctrl+V."))
    assert "Copied" not in said(window)


def test_the_buttons_below_do_what_they_say(
    window: MainWindow, rows: tuple[Dictation, ...], commands: FakeCommands, qtbot: QtBot
) -> None:
    paste = button(window, "Paste the last one again")
    assert not paste.isEnabled()
    window.set_dictations(rows)
    paste.click()
    with qtbot.waitSignal(window.settings_wanted, timeout=500):
        button(window, "Settings").click()
    with qtbot.waitSignal(window.history_wanted, timeout=500):
        button(window, "History").click()
    button(window, "Quit").click()
    assert commands.calls == [("paste_last",), ("quit",)]


def test_closing_hides_where_an_icon_shows_that_dictate_runs(
    window: MainWindow, commands: FakeCommands
) -> None:
    window.close()
    assert not window.isVisible()
    assert commands.calls == []


def test_closing_ends_where_the_window_is_all_that_shows(
    window: MainWindow, commands: FakeCommands
) -> None:
    window.set_closes_program(True)
    window.close()
    assert commands.calls == [("quit",)]


def test_it_turns_dark_with_the_desktop(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.styleSheet() == theme.sheet(theme.LIGHT)
    monkeypatch.setattr(theme, "is_dark", lambda: True)
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert window.styleSheet() == theme.sheet(theme.DARK)


@pytest.mark.parametrize("dark", [False, True])
def test_a_desktop_that_names_no_scheme_is_judged_by_its_windows(dark: bool) -> None:
    palette = QApplication.palette()
    other = QPalette(palette)
    other.setColor(QPalette.ColorRole.Window, QColor("#202020" if dark else "#f0f0f0"))
    QApplication.setPalette(other)
    try:
        assert theme.is_dark() is dark
    finally:
        QApplication.setPalette(palette)


@pytest.mark.parametrize(("text", "lines"), [("short", 1), ("many words " * 30, 2)])
def test_a_text_takes_as_many_lines_as_it_needs_and_no_more_than_allowed(
    qtbot: QtBot, text: str, lines: int
) -> None:
    made = Lines(text, 2)
    qtbot.addWidget(made)
    made.resize(200, 10)
    made.show()
    assert made.height() == lines * made.fontMetrics().lineSpacing()
