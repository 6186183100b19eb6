"""How long Qt's thread stood still while it showed what the program told it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer

from dictate.core.ports import Clock
from dictate.evaluation.bench.numbers import percentile

TICK_MS = 5


class Ticker(QObject):
    """A timer on Qt's thread that notes how late it comes. All on that thread.

    Args:
        clock: Seconds, real ones.
        tick_ms: How often it should come.
    """

    def __init__(self, clock: Clock, tick_ms: int = TICK_MS) -> None:
        super().__init__()
        self._clock = clock
        self._tick_s = tick_ms / 1000
        self._before_s: float | None = None
        self._notes = False
        self.late_s: list[float] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(tick_ms)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        """Begin to tick."""
        self._before_s = None
        self._timer.start()

    def stop(self) -> None:
        """End."""
        self._timer.stop()

    def note(self, notes: bool) -> None:
        """Note delays from now on, or no more. Any thread."""
        self._notes = notes

    def tick(self) -> None:
        """Note how much later than wanted this is."""
        now_s = self._clock()
        if self._notes and self._before_s is not None:
            self.late_s.append(max(0.0, now_s - self._before_s - self._tick_s))
        self._before_s = now_s


def stalls_ms(late_s: list[float]) -> tuple[float, float]:
    """The 99th percentile of the delays, and the longest; zeros where nothing was noted."""
    if not late_s:
        return 0.0, 0.0
    return 1000 * percentile(late_s, 0.99), 1000 * max(late_s)
