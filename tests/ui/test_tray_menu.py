"""The menu of the tray icon."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from dictate.core.dictation import Dictation, State
from dictate.core.notices import Phase, StatusChanged
from dictate.ui.microphones import MicrophoneMenu
from dictate.ui.tray_menu import SHOWN, TrayMenu
from tests.fakes.commands import FakeCommands


@pytest.fixture
def microphones(commands: FakeCommands, qtbot: QtBot) -> Iterator[MicrophoneMenu]:
    made = MicrophoneMenu(commands, list, lambda: "")
    qtbot.addWidget(made)
    yield made
    made.stop()


@pytest.fixture
def menu(commands: FakeCommands, microphones: MicrophoneMenu, qtbot: QtBot) -> TrayMenu:
    made = TrayMenu(commands, microphones, history=True)
    qtbot.addWidget(made)
    made.set_status(StatusChanged(), "Right Ctrl")
    return made


def texts(menu: TrayMenu) -> list[str]:
    return [a.text() for a in menu.actions() if a.isVisible() and not a.isSeparator()]


def entry(menu: TrayMenu, beginning: str) -> QAction:
    return next(a for a in menu.actions() if a.text().startswith(beginning))


def test_it_says_how_things_stand_and_offers_to_start(menu: TrayMenu) -> None:
    assert texts(menu)[:2] == ["Ready: Hold Right Ctrl, speak, let go.", "Start dictating"]
    assert not menu.actions()[0].isEnabled()


def test_while_recording_it_offers_to_stop_and_to_set_aside(
    menu: TrayMenu, commands: FakeCommands
) -> None:
    menu.set_status(StatusChanged(Phase.LISTENING), "Right Ctrl")
    assert texts(menu)[1:3] == ["Stop dictating", "Set aside"]
    entry(menu, "Stop").trigger()
    entry(menu, "Set aside").trigger()
    assert commands.calls == [("toggle",), ("cancel",)]


def test_what_is_being_worked_on_can_be_set_aside_too(menu: TrayMenu) -> None:
    menu.set_status(StatusChanged(working=1), "Right Ctrl")
    assert "Set aside" in texts(menu)
    menu.set_status(StatusChanged(), "Right Ctrl")
    assert "Set aside" not in texts(menu)


def test_dictations_stand_newest_first_with_how_they_ended(
    menu: TrayMenu, rows: tuple[Dictation, ...]
) -> None:
    menu.set_dictations(rows)
    assert texts(menu)[2:7] == [
        "In work: 4 s of speech",
        "Hello && welcome.",
        "Failed: 1:05 min of speech",
        "Set aside: Not this.",
        "First.",
    ]


def test_a_click_on_a_dictation_copies_it(
    menu: TrayMenu, rows: tuple[Dictation, ...], commands: FakeCommands
) -> None:
    menu.set_dictations(rows)
    entry(menu, "Hello").trigger()
    assert commands.calls == [("copy", "5")]


def test_what_is_being_worked_on_cannot_be_clicked(
    menu: TrayMenu, rows: tuple[Dictation, ...]
) -> None:
    menu.set_dictations(rows)
    assert not entry(menu, "In work").isEnabled()


def test_what_failed_offers_another_try_and_what_has_words_a_copy(
    menu: TrayMenu, rows: tuple[Dictation, ...], commands: FakeCommands
) -> None:
    menu.set_dictations(rows)
    failed, aside = (made for made in menu._owned if isinstance(made, QMenu))
    assert failed.title() == "Failed: 1:05 min of speech"
    assert [a.text() for a in failed.actions()] == ["Try again"]
    assert [a.text() for a in aside.actions()] == ["Try again", "Copy"]
    failed.actions()[0].trigger()
    aside.actions()[1].trigger()
    assert commands.calls == [("retry", "3"), ("copy", "2")]


def test_only_the_newest_are_listed_and_old_ones_leave_no_trace(menu: TrayMenu) -> None:
    for round_ in range(5):
        menu.set_dictations(
            [Dictation(str(i), 0.0, State.DONE, text=f"{round_}-{i}") for i in range(20)]
        )
    shown = [text for text in texts(menu) if text[:1].isdigit()]
    assert shown == [f"4-{i}" for i in range(SHOWN)]


def test_without_dictations_there_is_nothing_to_paste_again(
    menu: TrayMenu, rows: tuple[Dictation, ...], commands: FakeCommands
) -> None:
    paste = entry(menu, "Paste the last")
    assert not paste.isEnabled()
    menu.set_dictations(rows)
    paste.trigger()
    assert commands.calls == [("paste_last",)]


def test_text_of_many_lines_takes_one(menu: TrayMenu) -> None:
    menu.set_dictations([Dictation("1", 0.0, State.DONE, text="one\ntwo " + "long " * 40)])
    line = entry(menu, "one two").text()
    assert "\n" not in line
    assert len(line) < 50
    assert line.endswith("…")


def test_the_hotkey_can_be_paused_and_taken_again(menu: TrayMenu, commands: FakeCommands) -> None:
    pause = entry(menu, "Pause the hotkey")
    pause.trigger()
    menu.set_status(StatusChanged(hotkey_paused=True), "Right Ctrl")
    assert pause.isChecked()
    pause.trigger()
    assert commands.calls == [("pause_hotkey", "True"), ("pause_hotkey", "False")]


def test_a_changed_status_does_not_ask_for_anything(menu: TrayMenu, commands: FakeCommands) -> None:
    menu.set_status(StatusChanged(hotkey_paused=True), "Right Ctrl")
    menu.set_status(StatusChanged(), "Right Ctrl")
    assert commands.calls == []


def test_windows_settings_and_quit_are_at_hand(
    menu: TrayMenu, commands: FakeCommands, qtbot: QtBot
) -> None:
    for text, signal in (
        ("Open Dictate", menu.window_wanted),
        ("History", menu.history_wanted),
        ("Settings", menu.settings_wanted),
    ):
        with qtbot.waitSignal(signal, timeout=500):
            entry(menu, text).trigger()
    entry(menu, "Quit").trigger()
    assert commands.calls == [("quit",)]


def test_without_a_history_window_none_is_offered(
    commands: FakeCommands, microphones: MicrophoneMenu, qtbot: QtBot
) -> None:
    menu = TrayMenu(commands, microphones, history=False)
    qtbot.addWidget(menu)
    assert not any("History" in text for text in texts(menu))
