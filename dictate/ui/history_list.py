"""Dictations as a list of any length: the model, and how a row is painted."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from dictate.core.dictation import Dictation
from dictate.ui import theme, wording

_Index = QModelIndex | QPersistentModelIndex
_LONGEST = 160
_NOWHERE = QModelIndex()


class HistoryModel(QAbstractListModel):
    """The dictations found, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Dictation, ...] = ()

    def replace(self, rows: Sequence[Dictation]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def at(self, row: int) -> Dictation | None:
        """The dictation in that row, or None."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, dictation_id: str) -> int:
        """The row of a dictation, -1 where it is not listed."""
        return next((i for i, d in enumerate(self._rows) if d.id == dictation_id), -1)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """How many."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text, for the painter and for a screen reader."""
        dictation = self.at(index.row())
        if dictation is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        return wording.first_words(dictation, _LONGEST)


class HistoryDelegate(QStyledItemDelegate):
    """Paints a row: the words on one line, the small print below."""

    def __init__(
        self, model: HistoryModel, parent: QObject, now: Callable[[], float] = time.time
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._now = now

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802
        """Two lines."""
        del option, index
        return QSize(200, round(58 * theme.unit()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint it."""
        dictation = self._model.at(index.row())
        if dictation is None:
            return
        look, u = theme.colours(), theme.unit()
        state: QStyle.StateFlag = option.state
        rect = option.rect
        box = QRectF(rect).adjusted(2 * u, 2 * u, -2 * u, -2 * u)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(look.selected))
            painter.drawRoundedRect(box, 8 * u, 8 * u)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(look.hover))
            painter.drawRoundedRect(box, 8 * u, 8 * u)
        inside = box.adjusted(12 * u, 8 * u, -12 * u, -8 * u)
        words = str(index.data())
        _line(painter, inside, words, theme.font(13), look.text, Qt.AlignmentFlag.AlignTop)
        small = wording.about(dictation, self._now())
        colour = look.dim
        if said := wording.STATE_WORDS[dictation.state]:
            small = f"{said}  ·  {small}"
            colour = look.warn if dictation.state in wording.WORRYING else look.dim
        _line(painter, inside, small, theme.font(12), colour, Qt.AlignmentFlag.AlignBottom)
        painter.restore()


def _line(  # noqa: PLR0913, PLR0917 - a line of text is where, what, and how
    painter: QPainter, box: QRectF, text: str, font: QFont, colour: str, edge: Qt.AlignmentFlag
) -> None:
    painter.setFont(font)
    painter.setPen(QColor(colour))
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, int(edge | Qt.AlignmentFlag.AlignLeft), shown)
