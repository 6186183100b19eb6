"""A disk that is full, slow, hanging or taken away loses no sound."""

from __future__ import annotations

import errno
import os
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from dictate.audio import spoolwriter
from dictate.audio.spool import SpoolFolder
from dictate.audio.spoolfile import header, record, salvage
from dictate.errors import SpoolError
from tests.unit.audio.conftest import no_failure, on_disk, until

BLOCK = np.full(160, 1000, np.int16)


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
