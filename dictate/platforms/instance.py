"""One running Dictate for each user: a lock that a dead holder cannot keep."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from dictate.errors import AlreadyRunningError, ControlError
from dictate.settings.paths import runtime_dir

NAME = "dictate.lock"


class InstanceLock:
    """The right to be the running Dictate.

    A lock of the operating system on an open file: it ends with the process, however that ends.
    The file stays; a lock file that is removed and made anew would have two holders.

    Args:
        folder: Where the lock file lies; by default the private runtime folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            AlreadyRunningError: Another Dictate of this user has it.
            ControlError: The folder of the lock cannot be used.
        """
        try:
            path = (self._folder or runtime_dir()) / NAME
            # Python's files are not inherited, so no child keeps the lock for a dead parent.
            file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise ControlError(
                f"The folder for Dictate's lock cannot be used: {error.strerror or error}.",
                hint="Make it your own: chmod 700, and chown to yourself.",
            ) from error
        try:
            _lock(file)
        except OSError:
            holder = _pid_in(file)
            os.close(file)
            raise AlreadyRunningError(
                f"Dictate is already running{holder}.", hint="Use it, or end it: dictate quit"
            ) from None
        os.ftruncate(file, 0)
        os.write(file, f"{os.getpid()}\n".encode())  # for people; the lock is what counts
        self._file = file

    def release(self) -> None:
        """Give it back. Nothing happens where it is not held."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _lock(file: int) -> None:
    """Lock the open file for this process, or fail at once."""
    if sys.platform == "win32":
        import msvcrt

        # A byte far behind the text: Windows lets nobody read what is locked.
        os.lseek(file, 1 << 20, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        os.lseek(file, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _pid_in(file: int) -> str:
    os.lseek(file, 0, os.SEEK_SET)
    written = os.read(file, 32).decode("ascii", "replace").strip()
    return f" (process {written})" if written.isdecimal() else ""
