"""The menu of the tray icon. It changes in place, so that it may be open meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from dictate.core.dictation import Dictation, State
from dictate.core.notices import StatusChanged
from dictate.core.ports import Commands
from dictate.ui import theme, wording
from dictate.ui.microphones import MicrophoneMenu

SHOWN = 6
_LONGEST = 46


class TrayMenu(QMenu):
    """Everything that can be asked of Dictate from the panel."""

    window_wanted = Signal()
    history_wanted = Signal()
    settings_wanted = Signal()

    def __init__(self, commands: Commands, microphones: MicrophoneMenu, *, history: bool) -> None:
        super().__init__()
        self._commands = commands
        self._microphones = microphones
        self._recent: list[QAction] = []
        self._owned: list[QAction | QMenu] = []
        self._state = self.addAction("")
        self._state.setEnabled(False)
        self.addSeparator()
        self._toggle = self.addAction("", commands.toggle)
        self._cancel = self.addAction("Set aside", commands.cancel)
        self._below_recent = self.addSeparator()
        self._paste = self.addAction("Paste the last one again", commands.paste_last)
        self.addAction("As spoken / as written", commands.swap_last)
        self.addSeparator()
        self.addMenu(microphones)
        self._pause = self.addAction("Pause the hotkey")
        self._pause.setCheckable(True)
        self._pause.triggered.connect(commands.pause_hotkey)
        self.addSeparator()
        self.addAction("Open Dictate", self.window_wanted.emit)
        if history:
            self.addAction("History…", self.history_wanted.emit)
        self.addAction("Settings file", self.settings_wanted.emit)
        self.addSeparator()
        self.addAction("Quit", commands.quit)
        self.aboutToShow.connect(microphones.refresh)
        self.set_dictations(())
        self._dress()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._dress)

    def set_status(self, status: StatusChanged, hotkey: str) -> None:
        """Say and offer what fits `status`."""
        headline = wording.headline(status, hotkey)
        self._state.setText(_label(f"{headline.title}: {headline.hint}", 72))
        recording = wording.is_recording(status)
        self._toggle.setText("Stop dictating" if recording else "Start dictating")
        self._cancel.setVisible(recording or status.working > 0)
        self._pause.setChecked(status.hotkey_paused)

    def set_dictations(self, recent: Sequence[Dictation]) -> None:
        """List the newest dictations, newest first. A click copies."""
        for action in self._recent:
            self.removeAction(action)
        for old in self._owned:
            old.deleteLater()
        self._owned = []
        shown = [d for d in recent if d.state is not State.SILENT][:SHOWN]
        self._recent = [self._entry(dictation) for dictation in shown]
        if shown:
            separator = QAction(self)
            separator.setSeparator(True)
            self._owned.append(separator)
            self._recent.insert(0, separator)
        self.insertActions(self._below_recent, self._recent)
        self._paste.setEnabled(any(d.text for d in recent))

    def _dress(self) -> None:
        """Follow a desktop that turns dark or light; a panel may draw the menu itself."""
        self.setStyleSheet(theme.sheet(theme.colours()))

    def _entry(self, dictation: Dictation) -> QAction:
        words = _label(dictation.text or dictation.raw, _LONGEST)
        label = words or f"{wording.length(dictation.duration_s)} of speech"
        if said := wording.STATE_WORDS[dictation.state]:
            label = f"{said}: {label}"
        if not wording.can_retry(dictation):
            action = QAction(label, self)
            action.setEnabled(bool(words) and not wording.under_way(dictation))
            action.triggered.connect(lambda: self._commands.copy(dictation.id))
            self._owned.append(action)
            return action
        submenu = QMenu(label, self)
        self._owned.append(submenu)  # asked back from its action, it would change its owner
        submenu.addAction("Try again", lambda: self._commands.retry(dictation.id))
        if words:
            submenu.addAction("Copy", lambda: self._commands.copy(dictation.id))
        return submenu.menuAction()


def _label(text: str, longest: int) -> str:
    """Text of others as a menu shows it: one line, and no `&` taken for an access key."""
    return wording.one_line(text, longest).replace("&", "&&")
