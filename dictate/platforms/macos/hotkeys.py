"""The hotkey on macOS: an event tap, through pynput. Not run on real hardware.

Needs the permission *Accessibility* (a tap that can swallow keys). While a password field has
Secure Input, macOS gives taps no ordinary keys; modifiers alone still come through.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import Any

from dictate.errors import PlatformError
from dictate.platforms.hook_hotkeys import OnKey
from dictate.platforms.keys import Binding
from dictate.settings.hotkey import TITLES, Hotkey

_KEY_DOWN, _KEY_UP, _FLAGS_CHANGED = 10, 11, 12  # CGEventTypes.h
_TAP_OFF = (0xFFFFFFFE, 0xFFFFFFFF)  # by timeout, by the user
_STOP_S = 0.5

# Key codes as HIToolbox/Events.h has them.
KEY_CODES = MappingProxyType(
    {
        "super_r": 54, "super_l": 55, "shift_l": 56, "alt_l": 58, "ctrl_l": 59, "shift_r": 60,
        "alt_r": 61, "alt_gr": 61, "ctrl_r": 62,
        "a": 0, "s": 1, "d": 2, "f": 3, "h": 4, "g": 5, "z": 6, "x": 7, "c": 8, "v": 9, "b": 11,
        "q": 12, "w": 13, "e": 14, "r": 15, "y": 16, "t": 17, "o": 31, "u": 32, "i": 34, "p": 35,
        "l": 37, "j": 38, "k": 40, "n": 45, "m": 46,
        "1": 18, "2": 19, "3": 20, "4": 21, "6": 22, "5": 23, "9": 25, "7": 26, "8": 28, "0": 29,
        "equal": 24, "minus": 27, "bracket_right": 30, "bracket_left": 33, "apostrophe": 39,
        "semicolon": 41, "backslash": 42, "comma": 43, "slash": 44, "period": 47, "grave": 50,
        "less": 10, "enter": 36, "tab": 48, "space": 49, "backspace": 51, "esc": 53,
        "caps_lock": 57, "insert": 114, "home": 115, "page_up": 116, "delete": 117, "end": 119,
        "page_down": 121, "left": 123, "right": 124, "down": 125, "up": 126,
        "kp_decimal": 65, "kp_multiply": 67, "kp_add": 69, "kp_divide": 75, "kp_enter": 76,
        "kp_subtract": 78, **{f"kp_{n}": 82 + n for n in range(8)}, "kp_8": 91, "kp_9": 92,
        "f1": 122, "f2": 120, "f3": 99, "f4": 118, "f5": 96, "f6": 97, "f7": 98, "f8": 100,
        "f9": 101, "f10": 109, "f11": 103, "f12": 111, "f13": 105, "f14": 107, "f15": 113,
        "f16": 106, "f17": 64, "f18": 79, "f19": 80, "f20": 90,
    }
)  # fmt: skip

# The side of a modifier stands only in these bits (IOLLEvent.h, NX_DEVICE…KEYMASK): the ordinary
# Control bit stays set when the right one comes up while the left one is held.
_DEVICE_FLAGS = MappingProxyType(
    {59: 0x1, 56: 0x2, 60: 0x4, 55: 0x8, 54: 0x10, 58: 0x20, 61: 0x40, 62: 0x2000}
)


def bind(hotkey: Hotkey) -> Binding:
    """The hotkey in key codes.

    Raises:
        PlatformError: A Mac has no such key.
    """
    return Binding(
        parts=tuple(_codes(part) for part in hotkey.parts),
        modifier_only=hotkey.modifier_only,
        modifiers=frozenset(_DEVICE_FLAGS),
        escape=frozenset({KEY_CODES["esc"]}),
    )


def _codes(name: str) -> frozenset[int]:
    if name.startswith("<"):
        return frozenset({int(name[1:-1])})
    found = [KEY_CODES[key] for key in (name, f"{name}_l", f"{name}_r") if key in KEY_CODES]
    if not found:
        raise PlatformError(
            f"There is no key {TITLES.get(name, name)} on a Mac.",
            hint="Choose another hotkey in the settings.",
        )
    return frozenset(found)


def key_of(event_type: int, code: int, flags: int) -> tuple[int, bool] | None:
    """Key and whether it goes down, from what a tap is given; None for what is no key."""
    if event_type == _KEY_DOWN:
        return code, True
    if event_type == _KEY_UP:
        return code, False
    if event_type == _FLAGS_CHANGED and code in _DEVICE_FLAGS:
        return code, bool(flags & _DEVICE_FLAGS[code])
    return None


class MacHook:
    """A `Hook` of a CGEventTap."""

    def __init__(self) -> None:
        self._listener: Any = None

    def start(self, on_key: OnKey) -> None:
        """Install the tap on a thread of pynput's.

        Raises:
            PlatformError: Dictate may not watch the keyboard yet.
        """
        quartz: Any = import_module("Quartz")
        permissions: Any = import_module("HIServices")
        if not permissions.AXIsProcessTrusted():
            raise PlatformError(
                "macOS does not let Dictate hear the hotkey.",
                hint="Allow Dictate in System Settings, Privacy & Security, Accessibility.",
            )

        def intercept(event_type: int, event: Any) -> Any:
            if event_type & 0xFFFFFFFF in _TAP_OFF:
                listener.stop()  # `HookHotkeySource` starts a new one
                return event
            code = quartz.CGEventGetIntegerValueField(event, quartz.kCGKeyboardEventKeycode)
            key = key_of(event_type, code, quartz.CGEventGetFlags(event))
            # A modifier that is swallowed leaves the system thinking that it is down.
            swallow = key is not None and on_key(*key) and event_type != _FLAGS_CHANGED
            return None if swallow else event

        listener = _tap_listener(intercept)
        listener.start()
        self._listener = listener

    def stop(self) -> None:
        """Remove the tap."""
        if self._listener is not None:
            self._listener.stop()
            self._listener.join(_STOP_S)
            self._listener = None

    def is_alive(self) -> bool:
        """Whether the thread with the tap's run loop lives."""
        return self._listener is not None and self._listener.is_alive()

    def bind(self, hotkey: Hotkey) -> Binding:
        """As the function `bind`."""
        return bind(hotkey)

    def down(self, codes: frozenset[int]) -> frozenset[int]:
        """What CGEventSourceKeyState says."""
        quartz: Any = import_module("Quartz")
        source = quartz.kCGEventSourceStateHIDSystemState
        return frozenset(code for code in codes if quartz.CGEventSourceKeyState(source, code))


def _tap_listener(intercept: Any) -> Any:
    from pynput import keyboard

    run_tap = import_module("pynput._util.darwin").ListenerMixin._run  # noqa: SLF001

    class TapListener(keyboard.Listener):  # type: ignore[misc] # pynput has no types
        """pynput's thread and tap, without its translation of keys.

        WORKAROUND: pynput asks for the keyboard layout on this thread, which ends a program with
        a window (https://github.com/moses-palmer/pynput/issues/511). It can go with that issue.
        """

        def _run(self) -> None:
            run_tap(self)

        def _handle_message(self, *_event: Any) -> None:
            """Left to `intercept`."""

    return TapListener(darwin_intercept=intercept)
