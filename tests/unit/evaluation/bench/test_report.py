"""From runs to tables, pictures and verdicts."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from rich.console import Console

from dictate.evaluation.bench.arms import ARMS, CLEANING, OURS, PLAIN
from dictate.evaluation.bench.cells import NOISE, PAUSES, SOLID, Cell
from dictate.evaluation.bench.plot import plot
from dictate.evaluation.bench.quality import Kept
from dictate.evaluation.bench.report import report
from dictate.evaluation.bench.runs import Run, RunLog, rows_of
from dictate.evaluation.bench.series import Pace, Turn, turns
from dictate.evaluation.bench.table import tables
from dictate.evaluation.bench.verdict import verdicts
from dictate.evaluation.bench.wish import Measured, Wish
from dictate.evaluation.bench.word_scores import score


def run(arm: str, cell: Cell, wait_ms: float) -> Run:
    return Run(arm, cell, wait_ms, 10, held_s=cell.length_s, core_s=0.1, busy_s=2.0, wasted_s=0.5)


def measured() -> Measured:
    runs = [run("plain", Cell(60), 5000.0 + at) for at in range(10)]
    runs += [run("ours", Cell(60, PAUSES, 300), 200.0 + at) for at in range(10)]
    runs += [run("ours", Cell(5, PAUSES, 0), 100.0 + at) for at in range(10)]
    runs += [run("ours", Cell(300, PAUSES, 0), 140.0 + at) for at in range(10)]
    runs += [run("ours", Cell(5, PAUSES, 600), 30.0), run("ours", Cell(5, PAUSES, 600), 130.0)]
    return Measured("small-shape", 1, 1.7, runs=runs, late_s=[0.001] * 99 + [0.05])


def test_a_row_gathers_the_runs_of_an_arm_in_a_cell() -> None:
    row = next(row for row in rows_of(measured().runs) if row.arm == "plain")
    assert (row.runs, row.p50_ms, row.p99_ms) == (10, 5004.5, 5008.91)
    assert row.wasted == 0.25


def test_the_verdict_holds_each_figure_against_what_was_promised() -> None:
    found = {one.what: one for one in verdicts(measured().runs, "small", 1.5)}
    grown = found["wait after 300 s ÷ after 5 s, pauses, +0 ms"]
    assert round(grown.value, 3) == round((144.5 + 50) / (104.5 + 50), 3)
    assert not grown.kept
    quicker = found["plain ÷ ours, 60 s, +300 ms"]
    assert quicker.at_least
    assert round(quicker.value, 1) == 24.5
    assert not quicker.kept
    at_once = found["released +600 ms: share ready within 120 ms"]
    assert (at_once.value, at_once.kept) == (0.5, False)
    assert found["Qt's thread, 99th percentile, ms"].kept
    assert found["core-seconds a second while held, most"].kept


def test_the_load_is_that_of_the_heaviest_dictation() -> None:
    light, heavy = run("ours", Cell(60), 1.0), run("ours", Cell(5), 1.0)
    loads = [one.value for one in verdicts([light, heavy], "base", 0.0) if one.bound == 0.2]
    assert loads == [0.1 / 5]


def test_of_what_was_not_measured_nothing_is_said() -> None:
    assert verdicts([], "small", 0.0) == []


def test_the_report_is_plain_values_and_says_what_is_left_out() -> None:
    found = report(Wish(shape="small"), measured())
    assert json.loads(json.dumps(found))["slopes_ms_per_s"].keys() == {"ours, pauses, +0 ms"}
    assert "read a second time" in found["left_out"]
    assert found["qt_thread_ms"]["worst"] == 50.0
    assert "left_out" not in report(Wish(), measured())


def test_the_tables_show_every_cell_and_verdict() -> None:
    console = Console(width=120, record=True, file=io.StringIO())
    for part in tables(report(Wish(shape="small"), measured())):
        console.print(part)
    text = console.export_text()
    for expected in ("300:pauses:0", "24.5", "missed", "kept", "small-shape", "50.0"):
        assert expected in text


def test_few_runs_have_no_percentiles() -> None:
    few = Measured(runs=[run("ours", Cell(5), 111.0), run("ours", Cell(5), 333.0)])
    console = Console(width=120, record=True, file=io.StringIO())
    for part in tables(report(Wish(), few)):
        console.print(part)
    text = console.export_text()
    assert "222" in text
    assert "331" not in text


def test_the_picture_has_a_line_for_each_arm_and_release() -> None:
    picture = plot(report(Wish(shape="small"), measured()))
    root = ElementTree.fromstring(picture)
    texts = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "ours, pauses, +300 ms" in texts
    assert "plain, pauses" in texts
    assert len(list(root.iter("{http://www.w3.org/2000/svg}circle"))) == 5


def test_without_speech_there_is_no_picture() -> None:
    silent = Measured(runs=[run("ours", Cell(10, NOISE), 0.0)])
    assert plot(report(Wish(), silent)) == ""


def test_each_run_is_on_the_disk_as_soon_as_it_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "out" / "runs.jsonl"
    with RunLog(path) as log:
        log.add(run("ours", Cell(5), 100.0))
        log.add(run("ours", Cell(5), 110.0))
        lines = path.read_text("utf-8").splitlines()
    assert [json.loads(line)["wait_ms"] for line in lines] == [100.0, 110.0]
    assert json.loads(lines[0])["cell"] == "5:pauses:0"


def test_arms_take_turns_and_the_plain_way_is_measured_once_for_all_releases() -> None:
    cells = [Cell(5, PAUSES, release_ms) for release_ms in (0, 150, 300)]
    todo = list(turns(cells, (PLAIN, OURS), repeats=3))
    assert sum(turn.arm is PLAIN for turn in todo) == 3
    assert sum(turn.arm is OURS for turn in todo) == 9
    assert {turn.arm for turn in todo[:4]} == {PLAIN, OURS}
    releases = [turn.cell.release_ms for turn in todo if turn.arm is OURS]
    assert releases == [0, 150, 300, 300, 150, 0, 0, 150, 300], "so that none is always first"


def test_the_plain_way_is_measured_once_where_it_takes_minutes_and_never_in_silence() -> None:
    todo = list(turns([Cell(60), Cell(300), Cell(10, NOISE)], (PLAIN,), repeats=3))
    assert [turn.cell.length_s for turn in todo] == [60, 300, 60, 60]


def test_ours_without_an_idea_is_measured_where_it_says_something() -> None:
    todo = list(turns([Cell(5), Cell(300), Cell(10, NOISE)], ARMS, repeats=1))
    assert {turn.cell.length_s for turn in todo if turn.arm not in (PLAIN, OURS)} == {5}


def test_the_time_it_takes_is_told_before() -> None:
    pace = Pace(ours_per_s=0.1, plain_window_s=4.0)
    todo = [Turn(PLAIN, Cell(60)), Turn(OURS, Cell(60))]
    assert pace.seconds(todo) == 2 * 4.0 + 6.0 + 1.5


def cleaned() -> Measured:
    def one(arm: str, length_s: int, wait_ms: float, needed: int, got: int) -> Run:
        return Run(arm, Cell(length_s, PAUSES, 150), wait_ms, 9, needed=needed, cleaned=got)

    runs = [Run("plain-clean", Cell(60), 12_000.0, 9)]
    runs += [replace(one("ours-writer", 5, 9000.0, 1, 1), turn=1)]
    runs += [one("ours-writer", 5, 750.0, 1, 1), one("ours-writer", 300, 1150.0, 50, 50)]
    runs += [one("ours-writer", 60, 800.0, 10, 10), one("ours-writer", 60, 800.0, 10, 8)]
    runs += [replace(one("ours-tagger", 60, 2000.0, 12, 12), last_needed=True)]
    return Measured("small-shape", 1, 1.7, runs=runs)


def test_the_verdict_holds_the_wait_for_clean_text_against_what_was_promised() -> None:
    found = {one.what: one for one in verdicts(cleaned().runs, "small", 0.0)}
    assert {what: (round(one.value, 2), one.kept) for what, one in found.items()} == {
        "plain-clean ÷ ours-writer, 60 s, +150 ms": (15.0, True),
        "share of sentences ours-writer cleaned of those that need it, 60 s": (0.9, False),
        "ours-writer: wait after 300 s ÷ after 5 s": (1.5, False),
        "plain-clean ÷ ours-tagger, 60 s, +150 ms": (6.0, False),
        "share of sentences ours-tagger cleaned of those that need it, 60 s": (1.0, True),
    }


def test_the_tables_show_how_many_sentences_were_cleaned_and_what_was_put_in() -> None:
    console = Console(width=120, record=True, file=io.StringIO())
    for part in tables(report(Wish(shape="small", writer="qwen3-0.6b"), cleaned())):
        console.print(part)
    text = " ".join(console.export_text().split())
    for expected in ("60:pauses:150 ours-writer 20 18 90.0 % 0 of 2", "1 of 1", "15.0", "put in"):
        assert expected in text
    assert "put_in" not in report(Wish(writer="qwen3-0.6b"), cleaned())
    assert "put_in" not in report(Wish(shape="small"), measured())


def test_arms_that_clean_take_turns_and_beyond_a_minute_ours_seldom_and_plain_never() -> None:
    cells = [Cell(60, PAUSES, 150), Cell(300, PAUSES, 150)]
    todo = list(turns(cells, CLEANING, repeats=6))
    count = Counter((turn.arm.name, turn.cell.length_s) for turn in todo)
    assert count == {
        ("plain-clean", 60): 6,
        ("ours-writer", 60): 6,
        ("ours-writer", 300): 2,
        ("ours-tagger", 60): 6,
        ("ours-tagger", 300): 2,
    }
    assert {turn.repeat for turn in todo} == set(range(6)), "each round says something else"


def kept(clip: int, arm: str, heard: str, kind: str = SOLID) -> Kept:
    return Kept(clip, arm, kind, 1.0, None, score("One two three four.", heard, [2]), 2, 1)


def test_words_are_compared_in_pairs_and_by_kind() -> None:
    pairs = [kept(at, "plain", "One two three four.") for at in range(20)]
    pairs += [
        kept(at, "ours", "One two three four" if at % 2 else "one two four.") for at in range(20)
    ]
    rows = report(Wish(words=10), Measured(kept=pairs))["quality"]
    ours = next(row for row in rows if (row["clips"], row["arm"]) == ("all", "ours"))
    assert ours["words"] == 80
    assert ours["worse_than_plain_points"]["value"] == 12.5
    assert ours["worse_than_plain_points"]["low"] < 12.5 < ours["worse_than_plain_points"]["high"]
    assert (ours["read_twice"], ours["phrases"]) == (20, 40)
    assert {row["clips"] for row in rows} == {"all", SOLID}


def test_words_where_nothing_was_said_are_counted_apart() -> None:
    silent = Kept(0, "ours", "nothing said", 1.0, None, score("", "Thank you."))
    rows = report(Wish(words=10), Measured(kept=[silent]))["quality"]
    assert rows == [{"clips": "nothing said", "arm": "ours", "count": 1, "invented_words": 2}]
