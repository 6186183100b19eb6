"""A window with one text field, as another program would have it. Run as a script.

What the field holds stands in a file at all times.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from typing_extensions import override


class Field(QPlainTextEdit):
    """A text field that can be deaf for a while before it pastes."""

    def __init__(self, block_ms: int) -> None:
        super().__init__()
        self._block_s = block_ms / 1000

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste, after a pause in which nothing is answered: a program that is busy."""
        is_insert = event.key() == Qt.Key.Key_Insert
        if self._block_s and (is_insert or event.matches(QKeySequence.StandardKey.Paste)):
            time.sleep(self._block_s)
        super().keyPressEvent(event)


def main() -> None:
    """Show the field until the process is ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("title")
    parser.add_argument("file", type=Path)
    parser.add_argument("--text", default="")
    parser.add_argument("--selected", action="store_true")
    parser.add_argument("--secret", action="store_true")
    parser.add_argument("--block-ms", type=int, default=0)
    args = parser.parse_args()
    app = QApplication([])

    def write_down(text: str) -> None:
        new = args.file.with_suffix(".new")
        new.write_text(text, encoding="utf-8")
        os.replace(new, args.file)  # noqa: PTH105 - the one name for it that says "at once"

    field: QLineEdit | Field
    if args.secret:
        field = QLineEdit(args.text)
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.textChanged.connect(write_down)
    else:
        area = field = Field(args.block_ms)
        area.setPlainText(args.text)
        area.textChanged.connect(lambda: write_down(area.toPlainText()))
    if args.selected:
        field.selectAll()
    write_down(args.text)
    field.setWindowTitle(args.title)
    field.resize(520, 160)
    field.show()
    field.setFocus()
    app.exec()


if __name__ == "__main__":
    main()
