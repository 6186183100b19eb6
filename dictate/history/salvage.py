"""A damaged database is put aside, and what can be read of it goes into a new one.

The new file is complete before the damaged one is touched. A crash at any moment leaves either the
damaged file in its place, to be salvaged again, or the new one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from dictate.history.carve import Row, carved, image_of
from dictate.history.database import PUT, open_database, transaction
from dictate.history.rows import from_row, to_row


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What came of it.

    Attributes:
        aside: Where the damaged file is now.
        count: How many dictations were read from it.
    """

    aside: Path
    count: int


def salvage(path: Path) -> Salvaged:
    """Put a new history, with what can be read of the damaged one, in its place.

    Raises:
        OSError: The files cannot be read or moved; the damaged one stays.
        sqlite3.Error: The new one cannot be written; the damaged one stays.
    """
    rows = readable_rows(path)
    fresh = _rescued(path)
    _remove(fresh)
    # Through the value that the row means, so that what was damaged does no harm again.
    with closing(open_database(fresh)) as connection, transaction(connection):
        connection.executemany(PUT, [to_row(from_row(row)) for row in rows])
    aside = _put_aside(path)
    fresh.rename(path)
    return Salvaged(aside, len(rows))


def finish(path: Path) -> None:
    """Complete a salvage that was cut off between its last two steps.

    Raises:
        OSError: The file cannot be moved.
    """
    if not path.exists() and _rescued(path).is_file():
        _rescued(path).rename(path)


def damaged_files(path: Path) -> Sequence[Path]:
    """The databases put aside, with their write-ahead logs."""
    return sorted(path.parent.glob(f"{path.name}.damaged-*"))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other processes from salvaging in the same folder at the same time.

    Raises:
        OSError: There is no folder to lock.
    """
    try:
        import fcntl
    except ImportError:  # Windows: a file that another process has open cannot be renamed there
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # given back with the handle, also by a crash
        yield
    finally:
        os.close(handle)


def readable_rows(path: Path) -> list[Row]:
    """Every dictation that can be read from a damaged file, oldest first.

    Not through SQLite: it reads nothing that `carve` does not (400 damaged files), and less of 45.

    Raises:
        OSError: The file cannot be read.
    """
    if not path.is_file():
        return []
    log = path.with_name(f"{path.name}-wal")
    image = image_of(path.read_bytes(), log.read_bytes() if log.is_file() else b"")
    found = {str(row[0]): row for row in carved(image)}
    return sorted(found.values(), key=_time)


def _time(row: Row) -> tuple[float, str]:
    started_at_s = row[1]
    return (started_at_s if isinstance(started_at_s, (int, float)) else 0.0, str(row[0]))


def _rescued(path: Path) -> Path:
    return path.with_name(f"{path.name}.rescued")


def _put_aside(path: Path) -> Path:
    """Rename the damaged file, and its log with it, to the next free name."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    for suffix in ("-wal", "-shm"):
        companion = path.with_name(f"{path.name}{suffix}")
        if companion.exists():
            companion.rename(aside.with_name(f"{aside.name}{suffix}"))
    path.rename(aside)
    return aside


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        database.with_name(f"{database.name}{suffix}").unlink(missing_ok=True)
