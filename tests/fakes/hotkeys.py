"""A keyboard that a test plays."""

from __future__ import annotations

import time

from dictate.core.ports import HotkeyListener
from dictate.errors import DictateError
from dictate.settings.hotkey import parse
from dictate.settings.schema import HotkeySettings


class FakeHotkeySource:
    """A `HotkeySource` without a keyboard: `press`, `release`, `press_other` and `press_escape`."""

    def __init__(self) -> None:
        self._listener: HotkeyListener | None = None
        self._bound = self._paused = self._escape = self._down = self._held = False
        self.stopped = False
        self.key = ""

    def start(self, settings: HotkeySettings, listener: HotkeyListener) -> None:
        assert self._listener is None, "started twice"
        self._listener = listener
        self.rebind(settings)

    def rebind(self, settings: HotkeySettings) -> None:
        self._let_go()
        try:
            self.key, self._bound = parse(settings.key).name, True
        except DictateError as error:
            self._bound = False
            self._told.hotkey_failed(error)
        else:
            self._told.hotkey_works()

    def pause(self, paused: bool) -> None:
        self._paused = paused
        if paused:
            self._let_go()

    def capture_escape(self, wanted: bool) -> None:
        self._escape = wanted

    def refresh(self) -> None:
        assert not self.stopped

    def is_down(self) -> bool | None:
        return self._down if self._bound else None

    def stop(self) -> None:
        self._let_go()
        self.stopped = True

    # ── the test's hands ─────────────────────────────────────────────────────────────────────────

    def press(self) -> None:
        assert not self._down, "the hotkey is down already"
        self._down = True
        if self.stopped:
            return
        if self._bound and not self._paused:
            self._held = True
            self._told.key_pressed(time.monotonic())
        else:
            self._told.other_key_pressed(time.monotonic())

    def release(self) -> None:
        assert self._down, "the hotkey is not down"
        self._down = False
        self._let_go()

    def press_other(self) -> None:
        if not self.stopped:
            self._told.other_key_pressed(time.monotonic())

    def press_escape(self) -> None:
        if self._escape and not self.stopped:
            self._told.escape_pressed(time.monotonic())
        else:
            self.press_other()

    def fail(self, error: DictateError) -> None:
        self._told.hotkey_failed(error)

    @property
    def _told(self) -> HotkeyListener:
        assert self._listener is not None, "not started"
        return self._listener

    def _let_go(self) -> None:
        if self._held:
            self._held = False
            self._told.key_released(time.monotonic())
