"""A damaged database never keeps Dictate from starting, and what can be read of it is saved."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dictate.core.dictation import State
from dictate.errors import HistoryError
from dictate.history.carve import carved, image_of
from dictate.history.database import PAGE_BYTES
from dictate.history.rows import from_row
from dictate.history.store import DATABASE, SqliteHistory
from dictate.settings.schema import HistorySettings
from tests.unit.history.samples import START_S, bytes_of, row, words

pytestmark = pytest.mark.allows_warning("history: damaged")

ROWS = 60


@pytest.fixture(scope="module")
def sound_one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history with short and long texts, its log not yet merged, and one sound."""
    folder = tmp_path_factory.mktemp("whole") / "history"
    random_ = random.Random(3)
    history = SqliteHistory(folder)
    for number in range(ROWS):
        history.put(row(number, words(random_, random_.choice([3, 30, 600]))))
    history.keep_sound("id-00001", np.zeros(16_000, np.float32))
    history.keep_sound("id-09999", np.zeros(8_000, np.float32))  # its row is lost in any case
    history._file._connection.execute("PRAGMA wal_checkpoint")  # type: ignore[union-attr]
    for number in range(ROWS, ROWS + 5):
        history.put(row(number, words(random_, 30)))
    target = tmp_path_factory.mktemp("copied") / "history"
    shutil.copytree(folder, target)
    history.close()
    return target


@pytest.fixture
def folder(sound_one: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound_one, tmp_path / "history"))


def opened(folder: Path) -> tuple[SqliteHistory, list[HistoryError]]:
    told: list[HistoryError] = []
    return SqliteHistory(folder, told.append), told


def saved(folder: Path) -> int:
    """How many of the rows are there after opening, which must go well; a new row must go in."""
    history, told = opened(folder)
    history.put(row(7000, "fresh words"))
    assert [r.id for r in history.search("fresh", 9)] == ["id-07000"]
    found = [r for r in history.recent(-1) if r.text and r.id != "id-07000"]
    history.prune(START_S, HistorySettings())
    history.close()
    assert len(told) <= 1
    assert all("zz" not in str(error) for error in told)
    return len(found)


def test_without_damage_everything_is_there_and_nothing_is_said(folder: Path) -> None:
    history, told = opened(folder)
    assert len(history.recent(-1)) == ROWS + 5
    assert told == []
    history.close()


def test_rows_are_read_out_of_the_pages_without_sqlite(folder: Path) -> None:
    log = (folder / f"{DATABASE}-wal").read_bytes()
    image = image_of((folder / DATABASE).read_bytes(), log)
    by_hand = sorted((from_row(r) for r in carved(image)), key=lambda r: r.id)
    history, _ = opened(folder)
    assert [r.id for r in by_hand] == sorted(r.id for r in history.recent(-1))
    assert {r.text for r in by_hand} == {r.text for r in history.recent(-1)}
    history.close()


def test_a_destroyed_beginning_costs_nothing(folder: Path) -> None:
    (folder / f"{DATABASE}-wal").unlink()
    with (folder / DATABASE).open("r+b") as file:
        file.write(random.Random(9).randbytes(PAGE_BYTES))
    history, told = opened(folder)
    assert len([r for r in history.recent(-1) if r.text]) == ROWS
    (error,) = told
    assert f"{ROWS} dictations were saved" in error.message
    assert "and the sound of 1 more" in error.message
    assert f"{DATABASE}.damaged-1" in error.hint
    history.close()


@pytest.mark.parametrize("place", range(100))
@pytest.mark.full
def test_every_byte_of_the_header_may_be_wrong(folder: Path, place: int) -> None:
    (folder / f"{DATABASE}-wal").unlink()
    whole = (folder / DATABASE).read_bytes()
    for value in (0, 3, whole[place] ^ 0xFF):
        (folder / DATABASE).write_bytes(whole[:place] + bytes([value]) + whole[place + 1 :])
        assert saved(folder) == ROWS
        for path in folder.glob(f"{DATABASE}*"):
            path.unlink()


def test_tables_that_are_there_without_their_version_are_salvaged(folder: Path) -> None:
    connection = sqlite3.connect(folder / DATABASE, isolation_level=None)
    connection.execute("PRAGMA user_version = 0")
    connection.close()
    history, told = opened(folder)
    assert len([r for r in history.recent(-1) if r.text]) == ROWS + 5
    assert len(told) == 1
    history.close()


def test_a_damaged_index_is_found_at_the_start(folder: Path) -> None:
    history, _ = opened(folder)
    history.close()
    connection = sqlite3.connect(folder / DATABASE)
    (page,) = connection.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = 'by_time'"
    ).fetchone()
    connection.close()
    with (folder / DATABASE).open("r+b") as file:
        file.seek((page - 1) * PAGE_BYTES)
        file.write(b"\xff" * 60)
    history, told = opened(folder)
    assert len(told) == 1
    assert len([r for r in history.recent(-1) if r.text]) == ROWS + 5
    history.close()


