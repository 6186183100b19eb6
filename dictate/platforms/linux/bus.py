"""A D-Bus connection with a deadline on every wait, for one thread."""

from __future__ import annotations

import os
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from dictate.errors import PlatformError

ANSWER_S = 2.0
"""How long a call waits; everybody asked here answers in milliseconds or not at all."""


class Which(StrEnum):
    """One bus for the machine, one for the session."""

    SYSTEM = "system"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal that came in."""

    interface: str
    member: str
    path: str
    body: tuple[Any, ...]


class Bus:
    """A connection.

    Raises:
        PlatformError: There is no such bus, or it does not answer.
    """

    def __init__(self, which: Which) -> None:
        from jeepney.io.blocking import open_dbus_connection

        try:
            self._connection = open_dbus_connection(_address(which), auth_timeout=ANSWER_S)
        except (OSError, KeyError, RuntimeError, ValueError, StopIteration) as error:
            raise PlatformError(f"There is no {which} bus.") from error
        self._signals: deque[Signal] = deque()

    def fileno(self) -> int:
        """The file to wait for."""
        return int(self._connection.sock.fileno())

    def call(
        self, name: str, path: str, interface: str, method: str, signature: str = "", *body: Any
    ) -> tuple[Any, ...]:
        """Call a method and wait for its answer.

        Raises:
            PlatformError: The bus is gone, or the answer is an error or late.
        """
        from jeepney import DBusAddress, MessageType, new_method_call

        address = DBusAddress(path, bus_name=name, interface=interface)
        message = new_method_call(address, method, signature or None, body)
        try:
            with self._connection.filter(_every_signal(), queue=deque()) as kept:
                answer = self._connection.send_and_get_reply(message, timeout=ANSWER_S)
            self._keep(kept)
        except (OSError, EOFError) as error:  # TimeoutError is one
            raise PlatformError(f"{name} does not answer.") from error
        if answer.header.message_type is MessageType.error:
            raise PlatformError(f"{name} refused {method}.")
        return tuple(answer.body)

    def listen(self, **rule: str) -> None:
        """Ask for signals: `listen(interface=…, member=…, path=…, sender=…)`.

        Raises:
            PlatformError: The bus is gone.
        """
        from jeepney import MatchRule

        text = MatchRule(type="signal", **rule).serialise()
        bus = "org.freedesktop.DBus"
        self.call(bus, "/org/freedesktop/DBus", bus, "AddMatch", "s", text)

    def signals(self) -> list[Signal]:
        """Those that have come in since the last time. Does not wait.

        Raises:
            PlatformError: The bus is gone.
        """
        raw: deque[Any] = deque()
        try:
            while True:
                raw.append(self._connection.receive(timeout=0))
        except TimeoutError:
            pass
        except (OSError, EOFError) as error:
            raise PlatformError("The bus has ended the connection.") from error
        self._keep(raw)
        found = list(self._signals)
        self._signals.clear()
        return found

    def close(self) -> None:
        """End the connection."""
        with suppress(OSError):
            self._connection.close()

    def _keep(self, messages: deque[Any]) -> None:
        from jeepney import HeaderFields, MessageType

        for message in messages:
            fields = message.header.fields
            if message.header.message_type is MessageType.signal:
                self._signals.append(
                    Signal(
                        fields.get(HeaderFields.interface, ""),
                        fields.get(HeaderFields.member, ""),
                        fields.get(HeaderFields.path, ""),
                        tuple(message.body),
                    )
                )


def _every_signal() -> Any:
    from jeepney import MatchRule

    return MatchRule(type="signal")


def _address(which: Which) -> str:
    """The bus as jeepney takes it: a word, or an address."""
    if which is Which.SYSTEM or os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return which.upper()
    # Where a login manager runs the bus, programs without the variable still find it here.
    path = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent")) / "bus"
    if not path.exists():
        raise KeyError("DBUS_SESSION_BUS_ADDRESS")
    return f"unix:path={path}"
