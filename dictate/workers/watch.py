"""Waits for an answer of a child, behind three walls: deadline, sign of life, memory."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from dictate.core.ports import Clock
from dictate.errors import DictateError, RecogniserError, RecogniserTimeoutError
from dictate.workers import messages
from dictate.workers.frames import Frame, FrameError
from dictate.workers.process import ChildProcess, Gone
from dictate.workers.reasons import KEPT, reason_of_death

log = logging.getLogger(__name__)

WATCH_S = 0.5
"""How often the memory of a working child is looked at."""

STALL_S = 2.0
"""A wait that took this much longer than asked means that this very process stood still (stopped,
or the machine slept): the child gets that time back."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Walls:
    """What one answer may cost.

    Attributes:
        wall_s: Seconds until the answer.
        beat_s: Seconds between two signs of life.
        memory_bytes: How much the child may hold.
    """

    wall_s: float
    beat_s: float
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Expected:
    """Which answer is waited for. `request_id` is 0 for the hello, which answers nothing."""

    kind: str
    request_id: int = 0


def wait_for(expected: Expected, child: ChildProcess, walls: Walls, clock: Clock) -> Frame:
    """The answer.

    Raises:
        RecogniserError: The child died, hung, held too much memory, spoke nonsense, or reports
            that it failed. It is killed, except when it reports.
        ModelError: The child reports that the model cannot be used.
    """
    now_s = alive_s = clock()
    deadline_s = now_s + walls.wall_s
    while True:
        wait_s = min(WATCH_S, deadline_s - now_s, alive_s + walls.beat_s - now_s)
        if wait_s <= 0:
            child.kill()
            log.warning("child %d hangs: no %s", child.pid, expected.kind)
            raise RecogniserTimeoutError("The recogniser did not answer in time.", hint=KEPT)
        news = child.receive(wait_s)
        then_s, now_s = now_s, clock()
        stood_s = now_s - then_s - wait_s
        if stood_s > STALL_S:
            deadline_s += stood_s
            alive_s += stood_s
        match news:
            case Gone():
                raise death_of(child, garbage=news.garbage)
            case Frame(header) if header.get("kind") == "beat":
                if header.get("paused"):  # told to wait: that time is not the child's
                    deadline_s += now_s - alive_s
                alive_s = now_s
            case Frame():
                return _judged(news, expected, child)
            case None:
                pass
        _watch_memory(child, walls.memory_bytes)


def understood(child: ChildProcess, read: Callable[[], T]) -> T:
    """What `read` makes of a message; a child whose messages make no sense is ended.

    Raises:
        RecogniserDiedError: It makes no sense.
    """
    try:
        return read()
    except FrameError:
        raise death_of(child, garbage=True) from None


def death_of(child: ChildProcess, *, garbage: bool) -> DictateError:
    """End a child that is dead or mad, and say why it is."""
    # One that we ended ourselves, at the program's end perhaps, is no news.
    level = logging.INFO if child.was_killed else logging.WARNING
    child.end()
    nonsense = ", speaking nonsense" if garbage else ""
    log.log(level, "child %d %s%s", child.pid, child.exit_fact(), nonsense)
    return reason_of_death(child.exit_status(), child.printed(), garbage=garbage)


def _judged(frame: Frame, expected: Expected, child: ChildProcess) -> Frame:
    if frame.header.get("id", 0) == expected.request_id:
        kind = frame.header.get("kind")
        if kind == expected.kind:
            return frame
        if kind == "failed":
            raise understood(child, lambda: messages.error_in(frame))
    raise death_of(child, garbage=True)


def _watch_memory(child: ChildProcess, most: int) -> None:
    held = child.rss_bytes()
    if held <= most:
        return
    child.kill()
    log.warning("child %d holds %d MB of at most %d", child.pid, held >> 20, most >> 20)
    raise RecogniserError(
        "The recogniser took far more memory than its model needs and was ended.",
        hint="Try it again from the history, or choose a smaller model: dictate models recommend",
    )
