"""A display with a window manager and windows of other programs that write down what they get."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from tests.xserver import XServer, wait_until

_QT_FIELD = Path(__file__).parent / "qt_bytes.py"


class Window:
    """A program with the keyboard; every key that reaches it ends up in its file."""

    def __init__(self, process: subprocess.Popen[bytes], file: Path) -> None:
        self._process = process
        self._file = file

    def got(self) -> bytes:
        return self._file.read_bytes() if self._file.exists() else b""

    def forget(self) -> None:
        os.truncate(self._file, 0)

    def expect(self, got: bytes) -> None:
        wait_until(lambda: len(self.got()) >= len(got), f"{got!r}, the window got {self.got()!r}")
        assert self.got() == got
        self.forget()

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)


class Screen(XServer):
    """An X server with openbox."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._windows: list[Window] = []
        self._manager = self._spawn("openbox")
        wait_until(self._is_managed, "openbox")

    def _spawn(self, *command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            env={**os.environ, "DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb", "LANG": "C.UTF-8"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _is_managed(self) -> bool:
        atom = self.hands.intern_atom("_NET_SUPPORTING_WM_CHECK")
        return self.hands.screen().root.get_full_property(atom, 0) is not None

    def open_terminal(self) -> Window:
        """An xterm that writes down every byte it is given."""
        file = self._folder / "terminal"
        # Xt waits five seconds for an answer that openbox, just started, does not always give.
        patience = ["-xrm", "*wmTimeout: 300"]
        script = f"stty raw -echo; exec cat >>{file}"
        return self._opened(self._spawn("xterm", *patience, "-u8", "-e", "sh", "-c", script), file)

    def open_qt(self) -> Window:
        """A Qt window that writes down every key press it is given, by its number."""
        file = self._folder / "qt"
        return self._opened(self._spawn(sys.executable, str(_QT_FIELD), str(file)), file)

    def _opened(self, process: subprocess.Popen[bytes], file: Path) -> Window:
        window = Window(process, file)
        self._windows.append(window)

        def types() -> bool:
            self.tap("a")
            threading.Event().wait(0.05)
            return bool(window.got())

        wait_until(types, "a window that takes keys", limit_s=20)
        threading.Event().wait(0.3)  # the last of the keys
        window.forget()
        return window

    def close(self) -> None:
        for window in self._windows:
            window.close()
        self._manager.terminate()
        self._manager.wait(10)
        super().close()
