"""What came for a thread, in order, counted until it is done."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from dictate.core.worker import Tally

_Item = TypeVar("_Item")


class Inbox(Generic[_Item]):
    """A queue for one reader. What it hands out counts as open until the reader is done with it."""

    def __init__(self) -> None:
        self.tally = Tally()
        self._items: queue.SimpleQueue[_Item] = queue.SimpleQueue()

    def put(self, item: _Item) -> None:
        """Add something. Any thread."""
        self.tally.asked()
        self._items.put(item)

    @contextmanager
    def next(self, timeout_s: float) -> Iterator[_Item | None]:
        """Hand out what came first; None where nothing comes in time, which counts as work too."""
        item: _Item | None
        try:
            item = self._items.get(timeout=timeout_s)
        except queue.Empty:
            self.tally.asked()
            item = None
        try:
            yield item
        finally:
            self.tally.done()
