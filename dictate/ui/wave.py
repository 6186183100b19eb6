"""The wave of the voice in the overlay: bars that move left, and a light that runs through them.

Thirty frames of it must cost next to nothing, so it is painted as single rounded rectangles in
plain colours: Qt fills those several times faster than one path, wide lines or gradients.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter

from dictate.ui import theme
from dictate.ui.meter import Bar

BARS = 100
"""Bars that the widest pill has room for."""

_PITCH = 5.0
_BAR = 3.0
_TALL = 24.0


def paint_wave(painter: QPainter, area: QRectF, bars: tuple[Bar, ...], drift: float) -> None:
    """The bars, newest at the right; each with the peak as a shade behind the loudness.

    `drift` is how far the wave has moved on since the newest bar began, 0 to 1 bars.
    Single rounded rectangles: Qt fills those several times faster than one path or wide lines.
    """
    u = theme.unit()
    pitch, wide = _PITCH * u, _BAR * u
    painter.setPen(Qt.PenStyle.NoPen)
    left = area.right() - drift * pitch - wide
    grown = min(1.0, drift * 1.6)
    for bar in reversed(bars):
        if left < area.left():
            break
        height = bar.height * grown * _TALL
        if height <= _BAR:
            _paint_bar(painter, area, left, wide, theme.FLOAT.rest)
        else:
            if (peak := bar.peak * grown * _TALL) > height + 1:
                _paint_bar(painter, area, left, peak * u, theme.FLOAT.shade)
            _paint_bar(
                painter, area, left, height * u, theme.FLOAT.text if bar.voice else theme.FLOAT.dim
            )
        left -= pitch
        grown = 1.0
    _paint_fade(painter, area)


def _paint_bar(painter: QPainter, area: QRectF, left: float, tall: float, colour: QColor) -> None:
    wide = _BAR * theme.unit()
    painter.setBrush(colour)
    box = QRectF(left, area.center().y() - tall / 2, wide, tall)
    painter.drawRoundedRect(box, wide / 2, wide / 2)


def _paint_fade(painter: QPainter, area: QRectF) -> None:
    """Let the oldest bars go under in the ground."""
    high = (_TALL + 4) * theme.unit()
    strip = QRectF(area.left(), area.center().y() - high / 2, area.width() * 0.45, high)
    clear = QColor(theme.FLOAT.ground)
    clear.setAlpha(0)
    fall = QLinearGradient(strip.topLeft(), strip.topRight())
    fall.setColorAt(0, theme.FLOAT.ground)
    fall.setColorAt(1, clear)
    painter.fillRect(strip, fall)


def paint_light(painter: QPainter, area: QRectF, beat_s: float) -> None:
    """The wave at rest, with a light that travels through it towards the text."""
    u = theme.unit()
    painter.setPen(Qt.PenStyle.NoPen)
    count = max(1, int(area.width() / (_PITCH * u)))
    front = (beat_s * 0.75 % 1.0) * (count + 12) - 6
    for place in range(count):
        near = math.exp(-(((place - front) / 4.0) ** 2))
        tint = _GLOW[round(near * (len(_GLOW) - 1))]
        left = area.left() + place * _PITCH * u
        _paint_bar(painter, area, left, (_BAR + near * 9.0) * u, tint)


def _glow() -> tuple[QColor, ...]:
    """The accent from faint to full."""
    steps = 16
    made = []
    for step in range(steps + 1):
        tint = QColor(theme.FLOAT.accent)
        tint.setAlphaF(0.28 + 0.72 * step / steps)
        made.append(tint)
    return tuple(made)


_GLOW = _glow()
