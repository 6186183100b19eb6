"""A Qt window with one text field, in a process of its own; what stands in it is kept in a file.

qt_field.py line|page OUT [--text TEXT] [--select] [--block-ms N]
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from PySide6 import QtCore, QtGui, QtWidgets


def main() -> None:
    """Show the field until the process is killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=("line", "page"))
    parser.add_argument("out", type=Path)
    parser.add_argument("--text", default="")
    parser.add_argument("--select", action="store_true")
    parser.add_argument("--block-ms", type=int, default=0)
    given = parser.parse_args()

    app = QtWidgets.QApplication([])

    def block_at(event: QtGui.QKeyEvent) -> None:
        if event.matches(QtGui.QKeySequence.StandardKey.Paste):
            time.sleep(given.block_ms / 1000)

    class Line(QtWidgets.QLineEdit):
        def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:  # noqa: N802
            block_at(event)
            super().keyPressEvent(event)

    class Page(QtWidgets.QPlainTextEdit):
        def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:  # noqa: N802
            block_at(event)
            super().keyPressEvent(event)

    field: Line | Page = Line() if given.kind == "line" else Page()

    def text() -> str:
        return field.text() if isinstance(field, Line) else field.toPlainText()

    def keep() -> None:
        fresh = given.out.with_suffix(".new")
        fresh.write_text(text(), encoding="utf-8")
        fresh.replace(given.out)

    field.setWindowTitle(f"qt {given.out.name}")
    field.resize(500, 200)
    if isinstance(field, Line):
        field.setText(given.text)
    else:
        field.setPlainText(given.text)
    if given.select:
        field.selectAll()
    field.textChanged.connect(keep)
    field.show()
    field.activateWindow()
    QtCore.QTimer.singleShot(0, keep)
    app.exec()


if __name__ == "__main__":
    main()
