"""The icon in the panel.

A desktop may have no panel that takes icons, or get one only after Dictate has started; Qt puts the
icon there by itself when one comes. Whether there is one is looked up when Dictate starts, after a
moment (at login the panel starts beside us), and then once a minute: nobody announces it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from dictate.core.dictation import Dictation
from dictate.core.notices import Severity, StatusChanged, Told
from dictate.core.ports import Commands
from dictate.ui import icons, wording
from dictate.ui.icon_shapes import Mark
from dictate.ui.tray_menu import TrayMenu

GRACE_MS = 3000
"""How long after our start a panel may take to appear before Dictate does without one."""

LOOK_MS = 60_000
_SHOWN_MS = 8000

_ICONS = {
    Severity.INFO: QSystemTrayIcon.MessageIcon.Information,
    Severity.WARNING: QSystemTrayIcon.MessageIcon.Warning,
    Severity.ERROR: QSystemTrayIcon.MessageIcon.Critical,
}


class Tray(QObject):
    """Icon, tooltip and menu.

    Signals:
        available_changed: A panel came (True) or there is none (False); the first one follows
            `start`, at once or after the moment of grace.
    """

    available_changed = Signal(bool)

    def __init__(self, commands: Commands, menu: TrayMenu, *, hotkey: str) -> None:
        super().__init__()
        self._menu = menu
        self._hotkey = hotkey
        self._status = StatusChanged()
        self._told: bool | None = None
        self._icon = QSystemTrayIcon(self)
        self._icon.setContextMenu(menu)
        if sys.platform != "darwin":  # there a click opens the menu, and says so as well
            self._icon.activated.connect(
                lambda reason: (
                    commands.toggle()
                    if reason is QSystemTrayIcon.ActivationReason.Trigger
                    else None
                )
            )
        self._watch = QTimer(self)
        self._watch.setInterval(LOOK_MS)
        self._watch.timeout.connect(self._look)
        self.set_status(self._status)

    @property
    def available(self) -> bool:
        """Whether a panel shows the icon now."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def mark(self) -> Mark:
        """What the icon says now."""
        return wording.headline(self._status, self._hotkey).mark

    def start(self) -> None:
        """Show the icon as soon as there is a place for it."""
        self._icon.show()
        self._watch.start()
        if self.available:
            self._look()
        else:
            QTimer.singleShot(GRACE_MS, self, self._look)

    def stop(self) -> None:
        """Take the icon away."""
        self._watch.stop()
        self._icon.hide()

    def set_status(self, status: StatusChanged) -> None:
        """Show the state: icon, tooltip and menu."""
        self._status = status
        headline = wording.headline(status, self._hotkey)
        self._icon.setIcon(icons.icon(headline.mark))
        self._icon.setToolTip(f"{wording.NAME}: {headline.title}\n{headline.hint}")
        self._menu.set_status(status, self._hotkey)

    def set_hotkey(self, hotkey: str) -> None:
        """Call the hotkey by another name from now on."""
        self._hotkey = hotkey
        self.set_status(self._status)

    def set_dictations(self, recent: Sequence[Dictation]) -> None:
        """List the newest dictations in the menu."""
        self._menu.set_dictations(recent)

    def tell(self, told: Told) -> bool:
        """Show a message beside the icon. Returns whether there is an icon to show it beside."""
        if not (self.available and QSystemTrayIcon.supportsMessages()):
            return False
        text = f"{told.text}\n{told.hint}".strip()
        self._icon.showMessage(told.title, text, _ICONS[told.severity], _SHOWN_MS)
        return True

    def _look(self) -> None:
        there = self.available
        if there is not self._told:
            self._told = there
            self.available_changed.emit(there)
