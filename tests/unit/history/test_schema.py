"""Tables are made once and brought up step by step."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dictate.history.carve import carved, image_of
from dictate.history.database import PAGE_BYTES
from dictate.history.rows import COLUMNS, FIRST_COLUMNS, decoded, from_row, to_row
from dictate.history.schema import MIGRATIONS, is_usable, migrate
from tests.unit.history.samples import row


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    yield connection
    connection.close()


def version(connection: sqlite3.Connection) -> int:
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return found


def test_a_new_database_gets_all_tables(connection: sqlite3.Connection) -> None:
    assert not is_usable(connection)
    migrate(connection)
    migrate(connection)
    assert is_usable(connection)
    assert version(connection) == len(MIGRATIONS)


def test_each_step_is_done_once_and_keeps_the_rows(connection: sqlite3.Connection) -> None:
    migrate(connection)
    connection.execute("INSERT INTO dictations (id, started_at_s, state) VALUES ('a', 1, 'done')")
    more = (*MIGRATIONS, ("ALTER TABLE dictations ADD COLUMN extra TEXT NOT NULL DEFAULT 'x'",))
    migrate(connection, more)
    migrate(connection, more)
    assert version(connection) == len(more)
    assert connection.execute("SELECT id, extra FROM dictations").fetchall() == [("a", "x")]
    assert is_usable(connection)


def test_a_row_of_the_first_version_is_read_and_carved_as_before(tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as old:
        old.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        migrate(old, MIGRATIONS[:1])
        columns = ", ".join(COLUMNS[:FIRST_COLUMNS])
        old.execute(
            f"INSERT INTO dictations ({columns}) VALUES ({', '.join('?' * FIRST_COLUMNS)})",
            to_row(row(1, "words"))[:FIRST_COLUMNS],
        )
        migrate(old)
        old.text_factory = decoded
        found = old.execute(f"SELECT {', '.join(COLUMNS)} FROM dictations").fetchone()
    assert from_row(found) == row(1, "words")
    assert [from_row(values) for values in carved(image_of(file.read_bytes()))] == [row(1, "words")]


def test_a_step_that_fails_changes_nothing(connection: sqlite3.Connection) -> None:
    migrate(connection)
    wrong = (*MIGRATIONS, ("CREATE TABLE other (x)", "this is no statement"))
    with pytest.raises(sqlite3.Error):
        migrate(connection, wrong)
    assert version(connection) == len(MIGRATIONS)
    assert not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'other'").fetchall()


def test_a_database_of_a_newer_dictate_is_left_as_it_is(connection: sqlite3.Connection) -> None:
    migrate(connection)
    connection.execute("PRAGMA user_version = 99")
    migrate(connection)
    assert version(connection) == 99
    assert is_usable(connection)
