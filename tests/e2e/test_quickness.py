"""How long a key press waits for a command."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import pytest

from tests.e2e.desktop import Desktop
from tests.e2e.program import Program

REPEATS = 50
VERB_MS = 100.0
HELP_MS = 200.0


def median_ms(program: Program, *words: str) -> float:
    times_s = []
    for _ in range(REPEATS):
        begun_s = time.perf_counter()
        program.run(*words)
        times_s.append(time.perf_counter() - begun_s)
    return statistics.median(times_s) * 1000


@pytest.mark.full
def test_a_verb_answers_and_help_comes_before_a_hand_has_left_the_key(
    desktop: Desktop, figures: Callable[[str], None]
) -> None:
    program = desktop.start_dictate()
    verb_ms = median_ms(program, "status")
    help_ms = median_ms(program, "--help")
    figures(
        f"dictate status {verb_ms:.0f} ms, dictate --help {help_ms:.0f} ms (median of {REPEATS})"
    )
    assert verb_ms < VERB_MS
    assert help_ms < HELP_MS
