"""Sound is on disk while it is spoken, and nothing of the disk can lose it."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from dictate.audio import spoolwriter
from dictate.audio.filelock import try_lock
from dictate.audio.spool import SpoolFolder
from dictate.audio.spoolfile import Pcm, header, record, salvage
from dictate.core.dictation import RATE_HZ
from dictate.errors import SpoolError

BLOCK = np.full(160, 1000, np.int16)


def no_failure(error: SpoolError) -> None:
    raise AssertionError(error)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "spool"


@pytest.fixture
def spools(folder: Path) -> Iterator[SpoolFolder]:
    spools = SpoolFolder(folder, now=lambda: 5000.0)
    yield spools
    for leftover in spools.leftovers():
        spools.remove(leftover.dictation_id)


def until(check: Callable[[], bool], what: str, timeout_s: float = 3.0) -> None:
    deadline_s = time.monotonic() + timeout_s
    while not check():
        assert time.monotonic() < deadline_s, what
        time.sleep(0.005)


def on_disk(folder: Path) -> Pcm:
    files = list(folder.glob("*.spool"))
    return salvage(files[0].read_bytes()).samples if files else np.zeros(0, np.int16)


def test_sound_is_on_disk_within_a_quarter_of_a_second(spools: SpoolFolder, folder: Path) -> None:
    writer = spools.begin("1", no_failure)
    worst_s = 0.0
    for count in range(1, 8):
        for _ in range(10):
            writer.append(BLOCK)
        spoken_s = time.monotonic()
        until(lambda count=count: len(on_disk(folder)) == count * 1600, "on disk")  # type: ignore[misc]
        worst_s = max(worst_s, time.monotonic() - spoken_s)
    assert worst_s < 0.25
    writer.close()


def test_the_sound_is_read_back_while_the_take_is_open_and_after(spools: SpoolFolder) -> None:
    writer = spools.begin("1", no_failure)
    writer.append(BLOCK)
    assert np.allclose(spools.read("1"), 1000 / 32768)
    writer.append(BLOCK)
    writer.close()
    assert len(spools.read("1")) == 320
    assert writer.on_disk == 320


def test_only_the_user_can_read_it(spools: SpoolFolder, folder: Path) -> None:
    folder.mkdir(mode=0o755)
    writer = spools.begin("1", no_failure)
    writer.append(BLOCK)
    writer.close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_removing_a_take_leaves_nothing(spools: SpoolFolder, folder: Path) -> None:
    writer = spools.begin("1", no_failure)
    writer.append(BLOCK)
    writer.close()
    spools.remove("1")
    assert list(folder.iterdir()) == []
    with pytest.raises(SpoolError):
        spools.read("1")
    spools.remove("1")


def test_removing_an_open_take_leaves_nothing_either(spools: SpoolFolder, folder: Path) -> None:
    writer = spools.begin("1", no_failure)
    writer.append(BLOCK)
    spools.remove("1")
    writer.append(BLOCK)
    time.sleep(0.15)
    assert list(folder.iterdir()) == []


def test_an_open_take_is_no_leftover_and_a_closed_one_is(spools: SpoolFolder) -> None:
    writer = spools.begin("1", no_failure)
    writer.append(BLOCK)
    assert spools.leftovers() == []
    writer.close()
    (leftover,) = spools.leftovers()
    assert leftover.dictation_id == "1"
    assert leftover.started_at_s == 5000.0
    assert (leftover.duration_s, leftover.lost_s) == (0.01, 0.0)


def test_leftovers_of_a_program_that_died_are_found_oldest_first(folder: Path) -> None:
    folder.mkdir()
    for name, began_s in (("b", 200.0), ("a", 300.0), ("c", 100.0)):
        (folder / f"{name}.spool").write_bytes(header(began_s) + record(0, BLOCK))
    spools = SpoolFolder(folder)
    assert [found.dictation_id for found in spools.leftovers()] == ["c", "b", "a"]
    assert np.allclose(spools.read("b"), 1000 / 32768)
    spools.remove("b")
    assert [found.dictation_id for found in spools.leftovers()] == ["c", "a"]


def test_a_damaged_leftover_says_how_much_is_lost(folder: Path) -> None:
    folder.mkdir()
    data = bytearray(header(7.0) + b"".join(record(at, BLOCK) for at in (0, 160, 320)))
    data[30] ^= 1
    (folder / "a.spool").write_bytes(data)
    (found,) = SpoolFolder(folder).leftovers()
    assert (found.duration_s, found.lost_s) == (0.03, 0.01)
    assert np.count_nonzero(SpoolFolder(folder).read("a")) == 320


def test_a_leftover_without_a_header_has_the_time_of_its_file(folder: Path) -> None:
    folder.mkdir()
    path = folder / "a.spool"
    path.write_bytes(b"x" * 24 + record(0, BLOCK))
    os.utime(path, (5000.0, 5000.0))
    (found,) = SpoolFolder(folder).leftovers()
    assert found.started_at_s == pytest.approx(4999.99)
    assert found.duration_s == 0.01


def test_what_another_process_records_is_no_leftover(folder: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; import numpy as np\n"
        "from dictate.audio.spool import SpoolFolder\n"
        f"w = SpoolFolder(Path({str(folder)!r})).begin('other', print)\n"
        "w.append(np.ones(160, np.int16)); w.close(); print('ready', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        spools = SpoolFolder(folder)
        assert spools.leftovers() == []
        other.kill()
        other.wait(5)
        assert [found.duration_s for found in spools.leftovers()] == [0.01]


def test_what_only_looks_like_a_spool_is_left_alone(folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    (folder / "with space.spool").write_bytes(header(1.0))
    (folder / "folder.spool").mkdir()
    (tmp_path / "real").write_bytes(header(1.0) + record(0, BLOCK))
    (folder / "link.spool").symlink_to(tmp_path / "real")
    os.mkfifo(folder / "pipe.spool")
    spools = SpoolFolder(folder)
    with pytest.raises(SpoolError):
        spools.read("link")
    with pytest.raises(SpoolError):
        spools.read("pipe")


@pytest.mark.expects_warning("cannot be opened")
def test_what_cannot_be_opened_is_no_leftover(folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    (folder / "link.spool").symlink_to(tmp_path / "nowhere")
    assert SpoolFolder(folder).leftovers() == []


def test_no_id_names_a_file_outside_the_folder(spools: SpoolFolder, folder: Path) -> None:
    for wild in ("../outside", "/etc/passwd", "..", "a\0b", "ä ö/ü", ".hidden"):
        writer = spools.begin(wild, no_failure)
        writer.append(BLOCK)
        writer.close()
        assert len(spools.read(wild)) == 160
    assert len(list(folder.iterdir())) == 6
    assert len(spools.leftovers()) == 6
    assert {found.dictation_id for found in SpoolFolder(folder).leftovers()} == set()  # locked


@pytest.mark.expects_warning("cannot be written")
def test_a_spool_is_never_written_over(folder: Path) -> None:
    folder.mkdir()
    before = header(1.0) + record(0, BLOCK)
    (folder / "1.spool").write_bytes(before)
    spools = SpoolFolder(folder)
    told: list[SpoolError] = []
    writer = spools.begin("1", told.append)
    writer.append(BLOCK)
    writer.close()
    assert (folder / "1.spool").read_bytes() == before
    assert len(told) == 1


class Disk:
    """Stands between the writer and the real disk, and refuses when told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.error = 0
        self.room: int | None = None
        self._write = os.write
        monkeypatch.setattr(spoolwriter, "_put", self.write)

    def write(self, fd: int, data: bytes) -> int:
        if self.error:
            raise OSError(self.error, os.strerror(self.error))
        if self.room is not None:
            data = data[: self.room]
            self.room -= len(data)
            if not data:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self._write(fd, data)


