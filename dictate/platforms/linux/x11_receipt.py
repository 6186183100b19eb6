"""The proof that the target read the words, and the moment to put the clipboard back.

Runs on the X thread, but for the two events that others wait for. A delay proves nothing: a busy
program reads seconds later, a clipboard manager reads at once. So only reads count that come after
the keys and from a client of the focused program.
"""

from __future__ import annotations

import threading
import time

from dictate.core.ports import Clock
from dictate.platforms.linux.x11_focus import Target, client_of, pid_of
from dictate.platforms.linux.x11_offers import Offer, Read
from dictate.platforms.linux.x11_selections import Selections
from dictate.platforms.linux.x11_thread import X11Thread

QUIET_S = 0.2
"""Browsers read more than once, a few milliseconds apart; after this long they are done."""


class Receipt:
    """What is known of one paste.

    Attributes:
        landed: Set when the target has read all of the words, or the server has gone.
        quiet: Set when the target has been quiet for a while, or the server has gone.
        settled: Set when nothing more happens: restored, or left on the clipboard.
    """

    def __init__(
        self, connection: X11Thread, selections: Selections, *, clock: Clock = time.monotonic
    ) -> None:
        self._connection = connection
        self._selections = selections
        self._clock = clock
        self._target: Target | None = None
        self._offer: Offer | None = None
        self._reading = 0
        self._last_read_s = 0.0
        self._latest_s = 0.0
        self._carried = False
        self.landed = threading.Event()
        self.quiet = threading.Event()
        self.settled = threading.Event()
        self.read_by_others = False

    def arm(self, offer: Offer, target: Target, restore_within_s: float) -> None:
        """From now on reads count. Called right before the keys, with all events handled.

        Args:
            offer: The words.
            target: Whose reads count.
            restore_within_s: After this long the clipboard is put back even if the target, once it
                has read, keeps on reading.
        """
        self._offer = offer
        self._target = target
        self._connection.at_end(self._server_ended)
        self._latest_s = self._clock() + restore_within_s

    def _server_ended(self) -> None:
        for event in (self.landed, self.quiet, self.settled):
            event.set()

    @property
    def reading(self) -> bool:
        """Whether the target is being sent pieces now."""
        return self._reading > 0

    def heard(self, read: Read) -> None:
        """Somebody reads."""
        if self._target is None:
            return
        if not self._is_target(read.requestor):
            self.read_by_others = True
            return
        self._last_read_s = self._clock()
        if not read.finished:
            self._reading += 1
            return
        self._reading = max(0, self._reading - 1)
        if not self.landed.is_set():
            self.landed.set()
            self._connection.later(QUIET_S, self._when_quiet)

    def carry(self) -> None:
        """The next dictation takes over what is to be put back: only say when it is quiet."""
        self._carried = True

    def restore_now(self) -> None:
        """Put back what was there, whatever the target still does."""
        if self._offer is not None and not self.settled.is_set():
            self._selections.restore(self._offer)
        self.quiet.set()
        self.settled.set()

    def leave(self) -> None:
        """The words stay on the clipboard."""
        if self._offer is not None:
            self._selections.leave(self._offer)
        self.quiet.set()
        self.settled.set()

    def _is_target(self, window: int) -> bool:
        assert self._target is not None
        if client_of(self._connection, window) in self._target.clients:
            return True
        return pid_of(self._connection, window) in self._target.pids

    def _when_quiet(self) -> None:
        if self.settled.is_set():
            return
        now_s = self._clock()
        due_s = min(self._last_read_s + QUIET_S, self._latest_s)
        if self._reading and now_s < self._latest_s:
            self._connection.later(QUIET_S, self._when_quiet)
        elif now_s < due_s:
            self._connection.later(due_s - now_s, self._when_quiet)
        elif self._carried:
            self.quiet.set()
        else:
            self.restore_now()
