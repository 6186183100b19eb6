"""What the doctor finds of the hotkey on a real display."""

from __future__ import annotations

import pytest

from dictate.core.findings import Finding, Health
from dictate.platforms.control import ControlServer, Reply
from dictate.platforms.desktop import probe
from dictate.platforms.linux.x11_hotkeys import X11HotkeySource
from dictate.settings.paths import runtime_dir
from dictate.settings.schema import HotkeySettings
from tests.e2e.keys.screen import Screen
from tests.fakes.ears import Ears


def finding(topic: str, key: str) -> Finding:
    return next(found for found in probe(HotkeySettings(key=key)) if found.topic == topic)


@pytest.mark.usefixtures("screen")
@pytest.mark.parametrize("key", ["ctrl_r", "f9", "ctrl+alt+space"])
def test_a_hotkey_that_can_be_had_is_good(key: str) -> None:
    assert finding("display", key).health is Health.GOOD
    assert finding("hotkey", key).health is Health.GOOD


@pytest.mark.usefixtures("screen")
def test_a_key_that_the_keyboard_lacks_is_named() -> None:
    found = finding("hotkey", "<99999>")
    assert found.health is Health.BROKEN
    assert "99999" in found.text
    assert found.remedy


def test_a_key_that_another_program_has_is_named(screen: Screen) -> None:
    from Xlib import X

    root = screen.hands.screen().root
    root.grab_key(75, 0, False, X.GrabModeAsync, X.GrabModeAsync)
    screen.hands.sync()
    found = finding("hotkey", "f9")
    assert found.health is Health.BROKEN
    assert found.text == "F9 is taken by another program."


def test_the_key_of_the_running_dictate_is_not_blamed_on_another_program(
    source: X11HotkeySource, ears: Ears
) -> None:
    source.start(HotkeySettings(key="f9"), ears)
    ears.expect("works")
    server = ControlServer(runtime_dir(), lambda _: Reply(ok=True))
    server.start()
    assert "running Dictate" in finding("hotkey", "f9").text
    server.stop()


def test_trying_the_key_leaves_it_to_the_windows(screen: Screen) -> None:
    terminal = screen.open_terminal()
    finding("hotkey", "f9")
    screen.tap("f9")
    terminal.expect(b"\x1b[20~")
