"""The second key: it swaps the last text between its two wordings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dictate.core.ports import HotkeySource
from dictate.errors import DictateError
from dictate.settings.schema import HotkeySettings


class SwapKey:
    """Watches for the key while one is set; implements `HotkeyListener`.

    Args:
        source: Of the platform; started with the first key.
        swap: What the key does. Returns at once.
        failed: Told why the key cannot be had.
    """

    def __init__(
        self,
        source: HotkeySource,
        swap: Callable[[], None],
        failed: Callable[[DictateError], None],
    ) -> None:
        self._source = source
        self._swap = swap
        self._failed = failed
        self._key = ""
        self._started = False

    def take(self, settings: HotkeySettings) -> None:
        """Take up the key of these settings; an empty one lets the last one through."""
        key = settings.swap_key.strip()
        if key == self._key:
            return
        self._key = key
        if not key:
            self._source.pause(True)
            return
        own = replace(settings, key=key)
        if not self._started:
            self._started = True
            self._source.start(own, self)
            return
        self._source.pause(False)
        self._source.rebind(own)

    def stop(self) -> None:
        """End. Blocks at most one second."""
        if self._started:
            self._source.stop()

    # ── HotkeyListener ───────────────────────────────────────────────────────────────────────────

    def key_pressed(self, now_s: float) -> None:  # noqa: ARG002 - any time will do
        """Swap."""
        self._swap()

    def key_released(self, now_s: float) -> None:
        """Nothing ends with it."""

    def other_key_pressed(self, now_s: float) -> None:
        """The main hotkey's source says so too."""

    def escape_pressed(self, now_s: float) -> None:
        """Esc is not asked for."""

    def hotkey_failed(self, error: DictateError) -> None:
        """The key cannot be had."""
        if self._key:
            self._failed(error)

    def hotkey_works(self) -> None:
        """Nothing to say."""
