from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from rich.console import Console

from dictate.evaluation.arms import Arm
from dictate.evaluation.bootstrap import Interval
from dictate.evaluation.text_look import Answer, Undone
from dictate.evaluation.text_report import as_json, as_markdown, shown, tables
from dictate.evaluation.text_run import TextRun, run_arms, verdict
from dictate.evaluation.text_scores import score_named
from dictate.evaluation.text_suite import Case
from tests.fakes.clock import SteadyClock

CASES = (
    Case("one", "um go", ("Go.",), keep=("go",), tags=("filler",)),
    Case("two", "Stay.", ("Stay.",), tags=("clean", "[red]")),
)


def arm(name: str, *texts: str) -> Arm:
    answers = dict(zip((case.id for case in CASES), texts, strict=True))
    return Arm(name, f"About {name}.", lambda case: Answer(answers[case.id]))


@pytest.fixture
def run() -> TextRun:
    return run_arms("mine", CASES, [arm("raw", "um go", "Stay."), arm("right", "Go.", "Stay.")])


def printed(run: TextRun) -> str:
    console = Console(width=160, markup=False, no_color=True)
    with console.capture() as caught:
        for table in tables(run, [("raw", "right")]):
            console.print(table)
    return caught.get()


def test_every_arm_cleans_every_case_and_is_timed_alone() -> None:
    clock = SteadyClock()

    def slow(case: Case) -> Answer:
        clock.now_s += 0.25
        return Answer(case.raw)

    told: list[tuple[str, int, int]] = []
    run = run_arms("mine", CASES, [Arm("slow", "", slow)], lambda *what: told.append(what), clock)
    assert [answer.took_ms for answer in run.arms[0].answers] == [250, 250]
    assert told == [("slow", 0, 2), ("slow", 1, 2), ("slow", 2, 2)]


def test_an_arm_that_has_taken_the_time_itself_is_believed() -> None:
    run = run_arms("mine", CASES, [Arm("own", "", lambda case: Answer(case.raw, took_ms=7.0))])
    assert [answer.took_ms for answer in run.arms[0].answers] == [7, 7]


def test_figures_are_of_all_cases_or_of_a_tag(run: TextRun) -> None:
    exact = score_named("exact")
    assert run.value("raw", exact) == 0.5
    assert run.value("raw", exact, "filler") == 0
    assert run.value("right", exact) == 1
    assert run.difference("raw", "right", exact).value == 0.5


def test_a_score_that_no_case_counts_for_is_left_out(run: TextRun) -> None:
    assert not run.counts(score_named("forbidden-cases"))
    assert "forbidden-cases" not in [score.name for score in run.scores()]
    assert math.isnan(run.value("raw", score_named("kept"), "clean"))


@pytest.mark.parametrize(
    ("found", "score", "said"),
    [
        (Interval(0.2, 0.1, 0.3), "exact", "better"),
        (Interval(0.2, 0.1, 0.3), "distance", "worse"),
        (Interval(-0.2, -0.3, -0.1), "distance", "better"),
        (Interval(-0.2, -0.3, -0.1), "exact", "worse"),
        (Interval(0.1, -0.1, 0.3), "exact", "no difference for sure"),
        (Interval(0.0, 0.0, 0.0), "exact", "the same"),
        (Interval(0.2, 0.1, 0.3), "undone", ""),
    ],
)
def test_a_difference_is_said_in_words(found: Interval, score: str, said: str) -> None:
    assert verdict(found, score_named(score)) == said


def test_the_tables_have_arms_scores_tags_and_the_comparison(run: TextRun) -> None:
    text = printed(run)
    assert "mine: 2 cases" in text
    assert "exact words" in text
    assert "[red]" in text
    assert "right against raw" in text
    assert "+50.0 points" in text


def test_json_has_every_figure_with_its_bounds_and_every_text(run: TextRun) -> None:
    found = json.loads(json.dumps(as_json(run, [("raw", "right")]), allow_nan=False))
    exact = found["arms"]["raw"]["scores"]["exact"]
    assert (exact["value"], exact["found"], exact["of"]) == (0.5, 1, 2)
    assert found["arms"]["raw"]["tags"]["clean"]["kept"] is None
    assert found["compared"][0]["scores"]["exact"]["value"] == 0.5
    assert found["answers"][0]["right"]["text"] == "Go."


def test_markdown_has_a_table_for_each_suite_with_a_row_for_each_arm(run: TextRun) -> None:
    text = as_markdown([run, replace(run, title="other", _parts={})], [("raw", "right")])
    mine, other = text.split("\n\n| ")
    head, _, raw, right, *_ = mine.splitlines()
    assert head.count("|") == raw.count("|") == right.count("|")
    assert head.startswith("| mine, 2 cases | exact words |")
    assert raw.startswith("| raw | 50.0 % |")
    assert "| 1 of 1 |" in raw
    assert "| 0 of 1 |" in right
    assert "right against raw: +50.0 points of exact words, 95 % interval [" in mine
    assert other.startswith("other, 2 cases")


def test_what_was_undone_is_counted_a_case() -> None:
    undone = (Undone(0, "um", "", "not sure"),) * 3
    run = run_arms("mine", CASES, [Arm("veto", "", lambda c: Answer(c.raw, undone=undone))])
    assert shown(run.value("veto", score_named("undone")), score_named("undone")) == "3.00"


def test_where_nothing_counts_a_dash_stands() -> None:
    assert shown(math.nan, score_named("exact")) == "–"  # noqa: RUF001 - as it is shown
