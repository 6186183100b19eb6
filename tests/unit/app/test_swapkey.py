"""The key that swaps wordings: only where one is set, and another when it changes."""

from __future__ import annotations

from dictate.app.swapkey import SwapKey
from dictate.errors import DictateError, PlatformError
from dictate.settings.schema import HotkeySettings
from tests.fakes.hotkeys import FakeHotkeySource


def made() -> tuple[FakeHotkeySource, SwapKey, list[str], list[DictateError]]:
    source, swaps, errors = FakeHotkeySource(), list[str](), list[DictateError]()
    return source, SwapKey(source, lambda: swaps.append("swap"), errors.append), swaps, errors


def test_without_a_key_nothing_is_watched() -> None:
    source, key, _, _ = made()
    key.take(HotkeySettings())
    key.stop()
    assert source.key == ""
    assert not source.stopped


def test_the_key_swaps_each_time_it_goes_down() -> None:
    source, key, swaps, _ = made()
    key.take(HotkeySettings(swap_key="f8"))
    source.press()
    source.release()
    source.press()
    assert swaps == ["swap", "swap"]
    assert source.key == "f8"
    key.stop()


def test_another_key_is_taken_up_and_an_empty_one_lets_it_through() -> None:
    source, key, swaps, _ = made()
    key.take(HotkeySettings(swap_key="f8"))
    key.take(HotkeySettings(swap_key="f7"))
    assert source.key == "f7"
    key.take(HotkeySettings(swap_key=""))
    source.press()
    source.release()
    assert swaps == []
    key.take(HotkeySettings(swap_key="f7"))
    source.press()
    assert swaps == ["swap"]
    key.stop()


def test_a_key_that_cannot_be_had_is_told() -> None:
    _, key, _, errors = made()
    key.take(HotkeySettings(swap_key="f8"))
    before = len(errors)
    key.hotkey_failed(PlatformError("F8 is taken."))
    assert len(errors) == before + 1
    key.take(HotkeySettings())
    key.hotkey_failed(PlatformError("There is no display."))
    assert len(errors) == before + 1
    key.stop()
