"""What the window with the keyboard sees of the hotkey: nothing, and of all else everything."""

from __future__ import annotations

import time

import pytest

from dictate.platforms.linux.x11_hotkeys import X11HotkeySource
from dictate.settings.schema import HotkeySettings
from tests.e2e.keys.screen import Screen, Window
from tests.fakes.ears import Ears
from tests.xserver import wait_until

F9_BYTES = b"\x1b[20~"


def start(source: X11HotkeySource, ears: Ears, key: str) -> None:
    source.start(HotkeySettings(key=key), ears)
    ears.expect("works")


def test_right_ctrl_alone_is_a_hotkey_and_types_nothing(
    screen: Screen, terminal: Window, source: X11HotkeySource, ears: Ears
) -> None:
    start(source, ears, "ctrl_r")
    screen.press("ctrl_r")
    time.sleep(1.0)
    screen.release("ctrl_r")
    ears.expect("pressed", "released")
    assert terminal.got() == b""


def test_left_ctrl_is_another_key(screen: Screen, source: X11HotkeySource, ears: Ears) -> None:
    start(source, ears, "ctrl_r")
    screen.tap("ctrl_l")
    ears.expect("other")


def test_ctrl_c_with_right_ctrl_reaches_the_window_and_is_told_as_another_key(
    screen: Screen, terminal: Window, source: X11HotkeySource, ears: Ears
) -> None:
    start(source, ears, "ctrl_r")
    screen.tap("ctrl_r", "c")
    ears.expect("pressed", "other", "released")
    terminal.expect(b"\x03")


@pytest.mark.parametrize("kind", ["terminal", "qt"])
def test_f9_held_for_three_seconds_types_nothing(
    kind: str, screen: Screen, source: X11HotkeySource, ears: Ears
) -> None:
    window = screen.open_terminal() if kind == "terminal" else screen.open_qt()
    start(source, ears, "f9")
    screen.press("f9")
    time.sleep(3.0)
    screen.release("f9")
    ears.expect("pressed", "released")
    screen.tap("a")
    window.expect(b"a" if kind == "terminal" else b"41\n")  # and at once it has the keyboard back


@pytest.mark.parametrize("locks", [["caps_lock"], ["num_lock"], ["caps_lock", "num_lock"]])
def test_locks_do_not_matter(
    locks: list[str], screen: Screen, terminal: Window, source: X11HotkeySource, ears: Ears
) -> None:
    for lock in locks:
        screen.tap(lock)
    start(source, ears, "f9")
    screen.tap("f9")
    ears.expect("pressed", "released")
    assert terminal.got() == b""


def test_with_shift_f9_belongs_to_the_window(
    screen: Screen, terminal: Window, source: X11HotkeySource, ears: Ears
) -> None:
    start(source, ears, "f9")
    screen.tap("shift_l", "f9")
    ears.expect("other", "other")
    terminal.expect(b"\x1b[20;2~")


@pytest.mark.parametrize("first_up", ["ctrl_l", "alt_l", "space"])
def test_a_chord_types_nothing_and_ends_with_any_of_its_keys(
    first_up: str, screen: Screen, terminal: Window, source: X11HotkeySource, ears: Ears
) -> None:
    start(source, ears, "ctrl+alt+space")
    screen.press("ctrl_l", "alt_l", "space")
    ears.expect("pressed")
    time.sleep(0.8)  # it would repeat by now
    screen.release(first_up)
    ears.expect("released")
    screen.release(*[key for key in ("space", "alt_l", "ctrl_l") if key != first_up])
    assert terminal.got() == b""
    screen.tap("ctrl_l", "space")
    terminal.expect(b"\x00")


def test_escape_reaches_dictate_alone_while_captured_also_with_the_hotkey_held(
    screen: Screen, terminal: Window, source: X11HotkeySource, ears: Ears
) -> None:
    start(source, ears, "ctrl_r")
    source.capture_escape(True)
    screen.press("ctrl_r")
    ears.expect("pressed")
    screen.press("esc")
    ears.expect("escape")
    source.capture_escape(False)  # as when the take is set aside
    time.sleep(0.8)
    screen.release("esc", "ctrl_r")
    ears.expect("released")
    assert terminal.got() == b""
    screen.tap("esc")
    ears.expect("other")
    terminal.expect(b"\x1b")


def test_paused_the_hotkey_goes_to_the_window_and_afterwards_no_more(
    screen: Screen, terminal: Window, source: X11HotkeySource, ears: Ears
) -> None:
    start(source, ears, "f9")
    source.pause(True)
    source.is_down()
    screen.tap("f9")
    ears.expect("other")
    terminal.expect(F9_BYTES)
    source.pause(False)
    source.is_down()
    screen.tap("f9")
    ears.expect("pressed", "released")
    assert terminal.got() == b""


def test_the_old_hotkey_goes_to_the_window_after_a_change(
    screen: Screen, terminal: Window, source: X11HotkeySource, ears: Ears
) -> None:
    start(source, ears, "f9")
    source.rebind(HotkeySettings(key="ctrl+alt+space"))
    ears.expect("works")
    screen.tap("f9")
    ears.expect("other")
    terminal.expect(F9_BYTES)


def test_a_key_that_another_program_has_is_named_and_taken_when_it_is_free(
    screen: Screen, source: X11HotkeySource, ears: Ears
) -> None:
    from Xlib import X

    root = screen.hands.screen().root
    root.grab_key(75, 0, False, X.GrabModeAsync, X.GrabModeAsync)
    screen.hands.sync()
    source.start(HotkeySettings(key="f9"), ears)
    ears.expect("failed")
    assert ears.errors[0].message == "F9 is taken by another program."
    screen.tap("f9")
    ears.expect("other")
    time.sleep(0.5)  # what the server says of a new keyboard has been heard
    root.ungrab_key(75, 0)
    screen.hands.sync()
    wait_until(lambda: ears.heard == ["works"], "the key to be taken", limit_s=8)
    ears.heard.clear()
    screen.tap("f9")
    ears.expect("pressed", "released")


def test_our_own_paste_keys_are_no_news_and_the_users_are(
    screen: Screen, source: X11HotkeySource, ears: Ears
) -> None:
    start(source, ears, "ctrl_r")
    chord = [(50, True), (118, True), (118, False), (50, False)]
    source.discount(chord)
    screen.tap("shift_l", "insert")
    screen.tap("a")
    ears.expect("other")
    screen.tap("shift_l", "insert")
    ears.expect("other", "other")


def test_modifiers_that_dictate_lets_go_for_the_user_do_not_get_stuck(
    screen: Screen, source: X11HotkeySource, ears: Ears
) -> None:
    start(source, ears, "f9")
    screen.press("shift_l")
    ears.expect("other")
    source.discount([(50, False)])
    screen.release("shift_l")  # Dictate; the finger is still on the key
    screen.tap("f9")
    ears.expect("pressed", "released")


def test_the_press_is_told_within_a_few_milliseconds(
    screen: Screen, source: X11HotkeySource, ears: Ears
) -> None:
    start(source, ears, "ctrl_r")
    delays: list[float] = []
    for _ in range(20):
        pressed_s = time.monotonic()
        screen.press("ctrl_r")
        wait_until(lambda: "pressed" in ears.heard, "the press")
        screen.release("ctrl_r")
        wait_until(lambda: "released" in ears.heard, "the release")
        delays.append(ears.times[-2] - pressed_s)
        ears.heard.clear()
    assert sorted(delays)[10] < 0.02
