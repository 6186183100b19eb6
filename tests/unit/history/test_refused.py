"""The disk is full or refuses: the words of this session stay readable and are written later."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from dictate.core.dictation import State
from dictate.errors import HistoryError
from dictate.history.store import DATABASE, SqliteHistory
from dictate.settings.schema import HistorySettings
from tests.unit.history.samples import START_S, row


@pytest.fixture
def blocked(tmp_path: Path) -> Path:
    """A folder that cannot be made, because a file is in its way."""
    (tmp_path / "data").write_text("in the way")
    return tmp_path / "data" / "history"


@pytest.fixture
def history(blocked: Path) -> Iterator[SqliteHistory]:
    store = SqliteHistory(blocked)
    yield store
    store.close()


def put_refused(history: SqliteHistory, number: int, text: str) -> HistoryError:
    with pytest.raises(HistoryError) as caught:
        history.put(row(number, text))
    assert text not in str(caught.value)
    return caught.value


def test_a_folder_that_cannot_be_made_is_told_once_and_keeps_nobody_from_starting(
    blocked: Path,
) -> None:
    told: list[HistoryError] = []
    history = SqliteHistory(blocked, told.append)
    for _ in range(3):
        assert history.recent(9) == []
    assert len(told) == 1
    assert told[0].hint
    assert history.troubles == told


def test_words_that_cannot_be_written_can_be_read_searched_and_deleted(
    history: SqliteHistory,
) -> None:
    put_refused(history, 1, "marked words")
    put_refused(history, 2, "other words")
    assert [r.id for r in history.recent(9)] == ["id-00002", "id-00001"]
    assert [r.id for r in history.search("MARK wor", 9)] == ["id-00001"]
    assert [r.id for r in history.search("words", 1)] == ["id-00002"]
    assert history.search("words", 9, states=[State.FAILED]) == []
    assert history.search("words", 9, since_s=START_S + 2, until_s=START_S + 3) != []
    found = history.get("id-00001")
    assert found is not None
    assert found.text == "marked words"
    with pytest.raises(HistoryError):
        history.delete("id-00001")
    assert history.get("id-00001") is None


def test_unfinished_rows_that_wait_are_among_the_unfinished(history: SqliteHistory) -> None:
    for number, state in ((1, State.WORKING), (2, State.DONE)):
        with pytest.raises(HistoryError):
            history.put(row(number, "words", state))
    assert [r.id for r in history.unfinished()] == ["id-00001"]


def test_they_are_written_with_the_next_row_that_can_be(
    history: SqliteHistory, blocked: Path
) -> None:
    put_refused(history, 1, "words")
    blocked.parent.unlink()
    history.put(row(2, "more words"))
    again = SqliteHistory(blocked)
    assert [r.id for r in again.search("words", 9)] == ["id-00002", "id-00001"]
    again.close()


def test_every_other_call_says_what_is_wrong_and_what_to_do(history: SqliteHistory) -> None:
    calls: tuple[Callable[[], None], ...] = (
        lambda: history.keep_sound("a", np.zeros(10, np.float32)),
        lambda: history.delete("a"),
        lambda: history.prune(START_S, HistorySettings()),
    )
    for call in calls:
        with pytest.raises(HistoryError) as caught:
            call()
        assert caught.value.hint
    assert history.sound("a") is None
    assert history.statistics().count == 0


FULL = """
import resource, sys
from pathlib import Path
from dictate.errors import HistoryError
from dictate.history.store import SqliteHistory
from tests.unit.history.samples import row
history = SqliteHistory(Path(sys.argv[1]))
history.put(row(0, "before"))
resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, resource.RLIM_INFINITY))
refused = 0
for number in range(1, 60):
    try:
        history.put(row(number, f"word{number} " * 300))
    except HistoryError as error:
        assert error.hint and "word" not in str(error), error
        refused += 1
assert 5 < refused < 59, refused
assert len(history.recent(99)) == 60
assert len(history.search("word59", 9)) == 1
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
history.put(row(60, "after"))
print("refused", refused)
"""


def test_a_disk_that_fills_up_loses_nothing(tmp_path: Path) -> None:
    # A limit on the size of files stands for the full disk: the system refuses the same writes.
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    subprocess.run([sys.executable, "-c", FULL, tmp_path], env=environment, check=True, timeout=120)
    history = SqliteHistory(tmp_path)
    assert history.troubles == []
    assert [r.id for r in history.recent(99)] == [f"id-{n:05}" for n in range(60, -1, -1)]
    history.close()


NOBODY = 65_534

READ_ONLY = """
import os, sys
from pathlib import Path
from dictate.errors import HistoryError
from dictate.history.store import SqliteHistory
from tests.unit.history.samples import row
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
history = SqliteHistory(Path(sys.argv[1]))
assert [r.text for r in history.search("kept", 9)] == ["kept words"], history.troubles
try:
    history.put(row(2, "new words"))
except HistoryError as error:
    print(error)
else:
    raise SystemExit("written where nothing may be written")
assert [r.id for r in history.recent(9)] == ["id-00002", "id-00001"]
"""


@pytest.mark.parametrize("clean", [True, False], ids=["closed", "killed"])
def test_a_history_that_may_only_be_read_is_read(tmp_path: Path, clean: bool) -> None:
    folder = tmp_path / "history"
    history = SqliteHistory(folder)
    history.put(row(1, "kept words"))
    if clean:
        history.close()
    # Root may write anywhere, so another user looks at it.
    for path in (*tmp_path.parents[:2], tmp_path, folder, *folder.iterdir()):
        path.chmod(0o555 if path.is_dir() else 0o444)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY, folder],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    for path in (*tmp_path.parents[:2], tmp_path, folder):
        path.chmod(0o700)
    history.close()
    assert done.returncode == 0, done.stderr
    assert "writable" in done.stdout
    assert "words" not in done.stdout


def test_a_file_that_cannot_be_opened_by_sqlite_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / DATABASE).symlink_to(tmp_path / DATABASE)
    history = SqliteHistory(tmp_path)
    put_refused(history, 1, "words")
    assert (tmp_path / DATABASE).is_symlink()
    assert len(history.recent(9)) == 1
