"""Spools a take on a disk of 256 KiB: full at first, then with room again, then read-only.

A program of its own, because the disk is mounted in a mount namespace of its own:
`unshare --mount python small_disk.py FOLDER`. Prints `passed` at its end.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from dictate.audio.spool import SpoolFolder
from dictate.audio.spoolfile import salvage
from dictate.core.dictation import RATE_HZ
from dictate.errors import SpoolError

DISK = Path(sys.argv[1])
SOUND = np.random.default_rng(1).integers(1, 3000, 12 * RATE_HZ).astype(np.int16)  # 384 KiB


def mount(*options: str) -> None:
    command = ["mount", "-t", "tmpfs", "-o", ",".join(("size=256k", *options)), "tmpfs", str(DISK)]
    subprocess.run(command, check=True, timeout=10)


def wait(check: Callable[[], bool], what: str) -> None:
    deadline_s = time.monotonic() + 5
    while not check():
        assert time.monotonic() < deadline_s, what
        time.sleep(0.01)


def on_disk() -> int:
    (path,) = (DISK / "spool").glob("*.spool")
    found = salvage(path.read_bytes())
    assert np.array_equal(found.samples, SOUND[: len(found.samples)])
    return len(found.samples)


told: list[SpoolError] = []
mount()
(DISK / "ballast").write_bytes(bytes(100_000))
spools = SpoolFolder(DISK / "spool")
writer = spools.begin("1", told.append)
for start in range(0, 6 * RATE_HZ, 800):
    writer.append(SOUND[start : start + 800])
wait(lambda: bool(told), "a full disk is told")
assert "full" in told[0].message, told
assert 0 < writer.on_disk < 6 * RATE_HZ
assert writer.on_disk == on_disk(), "what fits is there"
assert len(spools.read("1")) == 6 * RATE_HZ, "memory has all"

(DISK / "ballast").unlink()
wait(lambda: on_disk() == 6 * RATE_HZ, "the rest follows once there is room")

subprocess.run(["mount", "-o", "remount,ro", str(DISK)], timeout=10, check=False)
for start in range(6 * RATE_HZ, 12 * RATE_HZ, 800):
    writer.append(SOUND[start : start + 800])
writer.close()
assert len(spools.read("1")) == 12 * RATE_HZ
assert len(told) == 1, "it is told once"
subprocess.run(["mount", "-o", "remount,rw", str(DISK)], timeout=10, check=False)
spools.remove("1")
assert not list((DISK / "spool").iterdir())

subprocess.run(["mount", "-o", "remount,ro", str(DISK)], timeout=10, check=True)
told.clear()
writer = spools.begin("2", told.append)
writer.append(SOUND)
wait(lambda: bool(told), "a read-only disk is told")
writer.close()
assert "Read-only" in told[0].message, told
assert writer.on_disk == 0
assert len(spools.read("2")) == len(SOUND)
sys.stdout.write("passed\n")
