"""The icon in the panel."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QSystemTrayIcon
from pytestqt.qtbot import QtBot

from dictate.core.notices import Phase, StatusChanged, Told
from dictate.ui import icons
from dictate.ui import tray as tray_module
from dictate.ui.icon_shapes import Mark
from dictate.ui.microphones import MicrophoneMenu
from dictate.ui.tray import Tray
from dictate.ui.tray_menu import TrayMenu
from tests.fakes.commands import FakeCommands


class Panel:
    """Whether this desktop has a panel that takes icons."""

    def __init__(self) -> None:
        self.there = True


@pytest.fixture(autouse=True)
def panel(monkeypatch: pytest.MonkeyPatch) -> Panel:
    made = Panel()
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: made.there))
    return made


@pytest.fixture
def tray(commands: FakeCommands, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tray]:
    monkeypatch.setattr(tray_module, "GRACE_MS", 20)
    microphones = MicrophoneMenu(commands, list, lambda: "")
    menu = TrayMenu(commands, microphones, history=False)
    for widget in (microphones, menu):
        qtbot.addWidget(widget)
    made = Tray(commands, menu, hotkey="Right Ctrl")
    yield made
    made.stop()
    microphones.stop()


@pytest.mark.parametrize(
    ("status", "mark"),
    [
        (StatusChanged(), Mark.IDLE),
        (StatusChanged(Phase.LISTENING), Mark.RECORDING),
        (StatusChanged(working=1), Mark.WORKING),
        (StatusChanged(trouble="It broke."), Mark.TROUBLE),
        (StatusChanged(hotkey_paused=True), Mark.PAUSED),
    ],
)
def test_the_icon_says_the_state(tray: Tray, status: StatusChanged, mark: Mark) -> None:
    tray.set_status(status)
    assert tray.mark is mark
    wanted = icons.pixmap(mark, 22).toImage()
    assert tray._icon.icon().pixmap(22, 22).toImage() == wanted


def test_the_tooltip_says_it_in_words(tray: Tray) -> None:
    tray.set_status(StatusChanged(trouble="It broke."))
    assert tray._icon.toolTip() == "Dictate: Something is wrong\nIt broke."


def test_another_hotkey_is_named_at_once(tray: Tray) -> None:
    tray.set_hotkey("F9")
    assert "Hold F9" in tray._icon.toolTip()


def test_a_click_starts_or_stops_and_other_clicks_do_not(
    tray: Tray, commands: FakeCommands
) -> None:
    reasons = QSystemTrayIcon.ActivationReason
    for reason in (reasons.Trigger, reasons.Context, reasons.MiddleClick):
        tray._icon.activated.emit(reason)
    assert commands.calls == [("toggle",)]


def test_a_panel_is_announced_at_once(tray: Tray, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tray.available_changed, timeout=500) as said:
        tray.start()
    assert said.args == [True]
    assert tray.available


def test_a_missing_panel_is_announced_only_after_a_moment_of_grace(
    tray: Tray, panel: Panel, qtbot: QtBot
) -> None:
    panel.there = False
    said: list[bool] = []
    tray.available_changed.connect(said.append)
    tray.start()
    assert said == []
    qtbot.waitUntil(lambda: said == [False])


def test_a_panel_that_comes_within_the_grace_is_all_that_is_said(
    tray: Tray, panel: Panel, qtbot: QtBot
) -> None:
    panel.there = False
    said: list[bool] = []
    tray.available_changed.connect(said.append)
    QTimer.singleShot(5, lambda: setattr(panel, "there", True))
    tray.start()
    qtbot.waitUntil(lambda: bool(said))
    assert said == [True]


def test_a_panel_that_comes_or_goes_later_is_noticed_once(
    tray: Tray, panel: Panel, qtbot: QtBot
) -> None:
    said: list[bool] = []
    tray.available_changed.connect(said.append)
    tray._watch.setInterval(5)
    tray.start()
    panel.there = False
    qtbot.waitUntil(lambda: said == [True, False])
    panel.there = True
    qtbot.waitUntil(lambda: said == [True, False, True])


def test_without_a_panel_a_message_is_not_taken(tray: Tray, panel: Panel) -> None:
    panel.there = False
    assert not tray.tell(Told("Title", "Text"))


def test_icons_come_in_every_size_a_panel_asks_for() -> None:
    for size in icons.SIZES_PX:
        picture = icons.icon(Mark.IDLE).pixmap(size, size)
        assert (picture.width(), picture.height()) == (size, size)
