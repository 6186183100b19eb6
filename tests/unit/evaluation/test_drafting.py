"""Drafting, measured with the shipped tagger on some cases of the shipped suite."""

from __future__ import annotations

import pytest

from dictate.evaluation.text_suite import read_suite
from dictate.models.shipped import shipped_cleaner
from tests.places import ROOT

pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")

from dictate.evaluation.drafting import MARKED, by_rules, groups, table, trained


@pytest.mark.skipif(shipped_cleaner() is None, reason="needs models/tiny-clean")
def test_a_trained_model_writes_the_same_with_drafts_in_fewer_batches() -> None:
    cases = read_suite(ROOT / "resources" / "evaluation" / "suite.jsonl")[::40]
    measured = list(trained(cases))
    assert len(measured) == len(cases)
    assert sum(one.same for one in measured) >= len(cases) - 1
    assert sum(one.tokens for one in measured) > 1.3 * sum(one.batches for one in measured)
    assert len(groups(measured)["all"]) == len(cases)
    assert MARKED in table(measured)


def test_a_writer_is_asked_what_the_rules_leave() -> None:
    cases = read_suite(ROOT / "resources" / "evaluation" / "suite.jsonl")
    assert " um" not in by_rules(cases[0]).lower()
