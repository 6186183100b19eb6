"""One running Dictate: the lock."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dictate.errors import AlreadyRunningError, ControlError
from dictate.platforms.instance import NAME, InstanceLock

HOLDER = """
import sys, pathlib
from dictate.platforms.instance import InstanceLock
lock = InstanceLock(pathlib.Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def start_holder(folder: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    return holder


def end(holder: subprocess.Popen[str]) -> None:
    holder.kill()
    holder.communicate(timeout=10)


def test_only_one_has_the_lock(tmp_path: Path) -> None:
    holder = start_holder(tmp_path)
    with pytest.raises(AlreadyRunningError, match=f"process {holder.pid}") as caught:
        InstanceLock(tmp_path).acquire()
    assert caught.value.hint
    end(holder)


def test_a_killed_holder_is_noticed(tmp_path: Path) -> None:
    end(start_holder(tmp_path))
    with InstanceLock(tmp_path):
        assert (tmp_path / NAME).read_text() == f"{os.getpid()}\n"


def test_a_holder_that_gave_it_back_is_followed(tmp_path: Path) -> None:
    with InstanceLock(tmp_path), pytest.raises(AlreadyRunningError):
        InstanceLock(tmp_path).acquire()
    with InstanceLock(tmp_path):
        pass


def test_a_child_of_a_dead_holder_does_not_keep_the_lock(tmp_path: Path) -> None:
    lock = InstanceLock(tmp_path)
    lock.acquire()
    child = subprocess.Popen(["sleep", "30"], close_fds=False)
    lock.release()
    with InstanceLock(tmp_path):
        assert child.poll() is None
    child.kill()
    child.wait(10)


def test_rubbish_in_the_lock_file_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"\xff" * 5000)
    with InstanceLock(tmp_path), pytest.raises(AlreadyRunningError):
        InstanceLock(tmp_path).acquire()


def test_the_lock_is_for_this_user_alone(tmp_path: Path) -> None:
    with InstanceLock(tmp_path):
        assert (tmp_path / NAME).stat().st_mode & 0o077 == 0


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ControlError, match="cannot be used"):
        InstanceLock(tmp_path / "gone").acquire()


def test_by_default_it_lies_in_the_runtime_folder(home: Path) -> None:
    with InstanceLock():
        assert (home / "run" / "dictate" / NAME).exists()


def test_a_runtime_folder_that_others_can_enter_is_refused(home: Path) -> None:
    folder = home / "run" / "dictate"
    folder.mkdir()
    folder.chmod(0o755)
    with pytest.raises(ControlError, match="cannot be used") as caught:
        InstanceLock().acquire()
    assert "chmod 700" in caught.value.hint
