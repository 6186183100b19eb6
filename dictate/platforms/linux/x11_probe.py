"""What the doctor says of keyboard and hotkey on X11: tried, not guessed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from dictate.core.findings import Finding, Health
from dictate.errors import ControlError, DictateError, PlatformError
from dictate.platforms.client import send
from dictate.platforms.linux.x11_keyboard import X11Keyboard
from dictate.platforms.linux.x11_keymap import resolve
from dictate.settings.hotkey import Hotkey, parse
from dictate.settings.schema import HotkeySettings


def probe_keyboard(settings: HotkeySettings) -> Sequence[Finding]:
    """Whether the display answers, knows the hotkey, and lets Dictate have it."""
    try:
        keyboard = X11Keyboard()
    except PlatformError as error:
        return [Finding("display", Health.BROKEN, error.message, error.hint)]
    with closing(keyboard):
        display = Finding("display", Health.GOOD, "The X display answers and lets keys be heard.")
        try:
            hotkey = parse(settings.key)
            grabs = resolve(hotkey, keyboard.keymap()).grabs
        except DictateError as error:
            return [display, Finding("hotkey", Health.BROKEN, error.message, error.hint)]
        free = keyboard.grab(grabs)
        keyboard.ungrab(grabs)
        return [display, _hotkey(hotkey, free=free)]


def _hotkey(hotkey: Hotkey, *, free: bool) -> Finding:
    if hotkey.modifier_only:
        return Finding("hotkey", Health.GOOD, f"{hotkey.title} is heard.")
    if free:
        return Finding(
            "hotkey", Health.GOOD, f"{hotkey.title} is heard, and kept from the windows."
        )
    if _dictate_runs():
        return Finding("hotkey", Health.GOOD, f"{hotkey.title} is held by the running Dictate.")
    return Finding(
        "hotkey",
        Health.BROKEN,
        f"{hotkey.title} is taken by another program.",
        "Free it there, or choose another hotkey: dictate config set hotkey.key ctrl_r",
    )


def _dictate_runs() -> bool:
    try:
        return send("status", timeout_s=0.5).ok
    except ControlError:
        return False
