"""Tables are made once and brought up step by step."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from dictate.history.schema import MIGRATIONS, is_usable, migrate


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
