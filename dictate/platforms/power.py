"""Notices that the machine sleeps, wakes, is locked, unlocked or shut down.

Sources: logind on the system bus, the screen saver on the session bus, and the clocks. After a
suspend the clock that counts sleep is ahead of the one that does not; that needs no bus at all.
There may be no bus, or none yet: each is tried again now and then.

One watchdog: every `TICK_S` the clocks are compared.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol, TypeAlias

from dictate.platforms.inbox import Inbox

log = logging.getLogger(__name__)

TICK_S = 2.0
JUMP_S = 2.0
"""Clocks this far apart mean sleep; adjusting them moves them by milliseconds."""


class PowerListener(Protocol):
    """Hears of it. Called on the watcher's thread; must return at once."""

    def suspending(self) -> None:
        """The machine goes to sleep, or has been asleep."""

    def resumed(self) -> None:
        """It is awake again. `suspending` has been told before."""

    def locked(self) -> None:
        """The user is away: nothing may be pasted."""

    def unlocked(self) -> None:
        """The user is back."""

    def leaving(self) -> None:
        """The machine shuts down."""


# ── what the signs mean: pure ────────────────────────────────────────────────────────────────────


class Told(StrEnum):
    """What the listener is told: the names of its methods."""

    SUSPENDING = "suspending"
    RESUMED = "resumed"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True)
class Sleep:
    """logind says that the machine goes to sleep, or is awake again."""

    goes: bool


@dataclass(frozen=True, slots=True)
class Jump:
    """The clocks say that it was asleep."""


@dataclass(frozen=True, slots=True)
class Lock:
    """The session was locked or unlocked; several sources say so."""

    locked: bool


@dataclass(frozen=True, slots=True)
class Shutdown:
    """logind says that the machine shuts down."""


Sign: TypeAlias = Sleep | Jump | Lock | Shutdown


@dataclass(frozen=True, slots=True)
class Machine:
    """What is known of it."""

    asleep: bool = False
    locked: bool = False


def step(machine: Machine, sign: Sign) -> tuple[Machine, tuple[Told, ...]]:
    """What is known after the sign, and what the listener is told: each thing once."""
    told: tuple[Told, ...]
    match sign:
        case Sleep(True):
            told = () if machine.asleep else (Told.SUSPENDING,)
            return replace(machine, asleep=True), told
        case Sleep():
            told = (Told.RESUMED,) if machine.asleep else ()
            return replace(machine, asleep=False), told
        case Jump():
            told = (Told.RESUMED,) if machine.asleep else (Told.SUSPENDING, Told.RESUMED)
            return replace(machine, asleep=False), told
        case Lock(locked):
            told = () if locked == machine.locked else (Told.LOCKED if locked else Told.UNLOCKED,)
            return replace(machine, locked=locked), told
        case Shutdown():
            return machine, (Told.LEAVING,)


# ── where the signs come from ────────────────────────────────────────────────────────────────────


def sleep_s() -> float:
    """How long the machine has slept, up to a constant: the difference of two clocks."""
    since_boot = getattr(time, "CLOCK_BOOTTIME", None)
    if since_boot is None:  # setting the time looks like sleep then, and may
        return time.time() - time.monotonic()
    return time.clock_gettime(since_boot) - time.monotonic()


class Source(Protocol):
    """Where signs come from."""

    def signs(self, now_s: float) -> list[Sign]:
        """Those since the last time; connects first if need be. Never raises, hardly waits."""

    def files(self) -> list[int]:
        """What to wait for."""

    def close(self) -> None:
        """End."""


class PowerWatcher:
    """A thread that looks for all signs.

    Args:
        listener: Is told.
        slept_s: As `sleep_s`.
    """

    def __init__(self, listener: PowerListener, slept_s: Callable[[], float] = sleep_s) -> None:
        self._listener = listener
        self._slept_s = slept_s
        self._machine = Machine()
        self._base_s = slept_s()
        self._bell: Inbox[None] = Inbox()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._run, name="power", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End. *Blocks*, at most one second."""
        self._stopping.set()
        self._bell.post(None)
        if self._thread is None:
            self._bell.close()
            return
        self._thread.join(timeout=1.0)
        if self._thread.is_alive():
            log.info("the power watcher waits for a bus that does not answer")

    def _run(self) -> None:
        sources = _sources()
        try:
            while not self._stopping.is_set():
                for source in sources:
                    for sign in source.signs(time.monotonic()):
                        self._take(sign)
                self._compare_clocks()
                self._bell.wait(TICK_S, *(file for source in sources for file in source.files()))
        except Exception:
            log.exception("the power watcher failed")
        finally:
            for source in sources:
                source.close()
            self._bell.close()

    def _compare_clocks(self) -> None:
        slept_s = self._slept_s()
        if slept_s - self._base_s > JUMP_S:
            self._take(Jump())
        self._base_s = slept_s

    def _take(self, sign: Sign) -> None:
        self._machine, told = step(self._machine, sign)
        for piece in told:
            log.info("the machine: %s", piece)
            match piece:
                case Told.SUSPENDING:
                    self._listener.suspending()
                case Told.RESUMED:
                    # The sleep that logind has reported is not to be found a second time.
                    self._base_s = self._slept_s()
                    self._listener.resumed()
                case Told.LOCKED:
                    self._listener.locked()
                case Told.UNLOCKED:
                    self._listener.unlocked()
                case Told.LEAVING:
                    self._listener.leaving()


def _sources() -> list[Source]:
    if sys.platform != "linux":
        return []
    from dictate.platforms.linux.power_signs import logind, screen_savers

    return [logind(), screen_savers()]
