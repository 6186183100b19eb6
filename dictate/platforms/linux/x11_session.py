"""One life of the X server as seen from here: the connection and everything that hangs on it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any, TypeVar

from dictate.core.ports import Clock
from dictate.errors import DeliveryError
from dictate.platforms.linux.x11_focus import Look, look
from dictate.platforms.linux.x11_keys import Keys, read_keys
from dictate.platforms.linux.x11_receipt import Receipt
from dictate.platforms.linux.x11_selections import Selections
from dictate.platforms.linux.x11_thread import X11Thread, server_gone

T = TypeVar("T")


class X11Session:
    """What a delivery works with, callable from any thread.

    Raises:
        DeliveryError: There is no X server, or it cannot do what pasting needs.
    """

    def __init__(self, display_name: str, *, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._selections: Selections | None = None
        self.connection = X11Thread(display_name, self._handle, clock=clock)
        try:
            self.connection.call(self._set_up)
        except DeliveryError:
            self.connection.close()
            raise

    @property
    def alive(self) -> bool:
        """Whether the server is still there."""
        return self.connection.alive

    @property
    def selections(self) -> Selections:
        """For work on the thread only."""
        if self._selections is None:
            raise server_gone()
        return self._selections

    def call(self, work: Callable[[], T]) -> T:
        """Run `work` on the X thread and give back what it returns. *Blocks*.

        Raises:
            DeliveryError: The server is gone or does not answer.
        """
        return self.connection.call(work)

    def look(self, terminals: Collection[str]) -> Look:
        """What has the keyboard now."""
        return self.call(lambda: look(self.connection, terminals))

    def keys(self, hotkey: str) -> Keys:
        """The keyboard as it is now."""
        return self.call(lambda: read_keys(self.connection, hotkey))

    def receipt(self) -> Receipt:
        """A receipt for one paste."""
        return Receipt(self.connection, self.selections, clock=self._clock)

    def close(self) -> None:
        """Give up the connection and all that is owned on it."""
        self.connection.close()

    def _set_up(self) -> None:
        if not self.connection.display.has_extension("XTEST"):
            raise DeliveryError(
                "This X server has no XTEST extension, so no keys can be sent.",
                hint="Start it with +extension XTEST.",
            )
        self._selections = Selections(self.connection, clock=self._clock)

    def _handle(self, event: Any) -> None:
        if self._selections is not None:
            self._selections.handle(event)


def wait_for(future: Future[T], timeout_s: float) -> T:
    """The result of work that goes on on the X thread. *Blocks*.

    Raises:
        DeliveryError: It did not come in time: the thread or the server is gone.
    """
    try:
        return future.result(timeout_s)
    except FutureTimeoutError:
        raise server_gone() from None
