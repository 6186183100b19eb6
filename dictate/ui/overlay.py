"""The pill above all windows that shows that Dictate listens.

It never takes the focus, lets every click through, and is repainted only while it is seen, 25
times a second. Its window is as large as the largest pill and transparent; the pill grows and
shrinks inside it, because a window that changes its size each frame flickers on X11.

Not shown on Wayland: there a window of this kind takes the keyboard from the one that is dictated
to, and with it the release of the hotkey.
"""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF, Qt, QTimer
from PySide6.QtGui import QCursor, QGuiApplication, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from dictate.core.dictation import Level
from dictate.core.notices import Phase, StatusChanged, WordsChanged
from dictate.core.ports import Clock
from dictate.ui import pill, theme, wave, wording
from dictate.ui.caption import Caption
from dictate.ui.meter import Ease, Meter
from dictate.ui.pill import Mode, Motion, Pill

FRAME_MS = 40
"""A frame costs about 1.3 ms of a 2 GHz core; 25 in a second still look like one movement."""

_EDGE_GAP = 28
"""Logical pixels between the pill and the edge of the screen."""

_SLIDE = 10.0
_SLOW_OPENING_S = 0.3
"""A microphone that takes longer to open is said to be opening; others need no word."""


def floating() -> Qt.WindowType:
    """The window flags of what floats above others and never takes the focus.

    On X11 the window manager has no part in it: it would give the window a frame, which takes the
    clicks that the window lets through (openbox), keep it on one workspace, and animate it.
    """
    flags = (
        Qt.WindowType.Tool
        | Qt.WindowType.FramelessWindowHint
        | Qt.WindowType.WindowStaysOnTopHint
        | Qt.WindowType.WindowDoesNotAcceptFocus
        | Qt.WindowType.NoDropShadowWindowHint
    )
    if QGuiApplication.platformName() == "xcb":
        flags |= Qt.WindowType.BypassWindowManagerHint
    return flags


def can_float() -> bool:
    """Whether this desktop lets a window float above others without taking the keyboard."""
    return not QGuiApplication.platformName().startswith("wayland")


