"""Texts given to one cleaner, each once: what was ordered ahead is there when it is wanted.

An order is known by what was ordered, so nothing has to be told when words change after all: the
changed text is another order, and the old one is wasted, no more.
"""

from __future__ import annotations

import threading
from typing import Protocol

from dictate.core.cleaning import CleanRequest
from dictate.core.dictation import Edit

MOST_KEPT = 400
"""Orders of one dictation. An hour of speech has some 600 sentences; the oldest are forgotten."""


class Order(Protocol):
    """A text on its way through a cleaner; `workers.cleaning.Cleaning` is one."""

    @property
    def is_done(self) -> bool:
        """Whether the answer is there, whatever it is."""

    def wait(self, timeout_s: float) -> tuple[str, tuple[Edit, ...]]:
        """The text as it is to be written, and each change. May be asked again.

        Raises:
            CleanupError: It failed, was called off, or is not there yet.
        """

    def cancel(self) -> None:
        """Call it off. Nothing happens when it is done."""


class Layer(Protocol):
    """A cleaner in a child process; `workers.cleaner.ChildCleaner` is one. Any thread."""

    def available(self) -> bool:
        """Whether it can be used on this machine."""

    def prepare(self) -> None:
        """Load soon. Returns at once."""

    def start(self, request: CleanRequest) -> Order:
        """Order a text. Returns at once."""

    def pause(self) -> None:
        """Let the cores to the recogniser. Returns at once."""

    def go_on(self) -> None:
        """The cores are free again."""

    def unload(self) -> None:
        """Give the memory back. Returns at once."""

    def shut_down(self) -> None:
        """As `unload`, for good."""


class OrdersAhead:
    """The orders of the dictation under way. Any thread.

    Args:
        layer: Who carries them out.
    """

    def __init__(self, layer: Layer) -> None:
        self._layer = layer
        self._lock = threading.Lock()
        self._orders: dict[CleanRequest, Order] = {}

    def order(self, request: CleanRequest) -> Order:
        """The order of this text; one that was made before is the same."""
        with self._lock:
            order = self._orders.get(request)
            if order is None:
                while len(self._orders) >= MOST_KEPT:
                    self._orders.pop(next(iter(self._orders))).cancel()
                order = self._orders[request] = self._layer.start(request)
            return order

    def forget(self) -> None:
        """The dictation is over: what is not done is called off."""
        with self._lock:
            orders, self._orders = self._orders, {}
        for order in orders.values():
            order.cancel()
