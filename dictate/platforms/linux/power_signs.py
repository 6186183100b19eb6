"""Signs of sleep, lock and shutdown on Linux: what logind and the screen savers say on D-Bus."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable

from dictate.errors import PlatformError
from dictate.platforms.linux.bus import Bus, Signal, Which
from dictate.platforms.power import Lock, Shutdown, Sign, Sleep

log = logging.getLogger(__name__)

BUS_AGAIN_S = 30.0
"""How often a bus that is not there is looked for."""

_LOGIND = "org.freedesktop.login1"
_MANAGER = "org.freedesktop.login1.Manager"
_MANAGER_PATH = "/org/freedesktop/login1"
_SESSION = "org.freedesktop.login1.Session"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_SCREEN_SAVERS = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
)


class BusSource:
    """A `power.Source` on one bus.

    Args:
        which: The bus.
        ask: Asks a new connection for the signals that matter.
    """

    def __init__(self, which: Which, ask: Callable[[Bus], None]) -> None:
        self._which = which
        self._ask = ask
        self._bus: Bus | None = None
        self._again_s = float("-inf")

    def signs(self, now_s: float) -> list[Sign]:
        """Those since the last time; a bus that is missing or lost is looked for now and then."""
        try:
            if self._bus is None:
                if now_s < self._again_s:
                    return []
                self._again_s = now_s + BUS_AGAIN_S
                self._bus = Bus(self._which)
                self._ask(self._bus)
            found = [sign_of(signal) for signal in self._bus.signals()]
        except PlatformError as problem:
            log.info("no news of power: %s", problem.message)
            self.close()
            return []
        return [sign for sign in found if sign is not None]

    def files(self) -> list[int]:
        """The connection's."""
        return [self._bus.fileno()] if self._bus else []

    def close(self) -> None:
        """End the connection."""
        if self._bus is not None:
            self._bus.close()
            self._bus = None


def logind() -> BusSource:
    """What logind says of the machine and of this session."""
    return BusSource(Which.SYSTEM, _ask_logind)


def screen_savers() -> BusSource:
    """What whichever screen saver says."""
    return BusSource(Which.SESSION, _ask_screen_savers)


def _ask_logind(bus: Bus) -> None:
    for member in ("PrepareForSleep", "PrepareForShutdown"):
        bus.listen(sender=_LOGIND, interface=_MANAGER, path=_MANAGER_PATH, member=member)
    session = _own_session(bus)
    if session:
        bus.listen(sender=_LOGIND, interface=_SESSION, path=session)
        bus.listen(sender=_LOGIND, interface=_PROPERTIES, path=session, member="PropertiesChanged")


def _own_session(bus: Bus) -> str:
    """This session's object; others of the machine may lock as they like. Empty if unknown."""
    ask = [("GetSessionByPID", "u", os.getpid())]
    if session_id := os.environ.get("XDG_SESSION_ID", ""):
        ask.insert(0, ("GetSession", "s", session_id))  # type: ignore[arg-type] # an id is a text
    for method, signature, argument in ask:
        try:
            return str(bus.call(_LOGIND, _MANAGER_PATH, _MANAGER, method, signature, argument)[0])
        except PlatformError as problem:
            log.info("the session is not known: %s", problem.message)
    return ""


def _ask_screen_savers(bus: Bus) -> None:
    for interface in _SCREEN_SAVERS:
        bus.listen(interface=interface, member="ActiveChanged")


def sign_of(signal: Signal) -> Sign | None:
    """What a signal means; None where it does not matter here."""
    match (signal.interface, signal.member, signal.body):
        case ("org.freedesktop.login1.Manager", "PrepareForSleep", (bool(goes),)):
            return Sleep(goes)
        case ("org.freedesktop.login1.Manager", "PrepareForShutdown", (True,)):
            return Shutdown()
        case ("org.freedesktop.login1.Session", "Lock" | "Unlock" as member, _):
            return Lock(member == "Lock")
        case (_, "PropertiesChanged", (_, {"LockedHint": ("b", bool(locked))}, _)):
            return Lock(locked)
        case (interface, "ActiveChanged", (bool(active),)) if interface in _SCREEN_SAVERS:
            return Lock(active)
        case _:
            return None
