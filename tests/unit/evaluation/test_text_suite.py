from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dictate.evaluation.text_suite import Case, SuiteError, chosen, read_disfl_qa, read_suite
from tests.places import ROOT

GOOD: dict[str, Any] = {
    "id": "tue-1",
    "raw": "um on Tuesday no wait Wednesday",
    "accept": ["On Wednesday.", "on Wednesday"],
    "keep": ["Wednesday"],
    "must_not": ["Tuesday", "no wait"],
    "tags": ["correction"],
}


def written(folder: Path, *rows: Any) -> Path:
    path = folder / "suite.jsonl"
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows))
    return path


def test_a_line_becomes_a_case(tmp_path: Path) -> None:
    assert read_suite(written(tmp_path, "# mine", GOOD, "")) == [
        Case(
            "tue-1",
            "um on Tuesday no wait Wednesday",
            ("On Wednesday.", "on Wednesday"),
            ("Wednesday",),
            ("Tuesday", "no wait"),
            ("correction",),
            "en",
        )
    ]


def test_only_id_raw_and_accept_must_be_there(tmp_path: Path) -> None:
    (case,) = read_suite(written(tmp_path, {"id": "a", "raw": "Hi.", "accept": ["Hi."]}))
    assert case.is_clean


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "no JSON"),
        ("[1]", "no object"),
        ({**GOOD, "musn't": []}, "musn't"),
        ({**GOOD, "id": ""}, "id must be a text"),
        ({**GOOD, "id": 3}, "id must be a text"),
        ({**GOOD, "raw": " "}, "raw must be a text"),
        ({**GOOD, "accept": []}, "accept names no text"),
        ({**GOOD, "accept": "On Wednesday."}, "accept must be a list of texts"),
        ({**GOOD, "tags": [1]}, "tags must be a list of texts"),
        ({**GOOD, "keep": [""]}, "keep has an empty text"),
        ({**GOOD, "keep": ["Friday"]}, "'Friday' must be kept, but an accepted text lacks it"),
        ({**GOOD, "must_not": ["wednesday"]}, "must not appear, but an accepted text has it"),
        ({**GOOD, "language": 1}, "language must be a text"),
        (GOOD, "the id 'tue-1' was used before"),
    ],
)
def test_a_line_that_is_wrong_is_named_with_what_is_wrong(
    tmp_path: Path, line: Any, why: str
) -> None:
    with pytest.raises(SuiteError, match=r"Line 3 of .*suite\.jsonl") as caught:
        read_suite(written(tmp_path, "# mine", GOOD, line))
    assert why in caught.value.message


def test_a_text_is_clean_when_it_is_itself_the_best_answer() -> None:
    assert Case("a", "Hi there. ", ("Hi there.", "Hi, there.")).is_clean
    assert not Case("a", "ten of us", ("10 of us", "ten of us")).is_clean


def test_a_file_that_cannot_be_read_or_is_empty_is_said(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="cannot be read: No such file"):
        read_suite(tmp_path / "none.jsonl")
    with pytest.raises(SuiteError, match="no cases"):
        read_suite(written(tmp_path, "# nothing yet"))
    latin = tmp_path / "latin.jsonl"
    latin.write_bytes("größer".encode("latin-1"))
    with pytest.raises(SuiteError, match="not UTF-8"):
        read_suite(latin)


def test_disfl_qa_is_read_as_questions_with_one_right_answer(tmp_path: Path) -> None:
    path = tmp_path / "dev.json"
    path.write_text(json.dumps({"q1": {"original": "Who? ", "disfluent": "What no Who?"}}))
    assert read_disfl_qa(path) == [Case("q1", "What no Who?", ("Who?",), tags=("disfl-qa",))]


@pytest.mark.parametrize("text", ["{}", "[]", "[1]", '{"q": 1}', '{"q": {"original": "a"}}', "no"])
def test_another_file_is_no_disfl_qa(tmp_path: Path, text: str) -> None:
    path = tmp_path / "dev.json"
    path.write_text(text)
    with pytest.raises(SuiteError):
        read_disfl_qa(path)


def test_the_real_disfl_qa_is_read(shared: Path) -> None:
    cases = read_disfl_qa(shared / "text" / "disfl-qa-dev.json")
    assert len(cases) == 1000
    assert not any(case.is_clean for case in cases)


CASES = [Case(str(nth), "a", ("a",), tags=("even" if nth % 2 == 0 else "odd",)) for nth in range(9)]


def test_cases_are_chosen_by_tag() -> None:
    assert [case.id for case in chosen(CASES, ["odd"])] == ["1", "3", "5", "7"]
    assert chosen(CASES, ["odd", "even"]) == CASES
    assert chosen(CASES) == CASES


def test_a_few_cases_are_taken_from_all_over_the_suite() -> None:
    assert [case.id for case in chosen(CASES, limit=3)] == ["0", "3", "6"]
    assert chosen(CASES, limit=50) == CASES


def test_a_tag_that_no_case_has_is_told_with_those_there_are() -> None:
    with pytest.raises(SuiteError, match="tag prime") as caught:
        chosen(CASES, ["prime"])
    assert "even, odd" in caught.value.hint


def test_the_suite_that_ships_can_be_read_and_contradicts_itself_nowhere() -> None:
    cases = read_suite(ROOT / "resources" / "evaluation" / "suite.jsonl")
    assert len(cases) >= 300
    assert sum(case.is_clean for case in cases) >= 60
