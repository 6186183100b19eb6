"""The place of a child process: empty, or with one child that can be asked.

What every kind of child has in common: it is started and greeted, asked one thing at a time behind
walls, ended to give its memory back, and ended for good when the program closes.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from typing import TypeAlias

from dictate.core.ports import Clock
from dictate.errors import RecogniserError
from dictate.workers import messages
from dictate.workers.frames import Frame
from dictate.workers.limits import Limits
from dictate.workers.process import ChildProcess
from dictate.workers.watch import Expected, Walls, wait_for

Spawn: TypeAlias = Callable[[], "subprocess.Popen[bytes]"]
"""Starts a child with three pipes."""


class ChildPlace:
    """Holds at most one child.

    `tell`, `close`, `pid` and `rss_bytes`: any thread; the rest: one at a time.


    Args:
        name: What kind of child, for threads, the log and messages.
        spawn: Starts a child.
        limits: How long it may take to start.
        clock: Seconds that never jump.
    """

    def __init__(self, name: str, spawn: Spawn, limits: Limits, clock: Clock) -> None:
        self._name = name
        self._spawn = spawn
        self._limits = limits
        self._clock = clock
        self._lock = threading.Lock()
        self._closed = False
        self._child: ChildProcess | None = None
        self._request_id = 0

    @property
    def child(self) -> ChildProcess | None:
        """The child, alive or dead; None where there is none."""
        return self._child

    @property
    def pid(self) -> int | None:
        """The child's process id, or None."""
        child = self._child
        return None if child is None else child.pid

    def rss_bytes(self) -> int:
        """Memory the child holds; 0 without one."""
        child = self._child
        return 0 if child is None else child.rss_bytes()

    def start(self) -> ChildProcess:
        """Put a fresh child here and wait for its hello.

        Raises:
            RecogniserError: It cannot be started, says nothing, or is of another version; or the
                place is closed.
        """
        self.refuse_when_closed()
        try:
            process = self._spawn()
        except OSError as error:
            raise RecogniserError(
                f"The {self._name}'s process cannot be started ({error.strerror}).",
                hint="Close other programs, then try the recording again from the history.",
            ) from error
        child = ChildProcess(process, self._name)
        with self._lock:
            self._child = child
            closed = self._closed
        if closed:
            child.kill()
        walls = Walls(self._limits.hello_s, self._limits.hello_s, self._limits.memory_bytes(0))
        hello = wait_for(Expected("hello"), child, walls, self._clock)
        if hello.header.get("protocol") != messages.PROTOCOL:
            raise RecogniserError(
                "Dictate was updated while it was running.", hint="Quit it and start it again."
            )
        return child

    def ask(
        self, child: ChildProcess, request: Callable[[int], Frame], kind: str, walls: Walls
    ) -> Frame:
        """The child's answer of this kind to the request that `request` makes with an id.

        Raises:
            RecogniserError: It died, hung, held too much memory, or failed; see `watch.wait_for`.
            ModelError: It says that its model cannot be used.
        """
        self._request_id += 1
        child.send(request(self._request_id))
        return wait_for(Expected(kind, self._request_id), child, walls, self._clock)

    def tell(self, frame: Frame) -> None:
        """Send the child, if there is one, a message that is not answered. Any thread."""
        child = self._child
        if child is not None:
            child.send(frame)

    def empty(self) -> None:
        """End the child; its memory goes with it."""
        with self._lock:
            child, self._child = self._child, None
        if child is not None:
            child.end()

    def close(self) -> None:
        """End the child for good, from any thread: whoever waits for it sees the pipe's end."""
        with self._lock:
            self._closed = True
            child = self._child
        if child is not None:
            child.end()

    def refuse_when_closed(self) -> None:
        """Raise after `close`.

        Raises:
            RecogniserError: The place is closed.
        """
        with self._lock:
            if self._closed:
                raise RecogniserError("Dictate is being closed; the recording is kept.")
