"""A connection to the history as this room wants it, and what an error of SQLite means.

- WAL, so that a reader in another process is not in the way; `synchronous = FULL`, so that a row is
  on the disk when `put` returns (https://www.sqlite.org/pragma.html#pragma_synchronous).
- `secure_delete`, so that deleted words are overwritten, not only unlinked.
- Temporary tables in memory, so that no word is written outside the folder.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeAlias

from dictate.errors import HistoryError
from dictate.history.rows import COLUMNS, decoded
from dictate.history.schema import is_usable, migrate

PAGE_BYTES = 4096
"""SQLite's own default, stated because `carve` reads pages without SQLite."""

BUSY_S = 5.0
"""How long to wait for another process that is writing."""

_ENVIRONMENT = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_NOLFS,
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_INTERRUPT,
}
"""Errors of the disk and of other processes: the file itself may be sound."""


_LISTED = ", ".join(COLUMNS)
PUT = f"""
    INSERT INTO dictations ({_LISTED}) VALUES ({", ".join("?" * len(COLUMNS))})
    ON CONFLICT (id) DO UPDATE SET {", ".join(f"{c} = excluded.{c}" for c in COLUMNS[1:])}
"""  # noqa: S608 - names of columns
"""Inserts a row, or replaces the one with the same id; takes what `rows.to_row` gives."""


class DamagedError(Exception):
    """The file opens, but is not a sound history."""


Failure: TypeAlias = sqlite3.Error | DamagedError | OSError | UnicodeDecodeError
FAILURES = (sqlite3.Error, DamagedError, OSError, UnicodeDecodeError)
"""What a call of SQLite can raise; the last, where its message quotes a damaged schema."""


def open_database(path: Path) -> sqlite3.Connection:
    """Open the history, make it if missing, and check it.

    Raises:
        sqlite3.Error: It cannot be opened, or is damaged; see `is_damage`.
        DamagedError: It is damaged.
        UnicodeDecodeError: It is damaged.
        OSError: Its folder cannot be made.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _private(path.parent, 0o700)
    # Made beforehand, because SQLite would make it, and -wal and -shm after it, for others to read.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    _private(path, 0o600)
    connection = sqlite3.connect(
        path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
    )
    try:
        _set_up(connection)
        migrate(connection)
        if not is_usable(connection):
            raise DamagedError("columns are missing")
        found = connection.execute("PRAGMA quick_check (1)").fetchone()
        if found is None or found[0] != "ok":
            raise DamagedError("pages are damaged")
        checkpoint(connection)
    except BaseException as error:
        connection.close()
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_READONLY and _forbids_writing(path):
            raise DamagedError("the header is damaged") from error
        raise
    return connection


def read_only(path: Path) -> sqlite3.Connection:
    """Open a history that cannot be written, to read what is in it.

    Raises:
        sqlite3.Error: Not even that.
    """
    # Without a write-ahead log nobody is writing; SQLite would want to make one to find that out.
    mode = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.text_factory = decoded
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything inside happens, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # After some errors, such as a full disk, SQLite has rolled back by itself.
        if connection.in_transaction:
            connection.rollback()
        raise


def checkpoint(connection: sqlite3.Connection) -> bool:
    """Move everything from the write-ahead log into the file, and empty the log.

    Returns:
        Whether that was possible: a reader in another process can be in the way.
    """
    with closing(connection.execute("PRAGMA wal_checkpoint (TRUNCATE)")) as cursor:
        return bool(cursor.fetchone()[0] == 0)


def scrub(connection: sqlite3.Connection) -> bool:
    """After a deletion: leave nothing of the deleted words in any file.

    The index keeps deleted words until its parts are merged; freed pages keep nothing, because
    `secure_delete` is on, but the write-ahead log keeps the pages as they were.

    Returns:
        Whether nothing is left; if not, it has to be done again later.
    """
    connection.execute("INSERT INTO words (words) VALUES ('optimize')")
    connection.execute("PRAGMA incremental_vacuum").fetchall()
    return checkpoint(connection)


def is_damage(error: Failure, *, opening: bool = False) -> bool:
    """Whether an error says that the file itself is damaged.

    Args:
        error: What was raised.
        opening: Whether it was raised by opening and checking. Then every error counts that is not
            one of the disk or of another process: flipped bits in the schema look like mistakes
            in the statements.
    """
    if isinstance(error, OSError):
        return isinstance(error, IsADirectoryError)
    if isinstance(error, (DamagedError, UnicodeDecodeError)):
        return True
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return False
    if code == sqlite3.SQLITE_IOERR_SHORT_READ:
        return True
    if opening:
        return code & 0xFF not in _ENVIRONMENT
    return code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


_MEANS = {
    sqlite3.SQLITE_FULL: ("the disk is full", "Make room on the disk."),
    sqlite3.SQLITE_READONLY: ("it may not be written", "Make its folder writable."),
    sqlite3.SQLITE_PERM: ("it may not be opened", "Make its folder writable."),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", "Make its folder writable."),
    sqlite3.SQLITE_BUSY: ("another program is writing to it", "Try again in a moment."),
    sqlite3.SQLITE_LOCKED: ("another program is writing to it", "Try again in a moment."),
    sqlite3.SQLITE_IOERR: ("the disk failed or is full", "Make room on the disk, and check it."),
}


def trouble(what: str, error: Failure) -> HistoryError:
    """An error for a user.

    Args:
        what: What cannot be done: "The history cannot be written".
        error: Why.
    """
    if isinstance(error, OSError):
        reason = error.strerror or "unknown reason"
        return HistoryError(f"{what} ({reason}).", hint="Make its folder writable, with room left.")
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    why, hint = _MEANS.get(code, ("it is damaged", "Restart Dictate: it saves what can be read."))
    return HistoryError(f"{what}: {why}.", hint=hint)


def _forbids_writing(path: Path) -> bool:
    """Whether the file itself, not the system, says that it is to be read only: it never should.

    Bytes 18 and 19 are the versions needed to write and to read
    (https://www.sqlite.org/fileformat2.html, section 1.3.3).
    """
    with path.open("rb") as file:
        header = file.read(20)
    return len(header) == 20 and not {header[18], header[19]} <= {1, 2}


def _set_up(connection: sqlite3.Connection) -> None:
    connection.text_factory = decoded
    for pragma in (
        f"page_size = {PAGE_BYTES}",
        "auto_vacuum = INCREMENTAL",
        "temp_store = MEMORY",
        "secure_delete = ON",
        "synchronous = FULL",
        "journal_mode = WAL",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _private(path: Path, mode: int) -> None:
    """Take the rights of others away, where they have some."""
    if os.name != "nt" and path.stat().st_mode & 0o077:
        path.chmod(mode)
