"""When the machine runs short of memory, the biggest idle child goes first.

A documented watchdog: Linux could tell by itself (PSI triggers), but needs rights for that that a
desktop program does not have everywhere, and the other systems tell in ways of their own.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Protocol

log = logging.getLogger(__name__)

LOOK_S = 5.0
"""Seconds between two looks; one costs 0.1 ms."""

SHORT_BYTES = 256 * 2**20
SHORT_SHARE = 0.04
"""Memory is short when less than this is available: the larger of the two. Below it Linux begins
to throw out the very pages that the desktop runs from."""


class Unloadable(Protocol):
    """A child that can be thrown away and comes back when it is needed."""

    def rss_bytes(self) -> int:
        """Memory it holds; 0 when it is not there."""

    def unload_if_idle(self) -> bool:
        """End it unless it is at work; whether it was there and is gone now. Any thread."""


def memory_is_short(available: int, total: int) -> bool:
    """Whether so little memory is available that something must go."""
    return available < max(SHORT_BYTES, SHORT_SHARE * total)


def relieve(children: Sequence[Unloadable]) -> int:
    """End the biggest child that is idle.

    Returns:
        The bytes it held; 0 when none could go.
    """
    for held, child in sorted(
        ((child.rss_bytes(), child) for child in children), key=lambda one: -one[0]
    ):
        if held and child.unload_if_idle():
            log.info("memory is short: an idle child with %d MB was ended", held >> 20)
            return held
    return 0


class MemoryWatch:
    """Looks at the memory of the machine and relieves it. Lives on a thread of its own.

    Args:
        children: What may go.
        memory: Available and total bytes of the machine.
        look_s: Seconds between two looks.
    """

    def __init__(
        self,
        children: Sequence[Unloadable],
        memory: Callable[[], tuple[int, int]] | None = None,
        look_s: float = LOOK_S,
    ) -> None:
        self._children = children
        self._memory = memory or _machine
        self._look_s = look_s
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="memory watch", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End. Blocks until a look under way is over."""
        self._stopped.set()
        self._thread.join(timeout=5)

    def _watch(self) -> None:
        try:
            while not self._stopped.wait(timeout=self._look_s):
                if memory_is_short(*self._memory()):
                    relieve(self._children)
        except Exception:
            log.exception("the memory watch ended")


def _machine() -> tuple[int, int]:
    import psutil

    memory = psutil.virtual_memory()
    return int(memory.available), int(memory.total)
