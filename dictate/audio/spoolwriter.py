"""Writes one take to disk while it is spoken, without ever making the capture thread wait.

Two threads per take. The writer puts what is new into the file at once: from then on a killed
process costs nothing. The syncer asks the kernel, several times a second, to put it on the medium,
so that a power cut costs little; a slow disk delays only this thread.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.audio import spoolfile
from dictate.audio.filelock import try_lock
from dictate.audio.pages import Pages
from dictate.errors import SpoolError

if TYPE_CHECKING:
    from dictate.audio.spoolfile import Pcm

log = logging.getLogger(__name__)

RETRY_S = 1.0
"""How often a disk that refused is asked again, and whether the file still has its name."""
GATHER_S = 0.05
"""How long sound is gathered into one record."""
SYNC_S = 0.2
"""Shortest time between two syncs: with what is being gathered, a power cut costs 250 ms."""
CLOSE_S = 1.0
"""How long the end of a take waits for a disk that does not answer."""

_put: Callable[[int, bytes], int] = os.write
_sync: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class SpoolWriter:
    """One take's file and memory. `append` and `pcm` never wait for the disk.

    Args:
        path: The file. Its folder is made when missing.
        started_at_s: Unix time of the take's begin, for the header.
        failed: Called at most once, on the writer's thread, when the disk refuses.
    """

    def __init__(
        self, path: Path, started_at_s: float, failed: Callable[[SpoolError], None]
    ) -> None:
        self.started_at_s = started_at_s
        self._path = path
        self._failed = failed
        self._said = False
        self._pages = Pages()
        self._fd = -1
        self._locked = False
        self._complete = 0  # samples in whole records that the file has
        self._written = 0  # samples for which records were made
        self._rest = b""  # of the last record, what the disk has not taken yet
        self._refused = True  # no file yet, or the disk took less than it was given
        self._checked_s = float("-inf")  # when the file was last opened or looked at
        self._fresh = threading.Event()
        self._dirty = threading.Event()
        self._ending = threading.Event()
        self._writer = threading.Thread(target=self._write, name="dictate-spool", daemon=True)
        self._syncer = threading.Thread(target=self._keep_synced, name="dictate-sync", daemon=True)

    @property
    def count(self) -> int:
        """Samples kept so far."""
        return self._pages.count

    @property
    def on_disk(self) -> int:
        """Samples that are in the file, in whole records."""
        return self._complete

    @property
    def closed(self) -> bool:
        """Whether the take takes no more sound."""
        return self._ending.is_set()

    def start(self) -> None:
        """Make the file, on a thread of its own."""
        self._writer.start()
        self._syncer.start()

    def append(self, block: Pcm) -> None:
        """Keep more sound. From one thread."""
        self._pages.append(block)
        self._fresh.set()

    def pcm(self, start: int, end: int) -> Pcm:
        """The samples from `start` to `end`, from memory."""
        return self._pages.read(start, end)

    def close(self) -> None:
        """Take no more sound; wait, briefly, until the rest is in the file. The lock is kept."""
        self._ending.set()
        self._fresh.set()
        self._dirty.set()
        self._writer.join(CLOSE_S)
        if self._writer.is_alive():
            self._say(SpoolError("The disk does not answer.", hint="The sound is kept in memory."))

    def discard(self) -> None:
        """The words are safe: remove the file, give up lock and memory.

        Raises:
            OSError: The file cannot be removed.
        """
        if not self.closed:
            self.close()
        self._syncer.join(CLOSE_S)
        self._pages = Pages()
        if self._writer.is_alive() or self._syncer.is_alive():
            return  # a disk that hangs: the descriptor is still in its hands
        if self._fd < 0:
            return
        # Where the system allows it, the name goes before the lock: nobody sees a leftover.
        if sys.platform != "win32":
            self._path.unlink(missing_ok=True)
        os.close(self._fd)
        self._fd = -1
        self._path.unlink(missing_ok=True)

    # ── the writer's thread ──────────────────────────────────────────────────────────────────────

    def _write(self) -> None:
        try:
            while not self.closed:
                self._write_once()
                self._fresh.wait(RETRY_S)
                self._ending.wait(GATHER_S)
                self._fresh.clear()
            self._checked_s = float("-inf")  # one last time, however short ago the disk refused
            self._write_once()
        except Exception:
            log.exception("the spool writer failed")
            self._say(SpoolError("The sound cannot be saved.", hint="It is kept in memory."))

    def _write_once(self) -> None:
        now_s = time.monotonic()
        due = now_s - self._checked_s >= RETRY_S
        if self._refused and not due:
            return
        try:
            if due:
                self._checked_s = now_s
                self._begin_if_gone()
            while self._rest or self._written < self.count:
                self._write_record()
            self._refused = False
        except OSError as error:
            self._refused = True
            self._say(_explained(error, self._path.parent))

    def _begin_if_gone(self) -> None:
        """Make the file, at the start or when somebody removed it. All goes into it again."""
        if self._fd >= 0 and not os.fstat(self._fd).st_nlink:
            os.close(self._fd)
            self._fd = -1
        if self._fd < 0:
            _make_private(self._path.parent)
            flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_APPEND | getattr(os, "O_BINARY", 0)
            self._fd = os.open(self._path, flags, 0o600)
            self._locked = False
            self._rest = spoolfile.header(self.started_at_s)
            self._written = self._complete = 0
        self._locked = self._locked or try_lock(self._fd)

    def _write_record(self) -> None:
        if not self._rest:
            first = self._written
            block = self._pages.read(first, first + spoolfile.RECORD_SAMPLES)
            self._rest = spoolfile.record(first, block)
            self._written = first + len(block)
        self._rest = self._rest[_put(self._fd, self._rest) :]
        if not self._rest:
            self._complete = self._written
        self._dirty.set()

    def _say(self, error: SpoolError) -> None:
        if not self._said:
            self._said = True
            log.warning("the spool file cannot be written: %s", error.message)
            self._failed(error)

    # ── the syncer's thread ──────────────────────────────────────────────────────────────────────

    def _keep_synced(self) -> None:
        try:
            while not self.closed:
                self._dirty.wait(RETRY_S)
                self._dirty.clear()
                self._sync_once()
                self._ending.wait(SYNC_S)
            self._writer.join(CLOSE_S)
            self._sync_once()
        except Exception:
            log.exception("syncing the spool file failed")

    def _sync_once(self) -> None:
        if self._fd < 0:
            return
        try:
            _sync(self._fd)
        except OSError as error:
            log.warning("the spool file cannot be synced: %s", error.strerror)


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        with contextlib.suppress(PermissionError):  # not our folder; the file itself is private
            folder.chmod(0o700)


def _explained(error: OSError, folder: Path) -> SpoolError:
    if error.errno in _FULL:
        return SpoolError(
            "The disk is full: this dictation is kept in memory only.",
            hint=f"Free some space on the disk of {folder}; the words arrive all the same.",
        )
    return SpoolError(
        f"The sound cannot be saved ({error.strerror}): this dictation is kept in memory only.",
        hint=f"Check that {folder} can be written; the words arrive all the same.",
    )
