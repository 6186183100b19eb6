"""A Qt window that appends a line to a file for every key press: `qt_bytes.py FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget


class Pad(QWidget):
    """Takes every key."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        with Path(sys.argv[1]).open("a") as file:
            file.write(f"{event.key():x}\n")


app = QApplication(sys.argv)
pad = Pad()
pad.resize(300, 200)
pad.show()
app.exec()
