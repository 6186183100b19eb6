"""A message bus of a test's own, and programs on it that say what they are told to say."""

from __future__ import annotations

import queue
import subprocess
import threading
from collections.abc import Callable
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    MessageType,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection


class PrivateBus:
    """A dbus-daemon. Anybody may own any name on it."""

    def __init__(self) -> None:
        self._daemon = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._daemon.stdout
        self.address = self._daemon.stdout.readline().strip()
        assert self.address, "dbus-daemon did not start"

    def close(self) -> None:
        if self._daemon.stdout:
            self._daemon.stdout.close()
        self._daemon.terminate()
        self._daemon.wait(10)


Answer = tuple[str, tuple[Any, ...]]
"""Signature and values."""


class Service:
    """A program that owns a name, answers calls and emits signals, on a thread of its own.

    Args:
        address: The bus.
        name: The name to own.
        answers: What to answer to each method; others are refused.
    """

    def __init__(
        self, address: str, name: str, answers: dict[str, Callable[..., Answer]] | None = None
    ) -> None:
        self._answers = answers or {}
        self._orders: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._connection: DBusConnection = open_dbus_connection(address)
        request = message_bus.RequestName(name)
        assert self._connection.send_and_get_reply(request, timeout=5).body == (1,)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fake-service", daemon=True)
        self._thread.start()

    def emit(self, path: str, interface: str, member: str, signature: str = "", *body: Any) -> None:
        emitter = DBusAddress(path, interface=interface)
        self._orders.put(new_signal(emitter, member, signature or None, body))

    def close(self) -> None:
        self._stopping.set()
        self._thread.join(5)
        self._connection.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            while not self._orders.empty():
                self._connection.send(self._orders.get())
            try:
                message = self._connection.receive(timeout=0.02)
            except TimeoutError:
                continue
            if message.header.message_type is MessageType.method_call:
                self._connection.send(self._answer(message))

    def _answer(self, message: Any) -> Any:
        answer = self._answers.get(message.header.fields[HeaderFields.member])
        if answer is None:
            return new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")
        signature, values = answer(*message.body)
        return new_method_return(message, signature or None, values)
