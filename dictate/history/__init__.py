"""Finished dictations in SQLite with full-text search, their sound beside them as FLAC.

::

    store     SqliteHistory: the port of the core, and what windows and commands ask for
    schema    tables, full-text index, migrations
    file      the database file while Dictate runs: opened, reopened, mended
    database  a connection as this room wants it, and what an error of SQLite means
    rows      a dictation as a row and back, whatever the row holds
    query     what a user types in a search box, as conditions
    salvage   a damaged database is put aside, what can be read goes into a new one
    carve     reads rows out of the pages of a file that SQLite refuses
    sounds    the FLAC files, one for each dictation
    flac      samples to FLAC and back, bit for bit
    pruning   decides what has outlived its keeping time
    export, statistics
"""
