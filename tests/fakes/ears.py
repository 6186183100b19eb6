"""Somebody who hears of keys."""

from __future__ import annotations

import time

from dictate.errors import DictateError
from tests.xserver import wait_until


class Ears:
    """A `HotkeyListener` that remembers."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.times: list[float] = []
        self.errors: list[DictateError] = []

    def key_pressed(self, now_s: float) -> None:
        self._note("pressed", now_s)

    def key_released(self, now_s: float) -> None:
        self._note("released", now_s)

    def other_key_pressed(self, now_s: float) -> None:
        self._note("other", now_s)

    def escape_pressed(self, now_s: float) -> None:
        self._note("escape", now_s)

    def hotkey_failed(self, error: DictateError) -> None:
        self.errors.append(error)
        self.heard.append("failed")

    def hotkey_works(self) -> None:
        self.heard.append("works")

    def _note(self, what: str, now_s: float) -> None:
        self.times.append(now_s)
        self.heard.append(what)

    def expect(self, *news: str) -> None:
        """Exactly this is heard next, and then nothing for a moment."""
        wait_until(lambda: len(self.heard) >= len(news), f"{news}, heard {self.heard}")
        time.sleep(0.08)  # nothing more may follow
        assert tuple(self.heard) == news
        self.heard.clear()
