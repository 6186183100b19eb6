"""The tables, and the steps that lead from one version of them to the next.

`PRAGMA user_version` counts the steps done. A step is never changed once it was released; a new one
is appended. The full-text index takes its words from the table (external content), so that each
word is stored once, and triggers keep the two equal.
"""

from __future__ import annotations

import sqlite3

from dictate.history.rows import COLUMNS

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE dictations (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            started_at_s REAL NOT NULL,
            state TEXT NOT NULL,
            duration_s REAL NOT NULL DEFAULT 0,
            raw TEXT NOT NULL DEFAULT '',
            text TEXT NOT NULL DEFAULT '',
            model TEXT NOT NULL DEFAULT '',
            language TEXT NOT NULL DEFAULT '',
            application TEXT NOT NULL DEFAULT '',
            note TEXT NOT NULL DEFAULT '',
            timings TEXT NOT NULL DEFAULT '{}',
            edits TEXT NOT NULL DEFAULT '[]'
        )
        """,
        "CREATE INDEX by_time ON dictations (started_at_s, seq)",
        "CREATE TABLE facts (name TEXT PRIMARY KEY, value REAL NOT NULL)",
        """
        CREATE VIRTUAL TABLE words USING fts5 (
            raw, text,
            content = 'dictations', content_rowid = 'seq',
            tokenize = 'unicode61 remove_diacritics 2'
        )
        """,
        """
        CREATE TRIGGER words_insert AFTER INSERT ON dictations BEGIN
            INSERT INTO words (rowid, raw, text) VALUES (new.seq, new.raw, new.text);
        END
        """,
        """
        CREATE TRIGGER words_delete AFTER DELETE ON dictations BEGIN
            INSERT INTO words (words, rowid, raw, text)
            VALUES ('delete', old.seq, old.raw, old.text);
        END
        """,
        """
        CREATE TRIGGER words_update AFTER UPDATE OF raw, text ON dictations
        WHEN old.raw IS NOT new.raw OR old.text IS NOT new.text BEGIN
            INSERT INTO words (words, rowid, raw, text)
            VALUES ('delete', old.seq, old.raw, old.text);
            INSERT INTO words (rowid, raw, text) VALUES (new.seq, new.raw, new.text);
        END
        """,
    ),
    (
        "ALTER TABLE dictations ADD COLUMN rules TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE dictations ADD COLUMN cleaner TEXT NOT NULL DEFAULT ''",
    ),
)
"""One tuple of statements for each version."""


def migrate(
    connection: sqlite3.Connection, migrations: tuple[tuple[str, ...], ...] = MIGRATIONS
) -> None:
    """Bring the tables up to the present version; each step happens whole or not at all.

    Raises:
        sqlite3.Error: It cannot be written, or is damaged.
    """
    if _version(connection) >= len(migrations):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Again, now that nobody else can write: another process may have done it meanwhile.
        for step in migrations[_version(connection) :]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def is_usable(connection: sqlite3.Connection) -> bool:
    """Whether the table has all columns that are read and written.

    A newer Dictate may have added some; that does no harm.
    """
    columns = {row[1] for row in connection.execute("PRAGMA table_info (dictations)")}
    return columns.issuperset(("seq", *COLUMNS))


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return max(0, version)
