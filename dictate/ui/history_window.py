"""Everything dictated: search it, read it, hear it, copy it, try it again, delete it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from dictate.core.dictation import Dictation
from dictate.core.ports import Commands
from dictate.errors import DictateError
from dictate.ui import icons, theme
from dictate.ui.background import Background
from dictate.ui.history_detail import HistoryDetail
from dictate.ui.history_list import HistoryDelegate, HistoryModel
from dictate.ui.icon_shapes import Mark
from dictate.ui.widgets import label

SHOWN = 500
"""Rows shown at most; who looks for an older one searches."""

_TYPING_MS = 120


class HistoryView(Protocol):
    """What the window asks of the history and the loudspeaker."""

    def find(self, words: str, count: int) -> Sequence[Dictation]:
        """The newest dictations with these words, all of them for no words. Blocks.

        Raises:
            HistoryError: It cannot be read.
        """

    def delete(self, dictation_id: str) -> None:
        """Remove text and sound for good. Blocks.

        Raises:
            HistoryError: It cannot be written.
        """

    def play(self, dictation_id: str) -> None:
        """Play the kept sound, instead of one that plays. Returns at once."""

    def stop_playing(self) -> None:
        """Be silent. Returns at once."""


class HistoryWindow(QWidget):
    """List and search at the left, the chosen dictation at the right."""

    def __init__(self, view: HistoryView, commands: Commands) -> None:
        super().__init__()
        self._view = view
        self._beside = Background("history-window", self)
        self._asked = 0
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setWindowTitle("History")
        self.setWindowIcon(icons.icon(Mark.APP))
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.reload)
        self._model = HistoryModel(self)
        self._detail = HistoryDetail()
        self._detail.copy_wanted.connect(commands.copy)
        self._detail.retry_wanted.connect(commands.retry)
        self._detail.play_wanted.connect(view.play)
        self._detail.delete_wanted.connect(self._delete)
        self._build()
        self._dress()
        self.resize(self.sizeHint())
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._dress)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._search.setFocus)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Close), self, self.close)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide enough to read in."""
        u = theme.unit()
        return QSize(round(880 * u), round(580 * u))

    def _build(self) -> None:
        u = theme.unit()
        page = QHBoxLayout(self)
        page.setContentsMargins(*(round(16 * u) for _ in range(4)))
        page.setSpacing(round(16 * u))
        left = QVBoxLayout()
        left.setSpacing(round(10 * u))
        self._search = QLineEdit()
        self._search.setPlaceholderText("Search what you said")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(lambda: self._typing.start())
        left.addWidget(self._search)
        self._list = QListView()
        self._list.setModel(self._model)
        self._list.setItemDelegate(HistoryDelegate(self._model, self._list))
        self._list.setMouseTracking(True)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setUniformItemSizes(True)
        self._list.setAccessibleName("Dictations")
        self._list.selectionModel().currentChanged.connect(self._show_current)
        self._nothing = label("", "dim", wraps=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._nothing)
        left.addLayout(self._stack, 1)
        page.addLayout(left, 2)
        page.addWidget(self._detail, 3)

    def bring_up(self) -> None:
        """Show the window with the newest rows, and the keyboard in the search field."""
        self.reload()
        self.show()
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()
        self._search.setFocus()

    def reload(self) -> None:
        """Read the rows anew; only the answer to the newest question is shown."""
        self._asked += 1
        asked, words = self._asked, self._search.text().strip()

        def find() -> tuple[Dictation, ...] | None:
            return tuple(self._view.find(words, SHOWN)) if asked == self._asked else None

        def show(found: tuple[Dictation, ...] | None) -> None:
            if found is not None and asked == self._asked:
                self._show_rows(found, searched=bool(words))

        self._beside.do(find, show, self._show_failure)

    def changed(self) -> None:
        """The history has changed: follow it, if anybody looks."""
        if self.isVisible():
            self._typing.start()

    def stop(self) -> None:
        """End the thread beside. Waits at most a second."""
        self._asked += 1
        self._beside.stop()

    def _show_rows(self, found: tuple[Dictation, ...], *, searched: bool) -> None:
        kept = self._detail.shown_id
        self._model.replace(found)
        row = max(0, self._model.row_of(kept))
        self._stack.setCurrentIndex(0 if found else 1)
        self._nothing.setText("Nothing was found." if searched else "Your words appear here.")
        if found:
            self._list.setCurrentIndex(self._model.index(row))
        self._detail.show_dictation(self._model.at(row))

    def _show_failure(self, error: Exception) -> None:
        self._stack.setCurrentIndex(1)
        known = isinstance(error, DictateError)
        self._nothing.setText(str(error) if known else "The history cannot be read now.")
        self._model.replace(())
        self._detail.show_dictation(None)

    def _show_current(self, current: QModelIndex) -> None:
        self._view.stop_playing()
        self._detail.show_dictation(self._model.at(current.row()))

    def _delete(self, dictation_id: str) -> None:
        self._beside.do(
            lambda: self._view.delete(dictation_id), lambda _: self.reload(), self._show_failure
        )

    def _dress(self) -> None:
        """Follow a desktop that turns dark or light."""
        self.setStyleSheet(theme.sheet(theme.colours()))
