"""Live words on few lines, the newest ones in sight.

Words that stand on a line stay on it: text that is broken anew with every word cannot be read. So
the lines begin where they once began, and when there are too many the upper one goes.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

_LONGEST = 2000
"""Characters that are broken into lines at once; a recording taken up late starts this far back."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of words; those from `uncertain` on may still change."""

    text: str
    uncertain: int


class Caption:
    """Breaks growing text into at most `most` lines of `width` pixels."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._start = 0
        self._before = ""

    def lines(self, committed: str, tail: str, font: QFont, width: float) -> tuple[Line, ...]:
        """The newest lines of these words, none for no words."""
        if committed[: self._start] != self._before[: self._start]:
            self._start = 0
        self._before = committed
        joint = " " if committed and tail and not committed.endswith(" ") else ""
        text = committed + joint + tail
        if len(text) - self._start > _LONGEST:
            self._start = text.find(" ", len(text) - _LONGEST) + 1
        if not text:
            return ()
        starts = [self._start + at for at in _breaks(text[self._start :], font, width)]
        starts = starts[-self._most :]
        if starts[0] <= len(committed):
            self._start = starts[0]
        sure = len(committed) + len(joint)
        ends = [*starts[1:], len(text)]
        shown = [(start, text[start:end].rstrip()) for start, end in zip(starts, ends, strict=True)]
        return tuple(Line(words, min(len(words), max(0, sure - start))) for start, words in shown)


def _breaks(text: str, font: QFont, width: float) -> list[int]:
    """Where the lines of `text` begin."""
    layout = _layout(text, font)
    starts: list[int] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        starts.append(line.textStart())
    layout.endLayout()
    return starts


def _layout(text: str, font: QFont) -> QTextLayout:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(text, font)
    layout.setTextOption(option)
    return layout


def paint_line(
    painter: QPainter, corner: QPointF, line: Line, font: QFont, soft_colour: QColor
) -> None:
    """Paint a line in the pen's colour, what is uncertain in `soft_colour`."""
    layout = _layout(line.text, font)
    soft = QTextLayout.FormatRange()
    soft.start, soft.length = line.uncertain, max(0, len(line.text) - line.uncertain)
    tone = QTextCharFormat()
    tone.setForeground(soft_colour)
    soft.format = tone
    layout.setFormats([soft])
    layout.beginLayout()
    row = layout.createLine()
    if row.isValid():
        row.setNumColumns(len(line.text) + 1)
    layout.endLayout()
    layout.draw(painter, corner)
