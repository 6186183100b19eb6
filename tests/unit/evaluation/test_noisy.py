from __future__ import annotations

from collections import Counter

import pytest

from dictate.evaluation.noisy import FAULTS, noisy

RAW = "um so I I think we meet on tuesday no wait wednesday at 10"
WANTED = "So I think we meet on Wednesday at 10."


def test_the_same_seed_gives_the_same_answer() -> None:
    assert noisy(RAW, WANTED, "a") == noisy(RAW, WANTED, "a")
    assert len({noisy(RAW, WANTED, str(seed)) for seed in range(50)}) > 10


def test_each_fault_comes_at_its_share() -> None:
    count = 20_000
    names = Counter(noisy(RAW, WANTED, str(seed))[1] for seed in range(count))
    assert names[""] / count == pytest.approx(0.3, abs=0.02)
    for fault in FAULTS:
        assert names[fault.name] / count == pytest.approx(fault.share, abs=0.01)


def test_without_a_fault_the_answer_is_right_and_with_one_it_is_not() -> None:
    for seed in range(400):
        text, fault = noisy(RAW, WANTED, str(seed))
        assert (text == WANTED) == (fault == ""), fault


@pytest.mark.parametrize("wanted", ["Yes.", "no", "OK, 7.", "größer", "Ship it."])
def test_short_texts_are_spoiled_too_and_nothing_breaks(wanted: str) -> None:
    for seed in range(600):
        noisy(wanted, wanted, str(seed))
