"""A text with its changes marked."""

from __future__ import annotations

from dictate.core.dictation import Edit
from dictate.ui.changes import Fate, Run, reasons_in, runs_of

RAW = "Um, I I think so"
EDITS = (Edit("filler", 0, "Um, ", ""), Edit("repeat", 5, " I", ""), Edit("case", 8, "t", "T"))


def test_what_went_and_what_came_stand_where_they_were() -> None:
    assert runs_of(RAW, EDITS) == [
        Run("Um, ", Fate.WENT, "a filler"),
        Run("I"),
        Run(" I", Fate.WENT, "said twice"),
        Run(" "),
        Run("t", Fate.WENT, "capital or small letter"),
        Run("T", Fate.CAME, "capital or small letter"),
        Run("hink so"),
    ]


def test_without_what_came_it_is_the_raw_text_and_without_what_went_the_clean_one() -> None:
    runs = runs_of(RAW, EDITS)
    assert "".join(run.text for run in runs if run.fate is not Fate.CAME) == RAW
    assert "".join(run.text for run in runs if run.fate is not Fate.WENT) == "I Think so"


def test_edits_that_do_not_fit_are_left_out() -> None:
    wrong = (Edit("filler", 0, "Uh", ""), Edit("filler", 99, "x", ""), Edit("case", -1, "s", "S"))
    assert runs_of(RAW, wrong) == [Run(RAW)]
    overlapping = (Edit("filler", 0, "Um, ", ""), Edit("filler", 2, ", ", ""))
    assert len(runs_of(RAW, overlapping)) == 2


def test_reasons_are_counted_once_for_each_change() -> None:
    edits = (*EDITS, Edit("filler", 13, " so", ""))
    reasons = "a filler (2), said twice, capital or small letter"
    assert reasons_in(runs_of(RAW, edits)) == reasons


def test_a_kind_without_a_name_for_users_is_shown_as_it_is() -> None:
    assert runs_of("ab", (Edit("novel", 0, "a", ""),))[0].why == "novel"
