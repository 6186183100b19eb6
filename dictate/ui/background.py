"""Work that may block, done beside Qt's thread, with its result brought back to it."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from dictate.errors import DictateError

log = logging.getLogger(__name__)

Result = TypeVar("Result")
_Job = tuple[Callable[[], Any], Callable[[Any], None], Callable[[Exception], None]]


class Background(QObject):
    """One thread that does one piece of work after the other, in order.

    The thread starts with the first piece and is a daemon: work that hangs holds up what waits
    behind it, never the program.

    Args:
        name: The thread's name.
        parent: Qt's owner.
    """

    _came_back = Signal(object, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._under_way = 0
        self._stopped = False
        self._came_back.connect(self._return, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether work waits or is being done."""
        return self._under_way > 0

    def do(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Do `work` beside; then call `done` or `failed` on Qt's thread, unless stopped before."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        self._under_way += 1
        self._jobs.put((work, done, failed))

    def stop(self, timeout_s: float = 1.0) -> None:
        """Finish what waits, then end; wait at most `timeout_s` for that."""
        self._stopped = True
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join(timeout_s)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            work, done, failed = job
            then: Callable[[Any], None] = done
            try:
                result: Any = work()
            except DictateError as error:
                log.warning("%s: %s", self._name, error.message)
                then, result = failed, error
            except Exception as error:  # the top of this thread
                log.exception("%s: failed", self._name)
                then, result = failed, error
            try:
                self._came_back.emit(then, result)
            except RuntimeError:  # Qt's half went away at quit, while the work was slow
                return

    def _return(self, then: Callable[[Any], None], result: Any) -> None:
        self._under_way -= 1
        if not self._stopped:
            then(result)
