"""Dictations to take along, and figures about them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

from dictate.core.dictation import Edit, State
from dictate.history.export import exported
from dictate.history.statistics import statistics_of
from tests.unit.history.samples import START_S, row

ROWS = [
    replace(row(1, 'one, "two"\nthree 今天'), edits=(Edit("filler", 0, "um ", ""),)),
    replace(row(2, "", State.FAILED), raw="only raw", started_at_s=1e300),
]


def test_json_has_everything() -> None:
    first, second = json.loads(exported(ROWS, "json"))
    assert first["text"] == ROWS[0].text
    assert first["started_at"] == "2026-01-31T12:00:01+00:00"
    assert first["started_at_s"] == START_S + 1
    assert first["edits"] == [{"kind": "filler", "start": 0, "before": "um ", "after": ""}]
    assert (second["state"], second["started_at"]) == ("failed", "")


def test_csv_reads_back() -> None:
    rows = list(csv.DictReader(io.StringIO(exported(ROWS, "csv"), newline="")))
    assert [r["text"] for r in rows] == [ROWS[0].text, ""]
    assert rows[1]["raw"] == "only raw"


def test_text_has_the_words_and_where_there_are_none_the_raw_ones() -> None:
    assert exported(ROWS, "txt") == (
        '2026-01-31T12:00:01+00:00\none, "two"\nthree 今天\n\n\nonly raw\n\n'
    )


def test_figures_count_states_and_take_medians() -> None:
    rows = [row(number, "abc") for number in range(1, 4)] + [row(9, "x", State.FAILED)]
    figures = statistics_of(rows)
    assert figures.count == 4
    assert figures.by_state == {State.DONE: 3, State.FAILED: 1}
    assert figures.spoken_s == 6.0
    assert figures.characters == 10
    assert figures.median_s["wait"] == 0.2
    assert figures.median_s["recognise"] == 0.5


def test_no_rows_have_no_figures() -> None:
    assert statistics_of([]).median_s == {}
