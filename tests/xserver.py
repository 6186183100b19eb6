"""An X server of a test's own, with real key events."""

from __future__ import annotations

import os
import select
import subprocess
import time
from collections.abc import Callable
from typing import Any

CODES = {
    "esc": 9, "insert": 118, "y": 29, "ctrl_l": 37, "c": 54, "shift_l": 50, "alt_l": 64,
    "space": 65, "caps_lock": 66, "f9": 75, "num_lock": 77, "ctrl_r": 105, "alt_r": 108, "a": 38,
}  # fmt: skip
"""Key codes of a PC keyboard under X11 (evdev's plus 8)."""


class XServer:
    """Xvfb on a free display number. Keys go in through XTest, as from a keyboard."""

    def __init__(self) -> None:
        self.number = ""
        self._hands: Any = None
        self._start()

    @property
    def name(self) -> str:
        return f":{self.number}"

    def _start(self) -> None:
        reads, writes = os.pipe()
        number = [self.name] if self.number else []
        self._server = subprocess.Popen(
            ["Xvfb", *number, "-displayfd", str(writes), "-screen", "0", "800x600x24",
             "-nolisten", "tcp", "-noreset"],
            pass_fds=[writes],
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(writes)
        with os.fdopen(reads, "rb") as told:
            assert select.select([told], [], [], 15)[0], "Xvfb did not start"
            self.number = told.readline().decode().strip()
        assert self.number, "Xvfb did not start"

    def kill(self) -> None:
        self._drop_hands()
        self._server.kill()
        self._server.wait(10)

    def signal(self, number: int) -> None:
        """Such as SIGSTOP."""
        self._server.send_signal(number)

    def restart(self) -> None:
        """The same display again, as after a crash of the server."""
        self._start()

    def close(self) -> None:
        self._drop_hands()
        self._server.terminate()
        self._server.wait(10)

    def run(self, *command: str) -> None:
        """Run a program on this display to its end."""
        subprocess.run(command, env={**os.environ, "DISPLAY": self.name}, check=True, timeout=10)

    # ── hands on the keyboard ────────────────────────────────────────────────────────────────────

    @property
    def hands(self) -> Any:
        """A connection for the test itself."""
        if self._hands is None:
            from Xlib import display

            self._hands = display.Display(self.name)
        return self._hands

    def key(self, name: str | int, *, down: bool) -> None:
        from Xlib import X
        from Xlib.ext import xtest

        code = CODES[name] if isinstance(name, str) else name
        xtest.fake_input(self.hands, X.KeyPress if down else X.KeyRelease, code)
        self.hands.sync()

    def press(self, *names: str | int) -> None:
        for name in names:
            self.key(name, down=True)

    def release(self, *names: str | int) -> None:
        for name in names:
            self.key(name, down=False)

    def tap(self, *names: str | int) -> None:
        self.press(*names)
        self.release(*reversed(names))

    def _drop_hands(self) -> None:
        if self._hands is not None:
            self._hands.close()
            self._hands = None


def wait_until(true: Callable[[], bool], what: str, limit_s: float = 5.0) -> None:
    """Wait for something that another process or thread does."""
    end_s = time.monotonic() + limit_s
    while not true():
        assert time.monotonic() < end_s, f"waited {limit_s} s in vain for {what}"
        time.sleep(0.005)
