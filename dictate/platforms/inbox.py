"""A queue that a thread can wait for together with files."""

from __future__ import annotations

import queue
import selectors
import socket
from contextlib import suppress
from typing import Generic, TypeVar

T = TypeVar("T")

# Not epoll, which costs a file for each wait; not select, which knows no file above 1023.
_Selector = getattr(selectors, "PollSelector", selectors.SelectSelector)


class Inbox(Generic[T]):
    """Items for one thread, put there by any thread; that thread can wait for files as well."""

    def __init__(self) -> None:
        self._items: queue.SimpleQueue[T] = queue.SimpleQueue()
        # Sockets and not a pipe: one that is closed refuses to be written to, while the number of a
        # closed pipe may be another file's by then.
        self._bell, self._ringer = socket.socketpair()
        self._bell.setblocking(False)
        self._ringer.setblocking(False)

    def post(self, item: T) -> None:
        """Add an item. Never blocks."""
        self._items.put(item)
        # A bell that rings already is heard as well; a closed one has nobody to hear it.
        with suppress(BlockingIOError, OSError):
            self._ringer.send(b"\0")

    def take(self) -> T | None:
        """The oldest item, or None."""
        try:
            return self._items.get_nowait()
        except queue.Empty:
            return None

    def wait(self, timeout_s: float | None, *files: int) -> None:
        """Return when there is an item, one of the files can be read, or the time is over.

        May return early with nothing to do.
        """
        if not self._items.empty():
            return
        with _Selector() as selector:
            for file in (self._bell.fileno(), *files):
                selector.register(file, selectors.EVENT_READ)
            # Rounded up: a wait that ends just before its time would be begun again and again.
            selector.select(None if timeout_s is None else max(0.0, timeout_s + 0.001))
        with suppress(BlockingIOError):
            self._bell.recv(4096)

    def close(self) -> None:
        """Give the sockets back. `post` and `take` go on working, `wait` does not."""
        self._ringer.close()
        self._bell.close()
