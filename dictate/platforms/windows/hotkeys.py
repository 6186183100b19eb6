"""The hotkey on Windows: a low-level keyboard hook, through pynput. Not run on real hardware.

The hook's procedure is Python code. Where it has to wait for the interpreter longer than
`LowLevelHooksTimeout` (300 ms), Windows removes the hook and tells nobody; after suspend and unlock
`HookHotkeySource.refresh` puts a new one in place.
"""

from __future__ import annotations

import ctypes
from types import MappingProxyType
from typing import Any

from dictate.errors import PlatformError
from dictate.platforms.hook_hotkeys import OnKey
from dictate.platforms.keys import Binding
from dictate.settings.hotkey import TITLES, Hotkey

_DOWN_MESSAGES = frozenset({0x0100, 0x0104})  # WM_KEYDOWN, WM_SYSKEYDOWN
_UP_MESSAGES = frozenset({0x0101, 0x0105})  # WM_KEYUP, WM_SYSKEYUP
_LEFT_CTRL, _FAKE_CTRL_SCAN = 0xA2, 0x21D
"""With AltGr Windows sends a left Ctrl that nobody has pressed; its scan code gives it away."""
_STOP_S = 0.5

# Virtual-key codes as winuser.h has them.
VIRTUAL_KEYS = MappingProxyType(
    {
        "shift_l": 0xA0, "shift_r": 0xA1, "ctrl_l": 0xA2, "ctrl_r": 0xA3, "alt_l": 0xA4,
        "alt_r": 0xA5, "alt_gr": 0xA5, "super_l": 0x5B, "super_r": 0x5C,
        "backspace": 0x08, "tab": 0x09, "enter": 0x0D, "pause": 0x13, "caps_lock": 0x14,
        "esc": 0x1B, "space": 0x20, "page_up": 0x21, "page_down": 0x22, "end": 0x23, "home": 0x24,
        "left": 0x25, "up": 0x26, "right": 0x27, "down": 0x28, "print_screen": 0x2C,
        "insert": 0x2D, "delete": 0x2E, "menu": 0x5D, "num_lock": 0x90, "scroll_lock": 0x91,
        "kp_multiply": 0x6A, "kp_add": 0x6B, "kp_subtract": 0x6D, "kp_decimal": 0x6E,
        "kp_divide": 0x6F, "volume_mute": 0xAD, "volume_down": 0xAE, "volume_up": 0xAF,
        "media_next": 0xB0, "media_previous": 0xB1, "media_stop": 0xB2, "media_play_pause": 0xB3,
        "semicolon": 0xBA, "equal": 0xBB, "comma": 0xBC, "minus": 0xBD, "period": 0xBE,
        "slash": 0xBF, "grave": 0xC0, "bracket_left": 0xDB, "backslash": 0xDC,
        "bracket_right": 0xDD, "apostrophe": 0xDE, "less": 0xE2,
        **{f"f{n}": 0x6F + n for n in range(1, 25)},
        **{f"kp_{n}": 0x60 + n for n in range(10)},
        **{c: ord(c.upper()) for c in "abcdefghijklmnopqrstuvwxyz0123456789"},
    }
)  # fmt: skip
_MODIFIERS = frozenset({0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0x5B, 0x5C})


def bind(hotkey: Hotkey) -> Binding:
    """The hotkey in virtual-key codes.

    Raises:
        PlatformError: Windows has no code for it.
    """
    return Binding(
        parts=tuple(_codes(part) for part in hotkey.parts),
        modifier_only=hotkey.modifier_only,
        modifiers=_MODIFIERS,
        escape=frozenset({VIRTUAL_KEYS["esc"]}),
    )


def _codes(name: str) -> frozenset[int]:
    if name.startswith("<"):
        return frozenset({int(name[1:-1])})
    found = [VIRTUAL_KEYS[key] for key in (name, f"{name}_l", f"{name}_r") if key in VIRTUAL_KEYS]
    if not found:
        raise PlatformError(
            f"Windows does not tell {TITLES.get(name, name)} from other keys.",
            hint="Choose another hotkey in the settings.",
        )
    return frozenset(found)


def key_of(message: int, virtual_key: int, scan_code: int) -> tuple[int, bool] | None:
    """Key and whether it goes down, from what a hook is given; None for what is no key."""
    if virtual_key == _LEFT_CTRL and scan_code == _FAKE_CTRL_SCAN:
        return None
    if message in _DOWN_MESSAGES:
        return virtual_key, True
    if message in _UP_MESSAGES:
        return virtual_key, False
    return None


class WindowsHook:
    """A `Hook` of `WH_KEYBOARD_LL`."""

    def __init__(self) -> None:
        self._listener: Any = None

    def start(self, on_key: OnKey) -> None:
        """Install the hook on a thread of pynput's."""
        from pynput import keyboard

        def event_filter(message: int, data: Any) -> bool:
            key = key_of(message, data.vkCode, data.scanCode)
            if key is not None and on_key(*key):
                listener.suppress_event()  # raises
            return False  # pynput need not translate it

        listener = keyboard.Listener(win32_event_filter=event_filter)
        listener.start()
        self._listener = listener

    def stop(self) -> None:
        """Remove the hook."""
        if self._listener is not None:
            self._listener.stop()
            self._listener.join(_STOP_S)
            self._listener = None

    def is_alive(self) -> bool:
        """Whether the thread that pumps the hook's messages lives."""
        return self._listener is not None and self._listener.is_alive()

    def bind(self, hotkey: Hotkey) -> Binding:
        """As the function `bind`."""
        return bind(hotkey)

    def down(self, codes: frozenset[int]) -> frozenset[int]:
        """What GetAsyncKeyState says."""
        system: Any = ctypes
        state = system.windll.user32.GetAsyncKeyState
        return frozenset(code for code in codes if state(code) & 0x8000)
