"""A real disk that is full, and one that is read-only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import ROOT

SCRIPT = Path(__file__).parent / "small_disk.py"


def test_a_full_and_a_read_only_disk_cost_no_sound(tmp_path: Path) -> None:
    if shutil.which("unshare") is None:
        pytest.skip("needs unshare, to mount a small disk")
    apart = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "-r", "--mount"]
    if subprocess.run([*apart, "true"], capture_output=True, timeout=10).returncode:
        pytest.skip("needs a mount namespace, to mount a small disk")
    done = subprocess.run(
        [*apart, sys.executable, SCRIPT, tmp_path],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "passed\n"
