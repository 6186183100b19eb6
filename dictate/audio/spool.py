"""The folder of spool files: sound that is on disk while it is spoken, and in memory as well.

A take's file is locked as long as its words are not safe, so that a second Dictate does not take
it for a leftover. When the disk refuses, recording goes on in memory; what is missing in the file
is written as soon as the disk takes it again.
"""

from __future__ import annotations

import logging
import os
import stat
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import numpy as np

from dictate.audio import spoolfile
from dictate.audio.filelock import try_lock
from dictate.audio.spoolwriter import SpoolWriter
from dictate.core.dictation import RATE_HZ, Samples
from dictate.core.ports import Leftover
from dictate.errors import SpoolError

if TYPE_CHECKING:
    from dictate.audio.spoolfile import Pcm, Salvage

log = logging.getLogger(__name__)

SUFFIX = ".spool"


def as_samples(pcm: Pcm) -> Samples:
    """Stored samples as the program works with them."""
    return pcm.astype(np.float32) / np.float32(32768)


class SpoolFolder:
    """The sound of takes whose words are not safe yet; the one implementation of `Spools`.

    Args:
        folder: Where the files are. Made when first needed, for this user alone.
        now: Unix time.
    """

    def __init__(self, folder: Path, *, now: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._now = now
        self._guard = threading.Lock()
        self._takes: dict[str, SpoolWriter] = {}

    def begin(self, dictation_id: str, failed: Callable[[SpoolError], None]) -> SpoolWriter:
        """Begin to keep a take's sound. Returns at once; the file is made by the writer's thread.

        Args:
            dictation_id: The take.
            failed: Called at most once, on the writer's thread, when the disk refuses.

        Raises:
            SpoolError: This take is kept already.
        """
        with self._guard:
            if dictation_id in self._takes:
                raise SpoolError("A take with this id is being kept already.")
            writer = SpoolWriter(self._path(dictation_id), self._now(), failed)
            self._takes[dictation_id] = writer
        writer.start()
        return writer

    def leftovers(self) -> Sequence[Leftover]:
        """All spools not in use by an open take, oldest first. Blocks."""
        with self._guard:
            known = dict(self._takes)
        found = [
            Leftover(take_id, writer.started_at_s, writer.count / RATE_HZ)
            for take_id, writer in known.items()
            if writer.closed
        ]
        try:
            paths = sorted(self._folder.glob(f"*{SUFFIX}"))
        except OSError as error:
            log.warning("the spool folder cannot be listed: %s", error.strerror)
            paths = []
        for path in paths:
            take_id = unquote(path.name.removesuffix(SUFFIX))
            if take_id in known or path != self._path(take_id):  # in use, or not ours
                continue
            if leftover := _leftover(take_id, path):
                found.append(leftover)
        return sorted(found, key=lambda leftover: (leftover.started_at_s, leftover.dictation_id))

    def read(self, dictation_id: str) -> Samples:
        """The sound, as far as it can be read. Blocks.

        Raises:
            SpoolError: There is none, on disk or in memory.
        """
        with self._guard:
            writer = self._takes.get(dictation_id)
        if writer:  # memory has all that the file has, and what the disk refused
            return as_samples(writer.pcm(0, writer.count))
        try:
            fd = _open(self._path(dictation_id))
        except OSError as error:
            raise SpoolError("There is no sound of this dictation.") from error
        try:
            return as_samples(_read(fd).samples)
        except OSError as error:
            raise SpoolError(
                f"The sound of this dictation cannot be read: {error.strerror}.",
                hint=f"Check the disk that {self._folder} is on.",
            ) from error
        finally:
            os.close(fd)

    def remove(self, dictation_id: str) -> None:
        """The words are safe: remove file and memory. Nothing happens where there is none."""
        with self._guard:
            writer = self._takes.pop(dictation_id, None)
        try:
            if writer:
                writer.discard()
            else:
                self._path(dictation_id).unlink(missing_ok=True)
        except OSError as error:
            log.warning("a spool file cannot be removed: %s", error.strerror)

    def _path(self, dictation_id: str) -> Path:
        # Quoted, so that no id can name a file outside the folder. A dot is not quoted by `quote`.
        return self._folder / (quote(dictation_id, safe="").replace(".", "%2E") + SUFFIX)


def _open(path: Path) -> int:
    """Open for reading: a regular file of that name, no link, and never waiting for a pipe."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    fd = os.open(path, flags | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise FileNotFoundError(path)
    return fd


def _read(fd: int) -> Salvage:
    parts = []
    while part := os.read(fd, 1 << 24):
        parts.append(part)
    return spoolfile.salvage(b"".join(parts))


def _leftover(take_id: str, path: Path) -> Leftover | None:
    """What can be said of a file that this process did not write; None while another holds it."""
    try:
        fd = _open(path)
    except OSError as error:
        log.warning("a spool file cannot be opened: %s", error.strerror)
        return None
    try:
        if not try_lock(fd):
            return None
        found = _read(fd)
        duration_s = len(found.samples) / RATE_HZ
        # The file was last written when the take ended.
        started_at_s = found.started_at_s or os.fstat(fd).st_mtime - duration_s
    except OSError as error:
        log.warning("a spool file cannot be read: %s", error.strerror)
        return None
    finally:
        os.close(fd)
    return Leftover(take_id, started_at_s, duration_s, found.lost / RATE_HZ)
