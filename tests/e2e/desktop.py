"""A desktop in a box: display, window manager, tray, session bus, keyboard, sound.

Started once for all end-to-end tests; each test opens its own windows and its own Dictate on it.
"""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from Xlib.display import Display
from Xlib.error import ConnectionClosedError

from tests.e2e.children import Child, Children, run, wait_until
from tests.e2e.clipboard import Clipboard
from tests.e2e.keyboard import Keyboard
from tests.e2e.program import Program
from tests.e2e.sound import SoundServer
from tests.e2e.windows import Screen

SIZE = "1280x800x24"


class Desktop:
    """Everything a dictation needs, private to the tests.

    Args:
        folder: For homes, logs and files; its path is short, for sockets live in it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self.services = Children(folder / "log")
        self.windows = Children(folder / "windows")
        self.programs: list[Program] = []
        self.environment = self._first_environment()
        self._display: Display | None = None
        try:
            self._start()
        except BaseException:
            self.shut_down()
            raise

    def _first_environment(self) -> dict[str, str]:
        runtime = self._folder / "run"
        runtime.mkdir(mode=0o700)
        kept = ("PATH", "LD_LIBRARY_PATH", "PIP_CERT", "SSL_CERT_FILE", "TMPDIR")
        return {
            **{name: os.environ[name] for name in kept if name in os.environ},
            "LANG": "C.UTF-8",
            "HOME": str(self._folder / "home"),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_CURRENT_DESKTOP": "openbox",
            "XDG_SESSION_TYPE": "x11",
            "NO_AT_BRIDGE": "1",
            "GTK_A11Y": "none",
            "QT_QPA_PLATFORM": "xcb",
        }

    def _start(self) -> None:
        (self._folder / "home").mkdir()
        self.environment["DISPLAY"] = self._start_display()
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self._start_bus()
        self._display = display = Display(self.environment["DISPLAY"])
        self.keyboard = Keyboard(display)
        self.screen = Screen(display)
        self.clipboard = Clipboard(self)
        self.use_layout("us")
        self.services.start("openbox", ["openbox"], self.environment)
        self.sound = SoundServer(
            self.services, self.windows, self.environment, self._folder / "run" / "pulse"
        )
        self.environment = self.sound.environment
        self.services.start(
            "trayer",
            ["trayer", "--edge", "bottom", "--align", "right", "--width", "10", "--height", "28",
             "--SetDockType", "true", "--expand", "true"],
            self.environment,
        )  # fmt: skip
        tray = display.intern_atom("_NET_SYSTEM_TRAY_S0")
        wait_until(lambda: display.get_selection_owner(tray), "a tray")

    def _start_display(self) -> str:
        reader, writer = os.pipe()
        try:
            # -noreset: the server must not begin anew when its last window closes.
            self._display_server = self.services.start(
                "xvfb",
                ["Xvfb", "-displayfd", str(writer), "-screen", "0", SIZE, "-nolisten", "tcp",
                 "-noreset", "+extension", "RECORD", "+extension", "XTEST"],
                self.environment,
                pass_fds=[writer],
            )  # fmt: skip
            return f":{_line(reader, 'the number of the display')}"
        finally:
            os.close(reader)
            os.close(writer)

    def _start_bus(self) -> str:
        reader, writer = os.pipe()
        try:
            self.services.start(
                "dbus",
                ["dbus-daemon", "--session", "--nofork", f"--print-address={writer}"],
                self.environment,
                pass_fds=[writer],
            )
            return _line(reader, "the address of the bus")
        finally:
            os.close(reader)
            os.close(writer)

    def use_layout(self, *layouts: str) -> None:
        """Set the keyboard's layouts, such as `ru`, or `us`, `de`."""
        done = run(["setxkbmap", "-layout", ",".join(layouts)], self.environment)
        assert done.returncode == 0, done.stderr.decode()

    def new_file(self, kind: str) -> Path:
        """A path for a file of a test's own."""
        self._count += 1
        return self._folder / f"{kind}-{self._count}.txt"

    def new_home(self) -> Path:
        """An empty home folder for a Dictate of a test's own."""
        self._count += 1
        folder = self._folder / f"h{self._count}"
        folder.mkdir()
        return folder

    def start_dictate(
        self, settings: str = "", *, home: Path | None = None, arguments: Sequence[str] = ()
    ) -> Program:
        """Start Dictate as a user does, and wait until it says that it is ready.

        Args:
            settings: The settings file.
            home: A home folder of an earlier start; its settings stay if none are given.
            arguments: Of the command.
        """
        program = Program(self.windows, self.environment, home or self.new_home(), settings)
        program.arguments = arguments
        self.programs.append(program)
        program.start()
        return program

    def start_clipboard_manager(self) -> Child:
        """Somebody else who reads every change of the clipboard, and keeps it."""
        manager = self.windows.start("parcellite", ["parcellite", "-n"], self.environment)
        self.clipboard.fill("something to see")
        return manager

    def kill_display(self) -> None:
        """End the X server without a word; only `shut_down` may follow."""
        self._display_server.signal(signal.SIGKILL)
        self._display_server.wait()
        if self._display is not None:
            with contextlib.suppress(OSError, ConnectionClosedError):
                self._display.close()
            self._display.display.socket.close()
        self._display = None
        self.programs.clear()

    def screenshot(self, file: Path) -> None:
        """What the screen shows, as PNG."""
        done = run(["import", "-window", "root", f"png:{file}"], self.environment)
        assert done.returncode == 0, done.stderr.decode()

    def tidy(self) -> None:
        """After a test: no key down, no program, no window, the usual layout."""
        try:
            self.keyboard.release_all()
            for program in self.programs:
                program.stop()
        finally:
            self.programs.clear()
            self.windows.end_all()
            self.use_layout("us")

    def logs(self) -> Sequence[tuple[str, str]]:
        """What everybody had to say, for the report of a failed test."""
        return [
            *self.services.logs(),
            *self.windows.logs(),
            *(("dictate.log", program.log()) for program in self.programs),
        ]

    def shut_down(self) -> None:
        """End everything."""
        try:
            if self._display is not None:
                self.tidy()
                self._display.close()
        finally:
            self.windows.end_all()
            self.services.end_all()
        shutil.rmtree(self._folder, ignore_errors=True)


def _line(reader: int, what: str, timeout_s: float = 10.0) -> str:
    """A line that a starting program writes into a pipe."""
    text, deadline_s = b"", time.monotonic() + timeout_s
    while not text.endswith(b"\n"):
        if not select.select([reader], [], [], max(0.0, deadline_s - time.monotonic()))[0]:
            raise TimeoutError(f"not within {timeout_s:g} s: {what}")
        text += os.read(reader, 4096)
    return text.decode().strip()
