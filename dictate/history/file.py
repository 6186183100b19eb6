"""The database file while Dictate runs: opened when needed, mended when damaged.

One connection. It is opened again when the file is no longer the one that was opened (removed by
somebody, or mended by another process), and tried again for writing when it could only be read.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from dictate.core.dictation import Dictation, State
from dictate.errors import HistoryError
from dictate.history.database import (
    FAILURES,
    PUT,
    is_damage,
    open_database,
    read_only,
    transaction,
)
from dictate.history.rows import to_row
from dictate.history.salvage import alone, finish, salvage
from dictate.history.sounds import SoundFolder

log = logging.getLogger(__name__)

T = TypeVar("T")

_ONLY_SOUND = "The history was damaged: only the sound of this is left. Retry recognises it."


class HistoryFile:
    """One thread at a time: the store holds its lock around every call."""

    def __init__(
        self, path: Path, sounds: SoundFolder, report: Callable[[HistoryError], None]
    ) -> None:
        """Know where the file is; nothing is opened yet.

        Args:
            path: Of the database.
            sounds: Beside it: what is there and has no row after a salvage gets one.
            report: Hears of damage that was mended.
        """
        self.path = path
        self._sounds = sounds
        self._report = report
        self._connection: sqlite3.Connection | None = None
        self._writable = False
        self._opened: tuple[int, int] | None = None

    def run(self, do: Callable[[sqlite3.Connection], T], *, writing: bool) -> T:
        """Do something with the database; where it turns out damaged, mend it and do it again.

        Raises:
            sqlite3.Error: It cannot be opened, read or written; as all `FAILURES`.
            OSError: Its folder or file cannot be used.
        """
        for mend in (self._reindexed, self._salvaged):
            try:
                return do(self._open(writing=writing))
            except FAILURES as error:
                if not is_damage(error):
                    raise
            self.close()
            self._take(mend(), writable=True)
        return do(self._open(writing=writing))

    def close(self) -> None:
        """Close the connection, if there is one; `run` opens it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self, *, writing: bool) -> sqlite3.Connection:
        if self._opened != _identity(self.path):
            self.close()  # what is written into a file that is gone would be lost
        if self._connection is not None and (self._writable or not writing):
            return self._connection
        try:
            return self._take(self._opened_for_writing(), writable=True)
        except FAILURES as error:
            if writing:
                raise
            log.info("history: opened for reading only (%s)", type(error).__name__)
        return self._take(read_only(self.path), writable=False)

    def _take(self, connection: sqlite3.Connection, *, writable: bool) -> sqlite3.Connection:
        self.close()
        self._connection, self._writable = connection, writable
        self._opened = _identity(self.path)
        return connection

    def _opened_for_writing(self) -> sqlite3.Connection:
        finish(self.path)
        try:
            return open_database(self.path)
        except FAILURES as error:
            if not is_damage(error, opening=True):
                raise
        with alone(self.path.parent), suppress(*FAILURES):
            return open_database(self.path)  # another process has mended it meanwhile
        return self._salvaged()

    def _reindexed(self) -> sqlite3.Connection:
        """Build the full-text index anew: its damage is the one that a check of pages misses."""
        with suppress(*FAILURES):
            connection = open_database(self.path)
            try:
                connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
            except BaseException:
                connection.close()
                raise
            log.warning("history: damaged index, built anew")
            return connection
        return self._salvaged()

    def _salvaged(self) -> sqlite3.Connection:
        """Put a new database, with what can be read, in the place of the damaged one; report."""
        with alone(self.path.parent):
            salvaged = salvage(self.path)
            connection = open_database(self.path)
            lonely = self._adopt(connection)
        log.warning("history: damaged, %d rows and %d sounds saved", salvaged.count, lonely)
        saved = _saved(salvaged.count)
        also = f", and the sound of {lonely} more" if lonely else ""
        self._report(
            HistoryError(
                f"The history was damaged: {saved}{also}.",
                hint=f"The damaged file is kept as {salvaged.aside}.",
            )
        )
        return connection

    def _adopt(self, connection: sqlite3.Connection) -> int:
        """Make rows for sounds whose rows are gone, so that they can be recognised again."""
        from dictate.history.flac import length_s

        known = {row[0] for row in connection.execute("SELECT id FROM dictations")}
        lonely = [(i, kept) for i, kept in self._sounds.all().items() if i not in known]
        with transaction(connection):
            for dictation_id, kept in lonely:
                row = Dictation(
                    dictation_id,
                    kept.written_at_s,
                    State.RECOVERED,
                    duration_s=length_s(self._sounds.path(dictation_id)),
                    note=_ONLY_SOUND,
                )
                connection.execute(PUT, to_row(row))
        return len(lonely)


def _saved(count: int) -> str:
    match count:
        case 0:
            return "no text was saved"
        case 1:
            return "1 dictation was saved"
        case _:
            return f"{count} dictations were saved"


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells this file from another of the same name; None where there is none."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_dev, about.st_ino
