"""The calls into ApplicationServices, and the programs, that pasting needs on macOS.

Plain C through ctypes, `pbcopy` and `lsappinfo`; no Objective-C. Written to the documented
interface; not run on real hardware.
"""

from __future__ import annotations

import ctypes
import re
import subprocess
from collections.abc import Mapping
from typing import Any

from dictate.platforms.processes import outside_environment

_FRAMEWORK = "/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices"
_HID_STATE = 1  # kCGEventSourceStateHIDSystemState: the keys as they are, without synthetic ones
_HID_TAP = 0  # kCGHIDEventTap
_MODIFIERS = 0x1E0000  # Shift, Control, Option, Command (CGEventFlags)
_PROGRAM_S = 3.0


class Quartz:
    """Clipboard, front program and keys.

    Args:
        environment: For the programs.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = outside_environment(environment)
        self._services: Any = ctypes.CDLL(_FRAMEWORK)
        services = self._services
        services.CGEventCreateKeyboardEvent.restype = ctypes.c_void_p
        services.CGEventCreateKeyboardEvent.argtypes = [
            ctypes.c_void_p, ctypes.c_uint16, ctypes.c_bool
        ]  # fmt: skip
        services.CGEventSetFlags.argtypes = [ctypes.c_void_p, ctypes.c_uint64]
        services.CGEventPost.argtypes = [ctypes.c_uint32, ctypes.c_void_p]
        services.CGEventSourceFlagsState.restype = ctypes.c_uint64
        services.CGEventSourceFlagsState.argtypes = [ctypes.c_int32]
        services.AXIsProcessTrusted.restype = ctypes.c_bool
        services.CFRelease.argtypes = [ctypes.c_void_p]

    def copy(self, text: str) -> bool:
        """Put text on the clipboard. Returns whether it worked."""
        try:
            done = subprocess.run(
                ["/usr/bin/pbcopy"],
                input=text.encode(),
                # pbcopy takes its input in the encoding of the locale.
                env={**self._environment, "LC_ALL": "en_US.UTF-8"},
                timeout=_PROGRAM_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0

    def front(self) -> tuple[str, int]:
        """Bundle identifier and process of the program with the keyboard; empty and 0 for none."""
        front = self._lsappinfo("front").strip()
        about = self._lsappinfo("info", "-only", "bundleid,pid", front) if front else ""
        bundle = re.search(r'"CFBundleIdentifier"="([^"]*)"', about)
        process = re.search(r'"pid"=(\d+)', about)
        return (bundle[1] if bundle else "", int(process[1]) if process else 0)

    def may_send_keys(self) -> bool:
        """Whether the user has allowed it (Privacy & Security, Accessibility)."""
        return bool(self._services.AXIsProcessTrusted())

    def modifiers_held(self) -> bool:
        """Whether a modifier key is down."""
        return bool(self._services.CGEventSourceFlagsState(_HID_STATE) & _MODIFIERS)

    def send_key(self, key: int, flags: int, *, down: bool) -> None:
        """Send a virtual key with exactly these modifiers, whatever is held."""
        event = self._services.CGEventCreateKeyboardEvent(None, key, down)
        self._services.CGEventSetFlags(event, flags)
        self._services.CGEventPost(_HID_TAP, event)
        self._services.CFRelease(event)

    def _lsappinfo(self, *arguments: str) -> str:
        try:
            done = subprocess.run(  # noqa: S603 - a program of the system
                ["/usr/bin/lsappinfo", *arguments],
                capture_output=True,
                env=self._environment,
                timeout=_PROGRAM_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return done.stdout.decode("utf-8", "replace")
