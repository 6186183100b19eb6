"""A process that writes is killed at any moment: what it was told is durable is there."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from dictate.core.dictation import State
from dictate.history.store import SqliteHistory
from tests.unit.history.samples import row

WRITER = """
import sys
from pathlib import Path
import numpy as np
from dictate.core.dictation import State
from dictate.history.store import SqliteHistory
from tests.unit.history.samples import row
history = SqliteHistory(Path(sys.argv[1]))
for number in range(10**6):
    for state in (State.WORKING, State.DELIVERING, State.DONE):
        history.put(row(number, f"word{number} " * (number % 400), state))
        print(number, state.value, flush=True)
    history.keep_sound(f"id-{number:05}", np.zeros(4000, np.float32))
    if number % 7 == 3:
        history.delete(f"id-{number - 1:05}")
        print(number - 1, "deleted", flush=True)
"""

ORDER = [state.value for state in (State.WORKING, State.DELIVERING, State.DONE)] + ["deleted"]


def killed(folder: Path, lines: int) -> dict[int, str]:
    """Let it write until it has said so many things, kill it; the last it said of each row."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, folder], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    heard = [writer.stdout.readline() for _ in range(lines)]
    writer.kill()
    heard += list(writer.stdout)
    writer.wait(timeout=30)
    writer.stdout.close()
    said = {}
    for line in heard:
        number, state = line.split(maxsplit=1)
        said[int(number)] = state.strip()
    return said


def check(folder: Path, said: dict[int, str]) -> None:
    history = SqliteHistory(folder)
    assert history.troubles == []
    for number, state in said.items():
        found = history.get(f"id-{number:05}")
        # It may have come one step further than it could say.
        step = ORDER.index(found.state.value) if found else ORDER.index("deleted")
        assert 0 <= step - ORDER.index(state) <= 1
        if found:
            assert found.text == row(number, f"word{number} " * (number % 400)).text
    ids = [r.id for r in history.recent(-1)]
    assert len(ids) == len(set(ids))
    assert not list(folder.rglob("*.part"))
    history.close()


@pytest.mark.parametrize("lines", [1, 23])
def test_what_was_put_is_there_after_a_kill(tmp_path: Path, lines: int) -> None:
    check(tmp_path, killed(tmp_path, lines))


@pytest.mark.full
def test_what_was_put_is_there_after_many_kills_of_the_same_history(tmp_path: Path) -> None:
    random_ = random.Random(1)
    for _ in range(40):
        check(tmp_path, killed(tmp_path, random_.randrange(1, 80)))
