"""The shipped models, from sound to clean text, as a user checks them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dictate.models.shipped import shipped_recogniser
from tests.places import ROOT


@pytest.fixture(autouse=True)
def models() -> None:
    if shipped_recogniser() is None:
        pytest.skip("needs models/tiny-en")


def answer(*words: str, folder: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "dictate", *words, "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    assert not list(folder.rglob("*.sqlite*"))
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_sound_becomes_clean_text(home: Path, figures: Callable[[str], None]) -> None:
    found = answer("selfcheck", folder=home)
    assert found["good"]
    assert "Wednesday" in found["clean"]
    stages = ", ".join(f"{one['name']} {one['took_s']:.2f} s" for one in found["stages"])
    figures(f"{found['took_s']:.1f} s: {stages}")


def test_the_demo_shows_what_was_heard_and_what_is_written(home: Path) -> None:
    found = answer("demo", folder=home)
    assert found["model"] == "tiny-en"
    assert "um" in found["raw"].casefold()
    assert "um" not in found["clean"].casefold().split()
