"""Steers the process of `shown.py`, and looks at the screen it is on."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from multiprocessing.connection import Connection, Listener
from pathlib import Path

from PySide6.QtGui import QColor, QImage
from Xlib import X
from Xlib.display import Display
from Xlib.ext import xtest

from dictate.core.notices import Notice
from tests.e2e.children import Child, Children, run, wait_until

HERE = Path(__file__).parent
Box = tuple[int, int, int, int]
"""Left, top, width, height."""


class Shown:
    """What a user sees of Dictate, on a display of the tests.

    Args:
        windows: Starts the process.
        environment: Of the desktop.
        socket: A path for the socket between us.
    """

    def __init__(self, windows: Children, environment: Mapping[str, str], socket: Path) -> None:
        with Listener(str(socket), "AF_UNIX") as listener:
            self.process: Child = windows.start(
                "shown", [sys.executable, HERE / "shown.py", socket], environment
            )
            self._connection: Connection = listener.accept()
        self._commands: list[tuple[object, ...]] = []
        self._environment = environment
        self._display = Display(environment["DISPLAY"])

    def close(self) -> None:
        """Hang up; the process ends by itself."""
        self._connection.close()
        self._display.close()
        assert self.process.wait(10.0) == 0, self.process.output()
        assert "Traceback" not in self.process.output(), self.process.output()

    def post(self, notice: Notice) -> None:
        """Let the engine say something."""
        self._connection.send(notice)

    def commands(self) -> list[tuple[object, ...]]:
        """What the user has asked for so far."""
        while self._connection.poll(0):
            self._commands.append(self._connection.recv())
        return self._commands

    def where(self, thing: str) -> Box | None:
        """Where the `pill`, the `card` or the icon in the `tray` is; None where it is not."""
        self._connection.send("where")
        while True:
            assert self._connection.poll(10.0), "no answer"
            news = self._connection.recv()
            if news[0] == "where":
                found: Box | None = news[1][thing]
                return found
            self._commands.append(news)

    def box(self, thing: str) -> Box:
        """Wait until it is there; then where."""
        found = wait_until(lambda: self.where(thing), f"the {thing} on the screen")
        assert found is not None
        return found

    def click(self, x: int, y: int, button: int = 1) -> None:
        """Move the pointer there and click."""
        xtest.fake_input(self._display, X.MotionNotify, x=x, y=y)
        xtest.fake_input(self._display, X.ButtonPress, button)
        xtest.fake_input(self._display, X.ButtonRelease, button)
        self._display.sync()

    def point(self, x: int, y: int) -> None:
        """Move the pointer there."""
        xtest.fake_input(self._display, X.MotionNotify, x=x, y=y)
        self._display.sync()

    def colours(self, box: Box) -> set[str]:
        """The colours that the screen shows in `box`."""
        left, top, width, height = box
        done = run(
            ["import", "-window", "root", "-crop", f"{width}x{height}+{left}+{top}", "png:-"],
            self._environment,
        )
        picture = QImage.fromData(done.stdout)
        assert not picture.isNull(), done.stderr.decode()
        return {
            QColor(picture.pixel(x, y)).name()
            for x in range(picture.width())
            for y in range(picture.height())
        }


def middle(box: Box) -> tuple[int, int]:
    """The point in the middle."""
    left, top, width, height = box
    return left + width // 2, top + height // 2
