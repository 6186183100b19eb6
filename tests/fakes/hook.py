"""A system that asks a hook about every key."""

from __future__ import annotations

import threading

from dictate.errors import PlatformError
from dictate.platforms.hook_hotkeys import OnKey
from dictate.platforms.keys import Binding
from dictate.settings.hotkey import MODIFIERS, TITLES, Hotkey

NAMES = tuple(TITLES)


class FakeHook:
    """A `Hook` whose keys a test presses; it knows which of them the windows got."""

    def __init__(self) -> None:
        self.refuses: PlatformError | None = None
        self.windows_got: list[tuple[str, bool]] = []
        self.starts = 0
        self.listening = threading.Event()
        self._on_key: OnKey | None = None
        self._down: set[int] = set()

    def start(self, on_key: OnKey) -> None:
        assert self._on_key is None, "started twice"
        if self.refuses:
            raise self.refuses
        self.starts += 1
        self._on_key = on_key
        self.listening.set()

    def stop(self) -> None:
        self._on_key = None
        self.listening.clear()

    def is_alive(self) -> bool:
        return self._on_key is not None

    def bind(self, hotkey: Hotkey) -> Binding:
        return Binding(
            parts=tuple(frozenset({NAMES.index(part)}) for part in hotkey.parts),
            modifier_only=hotkey.modifier_only,
            modifiers=frozenset(NAMES.index(name) for name in MODIFIERS),
            escape=frozenset({NAMES.index("esc")}),
        )

    def down(self, codes: frozenset[int]) -> frozenset[int]:
        return codes & self._down

    # ── the test's hands ─────────────────────────────────────────────────────────────────────────

    def press(self, name: str) -> None:
        self._down.add(NAMES.index(name))
        self._tell(name, down=True)

    def release(self, name: str) -> None:
        self._down.discard(NAMES.index(name))
        self._tell(name, down=False)

    def lose_release(self, name: str) -> None:
        """It comes up while the system tells nobody, as on the lock screen."""
        self._down.discard(NAMES.index(name))

    def _tell(self, name: str, *, down: bool) -> None:
        swallowed = self._on_key is not None and self._on_key(NAMES.index(name), down)
        if not swallowed:
            self.windows_got.append((name, down))