class Overlay(QWidget):
    """The pill. All calls on Qt's thread.

    Args:
        at_top: Whether it lies at the top of the screen, not at the bottom.
        wanted: Whether the user wants to see it.
        clock: Seconds that never jump.
    """

    def __init__(
        self, *, at_top: bool = False, wanted: bool = True, clock: Clock = time.monotonic
    ) -> None:
        super().__init__(None, floating() | Qt.WindowType.WindowTransparentForInput)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWindowTitle(wording.NAME)
        self._at_top = at_top
        self._wanted = wanted
        self._clock = clock
        self._status = StatusChanged()
        self._words = WordsChanged("", "")
        self._caption = Caption(pill.LINES)
        self._meter = Meter(wave.BARS + 2)
        self._began_s = 0.0
        self._follows = False
        self._pill = Pill(Mode.OPENING)
        self._presence = Ease(0.0, 0.045)
        self._width = Ease(0.0, 0.05)
        self._height = Ease(0.0, 0.05)
        self._last_frame_s = 0.0
        self._frames = QTimer(self)
        self._frames.setInterval(FRAME_MS)
        self._frames.setTimerType(Qt.TimerType.PreciseTimer)
        self._frames.timeout.connect(self._next_frame)

    # ── what comes in ────────────────────────────────────────────────────────────────────────

    def set_status(self, status: StatusChanged) -> None:
        """Show, change or hide the pill as `status` says."""
        before, self._status = self._status, status
        if wording.is_recording(status) and not wording.is_recording(before):
            self._begin()
        elif status.phase is Phase.LISTENING and before.phase is Phase.OPENING:
            self._began_s = self._clock()
        self._compose()

    def add_level(self, level: Level) -> None:
        """Show how loud it is."""
        if self.isVisible():
            self._meter.add(level, self._clock())

    def set_words(self, words: WordsChanged) -> None:
        """Show live words; empty ones take them away."""
        self._words = words
        self._compose()

    def set_wanted(self, wanted: bool) -> None:
        """Take up the user's choice whether to show it at all."""
        self._wanted = wanted
        self._compose()

    def set_at_top(self, at_top: bool) -> None:
        """Lie at the top or at the bottom, from the next recording on."""
        self._at_top = at_top

    # ── what is shown ────────────────────────────────────────────────────────────────────────

    def _begin(self) -> None:
        now_s = self._clock()
        self._began_s = now_s
        self._follows = True
        self._words = WordsChanged("", "")
        self._meter.clear(now_s)

    def _mode(self) -> Mode | None:
        """What to show; None for nothing: work that follows no recording, a retry, needs none."""
        match self._status.phase:
            case Phase.OPENING:
                return Mode.OPENING
            case Phase.LISTENING:
                return Mode.LISTENING
            case Phase.TRAILING:
                return Mode.TRAILING
            case Phase.IDLE:
                return Mode.WORKING if self._status.working and self._follows else None

    def _compose(self) -> None:
        mode = self._mode()
        if mode is None or not self._wanted or not can_float():
            self._presence.goal = 0.0
            return
        now_s = self._clock()
        composed = Pill(
            mode,
            toggled=self._status.toggled,
            aside=self._aside(mode, now_s),
            warning=self._status.trouble,
            words=self._caption.lines(
                self._words.committed, self._words.tail, pill.words_font(), pill.words_width()
            ),
            words_above=not self._at_top,
        )
        if not self.isVisible():
            self._appear(composed, now_s)
        self._pill = composed
        wanted = pill.size(composed)
        self._width.goal, self._height.goal = wanted.width(), wanted.height()
        self._presence.goal = 1.0
        self.update()

    def _aside(self, mode: Mode, now_s: float) -> str:
        recorded_s = now_s - self._began_s
        match mode:
            case Mode.OPENING:
                return "opening…" if recorded_s > _SLOW_OPENING_S else ""
            case Mode.WORKING:
                return wording.working(self._status)
            case Mode.LISTENING | Mode.TRAILING:
                if self._status.loading:
                    return "loading the model…"
                return wording.stopwatch(recorded_s)

    def _appear(self, composed: Pill, now_s: float) -> None:
        wanted = pill.size(composed)
        self._width.jump(wanted.width())
        self._height.jump(wanted.height())
        self._presence.jump(0.0)
        self._last_frame_s = now_s
        self._pill = composed
        self.setGeometry(self._place())
        self._shape()
        self.show()
        self.raise_()
        self._frames.start()

    def _place(self) -> QRect:
        """The window's rectangle: centred at the edge of the screen that has the pointer."""
        screen = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
        free = screen.availableGeometry()
        room = pill.largest().toSize()
        width = min(room.width() + 2, free.width())
        height = room.height() + round(_SLIDE) + 2
        left = free.left() + (free.width() - width) // 2
        top = free.top() + _EDGE_GAP if self._at_top else free.bottom() - _EDGE_GAP - height
        return QRect(QPoint(left, top), QPoint(left + width - 1, top + height - 1))

    def _box(self) -> QRectF:
        """Where the pill is inside the window now."""
        size = QSizeF(min(self._width.value, self.width()), self._height.value)
        left = round((self.width() - size.width()) / 2)
        away = (1.0 - self._presence.value) * _SLIDE
        top = 1 + away if self._at_top else self.height() - 1 - size.height() - away
        return QRectF(QPointF(left, round(top)), size)

    def _shape(self) -> None:
        """Cut the window to the pill where no compositor may be there to blend it.

        A window without one is black where it is transparent. The cut lies one pixel outside the
        pill, so that with a compositor its edge stays smooth.
        """
        if QGuiApplication.platformName() != "xcb":
            return
        box = self._box().toAlignedRect().adjusted(-1, -1, 1, 1)
        self.setMask(rounded(box, round(pill.ROW * theme.unit() / 2) + 1))

    def _next_frame(self) -> None:
        now_s = self._clock()
        passed_s = min(0.2, max(0.0, now_s - self._last_frame_s))
        self._last_frame_s = now_s
        before = self._box()
        for ease in (self._presence, self._width, self._height):
            ease.step(passed_s)
        if self._presence.value <= 0.0 and self._presence.goal <= 0.0:
            self._frames.stop()
            self._follows = False
            self.hide()
            return
        mode = self._mode()
        if mode is not None and (aside := self._aside(mode, now_s)) != self._pill.aside:
            self._pill = replace(self._pill, aside=aside)
            self._width.goal = pill.size(self._pill).width()
        after = self._box()
        moving = after != before or not self._presence.arrived
        if moving:
            self._shape()
        dirty = before.united(after) if moving else pill.row(after, self._pill)
        self.update(dirty.toAlignedRect().adjusted(-1, -1, 1, 1))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the pill as it stands at this moment."""
        now_s = self._clock()
        self._meter.advance(now_s)
        motion = Motion(self._meter.bars(), self._meter.drift(now_s), now_s)
        painter = QPainter(self)
        painter.setOpacity(self._presence.value)
        pill.paint(painter, self._box(), QRectF(event.rect()), self._pill, motion)
        painter.end()


def rounded(box: QRect, radius: int) -> QRegion:
    """A rounded rectangle as a region of whole pixels."""
    radius = min(radius, box.height() // 2, box.width() // 2)
    across = 2 * radius
    region = QRegion(box.adjusted(radius, 0, -radius, 0)) + QRegion(
        box.adjusted(0, radius, 0, -radius)
    )
    for x in (box.left(), box.right() + 1 - across):
        for y in (box.top(), box.bottom() + 1 - across):
            region += QRegion(QRect(x, y, across, across), QRegion.RegionType.Ellipse)
    return region
