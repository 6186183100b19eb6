"""A connection to the X server that a thread of its own serves.

Only that thread touches the connection: work is handed to it and waited for under a deadline, so a
server that hangs or goes costs a caller an error and never its life. Selections that this process
owns are answered whatever the other threads do.

python-xlib raises where Xlib would end the process; an error the server reports for a request
without a reply (a window that is gone) is dropped here, for it is everyday life between programs.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import os
import selectors
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any, TypeVar

from dictate.core.ports import Clock
from dictate.errors import DeliveryError

log = logging.getLogger(__name__)

T = TypeVar("T")

CALL_TIMEOUT_S = 3.0
"""A round trip takes under a millisecond; after this long the server is taken for hung."""


def server_gone() -> DeliveryError:
    """The error of every call while there is no X server."""
    return DeliveryError(
        "The X server cannot be reached.",
        hint="The words are kept; try again when the desktop is back.",
    )


class X11Thread:
    """One connection and its thread.

    Args:
        name: The display, such as `:0`; empty where there is none.
        on_event: Called on the thread with every event.
        clock: Seconds that never jump.

    Attributes:
        display: python-xlib's display, for work that runs on the thread.
    """

    display: Any

    def __init__(
        self, name: str, on_event: Callable[[Any], None], *, clock: Clock = time.monotonic
    ) -> None:
        self._name = name
        self._on_event = on_event
        self._clock = clock
        self._jobs: list[tuple[Future[Any], Callable[[], Any]]] = []
        self._lock = threading.Lock()
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._timer_ids = itertools.count()
        self._atom_names: dict[int, str] = {}
        self._at_end: list[Callable[[], None]] = []
        self._ended = False
        self._closing = False
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)
        self._thread = threading.Thread(target=self._run, name="x11-delivery", daemon=True)
        self._thread.start()

    # ── for any thread ──────────────────────────────────────────────────────────────────────────

    @property
    def alive(self) -> bool:
        """Whether the thread still serves the connection, or still tries to make it."""
        return not self._ended

    def call(self, work: Callable[[], T], timeout_s: float = CALL_TIMEOUT_S) -> T:
        """Run `work` on the thread and give back what it returns. *Blocks*.

        Raises:
            DeliveryError: The server is gone, does not answer, or refuses.
        """
        from Xlib import error

        future = self.post(work)
        try:
            return future.result(timeout_s)
        except FutureTimeoutError:
            future.cancel()
            raise DeliveryError(
                "The X server does not answer.", hint="The words are kept; try again."
            ) from None
        except (CancelledError, error.ConnectionClosedError):
            raise server_gone() from None
        except error.XError as problem:
            log.warning("X request refused: %s", type(problem).__name__)
            raise DeliveryError(
                "The X server refused a request.", hint="The words are kept; try again."
            ) from None

    def post(self, work: Callable[[], T]) -> Future[T]:
        """Have `work` run on the thread; return at once."""
        future: Future[T] = Future()
        with self._lock:
            if self._ended:
                future.cancel()
                return future
            self._jobs.append((future, work))
        self._wake()
        return future

    def at_end(self, work: Callable[[], None]) -> None:
        """Have `work` run when the connection has ended, at once if it has."""
        with self._lock:
            if not self._ended:
                self._at_end.append(work)
                return
        work()

    def close(self) -> None:
        """End the connection and the thread. *Blocks*, at most one second."""
        with self._lock:
            self._closing = True
        self._wake()
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout=1.0)

    # ── for work on the thread ──────────────────────────────────────────────────────────────────

    def later(self, delay_s: float, work: Callable[[], None]) -> None:
        """Have `work` run on the thread after `delay_s`."""
        heapq.heappush(self._timers, (self._clock() + delay_s, next(self._timer_ids), work))

    def atom_name(self, atom: int) -> str:
        """The name of an atom; asked for once."""
        if atom not in self._atom_names:
            self._atom_names[atom] = self.display.get_atom_name(atom)
        return self._atom_names[atom]

    def pump(self) -> None:
        """Handle every event that the server has sent so far."""
        while self.display.pending_events():
            self._handle(self.display.next_event())

    def sync(self) -> None:
        """Have the server do all that was asked, and handle the events of it."""
        self.display.sync()
        self.pump()

    # ── the thread ──────────────────────────────────────────────────────────────────────────────

    def _run(self) -> None:
        from Xlib import display, error

        connection_errors = (error.DisplayError, error.ConnectionClosedError, error.XauthError)
        try:
            self.display = display.Display(self._name)
            self.display.set_error_handler(lambda *_: None)
            self._serve()
        except (*connection_errors, OSError) as problem:
            log.warning("X connection ended: %s", type(problem).__name__)
        except Exception:
            log.exception("X thread ended")
        finally:
            self._end()

    def _serve(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self.display.fileno(), selectors.EVENT_READ)
            selector.register(self._wake_read, selectors.EVENT_READ)
            while not self._closing:
                self._run_jobs()
                self._run_timers()
                self.pump()
                self._flush()
                if self.display.pending_events():
                    continue
                for key, _ in selector.select(self._idle_s()):
                    if key.fd == self._wake_read:
                        os.read(self._wake_read, 4096)

    def _flush(self) -> None:
        self.display.flush()
        if self.display.display.data_send:
            # python-xlib's flush gives up when the socket is full; a round trip sends the rest.
            self.display.sync()

    def _idle_s(self) -> float | None:
        with self._lock:
            if self._jobs:
                return 0.0
        return max(0.0, self._timers[0][0] - self._clock()) if self._timers else None

    def _run_jobs(self) -> None:
        with self._lock:
            jobs, self._jobs = self._jobs, []
        for future, work in jobs:
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(work())
            except Exception as problem:  # noqa: BLE001 - it belongs to the caller, who raises it
                future.set_exception(problem)

    def _run_timers(self) -> None:
        while self._timers and self._timers[0][0] <= self._clock():
            self._guarded(heapq.heappop(self._timers)[2])

    def _handle(self, event: Any) -> None:
        self._guarded(lambda: self._on_event(event))

    def _guarded(self, work: Callable[[], None]) -> None:
        """One event or timer: what goes wrong in it must not end the answering of the others."""
        from Xlib import error

        try:
            work()
        except error.ConnectionClosedError:
            raise
        except error.XError as problem:
            log.debug("X error: %s", type(problem).__name__)
        except Exception:
            log.exception("an X event could not be handled")

    def _end(self) -> None:
        with self._lock:
            self._ended = True
            jobs, self._jobs = self._jobs, []
            at_end, self._at_end = self._at_end, []
        for future, _ in jobs:
            future.cancel()
        for work in at_end:
            work()
        if hasattr(self, "display"):
            self.display.display.socket.close()
        os.close(self._wake_read)
        with self._lock:
            os.close(self._wake_write)
            self._wake_write = -1

    def _wake(self) -> None:
        with self._lock:
            if self._wake_write < 0:
                return
            try:
                os.write(self._wake_write, b"w")
            except BlockingIOError:
                log.debug("full of wake-ups already")
