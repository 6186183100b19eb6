"""What a user sees of Dictate, in a process of its own, steered by a test. Run as a script.

Over a socket come notices, which are shown; back go the commands that the user gives, and, asked
with the word `where`, the rectangles on the screen. The other end of `tests/e2e/ui/steer.py`.
"""

from __future__ import annotations

import sys
import threading
from multiprocessing.connection import Client, Connection
from pathlib import Path

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtWidgets import QApplication

from dictate.core.ports import Commands
from dictate.settings.schema import Settings
from dictate.ui.shell import Shell, dress


class Sent(Commands):
    """Sends each command to the test."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def toggle(self) -> None:
        """Start or stop."""
        self._connection.send(("toggle",))

    def cancel(self) -> None:
        """Set aside."""
        self._connection.send(("cancel",))

    def paste_last(self) -> None:
        """Paste again."""
        self._connection.send(("paste_last",))

    def swap_last(self) -> None:
        """The other wording."""
        self._connection.send(("swap_last",))

    def copy(self, dictation_id: str) -> None:
        """Copy."""
        self._connection.send(("copy", dictation_id))

    def retry(self, dictation_id: str) -> None:
        """Try again."""
        self._connection.send(("retry", dictation_id))

    def choose_microphone(self, device: str) -> None:
        """Another microphone."""
        self._connection.send(("choose_microphone", device))

    def pause_hotkey(self, paused: bool) -> None:
        """Pause."""
        self._connection.send(("pause_hotkey", paused))

    def show(self) -> None:
        """Show."""
        self._connection.send(("show",))

    def quit(self) -> None:
        """End."""
        self._connection.send(("quit",))


class Where(QObject):
    """Answers on Qt's thread where things are on the screen."""

    asked = Signal()

    def __init__(self, shell: Shell, connection: Connection) -> None:
        super().__init__()
        self._shell = shell
        self._connection = connection
        self.asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    def _answer(self) -> None:
        overlay, card, tray = self._shell.overlay, self._shell._card, self._shell.tray._icon
        pill = overlay._box().toAlignedRect().translated(overlay.pos())
        found = {
            "pill": _corners(pill) if overlay.isVisible() else None,
            "card": _corners(card.geometry()) if card.isVisible() else None,
            # Until a panel has taken it, the icon lies in the corner of no screen.
            "tray": _corners(tray.geometry()) if not tray.geometry().topLeft().isNull() else None,
        }
        self._connection.send(("where", found))


def _corners(box: QRect) -> tuple[int, int, int, int]:
    return box.left(), box.top(), box.width(), box.height()


def main() -> int:
    """Show until the test hangs up."""
    application = QApplication([])
    dress(application)
    connection = Client(sys.argv[1], "AF_UNIX")
    shell = Shell(Sent(connection), Settings(), settings_file=Path("/nowhere"), microphones=list)
    where = Where(shell, connection)

    def listen() -> None:
        try:
            while True:
                news = connection.recv()
                if news == "where":
                    where.asked.emit()
                else:
                    shell.bridge.post(news)
        except (EOFError, OSError):
            shell.leave()

    threading.Thread(target=listen, daemon=True).start()
    shell.start()
    code = application.exec()
    shell.stop()
    return code


if __name__ == "__main__":
    sys.exit(main())
