"""Holds a cleaner at work inside its child: calls it off, or lets it wait for the recogniser.

The messages come in on the reader thread, the cleaner checks between two steps on the main thread.
A pause costs what is left of one step, and nothing where there is none.
"""

from __future__ import annotations

import threading
import time

from dictate.core.ports import Clock
from dictate.errors import TextGivenUpError

MOST_PAUSE_S = 10.0
"""A pause of which nobody says the end is over by then: the cores are shared again."""


class WorkLeash:
    """See `core.cleaning.Leash`. Request ids rise; any thread may hold it.

    Args:
        clock: Seconds that never jump.
    """

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._news = threading.Condition()
        self._at_work = 0
        self._called_off: set[int] = set()
        self._paused_until_s = 0.0

    def begin(self, request_id: int) -> None:
        """The cleaner sets to this request."""
        with self._news:
            self._at_work = request_id
            self._called_off = {one for one in self._called_off if one >= request_id}

    def call_off(self, request_id: int) -> None:
        """Nobody wants this request any more, be it under way, still to come, or long done."""
        with self._news:
            if request_id >= self._at_work:
                self._called_off.add(request_id)
            self._news.notify_all()

    def pause(self) -> None:
        """The cores are wanted elsewhere."""
        with self._news:
            self._paused_until_s = self._clock() + MOST_PAUSE_S

    def go_on(self) -> None:
        """The cores are free again."""
        with self._news:
            self._paused_until_s = 0.0
            self._news.notify_all()

    def is_paused(self) -> bool:
        """Whether the cleaner has to wait."""
        with self._news:
            return self._left_s() > 0

    def check(self) -> None:
        """See `core.cleaning.Leash.check`."""
        with self._news:
            while self._at_work not in self._called_off:
                left_s = self._left_s()
                if left_s <= 0:
                    return
                self._news.wait(left_s)
        raise TextGivenUpError("The text is no longer wanted.")

    def _left_s(self) -> float:
        return self._paused_until_s - self._clock()
