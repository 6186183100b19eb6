"""A child process and its three pipes, with a thread on each so that no call here can hang.

The writer and the reader carry frames; the third thread swallows what libraries print to standard
error, keeps its last few kilobytes in memory to tell a reason from, and never logs it.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias

import dictate
from dictate.workers.frames import Frame, FrameError, read_frame, write_frame

log = logging.getLogger(__name__)

STDERR_KEPT = 8192
"""Bytes of standard error that are kept: enough for the last message of a native library."""

END_S = 2.0
"""Seconds to wait for a killed process and its threads; a kill needs milliseconds."""

_MALLOC = (
    "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=1073741824"
    ":glibc.malloc.trim_threshold=1073741824"
)
"""Measured with whisper-base int8 on 2 threads: an inference asks for and returns so much memory
that glibc spends a third of its time in page faults (155,000 of them). Huge pages and keeping
freed memory: 1,200 faults, 0.66 s -> 0.51 s, 18 MB more. The child is thrown away when idle."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The child has closed its pipe, or sent something that is no message.

    Attributes:
        garbage: Whether it sent something that is no message.
    """

    garbage: bool = False


News: TypeAlias = Frame | Gone


def worker_command(kind: str) -> list[str]:
    """The command that starts a child of this very program, frozen or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "_worker", kind]
    return [sys.executable, "-m", "dictate", "_worker", kind]


def worker_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a child, made from the program's own."""
    # Waiting threads of OpenMP must not spin on cores that record sound. A model is never fetched
    # by a child: what it needs is in the folder that it is given.
    child = {**environment, "OMP_WAIT_POLICY": "passive", "HF_HUB_OFFLINE": "1"}
    if sys.platform == "linux":
        child["GLIBC_TUNABLES"] = ":".join(filter(None, (_MALLOC, child.get("GLIBC_TUNABLES"))))
    return child


def spawn_worker(
    command: Sequence[str], environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a child with three pipes.

    It gets a process group of its own: Ctrl+C in a terminal is for the program, which then ends
    the child when the words are safe.

    Raises:
        OSError: It cannot be started.
    """
    source = Path(dictate.__file__).resolve().parents[1]
    flags = 0
    group: int | None = 0
    if sys.platform == "win32":  # not run on real hardware
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        group = None
    return subprocess.Popen(  # noqa: S603 - our own command
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=worker_environment(os.environ) if environment is None else dict(environment),
        cwd=source if source.is_dir() else None,  # so that -m finds this same source
        process_group=group,
        creationflags=flags,
    )


class ChildProcess:
    """A started child. `send`, `kill` and `end` may come from any thread, the rest from one.

    Args:
        process: Started with three pipes.
        name: For thread names and the log.
    """

    def __init__(self, process: subprocess.Popen[bytes], name: str) -> None:
        self._process = process
        self._outbox: queue.SimpleQueue[Frame | None] = queue.SimpleQueue()
        self._inbox: queue.SimpleQueue[News] = queue.SimpleQueue()
        self._printed = bytearray()
        self._ending = threading.Lock()
        self.was_killed = False
        """Whether its end was ours."""
        self._threads = [
            threading.Thread(target=target, name=f"{name} {task}", daemon=True)
            for task, target in (
                ("writer", self._write),
                ("reader", self._read),
                ("stderr", self._swallow),
            )
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def send(self, frame: Frame) -> None:
        """Hand a message to the writer. A child that is gone is noticed by `receive`."""
        self._outbox.put(frame)

    def receive(self, timeout_s: float) -> News | None:
        """The next message, or None after `timeout_s`."""
        try:
            return self._inbox.get(timeout=max(0.0, timeout_s))
        except queue.Empty:
            return None

    def rss_bytes(self) -> int:
        """Memory the process has in RAM; 0 when it cannot be said."""
        import psutil

        try:
            return int(psutil.Process(self.pid).memory_info().rss)
        except psutil.Error:
            return 0

    def kill(self) -> None:
        """End it now, without asking. Returns at once; nothing happens when it is gone."""
        self.was_killed = True
        with contextlib.suppress(OSError):
            self._process.kill()

    def end(self) -> None:
        """Kill it, reap it, join its threads, close its pipes. Blocks at most some seconds."""
        self.kill()
        with self._ending:
            self._outbox.put(None)
            try:
                self._process.wait(timeout=END_S)
            except subprocess.TimeoutExpired:  # in uninterruptible sleep: a dead disk or driver
                log.warning("child %d does not end", self.pid)
            for thread in self._threads:
                thread.join(timeout=END_S)
            if any(thread.is_alive() for thread in self._threads):
                log.warning("a pipe of child %d is still open elsewhere", self.pid)
                return
            for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
                with contextlib.suppress(OSError):  # closing flushes into a broken pipe
                    _open(pipe).close()

    def exit_status(self) -> int | None:
        """As `Popen.returncode`: negative for a signal, None while it runs."""
        return self._process.poll()

    def exit_fact(self) -> str:
        """How it ended, for the log: a status or the name of a signal, never its output."""
        status = self._process.poll()
        if status is None:
            return "still runs"
        if status < 0:
            with contextlib.suppress(ValueError):
                return f"ended by {signal.Signals(-status).name}"
        return f"ended with status {status}"

    def printed(self) -> bytes:
        """The last of what it printed to standard error. Not for the log."""
        return bytes(self._printed)

    def _write(self) -> None:
        pipe = _open(self._process.stdin)
        while (frame := self._outbox.get()) is not None:
            try:
                write_frame(pipe, frame)
            except OSError:
                return  # the reader sees the end of the child and says so

    def _read(self) -> None:
        pipe = _open(self._process.stdout)
        garbage = False
        try:
            while (frame := read_frame(pipe)) is not None:
                self._inbox.put(frame)
        except FrameError:
            garbage = True
        except OSError:
            pass
        self._inbox.put(Gone(garbage))

    def _swallow(self) -> None:
        pipe = _open(self._process.stderr)
        with contextlib.suppress(OSError):
            while chunk := os.read(pipe.fileno(), STDERR_KEPT):
                self._printed += chunk
                del self._printed[:-STDERR_KEPT]


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("a child without pipes")
    return pipe
