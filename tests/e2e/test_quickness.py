"""How long a key press waits for a command."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from tests.e2e.desktop import Desktop
from tests.e2e.program import Program
from tests.places import ROOT

REPEATS = 50
VERB_MS = 100.0
HELP_MS = 200.0
HEAVY = {
    "numpy",
    "rich",
    "av",
    "ctranslate2",
    "faster_whisper",
    "onnxruntime",
    "sqlite3",
    "PySide6",
}


def median_ms(program: Program, *words: str) -> float:
    times_s = []
    for _ in range(REPEATS):
        begun_s = time.perf_counter()
        program.run(*words)
        times_s.append(time.perf_counter() - begun_s)
    return statistics.median(times_s) * 1000


@pytest.mark.full
def test_a_verb_and_help_are_measured(desktop: Desktop, figures: Callable[[str], None]) -> None:
    program = desktop.start_dictate()
    verb_ms = median_ms(program, "status")
    help_ms = median_ms(program, "--help")
    figures(
        f"dictate status {verb_ms:.0f} ms (wanted {VERB_MS:.0f}), dictate --help {help_ms:.0f} ms "
        f"(wanted {HELP_MS:.0f}), median of {REPEATS}"
    )


@pytest.mark.parametrize("words", [["status"], ["toggle"], ["--help"]], ids=" ".join)
def test_what_hangs_on_a_key_imports_nothing_heavy(words: list[str]) -> None:
    # Time depends on what else the machine does; what is imported does not.
    script = (
        "import sys; from dictate.__main__ import main\n"
        f"try: main({words!r})\nexcept SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    loaded = set(done.stderr.split())
    assert "dictate.__main__" in loaded
    assert not loaded & HEAVY, loaded & HEAVY
