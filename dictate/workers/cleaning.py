"""A text that was ordered to be cleaned: waited for, or called off."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeAlias

from dictate.core.cleaning import CleanRequest
from dictate.core.dictation import Edit
from dictate.errors import CleanupError
from dictate.workers import messages
from dictate.workers.frames import Frame

NOT_USED = "The words are written as the rules leave them."

Answer: TypeAlias = tuple[str, tuple[Edit, ...]] | CleanupError


class Cleaning:
    """A text that was ordered to be cleaned. Any thread.

    Args:
        request: What was ordered.
        tell: Sends the child a message that is not answered.
    """

    def __init__(self, request: CleanRequest, tell: Callable[[Frame], None]) -> None:
        self.request = request
        self._tell = tell
        self._lock = threading.Lock()
        self._answered = threading.Event()
        self._answer: Answer = CleanupError("The cleaner was not ready in time.", hint=NOT_USED)
        self._request_id = 0
        self._is_cancelled = False

    @property
    def is_done(self) -> bool:
        """Whether the answer is there, whatever it is."""
        return self._answered.is_set()

    @property
    def is_cancelled(self) -> bool:
        """Whether nobody wants it any more."""
        return self._is_cancelled

    def wait(self, timeout_s: float) -> tuple[str, tuple[Edit, ...]]:
        """The text as it is to be written, and each change. May be asked again.

        Raises:
            CleanupError: It failed, was called off, or is not there yet.
        """
        self._answered.wait(max(0.0, timeout_s))
        answer = self._answer
        if isinstance(answer, CleanupError):
            # A fresh one: an exception that is raised twice would carry both its histories.
            raise type(answer)(answer.message, hint=answer.hint)
        return answer

    def cancel(self) -> None:
        """Call it off: it is not begun, or ends at the next token. Nothing when it is done."""
        with self._lock:
            self._is_cancelled = True
            request_id = self._request_id
        if request_id and not self.is_done:
            self._tell(messages.cancel(request_id))

    def frame(self, request_id: int) -> Frame:
        """The message to the child that is about to get it."""
        with self._lock:
            self._request_id = request_id
            cancelled = self._is_cancelled
        if cancelled:
            self._tell(messages.cancel(request_id))
        return messages.clean(request_id, self.request)

    def end(self, answer: Answer) -> None:
        """Here is the answer."""
        self._answer = answer
        self._answered.set()
