"""`dictate bench` as a user runs it: the real program, real children, a model that ships."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.places import ROOT


def bench(*words: str | int | Path, timeout_s: float = 200.0) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dictate", "bench", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


def rows_in(done: subprocess.CompletedProcess[str]) -> dict[tuple[str, str], dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    return {(row["arm"], row["cell"]): row for row in json.loads(done.stdout)["rows"]}


def test_a_dictation_goes_through_the_real_program_and_beside_it_the_plain_way(
    home: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = bench("--cells", "2:pauses:300,5:pauses:0", "--repeats", 1, "--json", "--out", out)
    rows = rows_in(done)
    assert set(rows) == {
        ("plain", "2:pauses:0"),
        ("plain", "5:pauses:0"),
        ("ours", "2:pauses:300"),
        ("ours", "5:pauses:0"),
    }
    assert all(row["words"] > 0 and row["p50_ms"] > 1.0 for row in rows.values())
    found = json.loads((out / "report.json").read_text("utf-8"))
    assert found["model"] == "tiny-en"
    assert len((out / "runs.jsonl").read_text("utf-8").splitlines()) == 4
    assert "<svg" in (out / "wait.svg").read_text("utf-8")
    assert not list((home / "data").rglob("*.sqlite")), "the user's history is not touched"


def test_however_a_clip_is_cut_a_shape_computes_as_many_tokens() -> None:
    cells = "10:pauses:150,10:solid:150"
    rows = rows_in(bench("--shape", "tiny", "--cells", cells, "--repeats", 1, "--json"))
    for kind in ("pauses", "solid"):
        ours, plain = rows["ours", f"10:{kind}:150"], rows["plain", f"10:{kind}:0"]
        assert plain["words"] == pytest.approx(ours["words"], abs=4)
        assert ours["words"] >= 15


def test_until_the_text_is_clean_beside_the_plain_way_to_clean_it(
    home: Path, tmp_path: Path
) -> None:
    pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
    pytest.importorskip("gguf", reason="gguf is not installed")
    words = ("--shape", "tiny", "--writer", "tiny", "--cells", "5:pauses:150", "--repeats", 1)
    done = bench(*words, "--json", "--out", tmp_path, timeout_s=280)
    rows = rows_in(done)
    assert set(rows) == {
        ("plain-clean", "5:pauses:0"),
        ("ours-writer", "5:pauses:150"),
        ("ours-tagger", "5:pauses:150"),
    }
    for arm in ("ours-writer", "ours-tagger"):
        row = rows[arm, "5:pauses:150"]
        assert row["needed"] >= 1
        assert row["cleaned"] == row["needed"], "nothing is late where there is no deadline"
    assert rows["ours-writer", "5:pauses:150"]["last_needed"] == 1
    counts = [row["words"] for row in rows.values()]
    assert max(counts) - min(counts) <= 4, "both ways are given the same words"
    assert "put in" in json.loads(done.stdout)["put_in"]
    assert not list((home / "data").rglob("*.sqlite"))


@pytest.mark.full
def test_words_are_compared_on_the_same_clips(tmp_path: Path) -> None:
    done = bench("--quality", "--words", 30, "--json", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["quality"]
    words = {row["arm"]: row["words"] for row in rows if row["clips"] == "all"}
    assert words["plain"] == words["ours"] >= 30
    assert {row["arm"] for row in rows if row["clips"] == "nothing said"} == {"plain", "ours"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--cells", "soon"), "'soon' is no cell."),
        (("--arms", "theirs"), "There is no arm 'theirs'."),
        (("--quality", "--shape", "tiny"), "Random weights have no words to compare."),
        (("--arms", "ours-writer"), "These arms need a writer."),
        (("--writer", "qwen3-0.6b", "--quality"), "--writer is for times"),
        (("--repeats", "0"), "--repeats takes a number from 1 on."),
        (("--speech", "nowhere"), "There is no folder nowhere."),
    ],
)
def test_what_makes_no_sense_is_a_mistake_told_in_one_sentence(
    words: tuple[str, ...], sentence: str
) -> None:
    done = bench(*words)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.full
def test_the_clock_that_skips_shows_what_real_time_shows(figures: Callable[[str], None]) -> None:
    done = bench("--validate", "--shape", "base", "--repeats", 3, "--json", timeout_s=280)
    assert done.returncode == 0, done.stderr
    for row in json.loads(done.stdout)["validation"]:
        skipped_ms, real_ms = row["skipped_p50_ms"], row["real_p50_ms"]
        figures(f"{row['cell']}: {skipped_ms:.0f} ms skipped, {real_ms:.0f} ms in real time")
        assert skipped_ms == pytest.approx(real_ms, rel=0.3, abs=100.0)
