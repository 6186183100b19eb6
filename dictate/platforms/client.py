"""Sends a verb to the running Dictate. Standard library alone: it is on a key press's way."""

from __future__ import annotations

import os
import socket
import sys
import time

from dictate.errors import ControlError
from dictate.platforms.messages import MessageError, Reply, Request, decode_reply, encode_request
from dictate.settings.paths import runtime_dir

SOCKET_NAME = "control.sock"
REPLY_LIMIT = 64 * 1024
YOUNG_S = 5.0
"""A process younger than this was started to send its verb."""


def send(verb: str, argument: str | None = None, *, timeout_s: float = 2.0) -> Reply:
    """Ask the running Dictate for something and wait for the answer.

    Args:
        verb: One of `messages.VERBS`.
        argument: The id of a dictation, for the verbs that take one.
        timeout_s: How long to wait in all.

    Returns:
        The answer; `ok` is false where Dictate refused.

    Raises:
        ControlError: It is not running, or does not answer.
    """
    line = encode_request(Request(verb, _asked_at_s(), argument))
    if sys.platform == "win32":
        from dictate.platforms.windows.control_pipe import exchange

        answer = exchange(line, timeout_s)
    else:
        answer = _exchange(line, timeout_s)
    try:
        return decode_reply(answer)
    except MessageError:
        raise _silent() from None


def _exchange(line: bytes, timeout_s: float) -> bytes:
    ends_s = time.monotonic() + timeout_s
    answer = bytearray()
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(timeout_s)
            connection.connect(str(runtime_dir() / SOCKET_NAME))
            connection.sendall(line)
            while not answer.endswith(b"\n") and len(answer) < REPLY_LIMIT:
                connection.settimeout(max(0.001, ends_s - time.monotonic()))
                data = connection.recv(4096)
                if not data:
                    break
                answer += data
    except (FileNotFoundError, ConnectionRefusedError):
        raise ControlError("Dictate is not running.", hint="Start it with: dictate") from None
    except PermissionError as error:
        raise ControlError(
            f"The control socket may not be used: {error}.",
            hint="Run this as the user whose Dictate it is.",
        ) from None
    except OSError:
        raise _silent() from None
    return bytes(answer)


def _silent() -> ControlError:
    return ControlError(
        "Dictate does not answer.", hint="Try again; if that does not help, end it and start it."
    )


def _asked_at_s() -> float:
    """When the verb was asked for, on CLOCK_MONOTONIC.

    Of two processes that a desktop starts for a key's press and release, the second may be the
    first to come this far. The kernel knows which was started first.
    """
    now_s = time.monotonic()
    try:
        with open("/proc/self/stat", "rb") as file:  # noqa: PTH123 - pathlib would cost more
            ticks = int(file.read().rpartition(b")")[2].split()[19])  # proc(5): starttime
        born_s = ticks / os.sysconf("SC_CLK_TCK") - _slept_s()
    except (OSError, ValueError, IndexError, AttributeError):
        return now_s
    return born_s if 0 <= now_s - born_s < YOUNG_S else now_s


def _slept_s() -> float:
    """How far CLOCK_BOOTTIME, which processes are dated by, is ahead of CLOCK_MONOTONIC.

    Of three looks the quickest counts: between the two clocks a busy machine may pause this process
    for longer than what lies between the press and the release of a key.
    """
    looks = []
    for _ in range(3):
        before_s = time.monotonic()
        boot_s = time.clock_gettime(time.CLOCK_BOOTTIME)
        looks.append((time.monotonic() - before_s, boot_s - before_s))
    return min(looks)[1]
