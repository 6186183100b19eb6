"""The history over a real file: durable, private, shared between processes, gone when deleted."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dictate.core.dictation import State
from dictate.history.pruning import DAY_S
from dictate.history.store import SqliteHistory
from dictate.settings.schema import HistorySettings
from tests.unit.history.samples import START_S, bytes_of, row, words


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history"


@pytest.fixture
def history(folder: Path) -> Iterator[SqliteHistory]:
    store = SqliteHistory(folder)
    yield store
    store.close()


def test_everything_is_for_the_user_alone(history: SqliteHistory, folder: Path) -> None:
    history.put(row(1, "words"))
    history.keep_sound("id-00001", np.zeros(10, np.float32))
    for path in [folder, *folder.rglob("*")]:
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


def test_rights_that_are_too_wide_are_narrowed(folder: Path) -> None:
    SqliteHistory(folder).close()
    folder.chmod(0o755)
    (folder / "history.sqlite").chmod(0o644)
    SqliteHistory(folder).close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "history.sqlite").stat().st_mode) == 0o600


def test_rows_are_there_after_a_restart(history: SqliteHistory, folder: Path) -> None:
    history.put(row(1, "words", State.DELIVERING))
    again = SqliteHistory(folder)  # the first still has it open, as after a kill
    assert again.unfinished() == [row(1, "words", State.DELIVERING)]
    again.close()


def test_whether_there_is_sound_is_what_the_files_say(history: SqliteHistory) -> None:
    history.put(replace(row(1, "words"), has_sound=True))
    found = history.get("id-00001")
    assert found is not None
    assert not found.has_sound
    history.keep_sound("id-00001", np.zeros(10, np.float32))
    history.put(row(1, "other words"))
    assert [r.has_sound for r in history.recent(1)] == [True]


def test_search_finds_the_newest_first_and_can_be_narrowed(history: SqliteHistory) -> None:
    for number in range(6):
        state = State.FAILED if number % 2 else State.DONE
        history.put(row(number, "same words", state))
    assert [r.id for r in history.search("words", 2)] == ["id-00005", "id-00004"]
    assert [r.id for r in history.search("same", -1, states=[State.FAILED])] == [
        "id-00005", "id-00003", "id-00001",
    ]  # fmt: skip
    some = history.search("", 9, since_s=START_S + 2, until_s=START_S + 4)
    assert [r.id for r in some] == ["id-00003", "id-00002"]


def test_replaced_words_are_no_longer_found(history: SqliteHistory) -> None:
    history.put(row(1, "before"))
    history.put(row(1, "after"))
    assert history.search("before", 9) == []
    assert len(history.search("after", 9)) == 1


def test_statistics_are_over_all_rows(history: SqliteHistory) -> None:
    for number in range(3):
        history.put(row(number, "words"))
    assert history.statistics().count == 3
    assert history.statistics(START_S + 1).count == 2


# ── deleting ─────────────────────────────────────────────────────────────────────────────────────


def test_deleted_words_are_in_no_file(history: SqliteHistory, folder: Path) -> None:
    random_ = random.Random(5)
    texts: dict[str, str] = {}
    for number in range(80):
        new = row(number, words(random_, random_.choice([2, 20, 300])))
        history.put(new)
        texts[new.id] = new.text
        if number % 3 == 0:  # a row that changed has left its old words in pages and index too
            texts[new.id] += " " + words(random_, 10)
            history.put(replace(new, text=texts[new.id]))
        if number > 15 and number % 5 == 0:
            victim = random_.choice(sorted(texts))
            gone = texts.pop(victim)
            history.delete(victim)
            left = bytes_of(folder)
            # Ends of words: the index stores words without the beginning they share with others.
            assert [word for word in gone.split() if word[5:].encode() in left] == []
            assert victim.encode() not in left
            assert not history._scrub_due
    assert len(history.recent(999)) == len(texts)


def test_a_deletion_while_another_process_reads_is_finished_later(
    history: SqliteHistory, folder: Path
) -> None:
    history.put(row(1, "secretive"))
    history.put(row(2, "remaining"))
    reader = sqlite3.connect(folder / "history.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM dictations").fetchone()
    reader_holds = bytes_of(folder)
    history._file._connection.execute("PRAGMA busy_timeout = 50")  # type: ignore[union-attr]
    history.delete("id-00001")
    assert history.get("id-00001") is None
    assert b"secretive" in reader_holds
    reader.close()
    history.prune(START_S, HistorySettings())
    assert b"secretive" not in bytes_of(folder)
    assert b"remaining" in bytes_of(folder)


def test_a_deletion_that_could_not_be_finished_is_finished_at_the_end(
    history: SqliteHistory, folder: Path
) -> None:
    history.put(row(1, "secretive"))
    reader = sqlite3.connect(folder / "history.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM dictations").fetchone()
    history._file._connection.execute("PRAGMA busy_timeout = 50")  # type: ignore[union-attr]
    history.delete("id-00001")
    reader.close()
    history.close()
    assert b"secretive" not in bytes_of(folder)


def test_pruned_words_are_in_no_file(history: SqliteHistory, folder: Path) -> None:
    history.put(row(1, "ancientness", days=100))
    history.put(row(2, "recentness", days=1))
    for dictation_id in ("id-00001", "id-00002"):
        history.keep_sound(dictation_id, np.zeros(1000, np.float32))
    history.prune(START_S, HistorySettings())
    assert [r.id for r in history.recent(9)] == ["id-00002"]
    assert history.sound("id-00001") is None
    assert history.sound("id-00002") is not None
    left = bytes_of(folder)
    assert b"ancientness" not in left
    assert b"recentness" in left


def test_pruning_knows_what_was_delivered(history: SqliteHistory) -> None:
    for number, state in enumerate((State.DONE, State.FAILED, State.WORKING)):
        history.put(row(number, "words", state))
        history.keep_sound(f"id-{number:05}", np.zeros(10, np.float32))
    history.prune(START_S + 60, HistorySettings(keep="nothing"))
    assert [(r.state, r.has_sound) for r in history.recent(9)] == [
        (State.WORKING, True),
        (State.FAILED, True),
    ]


def test_a_clock_that_jumps_for_a_moment_deletes_nothing(history: SqliteHistory) -> None:
    history.put(row(1, "words", days=1))
    history.prune(START_S, HistorySettings())
    history.prune(START_S + 9999 * DAY_S, HistorySettings())
    history.prune(START_S + 3600, HistorySettings())
    assert len(history.recent(9)) == 1
    history.prune(START_S + 25 * DAY_S, HistorySettings(text_days=20))
    assert history.recent(9) == []


def test_an_id_that_looks_like_a_path_deletes_nothing_else(
    history: SqliteHistory, folder: Path
) -> None:
    outside = folder.parent / "x.flac"
    outside.write_bytes(b"mine")
    history.delete("../x")
    assert outside.read_bytes() == b"mine"


# ── many at once ─────────────────────────────────────────────────────────────────────────────────


def test_threads_may_all_write_and_read(history: SqliteHistory) -> None:
    failures: list[Exception] = []

    def work(first: int) -> None:
        try:
            for number in range(first, first + 25):
                history.put(row(number, f"word{number}"))
                assert history.get(f"id-{number:05}") is not None
                history.search(f"word{number}", 3)
                if number % 5 == 0:
                    history.delete(f"id-{number:05}")
        except Exception as failure:  # noqa: BLE001 - shown below
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(n * 25,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    assert len(history.recent(999)) == 80


WRITER = """
import sys
from pathlib import Path
from dictate.history.store import SqliteHistory
from tests.unit.history.samples import row
history = SqliteHistory(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), int(sys.argv[2]) + 40):
    history.put(row(number, f"word{number}"))
history.close()
"""


def run_writer(folder: Path, first: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    return subprocess.Popen([sys.executable, "-c", WRITER, folder, str(first)], env=environment)


def test_processes_may_all_open_a_new_history_and_write_at_the_same_time(folder: Path) -> None:
    writers = [run_writer(folder, first) for first in (0, 40, 80)]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0]
    history = SqliteHistory(folder)
    assert len(history.recent(999)) == 120
    assert len(history.search("word", 999)) == 120
    history.close()


def test_a_history_that_was_removed_while_open_is_begun_anew(
    history: SqliteHistory, folder: Path
) -> None:
    history.put(row(1, "words"))
    for path in folder.glob("history.sqlite*"):
        path.unlink()
    history.put(row(2, "more words"))
    again = SqliteHistory(folder)
    assert [r.id for r in again.recent(9)] == ["id-00002"]
    again.close()


def test_closing_leaves_one_file_and_a_later_call_opens_it_again(
    history: SqliteHistory, folder: Path
) -> None:
    history.put(row(1, "words"))
    history.close()
    assert [path.name for path in folder.iterdir()] == ["history.sqlite"]
    assert len(history.recent(9)) == 1
    history.close()
    history.close()
