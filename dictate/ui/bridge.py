"""Brings notices from any thread to Qt's.

One QObject that lives on the main thread. Whoever calls `post` returns at once; the signals below
run on the main thread, in the order posted. Levels and live words come many times a second, and
only the newest counts: one that waits takes in those that follow it, so that a flood, or a main
thread that is busy for a second, leaves nothing behind to work off.
"""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Qt, Signal

from dictate.core.dictation import Level
from dictate.core.notices import (
    DictationsChanged,
    LevelChanged,
    Notice,
    ShowRequested,
    StatusChanged,
    Told,
    WordsChanged,
)


class Bridge(QObject):
    """Notices in, signals out. Build it on the main thread."""

    status_changed = Signal(StatusChanged)
    level_changed = Signal(Level)
    words_changed = Signal(WordsChanged)
    told = Signal(Told)
    dictations_changed = Signal(DictationsChanged)
    show_requested = Signal()

    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._waiting: list[Notice] = []
        self._closed = False
        self._woken.connect(self._drain, Qt.ConnectionType.QueuedConnection)

    def post(self, notice: Notice) -> None:
        """Show `notice` soon. From any thread; after `close` it is dropped."""
        with self._lock:
            if self._closed:
                return
            wake = not self._waiting
            if self._waiting and (merged := _merge(self._waiting[-1], notice)) is not None:
                self._waiting[-1] = merged
            else:
                self._waiting.append(notice)
            if wake:
                self._woken.emit()  # under the lock: after `close` Qt's half may be gone

    def close(self) -> None:
        """Take no more notices and forget those that wait."""
        with self._lock:
            self._closed = True
            self._waiting.clear()

    def _drain(self) -> None:
        with self._lock:
            notices, self._waiting = self._waiting, []
        for notice in notices:
            self._announce(notice)

    def _announce(self, notice: Notice) -> None:
        match notice:
            case StatusChanged():
                self.status_changed.emit(notice)
            case LevelChanged():
                self.level_changed.emit(notice.level)
            case WordsChanged():
                self.words_changed.emit(notice)
            case Told():
                self.told.emit(notice)
            case DictationsChanged():
                self.dictations_changed.emit(notice)
            case ShowRequested():
                self.show_requested.emit()


def _merge(waiting: Notice, new: Notice) -> Notice | None:
    """One notice that says what both say, or None where both must be heard."""
    match waiting, new:
        case LevelChanged(level=old), LevelChanged(level=level):
            return LevelChanged(
                Level(
                    rms=max(old.rms, level.rms),
                    peak=max(old.peak, level.peak),
                    voice=old.voice or level.voice,
                )
            )
        case WordsChanged(), WordsChanged():
            return new
        case _:
            return None
