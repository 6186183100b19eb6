"""The icons of Dictate as Qt draws them."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QLinearGradient, QPainter, QPixmap

from dictate.ui.icon_shapes import Mark, shapes

SIZES_PX = (16, 18, 20, 22, 24, 26, 28, 32, 36, 40, 44, 48, 64, 128)
"""Every size that panels of today ask for, so that none has to be scaled."""


def pixmap(mark: Mark, size: int) -> QPixmap:
    """The icon, `size` device pixels wide, on a transparent ground."""
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for shape in shapes(mark, size):
        box = QRectF(shape.x, shape.y, shape.width, shape.height)
        fall = QLinearGradient(QPointF(0, shape.y), QPointF(0, shape.y + shape.height))
        fall.setColorAt(0, QColor(shape.fill))
        fall.setColorAt(1, QColor(shape.fill_below))
        painter.setBrush(fall)
        painter.drawRoundedRect(box, shape.radius, shape.radius)
    painter.end()
    return picture


@cache
def icon(mark: Mark) -> QIcon:
    """The icon in all sizes. Needs a running QGuiApplication."""
    made = QIcon()
    for size in SIZES_PX:
        made.addPixmap(pixmap(mark, size))
    return made
