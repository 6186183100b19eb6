"""Qt's side of the running program: the shell, the signals of the system, the main loop."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QSocketNotifier, Qt, Signal
from PySide6.QtGui import QGuiApplication, QSessionManager
from PySide6.QtWidgets import QApplication

SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)

NEED_A_DISPLAY = ("xcb", "wayland", "wayland-egl")
"""Qt ends the process when one of these finds no display."""


def make_application(environment: Mapping[str, str], *, display: bool) -> QApplication:
    """Qt's application; without a display one that shows nothing."""
    needs_display = environment.get("QT_QPA_PLATFORM", "xcb").split(":")[0] in NEED_A_DISPLAY
    if not display and needs_display:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    return application


class Loop(QObject):
    """Runs Qt until `leave` is called, by any thread, or the system asks for the end.

    Args:
        asked_to_end: Called on Qt's thread by SIGINT, SIGTERM, SIGHUP and at logout.
    """

    _left = Signal()

    def __init__(self, asked_to_end: Callable[[], None]) -> None:
        super().__init__()
        self._asked_to_end = asked_to_end
        self._left.connect(self._leave, Qt.ConnectionType.QueuedConnection)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(self._logout)
        # Python's handlers run between bytecodes, and Qt's loop runs none: the signal's number
        # comes through a socket that Qt watches.
        self._reads, self._writes = socket.socketpair()
        for end in (self._reads, self._writes):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reads.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._signalled)

    def run(self) -> None:
        """Run until the end."""
        before = signal.set_wakeup_fd(self._writes.fileno(), warn_on_full_buffer=False)
        handlers = {number: signal.signal(number, lambda *_: None) for number in SIGNALS}
        try:
            QApplication.exec()
        finally:
            self._notifier.setEnabled(False)
            signal.set_wakeup_fd(before)
            for number, handler in handlers.items():
                signal.signal(number, handler)
            self._reads.close()
            self._writes.close()

    def leave_after(self, wait: Callable[[], object]) -> None:
        """End the loop once `wait` has returned; it is called on a thread of its own."""

        def watch() -> None:
            wait()
            self._left.emit()

        threading.Thread(target=watch, name="end", daemon=True).start()

    def _leave(self) -> None:
        # Only ever on Qt's thread: called from another, quit() can wait for the interpreter's lock
        # while that thread holds it.
        QApplication.quit()

    def _signalled(self) -> None:
        try:
            numbers = self._reads.recv(64)
        except OSError:
            return
        if any(number in SIGNALS for number in numbers):
            self._asked_to_end()

    def _logout(self, manager: QSessionManager) -> None:
        del manager  # the end is not put off: what is under way is on disk already
        self._asked_to_end()
