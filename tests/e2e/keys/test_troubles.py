"""Whatever breaks between keyboard and Dictate, the hotkey comes back."""

from __future__ import annotations

import signal
import threading
import time
from typing import Any

import pytest

from dictate.platforms.linux.x11_hotkeys import X11HotkeySource
from dictate.settings.schema import HotkeySettings
from tests.e2e.keys.screen import Screen, Window
from tests.fakes.ears import Ears
from tests.xserver import XServer, wait_until


def start(source: X11HotkeySource, ears: Ears, key: str) -> None:
    source.start(HotkeySettings(key=key), ears)
    ears.expect("works")


def recorder() -> Any:
    """The thread that records keys now."""
    threads = (t for t in threading.enumerate() if t.name == "hotkey-recorder")
    return next(threads, None)


def cut_off(screen: XServer) -> Any:
    """Have the server throw the recorder's connection out, and wait until its thread has died."""
    cut = recorder()
    screen.hands.create_resource_object("resource", cut._context).kill_client()
    screen.hands.sync()
    threading.Thread.join(cut, 5.0)
    assert not cut.is_alive()
    return cut


# ── layouts ──────────────────────────────────────────────────────────────────────────────────────


def test_a_letter_is_followed_to_its_new_place_when_the_layout_changes(
    screen: Screen, terminal: Window, source: X11HotkeySource, ears: Ears
) -> None:
    y, z = 29, 52  # of a US keyboard; a German one has them the other way round
    screen.run("setxkbmap", "us")
    start(source, ears, "ctrl+y")
    screen.tap("ctrl_l", y)
    ears.expect("pressed", "released")
    screen.run("setxkbmap", "de")
    time.sleep(0.5)
    screen.tap("ctrl_l", z)
    ears.expect("pressed", "released")
    assert terminal.got() == b""
    screen.tap("ctrl_l", y)
    ears.expect("other")
    terminal.expect(b"\x1a")
    screen.run("setxkbmap", "ru")  # no key writes a y: where a US keyboard has it
    time.sleep(0.5)
    screen.tap("ctrl_l", y)
    ears.expect("pressed", "released")


@pytest.mark.parametrize("key", ["ctrl_r", "f9"])
def test_a_change_of_the_layout_does_not_end_a_hold(
    key: str, screen: Screen, source: X11HotkeySource, ears: Ears
) -> None:
    screen.run("setxkbmap", "us")
    start(source, ears, key)
    screen.press(key)
    ears.expect("pressed")
    screen.run("setxkbmap", "ru")
    time.sleep(0.5)
    ears.expect()
    screen.release(key)
    ears.expect("released")


def test_the_right_alt_is_the_hotkey_also_where_it_is_altgr(
    screen: Screen, source: X11HotkeySource, ears: Ears
) -> None:
    screen.run("setxkbmap", "us")
    start(source, ears, "alt_r")
    screen.tap("alt_r")
    ears.expect("pressed", "released")
    screen.run("setxkbmap", "de")
    time.sleep(0.5)
    screen.tap("alt_r")
    ears.expect("pressed", "released")


def test_the_second_of_two_layouts_does_not_let_the_hotkey_through(
    screen: Screen, terminal: Window, source: X11HotkeySource, ears: Ears
) -> None:
    screen.run("setxkbmap", "us,ru", "-option", "grp:caps_toggle")
    time.sleep(0.3)
    start(source, ears, "f9")
    screen.tap("caps_lock")
    screen.tap("a")
    ears.expect("other", "other")
    terminal.expect("ф".encode())
    screen.tap("f9")
    ears.expect("pressed", "released")
    assert terminal.got() == b""


# ── threads and connections ──────────────────────────────────────────────────────────────────────


def test_a_recorder_that_dies_is_replaced_without_a_word(
    screen: Screen, terminal: Window, source: X11HotkeySource, ears: Ears
) -> None:
    start(source, ears, "f9")
    old = cut_off(screen)
    wait_until(
        lambda: recorder() not in (old, None) and source.is_down() is False, "a new recorder"
    )
    screen.tap("f9")
    ears.expect("pressed", "released")
    assert terminal.got() == b""


