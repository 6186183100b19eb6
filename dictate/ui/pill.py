"""How the overlay looks: what is in it, how large that is, and how it is painted.

A dark pill with one row: a sign at the left, the wave of the voice, a word or the time at the
right. Live words and a warning stand in lines of their own on the side away from the screen's edge,
so that the row itself stays where it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QRadialGradient,
)

from dictate.ui import theme, wave
from dictate.ui.caption import Line, paint_line
from dictate.ui.meter import REST, Bar

ROW = 44.0
"""Height of the row, and of a pill that has nothing else, at unit 1."""

WIDEST = 560.0
_PAD = 18.0
_SIGN = 14.0
_GAP = 12.0
_WAVE = 150.0
LINES = 2
"""Lines of live words."""


class Mode(Enum):
    """What the pill shows."""

    OPENING = auto()
    LISTENING = auto()
    TRAILING = auto()
    WORKING = auto()


@dataclass(frozen=True, slots=True)
class Pill:
    """Everything that is to be seen.

    Attributes:
        mode: What the program is doing.
        toggled: Whether the recording goes on without a held key.
        aside: The word or time at the right.
        warning: A sentence in a line of its own; empty for none.
        words: Live words, at most `LINES` lines.
        words_above: Whether words stand above the row (it lies at the bottom) or below.
    """

    mode: Mode
    toggled: bool = False
    aside: str = ""
    warning: str = ""
    words: tuple[Line, ...] = ()
    words_above: bool = True


@dataclass(frozen=True, slots=True)
class Motion:
    """What moves: the bars, how far they have drifted (0 to 1), and a time for things that beat."""

    bars: tuple[Bar, ...] = ()
    drift: float = 0.0
    beat_s: float = 0.0


def _small() -> QFont:
    return theme.figures(theme.font(13))


def words_font() -> QFont:
    """The font of live words."""
    return theme.font(15)


def _line_height(font: QFont) -> float:
    return QFontMetricsF(font).height() * 1.12


def size(pill: Pill) -> QSizeF:
    """How much room the pill wants, in logical pixels."""
    u = theme.unit()
    aside = QFontMetricsF(_small()).horizontalAdvance(pill.aside)
    chip = _chip_width() + _GAP * u if _has_chip(pill) else 0.0
    width = (2 * _PAD + _SIGN + _GAP + _WAVE + _GAP) * u + max(aside, 30 * u) + chip
    height = ROW * u
    if pill.warning:
        wanted = QFontMetricsF(_small()).horizontalAdvance(pill.warning) + 2 * _PAD * u
        width = max(width, min(wanted, WIDEST * u))
        height += _line_height(_small()) + 6 * u
    if pill.words:
        width = WIDEST * u
        height += len(pill.words) * _line_height(words_font()) + 8 * u
    return QSizeF(math.ceil(width), math.ceil(height))


def words_width() -> float:
    """How wide a line of live words may be."""
    return (WIDEST - 2 * _PAD) * theme.unit()


def largest() -> QSizeF:
    """A size that no pill exceeds."""
    full = Pill(
        Mode.LISTENING, toggled=True, aside="0:00:00", warning="-", words=(Line("", 0),) * LINES
    )
    return size(full)


def paint(painter: QPainter, box: QRectF, dirty: QRectF, pill: Pill, motion: Motion) -> None:
    """Paint of the pill in `box` what lies in `dirty`; what does not fit in `box` is clipped."""
    u = theme.unit()
    radius = ROW * u / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.FLOAT.ground)
    painter.drawRoundedRect(box, radius, radius)
    painter.setPen(QPen(theme.FLOAT.edge, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5)
    painter.setClipRect(box.intersected(dirty))
    lines = QRectF(box.left(), box.top() + (ROW - 6) * u, box.width(), box.height() - ROW * u)
    if pill.words_above:
        lines.moveTop(box.top() + 13 * u)
    if dirty.intersects(lines):
        _paint_lines(painter, lines.adjusted(_PAD * u, 0, -_PAD * u, 0), pill)
    _paint_row(painter, row(box, pill).adjusted(_PAD * u, 0, -_PAD * u, 0), pill, motion)


def row(box: QRectF, pill: Pill) -> QRectF:
    """Where in `box` the row lies: the part that moves."""
    made = QRectF(box)
    made.setHeight(ROW * theme.unit())
    if pill.words_above:
        made.moveBottom(box.bottom())
    return made


def _paint_row(painter: QPainter, place: QRectF, pill: Pill, motion: Motion) -> None:
    u = theme.unit()
    middle = QPointF(place.left() + _SIGN * u / 2, place.center().y())
    _paint_sign(painter, middle, pill, motion)
    area = QRectF(place)
    area.setLeft(place.left() + (_SIGN + _GAP) * u)
    right = place.right()
    aside = QFontMetricsF(_small()).horizontalAdvance(pill.aside)
    if pill.aside:
        painter.setFont(_small())
        painter.setPen(theme.FLOAT.dim)
        where = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, int(where), pill.aside)
    right -= max(aside, 30 * u) + _GAP * u
    if _has_chip(pill):
        _paint_chip(
            painter, QRectF(right - _chip_width(), place.top(), _chip_width(), place.height())
        )
        right -= _chip_width() + _GAP * u
    area.setRight(right)
    if pill.mode is Mode.WORKING:
        wave.paint_light(painter, area, motion.beat_s)
    else:
        bars = motion.bars if pill.mode is not Mode.OPENING else (REST,) * len(motion.bars)
        wave.paint_wave(painter, area, bars, motion.drift)


def _paint_sign(painter: QPainter, middle: QPointF, pill: Pill, motion: Motion) -> None:
    """A red dot; a ring until sound arrives; a stop sign in tap mode; a text cursor at work."""
    u = theme.unit()
    painter.setPen(Qt.PenStyle.NoPen)
    match pill.mode:
        case Mode.OPENING:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.FLOAT.dim, 1.6 * u))
            painter.drawEllipse(middle, 4.4 * u, 4.4 * u)
        case Mode.WORKING:
            _paint_cursor(painter, middle, motion)
        case Mode.LISTENING | Mode.TRAILING:
            loud = motion.bars[-1].height if motion.bars else 0.0
            halo = (5.5 + 5.0 * loud) * u
            glow = QRadialGradient(middle, halo)
            for stop, alpha in ((0.0, 0.55), (0.6, 0.28), (1.0, 0.0)):
                tint = QColor(theme.FLOAT.record)
                tint.setAlphaF(alpha)
                glow.setColorAt(stop, tint)
            painter.setBrush(glow)
            painter.drawEllipse(middle, halo, halo)
            painter.setBrush(
                theme.FLOAT.record
                if pill.mode is Mode.LISTENING
                else theme.FLOAT.record.darker(140)
            )
            if pill.toggled:
                side = 9.0 * u
                square = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
                painter.drawRoundedRect(square, 2.4 * u, 2.4 * u)
            else:
                painter.drawEllipse(middle, 5.0 * u, 5.0 * u)


def _paint_cursor(painter: QPainter, middle: QPointF, motion: Motion) -> None:
    u = theme.unit()
    tint = QColor(theme.FLOAT.accent)
    tint.setAlphaF(0.45 + 0.55 * (0.5 + 0.5 * math.cos(motion.beat_s * 6.0)))
    painter.setPen(QPen(tint, 1.8 * u, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    x, y, half, foot = middle.x(), middle.y(), 8.0 * u, 2.6 * u
    painter.drawLine(QPointF(x, y - half), QPointF(x, y + half))
    for end in (y - half, y + half):
        painter.drawLine(QPointF(x - foot, end), QPointF(x + foot, end))


_CHIP = "tap to finish"


def _has_chip(pill: Pill) -> bool:
    return pill.toggled and pill.mode is Mode.LISTENING


def _chip_width() -> float:
    return QFontMetricsF(theme.font(12)).horizontalAdvance(_CHIP) + 16 * theme.unit()


def _paint_chip(painter: QPainter, area: QRectF) -> None:
    u = theme.unit()
    chip = QRectF(area.left(), area.center().y() - 11 * u, area.width(), 22 * u)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 106, 94, 46))
    painter.drawRoundedRect(chip, 11 * u, 11 * u)
    painter.setFont(theme.font(12))
    painter.setPen(QColor("#ffb3ac"))
    painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), _CHIP)


def _paint_lines(painter: QPainter, area: QRectF, pill: Pill) -> None:
    """The warning and the newest lines of the live words."""
    top = area.top()
    if pill.warning:
        font = _small()
        painter.setFont(font)
        painter.setPen(theme.FLOAT.warn)
        line = QRectF(area.left(), top, area.width(), _line_height(font))
        shown = QFontMetricsF(font).elidedText(
            pill.warning, Qt.TextElideMode.ElideRight, area.width()
        )
        where = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, int(where), shown)
        top = line.bottom() + 4 * theme.unit()
    font = words_font()
    painter.setPen(theme.FLOAT.text)
    for words in pill.words:
        paint_line(painter, QPointF(area.left(), top), words, font, theme.FLOAT.dim)
        top += _line_height(font)