def test_a_header_that_would_forbid_to_write_is_damage(folder: Path) -> None:
    (folder / f"{DATABASE}-wal").unlink()
    with (folder / DATABASE).open("r+b") as file:
        file.seek(18)
        file.write(b"\x03")
    assert saved(folder) == ROWS


def test_a_destroyed_beginning_is_taken_from_the_log_where_it_is_there(folder: Path) -> None:
    with (folder / DATABASE).open("r+b") as file:
        file.write(random.Random(9).randbytes(PAGE_BYTES))
    assert saved(folder) == ROWS + 5


def test_sound_without_a_row_can_be_tried_again(folder: Path) -> None:
    (folder / DATABASE).write_bytes(b"x" * 50_000)
    (folder / f"{DATABASE}-wal").unlink()
    history, _ = opened(folder)
    found = {r.id: r for r in history.recent(-1)}
    assert sorted(found) == ["id-00001", "id-09999"]
    assert found["id-09999"].state is State.RECOVERED
    assert found["id-09999"].duration_s == 0.5
    assert found["id-09999"].has_sound
    history.close()


def test_each_page_alone_may_be_zeros_and_only_its_own_rows_are_lost(folder: Path) -> None:
    (folder / f"{DATABASE}-wal").unlink()
    whole = (folder / DATABASE).read_bytes()
    lost = []
    for start in range(0, len(whole), PAGE_BYTES):
        damaged = whole[:start] + bytes(PAGE_BYTES) + whole[start + PAGE_BYTES :]
        rows = [r for r in carved(image_of(damaged)) if from_row(r).text]
        lost.append(ROWS - len(rows))
    assert max(lost) <= PAGE_BYTES // 150
    assert sum(lost) <= 4 * len(lost)


@pytest.mark.parametrize("name", ["empty", "folder", "random", "text", "half a page"])
def test_anything_may_lie_in_its_place(tmp_path: Path, name: str) -> None:
    path = tmp_path / DATABASE
    if name == "folder":
        path.mkdir()
        (path / "x").write_text("x")
    else:
        contents = {
            "empty": b"",
            "random": random.Random(9).randbytes(99_999),
            "text": b"[hotkey]\n" * 9000,
        }
        path.write_bytes(contents.get(name, b"SQLite format 3\0" + bytes(2000)))
    assert saved(tmp_path) == 0
    assert saved(tmp_path) == 0


def test_several_damaged_files_are_kept_side_by_side(folder: Path) -> None:
    for _ in range(3):
        (folder / DATABASE).write_bytes(random.Random(9).randbytes(9999))
        saved(folder)
    assert len(list(folder.glob(f"{DATABASE}.damaged-?"))) == 3


def test_a_damaged_file_is_removed_in_its_time(folder: Path) -> None:
    (folder / DATABASE).write_bytes(random.Random(9).randbytes(9999))
    history, _ = opened(folder)
    aside = folder / f"{DATABASE}.damaged-1"
    os.utime(aside, (START_S, START_S))
    history.prune(START_S + 29 * 86_400, HistorySettings())
    assert aside.exists()
    history.prune(START_S + 31 * 86_400, HistorySettings())
    assert not aside.exists()
    history.close()


def test_what_is_deleted_is_gone_from_a_damaged_file_too(folder: Path) -> None:
    with (folder / DATABASE).open("r+b") as file:
        file.write(random.Random(9).randbytes(PAGE_BYTES))
    history, _ = opened(folder)
    text = history.recent(-1)[0].text
    assert text.split()[0].encode() in bytes_of(folder)
    for found in history.recent(-1):
        history.delete(found.id)
    assert text.split()[0].encode() not in bytes_of(folder)
    history.close()


def test_deleted_rows_do_not_come_back(folder: Path) -> None:
    history, _ = opened(folder)
    history.delete("id-00003")
    history.close()
    with (folder / DATABASE).open("r+b") as file:
        file.write(random.Random(9).randbytes(PAGE_BYTES))
    history, _ = opened(folder)
    assert history.get("id-00003") is None
    assert len([r for r in history.recent(-1) if r.text]) == ROWS + 4
    history.close()


def test_damage_that_shows_while_it_is_open_is_mended_and_the_call_succeeds(folder: Path) -> None:
    history, told = opened(folder)
    history.close()
    whole = (folder / DATABASE).read_bytes()
    assert len(history.recent(-1)) == ROWS + 5
    for start in range(2 * PAGE_BYTES, len(whole), 2 * PAGE_BYTES):
        with (folder / DATABASE).open("r+b") as file:
            file.seek(start)
            file.write(b"\xff" * 40)
    history._file._connection.execute("PRAGMA shrink_memory")  # type: ignore[union-attr]
    history.put(row(8000, "fresh words"))
    assert [r.id for r in history.search("fresh", 9)] == ["id-08000"]
    assert len(history.recent(-1)) > ROWS // 3
    assert len(told) == 1
    history.close()


