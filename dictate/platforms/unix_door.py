"""The control socket on Linux and macOS: a Unix socket that this user alone can reach."""

from __future__ import annotations

import logging
import os
import selectors
import socket
import struct
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from dictate.errors import ControlError
from dictate.platforms.control import Answer
from dictate.platforms.messages import LINE_LIMIT

log = logging.getLogger(__name__)

NAME = "control.sock"
CLIENT_LIMIT = 16
"""Connections at once."""
WAITING_LIMIT = 128
"""Others wait in the system's queue; when that is full, connecting fails."""
CLIENT_S = 1.0
"""How long a client has for its line."""
LINGER_S = 0.2
"""How long it has to take its answer and go."""
PATH_LIMIT = 107 if sys.platform == "linux" else 103
"""Bytes of a socket's path: sun_path less its zero."""


@dataclass(slots=True)
class _Client:
    socket: socket.socket
    ends_s: float
    line: bytearray = field(default_factory=bytearray)
    answered: bool = False


class UnixDoor:
    """One thread that serves all clients.

    Args:
        folder: The private folder for the socket (mode 0700).
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._clients: dict[socket.socket, _Client] = {}
        self._selector = selectors.DefaultSelector()
        self._listener: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._open = False

    def open(self, answer: Answer) -> None:
        """Replace what a dead holder left, listen, and start the thread.

        Raises:
            ControlError: The folder cannot hold a socket.
        """
        self._answer = answer
        try:
            self._listener = self._listen()
        except OSError as error:
            raise ControlError(
                f"The control socket cannot be made: {error.strerror or error}.",
                hint="Set XDG_RUNTIME_DIR to a short path of a folder that is yours alone.",
            ) from error
        self._bell, self._ringer = socket.socketpair()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._bell, selectors.EVENT_READ)
        self._open = True
        self._thread = threading.Thread(target=self._run, name="control", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take the socket away and end the thread. *Blocks*, at most one second."""
        if self._thread is None:
            return
        self._open = False
        self._ringer.close()
        self._thread.join(timeout=1.0)
        self._thread = None

    def _listen(self) -> socket.socket:
        if len(os.fsencode(self._path)) > PATH_LIMIT - len(".new"):
            raise OSError(f"its path is too long: {self._path}")
        # Made under another name: where the socket can be seen, it answers and is 0600 already.
        fresh = self._path.with_suffix(".sock.new")
        fresh.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            listener.bind(str(fresh))
            fresh.chmod(0o600)
            listener.listen(WAITING_LIMIT)
            listener.setblocking(False)
            self._identity = _identity(fresh)
            fresh.replace(self._path)
        except OSError:
            listener.close()
            raise
        return listener

    # ── the thread ───────────────────────────────────────────────────────────────────────────────

    def _run(self) -> None:
        try:
            while self._open:
                for key, _ in self._selector.select(self._next_end_s()):
                    self._serve(key.fileobj)
                now_s = time.monotonic()
                for client in [c for c in self._clients.values() if c.ends_s <= now_s]:
                    self._time_is_up(client)
        except Exception:
            log.exception("the control socket failed")
        finally:
            self._leave()

    def _serve(self, ready: object) -> None:
        if ready is self._listener:
            self._welcome()
        elif isinstance(ready, socket.socket) and ready in self._clients:
            self._read(self._clients[ready])

    def _next_end_s(self) -> float | None:
        ends = [client.ends_s for client in self._clients.values()]
        return max(0.0, min(ends) - time.monotonic()) if ends else None

    def _welcome(self) -> None:
        assert self._listener is not None
        try:
            connection, _ = self._listener.accept()
        except OSError:  # it went away again, or there are too many open files
            return
        if peer_uid(connection) != os.getuid():
            log.info("the control socket refused another user")
            connection.close()
            return
        connection.setblocking(False)
        self._clients[connection] = _Client(connection, time.monotonic() + CLIENT_S)
        self._selector.register(connection, selectors.EVENT_READ)
        if len(self._clients) >= CLIENT_LIMIT:
            self._selector.unregister(self._listener)

    def _read(self, client: _Client) -> None:
        try:
            data = client.socket.recv(LINE_LIMIT)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if client.answered:
            # What it still sends is thrown away: closed with something unread, the answer is lost.
            if not data:
                self._part(client)
            return
        client.line += data
        line, newline, _ = client.line.partition(b"\n")
        if newline or not data or len(client.line) >= LINE_LIMIT:
            self._reply(client, bytes(line) if newline else bytes(client.line))

    def _time_is_up(self, client: _Client) -> None:
        if client.answered:
            self._part(client)
        else:
            self._reply(client, bytes(client.line))

    def _reply(self, client: _Client, line: bytes) -> None:
        client.answered = True
        client.ends_s = time.monotonic() + LINGER_S
        with suppress(OSError):  # nobody there to hear it
            client.socket.send(self._answer(line))
            client.socket.shutdown(socket.SHUT_WR)

    def _part(self, client: _Client) -> None:
        self._selector.unregister(client.socket)
        client.socket.close()
        del self._clients[client.socket]
        if len(self._clients) == CLIENT_LIMIT - 1 and self._listener is not None:
            self._selector.register(self._listener, selectors.EVENT_READ)

    def _leave(self) -> None:
        with suppress(OSError):
            if _identity(self._path) == self._identity:  # not a successor's
                self._path.unlink()
        for client in list(self._clients.values()):
            client.socket.close()
        self._clients.clear()
        if self._listener is not None:
            self._listener.close()
        self._selector.close()
        self._bell.close()
        self._ringer.close()


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def peer_uid(connection: socket.socket) -> int:
    """The user at the other end, as the kernel says."""
    if sys.platform == "darwin":
        # sys/ucred.h, struct xucred: version, uid, …; SOL_LOCAL 0, LOCAL_PEERCRED 1
        credentials = connection.getsockopt(0, 1, 76)
        return int(struct.unpack("II", credentials[:8])[1])
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
    return int(struct.unpack("iII", credentials)[1])  # struct ucred: pid, uid, gid
