"""A thread that does one thing after another, in the order they were asked for."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)

Task = Callable[[], None]


class Tally:
    """Counts what was asked for and is not done yet, over several threads. Any thread.

    One that hands work on counts it for the next before it is done itself, so the count is zero
    only when nothing is on its way between them either.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open = 0

    @property
    def idle(self) -> bool:
        """Whether nothing waits and nothing is being done."""
        return self._open == 0

    def asked(self) -> None:
        """Something was asked for."""
        with self._lock:
            self._open += 1

    def done(self) -> None:
        """Something that was asked for is done."""
        with self._lock:
            self._open -= 1


class Worker:
    """A named thread with a queue of tasks.

    A task that raises is logged, told to `failed`, and the next one is done. (The log's formatter
    leaves an exception's message out: a library's may quote what it was given.)

    Args:
        name: The thread's name, for logs.
        failed: Called on the worker thread with the exception of a failed task.
        tally: Counts its tasks, and maybe those of others too.
    """

    def __init__(
        self,
        name: str,
        failed: Callable[[Exception], None] | None = None,
        tally: Tally | None = None,
    ) -> None:
        self._name = name
        self._failed = failed
        self._tally = tally or Tally()
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._idle: tuple[float, Task] | None = None

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    @property
    def idle(self) -> bool:
        """Whether nothing is queued and nothing running, here and in whatever shares the tally."""
        return self._tally.idle

    @property
    def waiting(self) -> bool:
        """Whether a task waits for its turn."""
        return not self._tasks.empty()

    def post(self, task: Task) -> None:
        """Do `task` after all that were posted before. Any thread."""
        self._tally.asked()
        self._tasks.put(task)

    def when_idle(self, after_s: float, task: Task | None) -> None:
        """Do `task` once, when nothing was asked for `after_s` seconds; None: no more.

        Call it on the worker thread.
        """
        self._idle = (after_s, task) if task is not None else None

    def stop(self, timeout_s: float) -> bool:
        """Finish what was posted, then end. Returns whether it ended in time."""
        self._tasks.put(None)
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _next(self) -> Task | None:
        if self._idle is None:
            return self._tasks.get()
        after_s, task = self._idle
        try:
            return self._tasks.get(timeout=after_s)
        except queue.Empty:
            self._idle = None
            self._tally.asked()
            return task

    def _run(self) -> None:
        while (task := self._next()) is not None:
            try:
                task()
            except Exception as error:  # the top of a thread
                log.exception("%s: a task failed", self._name)
                if self._failed is not None:
                    self._failed(error)
            finally:
                self._tally.done()
