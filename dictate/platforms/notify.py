"""Desktop notifications, without waiting for anybody.

A notice of a *topic* replaces the one before it, so that nothing piles up on the screen; between
two there are at least `PAUSE_S`, and of those that come meanwhile the last one of each topic is
shown. What cannot be shown is handed back, so that the tray can show it.
"""

from __future__ import annotations

import html
import logging
import queue
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dictate.errors import PlatformError

if TYPE_CHECKING:
    from dictate.platforms.linux.bus import Bus

log = logging.getLogger(__name__)

PAUSE_S = 0.5
SHOW_S = 8.0
_NAME = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"


@dataclass(frozen=True, slots=True)
class Notification:
    """What is to be shown.

    Attributes:
        topic: Of one topic only the newest is on the screen.
        title: A few words.
        text: A sentence or two, plain.
        urgent: Whether it stays until it is looked at.
    """

    topic: str
    title: str
    text: str = ""
    urgent: bool = False


def server_name() -> str:
    """Who shows notifications on this desktop. *Blocks*, at most some seconds.

    Raises:
        PlatformError: Nobody.
    """
    from dictate.platforms.linux.bus import Bus, Which

    with closing(Bus(Which.SESSION)) as bus:
        return str(bus.call(_NAME, _PATH, _NAME, "GetServerInformation")[0])


class Notifier:
    """A thread that shows notifications through org.freedesktop.Notifications.

    Args:
        unseen: Is given each notification that nobody could show, on the notifier's thread.
    """

    def __init__(self, unseen: Callable[[Notification], None]) -> None:
        self._unseen = unseen
        self._queue: queue.SimpleQueue[Notification | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="notifier", daemon=True)
        self._bus: Bus | None = None
        self._escape: Callable[[str], str] = str
        self._ids: dict[str, int] = {}
        self._next_s = 0.0

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def show(self, notification: Notification) -> None:
        """Show it soon, or hand it to `unseen`. Returns at once."""
        self._queue.put(notification)

    def stop(self) -> None:
        """Show what is waiting, and end. *Blocks*, at most one second."""
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout=1.0)

    # ── the thread ───────────────────────────────────────────────────────────────────────────────

    def _run(self) -> None:
        try:
            going_on = True
            while going_on:
                waiting, going_on = self._collect()
                for notification in waiting.values():
                    if not self._show(notification):
                        self._unseen(notification)
        except Exception:
            log.exception("the notifier failed")
        finally:
            self._hang_up()

    def _collect(self) -> tuple[Mapping[str, Notification], bool]:
        """The newest of each topic, when the next one may be shown; and whether to go on."""
        waiting: dict[str, Notification] = {}
        ends_s: float | None = None
        while True:
            try:
                left_s = None if ends_s is None else max(0.0, ends_s - time.monotonic())
                newest = self._queue.get(timeout=left_s)
            except queue.Empty:
                return waiting, True
            if newest is None:
                return waiting, False
            waiting.pop(newest.topic, None)
            waiting[newest.topic] = newest
            if ends_s is None:
                ends_s = max(time.monotonic(), self._next_s)

    def _show(self, notification: Notification) -> bool:
        if sys.platform != "linux":
            return False
        had_connection = self._bus is not None
        # An old connection may have ended since; a fresh one that fails, fails for good.
        return self._try(notification) or (had_connection and self._try(notification))

    def _try(self, notification: Notification) -> bool:
        self._next_s = time.monotonic() + PAUSE_S
        try:
            bus = self._connected()
            hints = {
                "urgency": ("y", 2 if notification.urgent else 1),
                "desktop-entry": ("s", "dictate"),
            }
            show_ms = 0 if notification.urgent else int(SHOW_S * 1000)  # 0: until it is closed
            (shown,) = bus.call(
                _NAME, _PATH, _NAME, "Notify", "susssasa{sv}i",
                "Dictate", self._ids.get(notification.topic, 0), "dictate", notification.title,
                self._escape(notification.text), [], hints, show_ms,
            )  # fmt: skip
        except PlatformError as problem:
            log.info("no notification: %s", problem.message)
            self._hang_up()
            return False
        self._ids[notification.topic] = shown
        return True

    def _connected(self) -> Bus:
        from dictate.platforms.linux.bus import Bus, Which

        if self._bus is None:
            self._bus = Bus(Which.SESSION)
            (able,) = self._bus.call(_NAME, _PATH, _NAME, "GetCapabilities")
            # Where markup is understood, a text with a < in it would not be shown as it is.
            self._escape = html.escape if "body-markup" in able else str
        return self._bus

    def _hang_up(self) -> None:
        if self._bus is not None:
            self._bus.close()
            self._bus = None
        self._ids.clear()
