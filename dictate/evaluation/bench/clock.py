"""A clock that skips waiting: while nobody works, an hour of silence need not take an hour.

It shows the seconds that have passed, and those that were skipped. Whoever skips has to know that
every worker is idle: what is being computed is always seen to take the time that it takes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

Sleep = Callable[[float], None]

LOOK_S = 0.002
"""How long to wait before looking again whether the workers are idle."""


class SkippingClock:
    """Seconds that never jump back. Any thread.

    Args:
        now: The clock underneath.
        sleep: Waits on that clock.
    """

    def __init__(
        self, now: Callable[[], float] = time.monotonic, sleep: Sleep = time.sleep
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._lock = threading.Lock()
        self._skipped_s = 0.0

    def __call__(self) -> float:
        """What it shows now."""
        with self._lock:
            return self._now() + self._skipped_s

    @property
    def skipped_s(self) -> float:
        """How much was skipped so far."""
        return self._skipped_s

    def wait_until(self, due_s: float, may_skip: Callable[[], bool]) -> None:
        """Return when it shows `due_s`: at once if nobody works, else by waiting.

        Args:
            due_s: The moment to wait for.
            may_skip: Whether every worker is idle; asked again and again.
        """
        while (left_s := due_s - self()) > 0:
            if may_skip():
                with self._lock:
                    self._skipped_s += left_s
                return
            self._sleep(min(left_s, LOOK_S))
