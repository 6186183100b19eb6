"""Sound is on disk while it is spoken, and nothing of the disk can lose it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from dictate.audio.filelock import try_lock
from dictate.audio.spool import SpoolFolder
from dictate.audio.spoolfile import header, record
from dictate.core.dictation import RATE_HZ
from dictate.errors import SpoolError
from tests.unit.audio.conftest import no_failure, on_disk, until

BLOCK = np.full(160, 1000, np.int16)


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
