"""Hears every key event of an X server: pynput's listener, cut down to key codes.

Imported only where there is a display: pynput refuses to be imported without one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from pynput import keyboard
from Xlib import X
from Xlib.ext import record

from dictate.platforms.linux.x11_keyboard import LOST, pass_over, shut

log = logging.getLogger(__name__)


class KeyRecorder(keyboard.Listener):  # type: ignore[misc] # pynput has no types
    """A thread that reports each key event as the server's devices sent it.

    pynput translates key codes with a map that it reads once, and so misreads keys after a change
    of the layout; here its map is not read and the code itself is reported. A report must return
    at once and must not raise.

    Args:
        heard: Called with key code, whether it went down, and the modifier state before.
        ready: Called when the server has begun to record.
        ended: Called when the thread ends, for whatever reason.
        end: Asks the server, on a connection of somebody else, to end a recording.
    """

    def __init__(
        self,
        heard: Callable[[int, bool, int], None],
        ready: Callable[[], None],
        ended: Callable[[], None],
        end: Callable[[int], None],
    ) -> None:
        super().__init__()
        self.name = "hotkey-recorder"
        self._heard = heard
        self._recording = ready
        self._ended = ended
        self._end = end

    def run(self) -> None:
        """Record until stopped or cut off."""
        try:
            super().run()
        except LOST:
            log.info("the X server ended the recording of keys")
        except Exception:
            log.exception("the recording of keys failed")
        finally:
            for name in ("_display_stop", "_display_record"):
                if (connection := getattr(self, name, None)) is not None:
                    shut(connection)
            self._ended()

    def _initialize(self, display: Any) -> None:
        display.set_error_handler(pass_over)
        if not self.running:  # stopped before there was anything to stop
            raise self.StopException

    def _handler(self, reply: Any) -> None:
        if reply.category == record.StartOfData:
            self._recording()
        super()._handler(reply)

    def _handle_message(self, _display: Any, event: Any, _injected: bool) -> None:
        self._heard(event.detail, event.type == X.KeyPress, event.state)

    def _stop_platform(self) -> None:
        # pynput asks on the connection that is busy recording, so that its thread lives on until
        # the next key; asked on another one the server ends the recording at once.
        if (context := getattr(self, "_context", None)) is not None:
            self._end(context)
