"""The submenu of microphones."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import pytest
from pytestqt.qtbot import QtBot

from dictate.errors import MicrophoneError
from dictate.ui.microphones import Microphone, MicrophoneMenu
from tests.fakes.commands import FakeCommands

TWO = (Microphone("built-in", "Built-in & noisy", is_default=True), Microphone("usb", "Yeti"))


class Settings:
    """The chosen device, and a list that can be slow or fail."""

    def __init__(self) -> None:
        self.chosen = ""
        self.found: Sequence[Microphone] = TWO
        self.fails = False
        self.asked = 0
        self.may_go = threading.Event()
        self.may_go.set()

    def listed(self) -> Sequence[Microphone]:
        self.asked += 1
        assert self.may_go.wait(timeout=10)
        if self.fails:
            raise MicrophoneError("No sound server.")
        return self.found


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def menu(commands: FakeCommands, settings: Settings, qtbot: QtBot) -> Iterator[MicrophoneMenu]:
    made = MicrophoneMenu(commands, settings.listed, lambda: settings.chosen)
    qtbot.addWidget(made)
    yield made
    made.stop()


def entries(menu: MicrophoneMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def ticked(menu: MicrophoneMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.isChecked()]


def test_the_list_arrives_with_the_default_named(menu: MicrophoneMenu, qtbot: QtBot) -> None:
    assert entries(menu) == ["The system's choice"]
    menu.refresh()
    qtbot.waitUntil(lambda: len(entries(menu)) == 3)
    assert entries(menu) == [
        "The system's choice (Built-in && noisy)",
        "Built-in && noisy",
        "Yeti",
    ]


@pytest.mark.parametrize(("chosen", "tick"), [("", "The system's choice"), ("usb", "Yeti")])
def test_the_chosen_one_is_ticked_and_no_other(
    menu: MicrophoneMenu, settings: Settings, qtbot: QtBot, chosen: str, tick: str
) -> None:
    settings.chosen = chosen
    menu.refresh()
    qtbot.waitUntil(lambda: len(entries(menu)) == 3)
    assert len(ticked(menu)) == 1
    assert ticked(menu)[0].startswith(tick)


def test_a_chosen_one_that_is_gone_is_said_to_be_gone(
    menu: MicrophoneMenu, settings: Settings, qtbot: QtBot
) -> None:
    settings.chosen = "headset"
    menu.refresh()
    qtbot.waitUntil(lambda: len(entries(menu)) == 4)
    assert ticked(menu) == ["headset (not there)"]


def test_a_click_chooses(menu: MicrophoneMenu, commands: FakeCommands, qtbot: QtBot) -> None:
    menu.refresh()
    qtbot.waitUntil(lambda: len(entries(menu)) == 3)
    menu.actions()[-1].trigger()
    menu.actions()[0].trigger()
    assert commands.calls == [("choose_microphone", "usb"), ("choose_microphone", "")]


def test_a_slow_list_holds_up_nothing_and_is_asked_for_only_once(
    menu: MicrophoneMenu, settings: Settings, qtbot: QtBot
) -> None:
    settings.may_go.clear()
    for _ in range(5):
        menu.refresh()
    assert entries(menu) == ["The system's choice"]
    settings.may_go.set()
    qtbot.waitUntil(lambda: len(entries(menu)) == 3)
    assert settings.asked == 1


@pytest.mark.expects_warning("microphone-list: No sound server.")
def test_a_list_that_fails_says_so_and_the_next_one_is_shown_again(
    menu: MicrophoneMenu, settings: Settings, qtbot: QtBot
) -> None:
    settings.fails = True
    menu.refresh()
    qtbot.waitUntil(lambda: len(entries(menu)) == 2)
    assert entries(menu)[-1] == "The microphones cannot be listed now"
    settings.fails = False
    menu.refresh()
    qtbot.waitUntil(lambda: len(entries(menu)) == 3)
    assert entries(menu)[-1] == "Yeti"
