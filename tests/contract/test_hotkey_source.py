"""What every `HotkeySource` keeps, the fake like the real ones."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Protocol

import pytest

from dictate.core.ports import HotkeySource
from dictate.platforms.hook_hotkeys import HookHotkeySource
from dictate.platforms.linux.x11_hotkeys import X11HotkeySource
from dictate.settings.schema import HotkeySettings
from tests.fakes.ears import Ears
from tests.fakes.hook import FakeHook
from tests.fakes.hotkeys import FakeHotkeySource
from tests.xserver import XServer

F9 = HotkeySettings(key="f9")


class Rig(Protocol):
    """A source and the hands that play it; the hotkey is F9."""

    @property
    def source(self) -> HotkeySource: ...
    def press(self) -> None: ...
    def release(self) -> None: ...
    def press_other(self) -> None: ...
    def press_escape(self) -> None: ...
    def close(self) -> None: ...


class FakeRig:
    def __init__(self) -> None:
        self.source = FakeHotkeySource()
        self.press = self.source.press
        self.release = self.source.release
        self.press_other = self.source.press_other
        self.press_escape = self.source.press_escape

    def close(self) -> None: ...


class HookRig:
    def __init__(self) -> None:
        self.hook = FakeHook()
        self.source = HookHotkeySource(self.hook)

    def press(self) -> None:
        self.hook.press("f9")

    def release(self) -> None:
        self.hook.release("f9")

    def press_other(self) -> None:
        self.hook.press("a")
        self.hook.release("a")

    def press_escape(self) -> None:
        self.hook.press("esc")
        self.hook.release("esc")

    def close(self) -> None: ...


class X11Rig:
    def __init__(self) -> None:
        self.server = XServer()
        self.source = X11HotkeySource()

    def press(self) -> None:
        self.server.press("f9")

    def release(self) -> None:
        self.server.release("f9")

    def press_other(self) -> None:
        self.server.tap("a")

    def press_escape(self) -> None:
        self.server.tap("esc")

    def close(self) -> None:
        self.server.close()


@pytest.fixture(params=["fake", "hook", "x11"])
def rig(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    rig: Rig
    match request.param:
        case "x11":
            rig = x11 = X11Rig()
            monkeypatch.setenv("DISPLAY", x11.server.name)
        case "hook":
            rig = HookRig()
        case _:
            rig = FakeRig()
    yield rig
    rig.source.stop()
    rig.close()


@pytest.fixture
def ears(rig: Rig) -> Ears:
    """Started, bound to F9, and said to work."""
    ears = Ears()
    rig.source.start(F9, ears)
    ears.expect("works")
    return ears


def settle(rig: Rig) -> None:
    """Whatever was asked of the source has been done."""
    rig.source.is_down()


def test_a_hold_is_one_press_and_one_release(rig: Rig, ears: Ears) -> None:
    before_s = time.monotonic()
    rig.press()
    time.sleep(0.6)  # a real keyboard repeats by then
    ears.expect("pressed")
    rig.release()
    ears.expect("released")
    assert before_s <= ears.times[0] <= ears.times[1] - 0.5 <= time.monotonic()


def test_it_says_whether_the_hotkey_is_down(rig: Rig, ears: Ears) -> None:
    assert rig.source.is_down() is False
    rig.press()
    ears.expect("pressed")
    assert rig.source.is_down() is True
    rig.release()
    ears.expect("released")
    assert rig.source.is_down() is False


def test_another_key_is_told_whether_or_not_the_hotkey_is_held(rig: Rig, ears: Ears) -> None:
    rig.press_other()
    ears.expect("other")
    rig.press()
    rig.press_other()
    ears.expect("pressed", "other")
    rig.release()
    ears.expect("released")


def test_escape_is_news_of_its_own_only_while_it_is_captured(rig: Rig, ears: Ears) -> None:
    rig.press_escape()
    ears.expect("other")
    rig.source.capture_escape(True)
    settle(rig)
    rig.press_escape()
    rig.press_escape()
    ears.expect("escape", "escape")
    rig.source.capture_escape(False)
    settle(rig)
    rig.press_escape()
    ears.expect("other")


def test_while_paused_the_hotkey_is_a_key_like_any_other(rig: Rig, ears: Ears) -> None:
    rig.source.pause(True)
    settle(rig)
    rig.press()
    rig.release()
    ears.expect("other")
    rig.source.pause(False)
    settle(rig)
    rig.press()
    rig.release()
    ears.expect("pressed", "released")


def test_a_pause_ends_a_hold(rig: Rig, ears: Ears) -> None:
    rig.press()
    ears.expect("pressed")
    rig.source.pause(True)
    ears.expect("released")
    rig.release()
    ears.expect()


def test_another_hotkey_is_taken_up_and_ends_a_hold(rig: Rig, ears: Ears) -> None:
    rig.press()
    ears.expect("pressed")
    rig.source.rebind(HotkeySettings(key="ctrl_r"))
    ears.expect("released", "works")
    rig.release()
    ears.expect()


def test_a_key_that_does_not_exist_is_named_and_the_next_good_one_works(
    rig: Rig, ears: Ears
) -> None:
    rig.source.rebind(HotkeySettings(key="foot_pedal"))
    ears.expect("failed")
    assert "foot_pedal" in ears.errors[0].message
    assert ears.errors[0].hint
    rig.source.rebind(F9)
    ears.expect("works")
    rig.press()
    rig.release()
    ears.expect("pressed", "released")


def test_a_refresh_loses_nothing(rig: Rig, ears: Ears) -> None:
    rig.source.refresh()
    time.sleep(0.3)
    rig.press()
    rig.release()
    ears.expect("pressed", "released")


def test_after_the_stop_nothing_is_told(rig: Rig, ears: Ears) -> None:
    rig.source.stop()
    rig.press()
    rig.press_other()
    rig.release()
    ears.expect()


def test_a_stop_ends_a_hold(rig: Rig, ears: Ears) -> None:
    rig.press()
    ears.expect("pressed")
    rig.source.stop()
    ears.expect("released")
