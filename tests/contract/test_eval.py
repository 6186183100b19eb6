"""`dictate eval` with the real tagger in its child, as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dictate.core.choices import CLEANERS
from dictate.models.shipped import shipped_cleaner
from tests.places import ROOT

SLIPS = (
    ("Um, we go home.", "We go home."),
    ("We should, uh, leave now.", "We should leave now."),
    ("I I think it works.", "I think it works."),
    ("Send it to Anna, no wait, to Maria.", "Send it to Maria."),
    ("We meet on Tuesday, no wait, Wednesday.", "We meet on Wednesday."),
    ("Let's meet at four, no, make that five.", "Let's meet at five."),
    ("We need three, I mean, four chairs.", "We need four chairs."),
    ("The thu- the Thursday meeting is cancelled.", "The Thursday meeting is cancelled."),
    ("Put it in the red, no, the blue folder.", "Put it in the blue folder."),
    ("It fails on on the second step.", "It fails on the second step."),
)
COMPARED = "rules,tagger+veto"
CLEAN = (
    "There are no wait times today.",
    "I like it here.",
    "You know him well.",
    "He had had a long day.",
    "No, I mean it.",
    "The meeting is on Monday.",
    "Please call me back.",
    "What time is it?",
    "It was a very, very good day.",
    "We ship the release on Friday.",
)


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    if shipped_cleaner() is None:
        pytest.skip("needs models/tiny-clean")
    if CLEANERS[0].missing():
        pytest.skip("needs llama-cpp-python")
    rows = [{"raw": raw, "accept": [text], "tags": ["slip"]} for raw, text in SLIPS]
    rows += [{"raw": text, "accept": [text], "tags": ["clean"]} for text in CLEAN]
    path = tmp_path / "twenty.jsonl"
    path.write_text("\n".join(json.dumps({"id": str(n), **row}) for n, row in enumerate(rows)))
    return path


def evaluate(suite: Path, *words: str, code: int = 0) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "dictate", "eval", "--suite", suite, *words, "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == code, f"{done.stdout}{done.stderr}"
    return json.loads(done.stdout)["suites"][0]


def test_the_tagger_is_better_than_the_rules_and_leaves_clean_text_alone(
    suite: Path, home: Path, figures: Callable[[str], None]
) -> None:
    found = evaluate(suite, "--arms", "nothing,rules,tagger,tagger+veto")
    exact = {name: arm["scores"]["exact"]["value"] for name, arm in found["arms"].items()}
    assert exact["nothing"] == 0.5
    assert exact["nothing"] < exact["rules"] < exact["tagger+veto"]
    program = found["arms"]["tagger+veto"]["scores"]
    assert program["unchanged"]["value"] == 1
    assert program["fillers"]["found"] == 0
    assert program["invented"]["found"] == 0
    assert found["compared"][0]["first"] == "rules"
    assert found["compared"][0]["scores"]["exact"]["verdict"] == "better"
    assert not list(home.rglob("*.sqlite*"))
    median_ms = program["median-ms"]["value"]
    figures(f"exact {exact['tagger+veto']:.0%}, median {median_ms:.1f} ms a case, in its child")


@pytest.mark.usefixtures("suite")
def test_on_the_shipped_suite_no_word_that_must_be_kept_is_lost(
    figures: Callable[[str], None],
) -> None:
    shipped = ROOT / "resources" / "evaluation" / "suite.jsonl"
    found = evaluate(shipped, "--arms", "rules,tagger+veto,noisy+veto", "--compare", COMPARED)
    for name in ("tagger+veto", "noisy+veto"):
        scores = found["arms"][name]["scores"]
        for never in ("lost-cases", "forbidden-cases", "invented", "fillers", "ambiguous-lost"):
            assert scores[never]["found"] == 0, (name, never)
        assert scores["unchanged"]["value"] >= 0.99, name
    gain = found["compared"][0]["scores"]["exact"]
    assert gain["low"] > 0
    figures(f"{gain['value']:+.1%} exact against rules [{gain['low']:+.1%}, {gain['high']:+.1%}]")


def test_what_falls_short_of_a_demand_is_an_exit_code(suite: Path) -> None:
    evaluate(suite, "--arms", "tagger+veto", "--fail-under", "exact=60", "--tags", "slip")
    evaluate(suite, "--arms", "rules", "--fail-under", "exact=60", "--tags", "slip", code=1)
