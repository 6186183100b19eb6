"""`dictate eval`, with the ways to clean that need no model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dictate.__main__ import main

ROWS = (
    {"id": "a", "raw": "um we go", "accept": ["we go"], "keep": ["go"], "tags": ["filler"]},
    {"id": "b", "raw": "We stay.", "accept": ["We stay."], "tags": ["clean"]},
    {"id": "c", "raw": "on Monday no wait on Friday", "accept": ["on Friday"], "tags": ["slip"]},
)


@pytest.fixture
def suite(tmp_path: Path) -> str:
    path = tmp_path / "mine.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ROWS))
    return str(path)


def evaluate(suite: str, *words: str) -> int:
    return main(["eval", "--suite", suite, "--arms", "nothing,rules,backmatch", *words])


def test_tables_are_printed(suite: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(suite) == 0
    out = capsys.readouterr().out
    assert "mine: 3 cases" in out
    assert "backmatch against rules" in out
    assert "slip" in out


def test_json_is_one_document(suite: str, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = ["--compare", "nothing,backmatch", "--compare", "rules,backmatch"]
    assert evaluate(suite, "--json", *pairs) == 0
    (found,) = json.loads(capsys.readouterr().out)["suites"]
    assert found["arms"]["backmatch"]["scores"]["exact"]["value"] == 1
    assert [one["first"] for one in found["compared"]] == ["nothing", "rules"]


def test_tags_and_limit_choose_the_cases(suite: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(suite, "--json", "--tags", "slip,clean", "--limit", "1") == 0
    (found,) = json.loads(capsys.readouterr().out)["suites"]
    assert [answer["id"] for answer in found["answers"]] == ["b"]


def test_disfl_qa_comes_besides_or_instead(
    suite: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dev = tmp_path / "dev.json"
    dev.write_text(json.dumps({"q": {"original": "Who?", "disfluent": "What no who?"}}))
    assert evaluate(suite, "--disfl-qa", str(dev), "--markdown", "--tags", "slip") == 0
    out = capsys.readouterr().out
    assert "mine, 1 case | exact words" in out
    assert "Disfl-QA, 1 case | exact words" in out
    assert main(["eval", "--disfl-qa", str(dev), "--arms", "rules", "--json"]) == 0
    assert [one["suite"] for one in json.loads(capsys.readouterr().out)["suites"]] == ["Disfl-QA"]


@pytest.mark.parametrize(
    ("demand", "code"),
    [
        ("exact=100", 0),
        ("exact=101", 1),
        ("fillers=0", 0),
        ("rules:exact=60", 0),
        ("rules:exact=67", 1),
        ("nothing:fillers=0", 1),
        ("nothing:fillers=100", 0),
        ("forbidden-cases=0", 1),
    ],
)
def test_a_demand_that_is_not_met_is_the_exit_code(
    suite: str, demand: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate(suite, "--fail-under", demand, "--json") == code
    assert ("dictate:" in capsys.readouterr().err) == (code == 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--fail-under", "beauty=1"], "no score beauty"),
        (["--fail-under", "exact"], "SCORE=NUMBER"),
        (["--fail-under", "undone=1"], "neither more nor less"),
        (["--fail-under", "tagger:exact=1"], "none of the arms"),
        (["--compare", "rules"], "--compare takes two"),
        (["--compare", "rules,tagger"], "--compare takes two"),
        (["--limit", "-1"], "--limit"),
        (["--tags", "prime"], "No case has the tag prime"),
        (["--arms", "rules,rules"], "named twice"),
        (["--arms", "magic"], "called magic"),
        (["--suite", "nowhere.jsonl"], "cannot be read"),
    ],
)
def test_a_mistake_is_told_with_what_to_do(
    suite: str, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate(suite, *words) == 2
    assert said in capsys.readouterr().err


def test_arms_and_scores_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--list"]) == 0
    out = capsys.readouterr().out
    assert "backmatch" in out
    assert "forbidden-cases" in out


def test_own_settings_count_when_they_are_wanted(
    suite: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["config", "set", "text.fillers", "off"]) == 0
    assert evaluate(suite, "--fail-under", "rules:fillers=0", "--json") == 0
    assert evaluate(suite, "--fail-under", "rules:fillers=0", "--json", "--my-settings") == 1
    capsys.readouterr()


def test_a_page_is_written(suite: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    assert evaluate(suite, "--html", str(page), "--json") == 0
    assert str(page) in capsys.readouterr().err
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert evaluate(suite, "--html", str(tmp_path / "nowhere" / "page.html")) == 2