def test_a_release_that_nobody_recorded_is_made_up_for(
    screen: Screen, source: X11HotkeySource, ears: Ears
) -> None:
    start(source, ears, "ctrl_r")
    screen.press("ctrl_r")
    ears.expect("pressed")
    time.sleep(0.5)
    recorder()._heard = lambda *_: None  # as if the server forgot to tell
    released_s = time.monotonic()
    screen.release("ctrl_r")
    ears.expect("released")
    assert ears.times[-1] - released_s < 0.3


def test_a_hold_goes_on_when_the_recorder_dies_and_ends_if_it_was_released_meanwhile(
    screen: Screen, source: X11HotkeySource, ears: Ears
) -> None:
    start(source, ears, "ctrl_r")
    screen.press("ctrl_r")
    ears.expect("pressed")
    cut_off(screen)
    time.sleep(0.4)
    ears.expect()
    cut_off(screen)
    screen.release("ctrl_r")
    ears.expect("released")


def test_a_server_that_dies_is_told_and_its_successor_is_served(
    screen: Screen, source: X11HotkeySource, ears: Ears
) -> None:
    start(source, ears, "f9")
    screen.press("f9")
    ears.expect("pressed")
    screen.kill()
    ears.expect("released", "failed")
    assert ears.errors[-1].hint
    assert source.is_down() is None
    screen.restart()
    wait_until(lambda: ears.heard == ["works"], "the hotkey to work again", limit_s=10)
    ears.heard.clear()
    screen.tap("f9")
    ears.expect("pressed", "released")


def test_what_is_asked_while_there_is_no_server_is_done_when_there_is_one(
    screen: Screen, source: X11HotkeySource, ears: Ears
) -> None:
    start(source, ears, "f9")
    screen.kill()
    ears.expect("failed")
    source.rebind(HotkeySettings(key="ctrl_r"))
    source.capture_escape(True)
    screen.restart()
    source.refresh()
    wait_until(lambda: "works" in ears.heard, "the hotkey to work again", limit_s=10)
    ears.heard.clear()
    screen.tap("f9")
    screen.tap("ctrl_r")
    screen.tap("esc")
    ears.expect("other", "pressed", "released", "escape")


def test_without_a_display_it_says_so_and_begins_when_there_is_one(
    screen: Screen, source: X11HotkeySource, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY")
    source.start(HotkeySettings(), ears)
    ears.expect("failed")
    assert "no display" in ears.errors[0].message
    monkeypatch.setenv("DISPLAY", screen.name)
    wait_until(lambda: ears.heard == ["works"], "the hotkey to work", limit_s=5)
    ears.heard.clear()
    screen.tap("ctrl_r")
    ears.expect("pressed", "released")


@pytest.mark.usefixtures("screen")
def test_a_display_that_is_not_there_is_named(
    source: X11HotkeySource, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":9999")
    source.start(HotkeySettings(), ears)
    ears.expect("failed")
    assert ":9999" in ears.errors[0].message


@pytest.mark.expects_warning("did not end within a second")
def test_a_frozen_server_does_not_keep_dictate_from_ending(
    screen: Screen, source: X11HotkeySource, ears: Ears
) -> None:
    start(source, ears, "f9")
    screen.signal(signal.SIGSTOP)
    began_s = time.monotonic()
    assert source.is_down() is None
    source.stop()
    assert time.monotonic() - began_s < 2.0
    screen.signal(signal.SIGCONT)


def test_keys_of_a_keyboard_that_goes_wild_are_all_told(
    screen: Screen, source: X11HotkeySource, ears: Ears
) -> None:
    start(source, ears, "ctrl_r")
    for _ in range(300):
        screen.tap("a")
    wait_until(lambda: len(ears.heard) == 300, "300 keys")
    assert set(ears.heard) == {"other"}
