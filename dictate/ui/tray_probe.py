"""Whether Qt starts on this display and finds a tray; `dictate _tray`, asked by the doctor.

A process of its own: Qt ends the process that asks it for a display it cannot have.
"""

from __future__ import annotations

import json
import sys


def main() -> int:
    """Print what Qt finds, as JSON."""
    from PySide6.QtCore import qVersion
    from PySide6.QtWidgets import QApplication, QSystemTrayIcon

    app = QApplication([])
    found = {
        "qt": qVersion(),
        "platform": app.platformName(),
        "tray": QSystemTrayIcon.isSystemTrayAvailable(),
    }
    sys.stdout.write(json.dumps(found) + "\n")
    return 0
