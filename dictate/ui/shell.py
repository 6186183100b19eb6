"""All that a user sees, put together: the one thing of this room that the app builds.

::

    shell = Shell(commands, hotkey="ctrl_r", …)     on Qt's thread, with a QApplication
    engine = Engine(…, tell=shell.bridge.post)      notices from any thread
    shell.start(); application.exec(); shell.stop()
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLoggingCategory, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from dictate.core.dictation import Level
from dictate.core.notices import DictationsChanged, Severity, StatusChanged, Told
from dictate.core.ports import Commands
from dictate.settings.schema import Settings
from dictate.ui import icons, wording
from dictate.ui.bridge import Bridge
from dictate.ui.card import Card
from dictate.ui.history_window import HistoryView, HistoryWindow
from dictate.ui.icon_shapes import Mark
from dictate.ui.messages import Messages, Notify
from dictate.ui.microphones import Microphone, MicrophoneMenu
from dictate.ui.overlay import Overlay
from dictate.ui.tray import Tray
from dictate.ui.tray_menu import TrayMenu
from dictate.ui.window import MainWindow

log = logging.getLogger(__name__)


def dress(application: QApplication) -> None:
    """Give the application its name, icon and style. Call it once, right after it is made."""
    # Told to register this name with a portal, Qt warns on each of the many desktops without one.
    QLoggingCategory.setFilterRules("qt.qpa.services.warning=false")
    application.setApplicationName("dictate")
    application.setApplicationDisplayName(wording.NAME)
    application.setDesktopFileName("dictate")
    application.setQuitOnLastWindowClosed(False)  # `Commands.quit` ends Dictate, nothing else
    application.setWindowIcon(icons.icon(Mark.APP))
    application.setStyle("Fusion")  # the style sheets are made for it, on every system


class Shell(QObject):
    """Tray, overlay, windows and messages, fed by one bridge.

    Args:
        commands: Takes what the user asks for; every call returns at once.
        settings: Of the start; `take_settings` follows a change.
        settings_file: What "Settings" opens.
        microphones: Lists the microphones. Blocks; called on a thread of its own.
        notify: Shows a message by the desktop's own means, returns whether it did. Blocks; called
            on a thread of its own.
        history: What the history window reads; None for no such window.
    """

    _settings_changed = Signal(Settings)
    _unseen = Signal(Told)
    _left = Signal(int)

    def __init__(  # noqa: PLR0913 - the seams of this room, all named
        self,
        commands: Commands,
        settings: Settings,
        *,
        settings_file: Path,
        microphones: Callable[[], Sequence[Microphone]],
        notify: Notify | None = None,
        history: HistoryView | None = None,
    ) -> None:
        super().__init__()
        self._settings = settings
        self._settings_file = settings_file
        hotkey = wording.key_name(settings.hotkey.key)
        self.bridge = Bridge(self)
        self.window = MainWindow(commands, hotkey=hotkey, history=history is not None)
        self.overlay = Overlay(
            at_top=settings.overlay.position == "top", wanted=settings.overlay.show
        )
        self._microphones = MicrophoneMenu(
            commands, microphones, lambda: self._settings.microphone.device
        )
        self._menu = TrayMenu(commands, self._microphones, history=history is not None)
        self.tray = Tray(commands, self._menu, hotkey=hotkey)
        self._card = Card()
        self._messages = Messages(notify, self._ways())
        self._history = HistoryWindow(history, commands) if history is not None else None
        self._connect()

    def start(self) -> None:
        """Show the icon, or the window where there is no place for an icon."""
        self._microphones.refresh()
        self.tray.start()

    def stop(self) -> None:
        """Take everything away and end the threads beside. Waits at most three seconds."""
        self.bridge.close()
        self.tray.stop()
        for widget in (self.overlay, self._card, self.window, self._history):
            if widget is not None:
                widget.hide()
        self._messages.stop()
        self._microphones.stop()
        if self._history is not None:
            self._history.stop()

    def leave(self, code: int = 0) -> None:
        """End Qt's event loop: `exec` returns `code`. From any thread, at once.

        Not `QApplication.quit`, which waits for Qt's thread while it holds the interpreter's lock,
        and closes every window first.
        """
        self._left.emit(code)

    def show_ourselves(self, told: Told) -> None:
        """Show what the desktop was asked to show and did not. From any thread."""
        self._unseen.emit(told)

    def take_settings(self, settings: Settings) -> None:
        """Follow settings that have changed. From any thread."""
        self._settings_changed.emit(settings)

    def _on_settings(self, settings: Settings) -> None:
        self._settings = settings
        hotkey = wording.key_name(settings.hotkey.key)
        self.tray.set_hotkey(hotkey)
        self.window.set_hotkey(hotkey)
        self.overlay.set_at_top(settings.overlay.position == "top")
        self.overlay.set_wanted(settings.overlay.show)

    def _ways(self) -> tuple[Notify, ...]:
        """Windows and macOS show messages beside the icon well; elsewhere our card looks better."""
        if sys.platform in {"win32", "darwin"}:
            return (self.tray.tell, self._card.tell, self._tell_in_window)
        return (self._card.tell, self.tray.tell, self._tell_in_window)

    def _connect(self) -> None:
        self.bridge.status_changed.connect(self._on_status)
        self.bridge.level_changed.connect(self._on_level)
        self.bridge.words_changed.connect(self.overlay.set_words)
        self.bridge.told.connect(self._on_told)
        self.bridge.dictations_changed.connect(self._on_dictations)
        self.bridge.show_requested.connect(self.window.bring_up)
        self._settings_changed.connect(self._on_settings)
        self._unseen.connect(self._messages.show_ourselves)
        self._left.connect(QCoreApplication.exit, Qt.ConnectionType.QueuedConnection)
        self.tray.available_changed.connect(self._on_tray)
        self._menu.window_wanted.connect(self.window.bring_up)
        for asker in (self._menu, self.window):
            asker.settings_wanted.connect(self._open_settings)
            if self._history is not None:
                asker.history_wanted.connect(self._history.bring_up)

    def _on_status(self, status: StatusChanged) -> None:
        self.overlay.set_status(status)
        self.tray.set_status(status)
        self.window.set_status(status)

    def _on_level(self, level: Level) -> None:
        self.overlay.add_level(level)
        self.window.add_level(level)

    def _on_told(self, told: Told) -> None:
        self.window.tell(told)
        self._messages.tell(told)

    def _on_dictations(self, notice: DictationsChanged) -> None:
        self.tray.set_dictations(notice.recent)
        self.window.set_dictations(notice.recent)
        if self._history is not None:
            self._history.changed()

    def _on_tray(self, available: bool) -> None:
        """Without an icon the window is all that shows: it opens, and closing it ends Dictate."""
        self.window.set_closes_program(not available)
        if not available:
            log.info("no panel takes the icon: the window shows instead")
            self.window.show()

    def _tell_in_window(self, told: Told) -> bool:
        del told  # the window has it already
        self.window.show()
        return True

    def _open_settings(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._settings_file))):
            self._on_told(
                Told(
                    "The settings file could not be opened",
                    f"It is {self._settings_file}.",
                    "Open it with any text editor; changes are taken up when it is saved.",
                    Severity.WARNING,
                )
            )
