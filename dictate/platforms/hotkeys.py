"""Which source of hotkeys this machine has."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Protocol

from dictate.core.ports import HotkeySource

Injected = Sequence[tuple[int, bool]]
"""Key codes and whether they go down, in the order in which they are sent."""


class DiscountingHotkeySource(HotkeySource, Protocol):
    """A source that can tell our own keys from the user's."""

    def discount(self, keys: Injected) -> None:
        """These keys are ours: do not report them. Called right before they are sent."""


def make_hotkeys(
    environment: Mapping[str, str], *, system: str = sys.platform
) -> DiscountingHotkeySource | None:
    """The hotkey source of this machine; None where there is no display to listen on.

    Under Wayland an X display, where there is one, hears keys only while one of its own windows
    has the keyboard; the compositor's key bindings and the control verbs are the way there.

    Args:
        environment: Of the process: names the display.
        system: As of `sys.platform`.
    """
    if system == "win32":
        from dictate.platforms.hook_hotkeys import HookHotkeySource
        from dictate.platforms.windows.hotkeys import WindowsHook

        return HookHotkeySource(WindowsHook())
    if system == "darwin":
        from dictate.platforms.hook_hotkeys import HookHotkeySource
        from dictate.platforms.macos.hotkeys import MacHook

        return HookHotkeySource(MacHook())
    if environment.get("DISPLAY"):
        from dictate.platforms.linux.x11_hotkeys import X11HotkeySource

        return X11HotkeySource()
    return None
