"""Each rule of the veto is held by a test: a change in one of them is found (`scripts/mutate`)."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.places import ROOT


def mutate(*arguments: str) -> None:
    """Break rules; fails with the names of what no test finds."""
    command = [sys.executable, str(ROOT / "scripts" / "mutate"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_broken_rule_of_the_veto_makes_a_test_fail() -> None:
    mutate("--sample", "15", "--seed", "7", "edits")


@pytest.mark.full
@pytest.mark.parametrize(
    "room", ["edits", "slips", "takebacks", "likeness", "rewriting", "alignment", "forms", "spoken"]
)
def test_every_broken_rule_of_the_veto_makes_a_test_fail(room: str) -> None:
    mutate(room)
