"""The control socket: key bindings, scripts and a second start steer the running Dictate by it.

One request and one answer to a connection (see `messages`). A client that says nothing, says too
much or nonsense is answered with an error and costs a second at most; nobody can make the server
hold more than `CLIENT_LIMIT` connections or keep it from the next one.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from dictate.core.ports import Clock
from dictate.platforms.messages import (
    MessageError,
    Reply,
    Request,
    decode_request,
    encode_reply,
)

__all__ = ["ControlServer", "Ordering", "Reply", "Request"]

log = logging.getLogger(__name__)

SAME_MOMENT_S = 0.005
"""The kernel dates processes to 10 ms; of two in the same moment the stop wins."""

Answer = Callable[[bytes], bytes]
"""From the line of a request to the line of its reply. Never raises."""


class Door(Protocol):
    """Where clients come in: a Unix socket, a named pipe."""

    def open(self, answer: Answer) -> None:
        """Let them in, on a thread of the door's own.

        Raises:
            ControlError: There can be none here.
        """

    def close(self) -> None:
        """Let nobody in any more. *Blocks*, at most one second."""


class Ordering:
    """Puts verbs back into the order in which they were asked for.

    A key binding runs one process for the press and one for the release, and the second may be the
    first to arrive. A start that was asked for before the last stop is over before it begins.
    """

    def __init__(self) -> None:
        self._ended_s = float("-inf")

    def admits(self, request: Request, now_s: float) -> bool:
        """Whether to do what is asked; False for a start whose end has come already.

        Args:
            request: What is asked.
            now_s: When it arrived; nothing can have been asked for after that.
        """
        sent_s = min(request.sent_at_s, now_s)
        if request.verb in {"stop", "cancel"}:
            self._ended_s = max(self._ended_s, sent_s)
        return request.verb != "start" or sent_s > self._ended_s + SAME_MOMENT_S


class ControlServer:
    """Answers the verbs of other processes of this user.

    The caller holds the lock of `instance`: that makes a socket that lies in the folder a dead
    holder's, to be replaced.

    Args:
        folder: The private runtime folder.
        handle: Does what is asked and says how things stand. Called on the server's thread, one
            request after the other; must return soon.
        clock: That of the requests, CLOCK_MONOTONIC.
    """

    def __init__(
        self, folder: Path, handle: Callable[[Request], Reply], clock: Clock = time.monotonic
    ) -> None:
        self._handle = handle
        self._clock = clock
        self._ordering = Ordering()
        self._door = _door(folder)

    def start(self) -> None:
        """Begin to answer.

        Raises:
            ControlError: There can be no socket here.
        """
        self._door.open(self._answer)

    def stop(self) -> None:
        """Answer nobody any more. *Blocks*, at most one second."""
        self._door.close()

    def _answer(self, line: bytes) -> bytes:
        try:
            request = decode_request(line)
        except MessageError as problem:
            return encode_reply(Reply(ok=False, error=str(problem)))
        if not self._ordering.admits(request, self._clock()):
            log.info("a start came after its stop")
            return encode_reply(Reply(ok=True))
        try:
            return encode_reply(self._handle(request))
        except Exception:
            log.exception("the verb %s failed", request.verb)
            return encode_reply(Reply(ok=False, error="That went wrong; the log says why."))


def _door(folder: Path) -> Door:
    if sys.platform == "win32":
        from dictate.platforms.windows.control_pipe import PipeDoor

        return PipeDoor(folder)
    from dictate.platforms.unix_door import UnixDoor

    return UnixDoor(folder)
