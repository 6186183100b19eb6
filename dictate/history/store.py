"""The history: what was dictated, findable, and really gone when it is deleted.

Rules of this file:

- Nothing that lies in the folder keeps Dictate from starting. A damaged database is salvaged; where
  the disk refuses, the rows of this session wait in memory, can be read, and are written as soon as
  that is possible.
- When `put` returns, the row is on the disk. When `delete` returns, no file holds its words.
- No word reaches the log or an error.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from dictate.core.dictation import Dictation, Samples, State
from dictate.errors import HistoryError
from dictate.history.database import FAILURES, PUT, scrub, transaction, trouble
from dictate.history.file import HistoryFile
from dictate.history.pruning import DAY_S, Item, expired, is_jump
from dictate.history.query import holds, parse
from dictate.history.rows import COLUMNS, from_row, number_of, state_of, to_row
from dictate.history.salvage import damaged_files
from dictate.history.sounds import SoundFolder
from dictate.history.statistics import Statistics, statistics_of
from dictate.settings.schema import HistorySettings

T = TypeVar("T")

DATABASE = "history.sqlite"
SOUND = "sound"

DAMAGED_DAYS = 30
"""How long a damaged database is kept, where texts are kept longer or for ever."""

_SELECT = f"SELECT {', '.join(COLUMNS)} FROM dictations"  # noqa: S608 - names of columns
_UNFINISHED = (State.WORKING, State.DELIVERING)


class SqliteHistory:
    """Implements `core.ports.History`. Every call blocks; any thread; other processes may too."""

    def __init__(self, folder: Path, tell: Callable[[HistoryError], None] | None = None) -> None:
        """Open the history of a folder; make it if missing, mend it if damaged.

        Args:
            folder: Its own; made private.
            tell: Hears what a user should know and no call raises: damage that was mended, a
                history that cannot be read. On the thread of the call that met it.
        """
        self._sounds = SoundFolder(folder / SOUND)
        self._file = HistoryFile(folder / DATABASE, self._sounds, self._report)
        self._lock = threading.RLock()
        self._tell = tell
        self._scrub_due = False
        self._waiting: dict[str, Dictation] = {}
        self.troubles: list[HistoryError] = []
        """What `tell` was told, for those who ask later."""
        self._read(lambda _: None, None)
        with suppress(OSError):
            self._sounds.sweep()

    # ── the port ─────────────────────────────────────────────────────────────────────────────────

    def put(self, dictation: Dictation) -> None:
        """Insert the row, or replace the one with the same id; durable when it returns.

        Raises:
            HistoryError: It cannot be written. It stays readable for this session, and is written
                with the next row that can be.
        """
        with self._lock:
            self._waiting[dictation.id] = dictation
            self._write(self._put_waiting)

    def get(self, dictation_id: str) -> Dictation | None:
        """The row, or None."""
        found = self._rows("WHERE id = ?", [dictation_id], lambda row: row.id == dictation_id)
        return found[0] if found else None

    def recent(self, count: int) -> Sequence[Dictation]:
        """The newest rows, newest first."""
        return self.search("", count)

    def unfinished(self) -> Sequence[Dictation]:
        """Rows in state working or delivering, oldest first."""
        marks = ", ".join("?" * len(_UNFINISHED))
        return self._rows(
            f"WHERE state IN ({marks})", [*_UNFINISHED], lambda row: row.state in _UNFINISHED
        )[::-1]

    def keep_sound(self, dictation_id: str, samples: Samples) -> None:
        """Keep the sound beside the row.

        Raises:
            HistoryError: It cannot be written.
        """
        try:
            self._sounds.write(dictation_id, samples)
        except OSError as error:
            raise trouble("The sound cannot be kept in the history", error) from error

    def sound(self, dictation_id: str) -> Samples | None:
        """The sound beside the row, as far as it can be read, or None."""
        return self._sounds.read(dictation_id)

    def delete(self, dictation_id: str) -> None:
        """Remove row and sound for good.

        Raises:
            HistoryError: They cannot be removed.
        """
        with self._lock:
            self._waiting.pop(dictation_id, None)
            self._remove_sounds([dictation_id])
            self._write(lambda connection: _delete(connection, [dictation_id]))
            self._forget_damaged(lambda file: dictation_id.encode() in file.read_bytes())
            self._scrub()

    def prune(self, now_s: float, settings: HistorySettings) -> None:
        """Delete for good what is older or larger than the settings allow.

        Raises:
            HistoryError: It cannot be deleted.
        """
        with self._lock:
            items = self._write(self._items)
            last_s = self._write(lambda connection: _note_time(connection, now_s))
            if is_jump(now_s, last_s):
                return
            gone = expired(items, now_s, settings)
            self._remove_sounds([*gone.rows, *gone.sounds])
            if gone.rows:
                self._write(lambda connection: _delete(connection, gone.rows))
            days = min(settings.text_days or DAMAGED_DAYS, DAMAGED_DAYS)
            keep_s = 0.0 if settings.keep == "nothing" else days * DAY_S
            self._forget_damaged(lambda file: now_s - file.stat().st_mtime > keep_s)
            if gone.rows or self._scrub_due:
                self._scrub()

    # ── for windows and commands ─────────────────────────────────────────────────────────────────

    def search(
        self,
        words: str,
        count: int,
        *,
        states: Sequence[State] = (),
        since_s: float | None = None,
        until_s: float | None = None,
    ) -> Sequence[Dictation]:
        """The newest rows that fit, newest first.

        Args:
            words: As typed into a search box; see `query`. Empty for all.
            count: How many at most; negative for all.
            states: Only these; empty for all.
            since_s: Unix time of the earliest wanted.
            until_s: Unix time before which they began.
        """
        condition, parameters = parse(words).where()
        conditions: list[str] = [condition]
        values: list[object] = [*parameters]
        if states:
            conditions.append(f"state IN ({', '.join('?' * len(states))})")
            values += [state.value for state in states]
        for bound, comparison in ((since_s, ">="), (until_s, "<")):
            if bound is not None:
                conditions.append(f"started_at_s {comparison} ?")
                values.append(bound)

        def fits(row: Dictation) -> bool:
            return (
                (holds(words, row.raw) or holds(words, row.text))
                and (not states or row.state in states)
                and (since_s is None or row.started_at_s >= since_s)
                and (until_s is None or row.started_at_s < until_s)
            )

        found = self._rows(f"WHERE {' AND '.join(conditions)}", values, fits, count)
        return found if count < 0 else found[:count]

    def statistics(self, since_s: float | None = None) -> Statistics:
        """Figures over the rows since a Unix time, or over all."""
        return statistics_of(self.search("", -1, since_s=since_s))

    def close(self) -> None:
        """Leave the files clean. A later call opens them again."""
        with self._lock:
            if self._scrub_due:
                with suppress(HistoryError):
                    self._scrub()
            self._file.close()

    # ── rows ─────────────────────────────────────────────────────────────────────────────────────

    def _rows(
        self,
        where: str,
        values: Sequence[object],
        fits: Callable[[Dictation], bool],
        count: int = -1,
    ) -> list[Dictation]:
        """The rows that fit, newest first, those that wait to be written among them.

        Args:
            where: A condition, for the rows in the database.
            values: Its parameters.
            fits: The same condition, for the rows that wait.
            count: How many of the database at most; negative for all.
        """
        statement = f"{_SELECT} {where} ORDER BY started_at_s DESC, id DESC LIMIT ?"

        def select(connection: sqlite3.Connection) -> list[Sequence[object]]:
            return connection.execute(statement, (*map(_bindable, values), count)).fetchall()

        with self._lock:
            nothing: list[Sequence[object]] = []
            stored = self._read(select, nothing)
            waiting = dict(self._waiting)
        rows = [row for row in map(from_row, stored) if row.id not in waiting]
        rows += filter(fits, waiting.values())
        rows.sort(key=lambda row: (row.started_at_s, row.id), reverse=True)
        return [replace(row, has_sound=self._sounds.has(row.id)) for row in rows]

    def _put_waiting(self, connection: sqlite3.Connection) -> None:
        with transaction(connection):
            connection.executemany(PUT, [to_row(row) for row in self._waiting.values()])
        self._waiting.clear()

    def _items(self, connection: sqlite3.Connection) -> list[Item]:
        """All rows and sounds, for pruning."""
        sounds = dict(self._sounds.all())
        items = []
        for found in connection.execute("SELECT id, started_at_s, state FROM dictations"):
            dictation_id = str(found[0])
            kept = sounds.pop(dictation_id, None)
            size = kept.size_bytes if kept else 0
            # A damaged state is kept as long as one that failed.
            state = state_of(found[2]) or State.FAILED
            items.append(Item(dictation_id, number_of(found[1]), state, size))
        items += [Item(i, kept.written_at_s, None, kept.size_bytes) for i, kept in sounds.items()]
        return items

    def _remove_sounds(self, dictation_ids: Sequence[str]) -> None:
        try:
            for dictation_id in dictation_ids:
                self._sounds.remove(dictation_id)
        except OSError as error:
            raise trouble("The sound cannot be deleted", error) from error

    def _forget_damaged(self, is_wanted: Callable[[Path], bool]) -> None:
        """Remove damaged databases that were put aside; what could be read of them is here."""
        try:
            for file in damaged_files(self._file.path):
                if file.is_file() and is_wanted(file):
                    file.unlink(missing_ok=True)
        except OSError as error:
            raise trouble("A damaged history cannot be deleted", error) from error

    def _scrub(self) -> None:
        """Leave no deleted word in any file, now or, if somebody is reading, later."""
        self._scrub_due = True
        self._scrub_due = not self._write(scrub)

    # ── trouble ──────────────────────────────────────────────────────────────────────────────────

    def _write(self, do: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return self._file.run(do, writing=True)
        except FAILURES as error:
            raise trouble("The history cannot be written", error) from error

    def _read(self, do: Callable[[sqlite3.Connection], T], nothing: T) -> T:
        """What `do` reads; `nothing`, and a report, where the database cannot be read."""
        try:
            return self._file.run(do, writing=False)
        except FAILURES as error:
            self._report(trouble("The history cannot be read", error))
            return nothing

    def _report(self, error: HistoryError) -> None:
        """Tell each trouble once."""
        if str(error) in map(str, self.troubles):
            return
        self.troubles.append(error)
        if self._tell is not None:
            self._tell(error)


def _delete(connection: sqlite3.Connection, dictation_ids: Collection[str]) -> None:
    with transaction(connection):
        connection.executemany(
            "DELETE FROM dictations WHERE id = ?", [(_bindable(i),) for i in dictation_ids]
        )


def _note_time(connection: sqlite3.Connection, now_s: float) -> float | None:
    """Remember when it was last looked for what is too old; return when that was before."""
    before = connection.execute("SELECT value FROM facts WHERE name = 'pruned_at_s'").fetchone()
    connection.execute("INSERT OR REPLACE INTO facts VALUES ('pruned_at_s', ?)", (now_s,))
    return float(before[0]) if before else None


def _bindable(value: object) -> object:
    """A parameter without lone halves of characters, which SQLite refuses."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
