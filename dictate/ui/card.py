"""A message card of our own, for desktops that show no notifications.

It lies in the corner above all windows, takes no focus, goes by itself when it has had time to be
read, and at once when it is clicked. While the pointer is on it, it stays.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QCursor,
    QEnterEvent,
    QFont,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from dictate.core.notices import Severity, Told
from dictate.ui import icons, theme, wording
from dictate.ui.icon_shapes import Mark
from dictate.ui.overlay import can_float, floating, rounded

WIDTH = 380
_MARGIN = 20
_RADIUS = 14
_BASE_MS = {Severity.INFO: 4000, Severity.WARNING: 7000, Severity.ERROR: 12_000}
_READ_MS = 45
"""Time for one character: about 230 words a minute, an unhurried reader."""


class Card(QWidget):
    """One message at a time; a newer one takes its place."""

    def __init__(self) -> None:
        super().__init__(None, floating())
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWindowTitle(wording.NAME)
        u = theme.unit()
        self._mark = QLabel()
        self._title = _label(theme.FLOAT.text, theme.font(13, QFont.Weight.DemiBold))
        self._text = _label(theme.FLOAT.soft, theme.font(13))
        self._hint = _label(theme.FLOAT.dim, theme.font(13))
        self._grid = grid = QGridLayout(self)
        grid.setContentsMargins(*(round(side * u) for side in (16, 14, 18, 15)))
        grid.setHorizontalSpacing(round(14 * u))
        grid.setVerticalSpacing(round(3 * u))
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._mark, 0, 0, 3, 1, Qt.AlignmentFlag.AlignTop)
        for row, label in enumerate((self._title, self._text, self._hint)):
            grid.addWidget(label, row, 1)
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.timeout.connect(self.hide)

    def tell(self, told: Told) -> bool:
        """Show `told`. Returns whether this desktop lets a card float above other windows."""
        if not can_float():
            return False
        edge = round(30 * theme.unit())
        mark = Mark.APP if told.severity is Severity.INFO else Mark.TROUBLE
        picture = icons.pixmap(mark, round(edge * self.devicePixelRatioF()))
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        self._mark.setPixmap(picture)
        for label, text in (
            (self._title, told.title),
            (self._text, told.text),
            (self._hint, told.hint),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        self._place()
        self.show()
        self.raise_()
        read_ms = _READ_MS * len(told.title + told.text + told.hint)
        self._end.start(_BASE_MS[told.severity] + read_ms)
        return True

    def _place(self) -> None:
        screen = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
        free = screen.availableGeometry()
        width = round(WIDTH * theme.unit())
        height = self._grid.totalHeightForWidth(width)
        left, top = free.right() + 1 - _MARGIN - width, free.top() + _MARGIN
        self.setGeometry(QRect(left, top, width, height))
        if QGuiApplication.platformName() == "xcb":  # black corners where nothing blends them
            self.setMask(rounded(self.rect(), round(_RADIUS * theme.unit())))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the ground; the labels paint themselves."""
        del event
        radius = _RADIUS * theme.unit()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.FLOAT.edge, 1))
        painter.setBrush(theme.FLOAT.ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Go: it has been seen."""
        event.accept()
        self.hide()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Stay as long as the pointer is here."""
        super().enterEvent(event)
        self._end.stop()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Go soon."""
        super().leaveEvent(event)
        if self.isVisible():
            self._end.start(_BASE_MS[Severity.INFO])


def _label(colour: QColor, font: QFont) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setFont(font)
    label.setStyleSheet(f"color: {colour.name()}; background: transparent;")
    return label
