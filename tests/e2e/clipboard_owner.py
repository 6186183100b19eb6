"""A program that has copied a picture, HTML, files and a text. Run as a script."""

from __future__ import annotations

import sys

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage


def main() -> None:
    """Own the clipboard until the process is ended."""
    app = QGuiApplication([])
    picture = QImage(64, 48, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.darkCyan)
    content = QMimeData()
    content.setImageData(picture)
    content.setHtml(f"<p><b>{sys.argv[1]}</b> as HTML</p>")
    content.setText(sys.argv[1])
    content.setUrls([QUrl.fromLocalFile("/etc/hostname"), QUrl.fromLocalFile("/tmp/a file.txt")])
    content.setData("application/x-something", bytes(range(256)))
    app.clipboard().setMimeData(content)
    app.exec()


if __name__ == "__main__":
    main()