def test_a_damaged_search_index_is_built_anew_and_nothing_else_changes(folder: Path) -> None:
    history, told = opened(folder)
    file = history._file._connection
    assert file is not None
    file.execute("UPDATE words_data SET block = randomblob(200) WHERE id > 10")
    file.execute("PRAGMA shrink_memory")
    text = history.recent(1)[0].text
    assert [r.text for r in history.search(text.split()[0], 9)] == [text]
    assert told == []
    assert not list(folder.glob("*.damaged*"))
    history.close()


def test_a_mistake_of_the_program_is_not_taken_for_damage(folder: Path) -> None:
    history, told = opened(folder)
    for statement, values in (("this is no statement", ()), ("SELECT ?", ())):
        with pytest.raises(sqlite3.Error):
            history._file.run(lambda it: it.execute(statement, values), writing=True)  # noqa: B023
    assert told == []
    assert not list(folder.glob("*.damaged*"))
    assert len(history.recent(-1)) == ROWS + 5
    history.close()


def test_a_salvage_that_was_cut_off_is_finished(folder: Path) -> None:
    history, _ = opened(folder)
    history.close()
    (folder / DATABASE).rename(folder / f"{DATABASE}.rescued")
    history, told = opened(folder)
    assert len(history.recent(-1)) == ROWS + 5
    assert told == []
    history.close()


def test_a_salvage_that_was_cut_off_earlier_is_begun_again(folder: Path) -> None:
    (folder / f"{DATABASE}.rescued").write_bytes(b"half")
    with (folder / DATABASE).open("r+b") as file:
        file.write(random.Random(9).randbytes(PAGE_BYTES))
    assert saved(folder) == ROWS + 5


def test_a_database_of_another_program_is_not_taken_for_ours(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / DATABASE)
    connection.executescript("CREATE TABLE dictations (a); PRAGMA user_version = 7;")
    connection.close()
    assert saved(tmp_path) == 0
    assert (tmp_path / f"{DATABASE}.damaged-1").exists()


# ── at random ────────────────────────────────────────────────────────────────────────────────────


def flip(random_: random.Random, content: bytearray) -> None:
    for _ in range(random_.choice([1, 5, 50, 500])):
        content[random_.randrange(len(content))] ^= random_.randrange(1, 256)


def overwrite(random_: random.Random, content: bytearray) -> None:
    start = random_.randrange(len(content))
    length = random_.choice([16, 512, PAGE_BYTES, 4 * PAGE_BYTES])
    content[start : start + length] = random_.choice([bytes(length), random_.randbytes(length)])


def cut(random_: random.Random, content: bytearray) -> None:
    del content[random_.randrange(len(content)) :]


def move(random_: random.Random, content: bytearray) -> None:
    pages = len(content) // PAGE_BYTES
    a, b = (random_.randrange(pages) * PAGE_BYTES for _ in range(2))
    page = content[a : a + PAGE_BYTES]
    content[a : a + PAGE_BYTES] = content[b : b + PAGE_BYTES]
    content[b : b + PAGE_BYTES] = page


def at_the_beginning(random_: random.Random, content: bytearray) -> None:
    content[random_.randrange(100)] = random_.randrange(256)


HARMS: tuple[Callable[[random.Random, bytearray], None], ...] = (
    flip,
    overwrite,
    cut,
    move,
    at_the_beginning,
)


def harm(folder: Path, seed: int) -> None:
    random_ = random.Random(seed)
    for name in (DATABASE, f"{DATABASE}-wal"):
        if name == DATABASE or random_.random() < 0.5:
            content = bytearray((folder / name).read_bytes())
            random_.choice(HARMS)(random_, content)
            (folder / name).write_bytes(content)


def fuzz(sound_one: Path, tmp_path: Path, seeds: range) -> float:
    """Damage and open again and again; the share of rows that was saved."""
    total = 0
    for seed in seeds:
        folder = Path(shutil.copytree(sound_one, tmp_path / str(seed)))
        harm(folder, seed)
        total += saved(folder)
        shutil.rmtree(folder)
    return total / (len(seeds) * (ROWS + 5))


def test_damage_at_random_never_stops_the_start(
    sound_one: Path, tmp_path: Path, figures: Callable[[str], None]
) -> None:
    share = fuzz(sound_one, tmp_path, range(25))
    figures(f"25 damaged databases: {share:.1%} of the rows saved")
    assert share > 0.8


@pytest.mark.full
def test_damage_at_random_never_stops_the_start_at_length(
    sound_one: Path, tmp_path: Path, figures: Callable[[str], None]
) -> None:
    share = fuzz(sound_one, tmp_path, range(1000, 1300))
    figures(f"300 damaged databases: {share:.1%} of the rows saved")
    assert share > 0.8
