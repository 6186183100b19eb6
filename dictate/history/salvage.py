"""A damaged database is put aside, and what can be read of it goes into a new one.

The new file is complete before the damaged one is touched. A crash at any moment leaves either the
damaged file in its place, to be salvaged again, or the new one.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from dictate.history.carve import Image, Row, carved, image_of
from dictate.history.database import FAILURES, PUT, open_database, transaction
from dictate.history.rows import COLUMNS, decoded, from_row, to_row

MOST_PROBES = 50_000
"""Rows looked for one by one between the readable ends of a table."""

_LISTED = ", ".join(COLUMNS)


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
    """Every dictation that can be read from a damaged file; those that SQLite reads come first.

    Raises:
        OSError: The file cannot be read.
    """
    if not path.is_file():
        return []
    log = path.with_name(f"{path.name}-wal")
    image = image_of(path.read_bytes(), log.read_bytes() if log.is_file() else b"")
    found = {str(row[0]): row for row in carved(image)}
    found |= {str(row[0]): row for row in _through_sqlite(image)}
    return sorted(found.values(), key=_time)


def _time(row: Row) -> tuple[float, str]:
    started_at_s = row[1]
    return (started_at_s if isinstance(started_at_s, (int, float)) else 0.0, str(row[0]))


def _through_sqlite(image: Image) -> list[Row]:
    """The rows that SQLite itself still reads: from both ends, then one by one between them."""
    if not image.pages:
        return []
    rows: dict[int, Row] = {}
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.text_factory = decoded
        with suppress(*FAILURES, AttributeError):
            connection.deserialize(image.whole())
            for order in ("ASC", "DESC"):
                with suppress(*FAILURES):
                    for seq, *row in connection.execute(
                        f"SELECT seq, {_LISTED} FROM dictations ORDER BY seq {order}"  # noqa: S608
                    ):
                        if seq in rows:
                            break
                        rows[seq] = tuple(row)
            for seq in _gap(rows):
                with suppress(*FAILURES):
                    found = connection.execute(
                        f"SELECT {_LISTED} FROM dictations WHERE seq = ?",  # noqa: S608
                        (seq,),
                    ).fetchone()
                    if found is not None:
                        rows[seq] = found
    return [row for row in rows.values() if isinstance(row[0], str) and row[0]]


def _gap(rows: dict[int, Row]) -> list[int]:
    """The keys that are missing between the first and the last."""
    if not rows:
        return list(range(1, MOST_PROBES // 10))
    missing = range(min(rows), min(max(rows), min(rows) + MOST_PROBES))
    return [seq for seq in missing if seq not in rows]


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
