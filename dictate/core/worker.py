"""A thread that does one thing after another, in the order they were asked for."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)

Task = Callable[[], None]


class Worker:
    """A named thread with a queue of tasks.

    A task that raises is logged, told to `failed`, and the next one is done. (The log's formatter
    leaves an exception's message out: a library's may quote what it was given.)

    Args:
        name: The thread's name, for logs.
        failed: Called on the worker thread with the exception of a failed task.
    """

    def __init__(self, name: str, failed: Callable[[Exception], None] | None = None) -> None:
        self._name = name
        self._failed = failed
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._idle: tuple[float, Task] | None = None

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def post(self, task: Task) -> None:
        """Do `task` after all that were posted before. Any thread."""
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
            return task

    def _run(self) -> None:
        while (task := self._next()) is not None:
            try:
                task()
            except Exception as error:  # the top of a thread
                log.exception("%s: a task failed", self._name)
                if self._failed is not None:
                    self._failed(error)
