"""One dictation as a row of the main window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dictate.core.dictation import Dictation
from dictate.core.ports import Commands
from dictate.ui import theme, wording
from dictate.ui.widgets import Lines, button, label

_THANKS_MS = 1200
_LONGEST = 240


class DictationRow(QWidget):
    """Text, small print, and what can be done: a click copies."""

    def __init__(self, dictation: Dictation, commands: Commands, now_s: float) -> None:
        super().__init__()
        self._dictation = dictation
        self._commands = commands
        words = wording.one_line(dictation.text or dictation.raw, _LONGEST)
        self._can_copy = bool(words) and not wording.under_way(dictation)
        u = theme.unit()
        column = QVBoxLayout(self)
        column.setContentsMargins(*(round(side * u) for side in (12, 9, 8, 6)))
        column.setSpacing(round(3 * u))
        column.addWidget(Lines(wording.first_words(dictation, _LONGEST), 2))
        if dictation.note and wording.can_retry(dictation):
            column.addWidget(label(dictation.note, "small", wraps=True))
        small = QHBoxLayout()
        small.setSpacing(round(6 * u))
        if said := wording.STATE_WORDS[dictation.state]:
            bad = dictation.state in wording.WORRYING
            chip = label(said, "chip-warn" if bad else "chip")
            small.addWidget(chip, 0, Qt.AlignmentFlag.AlignVCenter)
        small.addWidget(Lines(wording.about(dictation, now_s), 1, "small"), 1)
        self._copy = button("Copy", "quiet")
        self._copy.clicked.connect(self._copied)
        stays = self._copy.sizePolicy()
        stays.setRetainSizeWhenHidden(self._can_copy)
        self._copy.setSizePolicy(stays)
        self._copy.hide()
        small.addWidget(self._copy)
        if wording.can_retry(dictation):
            again = button("Try again", "quiet")
            again.clicked.connect(lambda: commands.retry(dictation.id))
            small.addWidget(again)
        column.addLayout(small)
        if self._can_copy:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setAccessibleName(f"Copy: {words}")

    def _copied(self) -> None:
        self._commands.copy(self._dictation.id)
        self._copy.setText("Copied")
        self._copy.show()
        QTimer.singleShot(_THANKS_MS, self, self._thanked)

    def _thanked(self) -> None:
        self._copy.setText("Copy")
        self._light()

    def _lit(self) -> bool:
        return self.underMouse() or self.hasFocus()

    def _light(self) -> None:
        self._copy.setVisible(self._can_copy and (self._lit() or self._copy.hasFocus()))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Copy."""
        if self._can_copy and event.button() is Qt.MouseButton.LeftButton:
            self._copied()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Copy on Enter or Space."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._copied()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Show what can be done."""
        super().enterEvent(event)
        self._light()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Be quiet again."""
        super().leaveEvent(event)
        self._light()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show what can be done."""
        super().focusInEvent(event)
        self._light()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Be quiet again."""
        super().focusOutEvent(event)
        self._light()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the ground of a row that the pointer or the keyboard is on."""
        del event
        if not self._lit():
            return
        look, radius = theme.colours(), 8 * theme.unit()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(look.hover))
        focused = QPen(QColor(look.accent), 1) if self.hasFocus() else Qt.PenStyle.NoPen
        painter.setPen(focused)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, radius, radius)
        painter.end()
