"""The pieces that the windows are made of."""

from __future__ import annotations

import time

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QLinearGradient,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QSizePolicy, QWidget

from dictate.core.dictation import Level
from dictate.core.ports import Clock
from dictate.ui import theme
from dictate.ui.icon_shapes import Mark, shapes
from dictate.ui.meter import Ease, loudness
from dictate.ui.overlay import FRAME_MS

_BY_KEYBOARD = frozenset({Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason})


def label(text: str, role: str = "", *, wraps: bool = False) -> QLabel:
    """A label in one of the roles of the style sheet. The text is never taken for markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setWordWrap(wraps)
    return made


def button(text: str, role: str = "") -> QPushButton:
    """A push button in one of the roles of the style sheet."""
    made = QPushButton(text)
    made.setProperty("role", role)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(False)
    return made


class TalkButton(QAbstractButton):
    """The round button that starts and stops. While recording a ring breathes with the voice."""

    def __init__(self, parent: QWidget | None = None, *, clock: Clock = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._mark = Mark.IDLE
        self._loud = Ease(0.0, 0.05)
        self._frames = QTimer(self)
        self._frames.setInterval(FRAME_MS)
        self._frames.timeout.connect(self._next_frame)
        self._last_frame_s = 0.0
        self._ringed = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_mark(Mark.IDLE)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A square."""
        edge = round(84 * theme.unit())
        return QSize(edge, edge)

    def set_mark(self, mark: Mark) -> None:
        """Look as the state wants it."""
        self._mark = mark
        recording = mark is Mark.RECORDING
        self.setAccessibleName("Stop dictating" if recording else "Start dictating")
        self.setToolTip(self.accessibleName())
        if not recording:
            self._loud.goal = 0.0
        self.update()

    def add_level(self, level: Level) -> None:
        """Let the ring follow the voice."""
        if self._mark is not Mark.RECORDING or not self.isVisible():
            return
        self._loud.goal = loudness(level.rms)
        if not self._frames.isActive():
            self._last_frame_s = self._clock()
            self._frames.start()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show that the keyboard is here, to somebody who uses the keyboard."""
        super().focusInEvent(event)
        self._ringed = event.reason() in _BY_KEYBOARD

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Take the ring away."""
        super().focusOutEvent(event)
        self._ringed = False

    def _next_frame(self) -> None:
        now_s = self._clock()
        self._loud.step(min(0.2, max(0.0, now_s - self._last_frame_s)))
        self._last_frame_s = now_s
        if self._loud.arrived and self._mark is not Mark.RECORDING:
            self._frames.stop()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint ring, disc and sign."""
        del event
        look, u = theme.colours(), theme.unit()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        radius = 30 * u
        recording = self._mark is Mark.RECORDING
        top, below = (
            (look.record, look.record_below) if recording else (look.accent, look.accent_below)
        )
        painter.setPen(Qt.PenStyle.NoPen)
        if recording:
            halo = QColor(look.record)
            halo.setAlphaF(0.22)
            painter.setBrush(halo)
            reach = radius + (3 + 9 * self._loud.value) * u
            painter.drawEllipse(middle, reach, reach)
        fall = QLinearGradient(middle - QPointF(0, radius), middle + QPointF(0, radius))
        fall.setColorAt(0, QColor(top).lighter(108 if self.underMouse() else 100))
        fall.setColorAt(1, QColor(below).lighter(108 if self.underMouse() else 100))
        painter.setBrush(fall)
        painter.drawEllipse(middle, radius, radius)
        if self._ringed:
            ring = QColor(look.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(ring, 2 * u))
            painter.drawEllipse(middle, radius + 4 * u, radius + 4 * u)
            painter.setPen(Qt.PenStyle.NoPen)
        self._paint_sign(painter, middle)
        painter.end()

    def _paint_sign(self, painter: QPainter, middle: QPointF) -> None:
        """A stop sign while recording, else the mark of the program."""
        u = theme.unit()
        painter.setBrush(QColor(theme.colours().on_accent))
        if self._mark is Mark.RECORDING:
            side = 20 * u
            square = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
            painter.drawRoundedRect(square, 5 * u, 5 * u)
            return
        edge = round(46 * u)
        sign = Mark.WORKING if self._mark is Mark.WORKING else Mark.APP
        corner = middle - QPointF(edge / 2, edge / 2)
        for shape in shapes(sign, edge)[1:]:
            box = QRectF(corner.x() + shape.x, corner.y() + shape.y, shape.width, shape.height)
            painter.drawRoundedRect(box, shape.radius, shape.radius)


class Lines(QWidget):
    """Text on at most so many lines; what does not fit ends in an ellipsis."""

    def __init__(self, text: str, most: int, role: str = "") -> None:
        super().__init__()
        self._text = text
        self._most = most
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Be as high as the lines at this width."""
        super().resizeEvent(event)
        count = max(1, len(self._broken(event.size().width())))
        self.setFixedHeight(count * self.fontMetrics().lineSpacing())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line; how high it must be is known with the width."""
        return QSize(120, self.fontMetrics().lineSpacing())

    def _broken(self, width: int) -> list[str]:
        layout = QTextLayout(self._text, self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        starts: list[int] = []
        while len(starts) < self._most and (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            starts.append(line.textStart())
        layout.endLayout()
        ends = [*starts[1:], len(self._text)]
        return [self._text[a:b].rstrip() for a, b in zip(starts, ends, strict=False)]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the lines, the last one elided."""
        del event
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        metrics = self.fontMetrics()
        for place, text in enumerate(self._broken(self.width())):
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(0, place * metrics.lineSpacing() + metrics.ascent(), shown)
        painter.end()
