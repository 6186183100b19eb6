"""The control socket on Windows: a named pipe. Not run on real hardware.

Its name holds a secret that lies in the user's own folder, and both ends prove that they know it:
other users can neither answer for Dictate nor be answered.
"""

from __future__ import annotations

import logging
import secrets
import threading
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path

from dictate.errors import ControlError
from dictate.platforms.control import Answer
from dictate.platforms.messages import LINE_LIMIT
from dictate.settings.paths import runtime_dir

log = logging.getLogger(__name__)

KEY_FILE = "control.key"
CLIENT_S = 1.0


def address(secret: bytes) -> str:
    """The pipe's name."""
    return rf"\\.\pipe\dictate-{secret[:8].hex()}"


class PipeDoor:
    """One thread that serves one client after the other.

    Args:
        folder: The private folder for the secret.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / KEY_FILE
        self._listener: Listener | None = None
        self._thread: threading.Thread | None = None
        self._secret = b""

    def open(self, answer: Answer) -> None:
        """Make a new secret and listen.

        Raises:
            ControlError: The pipe or the secret cannot be made.
        """
        self._secret = secrets.token_bytes(32)
        try:
            self._file.write_bytes(self._secret)
            self._listener = Listener(address(self._secret), "AF_PIPE", authkey=self._secret)
        except OSError as error:
            raise ControlError(
                f"The control pipe cannot be made: {error}.", hint="Log out and in again."
            ) from error
        self._thread = threading.Thread(
            target=self._run, args=(self._listener, answer), name="control", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Listen no more. *Blocks*, at most one second."""
        if self._thread is None:
            return
        self._file.unlink(missing_ok=True)
        listener, self._listener = self._listener, None
        try:  # the thread waits for a client; this is the last one
            Client(address(self._secret), "AF_PIPE", authkey=self._secret).close()
        except (OSError, AuthenticationError, EOFError):
            log.info("the control pipe was gone already")
        self._thread.join(timeout=1.0)
        self._thread = None
        if listener is not None:
            listener.close()

    def _run(self, listener: Listener, answer: Answer) -> None:
        while self._listener is listener:
            try:
                with listener.accept() as connection:
                    serve(connection, answer)
            except (OSError, AuthenticationError, EOFError):
                log.info("a client of the control pipe went away")
            except Exception:
                log.exception("the control pipe failed")
                return


def serve(connection: Connection, answer: Answer) -> None:
    """Read a request and answer it; a client that says nothing in time is left alone."""
    if connection.poll(CLIENT_S):
        connection.send_bytes(answer(connection.recv_bytes(LINE_LIMIT)))


def exchange(line: bytes, timeout_s: float) -> bytes:
    """Send a request's line and wait for the reply's.

    Raises:
        ControlError: Dictate is not running, or does not answer.
    """
    try:
        secret = (runtime_dir() / KEY_FILE).read_bytes()
        with Client(address(secret), "AF_PIPE", authkey=secret) as connection:
            connection.send_bytes(line)
            if connection.poll(timeout_s):
                return bytes(connection.recv_bytes())
    except FileNotFoundError:
        raise ControlError("Dictate is not running.", hint="Start it with: dictate") from None
    except (OSError, AuthenticationError, EOFError):
        pass
    raise ControlError(
        "Dictate does not answer.", hint="Try again; if that does not help, end it and start it."
    )
