"""Real keys: events that the X server sends as if somebody had pressed them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from Xlib import XK, X
from Xlib.display import Display
from Xlib.ext import xtest

RIGHT_CTRL = 105
"""Keycodes of an evdev keyboard; xdotool's `Control_R` would press the left one too."""
RIGHT_SHIFT = 62
RIGHT_ALT = 108
ESCAPE = 9
RETURN = 36
F9 = 75


class Keyboard:
    """Presses keys on a display."""

    def __init__(self, display: Display) -> None:
        self._display = display

    def press(self, keycode: int) -> None:
        """Down; the server repeats it as long as it is held."""
        xtest.fake_input(self._display, X.KeyPress, keycode)
        self._display.sync()

    def release(self, keycode: int) -> None:
        """Up."""
        xtest.fake_input(self._display, X.KeyRelease, keycode)
        self._display.sync()

    def tap(self, keycode: int) -> None:
        """Down and up."""
        self.press(keycode)
        self.release(keycode)

    @contextmanager
    def held(self, *keycodes: int) -> Iterator[None]:
        """Down, for as long as the block runs."""
        for keycode in keycodes:
            self.press(keycode)
        try:
            yield
        finally:
            for keycode in reversed(keycodes):
                self.release(keycode)

    def keycode(self, name: str) -> int:
        """The key that makes a symbol such as `a` or `Control_L` under the present layout."""
        keycode = self._display.keysym_to_keycode(XK.string_to_keysym(name))
        assert keycode, f"no key makes {name}"
        return int(keycode)

    def chord(self, *names: str) -> None:
        """Press all, then release all: `chord("Control_L", "a")`."""
        keycodes = [self.keycode(name) for name in names]
        with self.held(*keycodes):
            pass

    def release_all(self) -> None:
        """Let go of whatever a failed test has left down."""
        down = self._display.query_keymap()
        for keycode in range(8, 256):
            if down[keycode // 8] & (1 << keycode % 8):
                self.release(keycode)