@pytest.mark.expects_warning("cannot be written")
def test_a_full_disk_is_told_once_and_what_is_missing_follows_when_there_is_room(
    spools: SpoolFolder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    disk.room = 1000  # in the midst of a record
    told: list[SpoolError] = []
    writer = spools.begin("1", told.append)
    for _ in range(10):
        writer.append(BLOCK)
    until(lambda: bool(told), "told")
    assert "full" in told[0].message
    assert told[0].hint
    assert writer.on_disk < 1600
    assert len(spools.read("1")) == 1600
    disk.room = None
    writer.append(BLOCK)
    until(lambda: len(on_disk(folder)) == 1760, "all is on disk again")
    assert salvage(next(folder.glob("*.spool")).read_bytes()).lost == 0
    disk.error = errno.EIO
    writer.append(BLOCK)
    time.sleep(0.1)
    assert len(told) == 1
    disk.error = 0
    writer.close()
    assert len(on_disk(folder)) == 1920


@pytest.mark.expects_warning("cannot be written")
def test_a_folder_that_cannot_be_made_leaves_the_take_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    spools = SpoolFolder(tmp_path / "file" / "spool")
    told: list[SpoolError] = []
    writer = spools.begin("1", told.append)
    writer.append(BLOCK)
    until(lambda: bool(told), "told")
    writer.close()
    assert writer.on_disk == 0
    assert len(spools.read("1")) == 160
    assert [found.duration_s for found in spools.leftovers()] == [0.01]
    spools.remove("1")


def test_a_file_that_somebody_removed_is_written_again(spools: SpoolFolder, folder: Path) -> None:
    writer = spools.begin("1", no_failure)
    writer.append(BLOCK)
    until(lambda: len(on_disk(folder)) == 160, "on disk")
    next(folder.glob("*.spool")).unlink()
    folder.rmdir()
    deadline_s = time.monotonic() + 3
    while len(on_disk(folder)) < 320:
        writer.append(BLOCK)
        time.sleep(0.05)
        assert time.monotonic() < deadline_s
    writer.close()
    assert np.array_equal(on_disk(folder), np.full(writer.count, 1000, np.int16))


@pytest.mark.expects_warning("does not answer")
def test_a_disk_that_hangs_does_not_hold_up_the_end_of_a_take(
    spools: SpoolFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    thaws = threading.Event()
    told: list[SpoolError] = []
    monkeypatch.setattr(spoolwriter, "CLOSE_S", 0.2)
    monkeypatch.setattr(spoolwriter, "_put", lambda _, data: thaws.wait(10) and len(data))
    writer = spools.begin("1", told.append)
    began_s = time.monotonic()
    writer.append(BLOCK)
    assert time.monotonic() - began_s < 0.05
    writer.close()
    assert time.monotonic() - began_s < 1
    assert "does not answer" in told[0].message
    assert len(spools.read("1")) == 160
    thaws.set()


def test_a_slow_sync_delays_nobody(
    spools: SpoolFolder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[float] = []

    def slow(_: int) -> None:
        time.sleep(0.4)
        synced.append(time.monotonic())

    monkeypatch.setattr(spoolwriter, "_sync", slow)
    writer = spools.begin("1", no_failure)
    for count in range(1, 4):
        writer.append(BLOCK)
        until(lambda count=count: len(on_disk(folder)) == 160 * count, "on disk", 0.25)  # type: ignore[misc]
    writer.close()
    until(lambda: len(synced) >= 1, "synced")


def test_a_lock_is_held_by_one_descriptor_only(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    with path.open() as one, path.open() as other:
        assert try_lock(one.fileno())
        assert not try_lock(other.fileno())
    with path.open() as third:
        assert try_lock(third.fileno())


def test_the_same_take_cannot_be_kept_twice(spools: SpoolFolder) -> None:
    writer = spools.begin("1", no_failure)
    with pytest.raises(SpoolError):
        spools.begin("1", no_failure)
    writer.close()


def test_an_hour_fits_into_records_and_comes_back_whole(spools: SpoolFolder, folder: Path) -> None:
    writer = spools.begin("1", no_failure)
    minute = np.random.default_rng(0).integers(-3000, 3000, 60 * RATE_HZ).astype(np.int16)
    for _ in range(10):
        writer.append(minute)
    writer.close()
    assert writer.on_disk == 600 * RATE_HZ
    assert np.array_equal(on_disk(folder), np.tile(minute, 10))
