"""A connection to an X server for its keyboard: map, grabs, and which keys are down."""

from __future__ import annotations

import logging
import os
import re
import socket
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from Xlib import X, display, error

from dictate.errors import PlatformError
from dictate.platforms.linux.x11_keymap import Grab, Keymap

log = logging.getLogger(__name__)

LOST: tuple[type[Exception], ...] = (error.ConnectionClosedError, error.DisplayError, OSError)
"""What every call raises when the server is gone."""


def shut(connection: Any) -> None:
    """Close a connection of python-xlib, which leaves the socket open when the server is gone."""
    with suppress(*LOST):
        connection.close()
    connection.display.socket.close()


def pass_over(problem: Any, _request: Any) -> None:
    """Log an error that nobody waits for; python-xlib would print it."""
    log.debug("the X server refused a request: %s", type(problem).__name__)


def open_display() -> Any:
    """A connection to the display named by `DISPLAY`.

    Raises:
        PlatformError: There is none, or it cannot be reached.
    """
    name = os.environ.get("DISPLAY", "")
    if not name:
        raise PlatformError(
            "There is no display, so that no hotkey can be heard (DISPLAY is not set).",
            hint="Start Dictate inside a desktop session.",
        )
    try:
        _knock(name)
        return display.Display()
    except (error.DisplayError, error.XauthError, OSError) as problem:
        raise PlatformError(
            f"The X display {name} cannot be reached.",
            hint="Start Dictate inside the desktop session it is to serve.",
        ) from problem


def _knock(name: str) -> None:
    # python-xlib tries TCP where a local display does not answer, and forgets to close the sockets.
    if local := re.fullmatch(r"(?:unix)?:(\d+)(?:\.\d+)?", name):
        with socket.socket(socket.AF_UNIX) as knock:
            knock.connect(f"/tmp/.X11-unix/X{local[1]}")  # noqa: S108 - where X servers listen


class X11Keyboard:
    """One connection, for one thread. Every call may raise one of `LOST`.

    Raises:
        PlatformError: There is no display, it cannot be reached, or it cannot record keys.
    """

    def __init__(self) -> None:
        self._display = open_display()
        self._display.set_error_handler(pass_over)
        if not self._display.has_extension("RECORD"):
            self.close()
            raise PlatformError(
                "The X server does not let programs hear keys (it has no RECORD extension).",
                hint="Bind a key of the desktop to `dictate toggle` instead.",
            )
        self._root = self._display.screen().root

    def fileno(self) -> int:
        """The file to wait for."""
        return int(self._display.fileno())

    def keymap(self) -> Keymap:
        """What the keys mean now."""
        info = self._display.display.info
        first = info.min_keycode
        rows = self._display.get_keyboard_mapping(first, info.max_keycode - first + 1)
        modifiers = self._display.get_modifier_mapping()
        return Keymap(
            {first + n: tuple(row) for n, row in enumerate(rows)},
            tuple(frozenset(code for code in row if code) for row in modifiers),
        )

    def down(self) -> frozenset[int]:
        """The codes of all keys that are down now."""
        bits = self._display.query_keymap()
        return frozenset(
            8 * n + bit for n, byte in enumerate(bits) for bit in range(8) if byte >> bit & 1
        )

    def grab(self, grabs: Iterable[Grab]) -> bool:
        """Keep these keys from the windows; False where another program has one of them."""
        taken = error.CatchError(error.BadAccess)
        for code, mask in grabs:
            self._root.grab_key(code, mask, False, X.GrabModeAsync, X.GrabModeAsync, onerror=taken)
        self._display.sync()
        return taken.get_error() is None

    def ungrab(self, grabs: Iterable[Grab]) -> None:
        """Let the windows have them again. A key that is down now stays away until it is up."""
        for code, mask in grabs:
            self._root.ungrab_key(code, mask)
        self._display.flush()

    def map_changed(self) -> bool:
        """Read what the server sent; whether the keyboard map changed, all else is passed over."""
        changed = False
        while self._display.pending_events():
            event = self._display.next_event()
            changed |= event.type == X.MappingNotify and event.request != X.MappingPointer
        return changed

    def end_recording(self, context: int) -> None:
        """End what another connection records. Nothing happens where the server is gone."""
        with suppress(*LOST):
            self._display.record_disable_context(context)
            self._display.flush()

    def close(self) -> None:
        """End the connection; its grabs end with it."""
        shut(self._display)
