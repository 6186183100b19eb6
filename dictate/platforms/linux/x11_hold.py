"""Keeps a clipboard alive after its program has ended: a small process that owns it and waits.

An X selection dies with its owner. At quit, where no clipboard manager takes it over, this process
is started as `dictate _hold-clipboard`, gets the formats through its standard input, answers for
them, and ends when another program copies something or the X server goes.
"""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from dictate.errors import DeliveryError
from dictate.platforms.linux.x11_formats import Format, pack, unpack
from dictate.platforms.linux.x11_selections import Selections
from dictate.platforms.linux.x11_thread import X11Thread

log = logging.getLogger(__name__)

VERB = "_hold-clipboard"
"""The hidden verb that starts this process."""

_START_S = 5.0
"""A Python process starts in a fraction of this, also on a busy machine."""


def hold_command() -> list[str]:
    """The command that starts the process, from a source tree and from a frozen program."""
    if getattr(sys, "frozen", False):
        return [sys.executable, VERB]
    return [sys.executable, "-m", "dictate", VERB]


def start_holder(
    command: Sequence[str],
    environment: Mapping[str, str],
    selections: Mapping[str, Sequence[Format]],
    server_time: int,
) -> int | None:
    """Start the process and wait until it owns the selections. *Blocks*, some seconds at most.

    Args:
        command: As of `hold_command`.
        environment: Of the process; names the display.
        selections: What to hold, by name of the selection.
        server_time: When all of it was known to be ours; what is newer stays.

    Returns:
        The process that took over; None where none did.
    """
    blocks = pack(selections, dict.fromkeys(selections, server_time))
    try:
        process = subprocess.Popen(  # noqa: S603 - our own program
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(environment),
            start_new_session=True,
        )
    except OSError as problem:
        log.warning("the clipboard holder cannot be started: %s", type(problem).__name__)
        return None
    assert process.stdin is not None
    assert process.stdout is not None
    timer = threading.Timer(_START_S, process.kill)
    timer.start()
    try:
        for block in blocks:
            process.stdin.write(block)
        process.stdin.close()
        answer = _first_line(process.stdout)
    except OSError:
        answer = b""
    finally:
        timer.cancel()
        process.stdout.close()
    if not answer:
        # It is the leader of its group, which holds what it may have forked.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=_START_S)
    return int(answer) if answer else None


def hold_clipboard_main(stdin: BinaryIO, environment: Mapping[str, str] | None = None) -> int:
    """The whole life of the process. *Blocks* until the selections are somebody else's.

    It forks once, so that nobody has to wait for its end, and says its process id on the standard
    output when it owns the selections.

    Args:
        stdin: What `start_holder` wrote.
        environment: Names the display; that of this process when left out.

    Returns:
        The exit status: 0 when it did its work, 1 when there was none to do.
    """
    names = os.environ if environment is None else environment
    try:
        wanted = unpack(stdin)
        if os.fork():
            return 0
        holder = _Holder(names.get("DISPLAY", ""))
        if not holder.take(wanted):
            return 1
    except (ValueError, DeliveryError):
        return 1
    sys.stdout.write(f"{os.getpid()}\n")
    sys.stdout.flush()
    _let_go_of_the_world()
    # As long as the user leaves this on the clipboard: hours, days. The wait ends with the
    # selections or with the X server, so it has no deadline.
    holder.done.wait()
    holder.connection.close()
    return 0


class _Holder:
    """Owns selections until they are lost."""

    def __init__(self, display_name: str) -> None:
        self.done = threading.Event()
        self._selections: Selections | None = None
        self.connection = X11Thread(display_name, self._handle)
        self.connection.at_end(self.done.set)

    def take(self, wanted: Sequence[tuple[str, int, tuple[Format, ...]]]) -> bool:
        """Own what is wanted. Returns whether any of it could be had."""

        def work() -> bool:
            selections = self._selections = Selections(self.connection)
            took = [selections.hold(name, formats, time) for name, time, formats in wanted]
            return any(took)

        return self.connection.call(work)

    def _handle(self, event: Any) -> None:
        if self._selections is not None:
            self._selections.handle(event)
            if not self._selections.held():
                self.done.set()


def _first_line(stream: Any) -> bytes:
    """The first line, or what came until the deadline."""
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        if not selector.select(_START_S):
            return b""
    return bytes(stream.readline())


def _let_go_of_the_world() -> None:
    """Hold no pipe, terminal or folder of the program that started this one."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.close(null)
    os.chdir("/")
