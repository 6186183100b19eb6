from __future__ import annotations

import pytest

from dictate.errors import CleanupError
from dictate.evaluation.arms import Arm
from dictate.evaluation.judge import Judge, Judgement, judged
from dictate.evaluation.judging import Pair, Verdict
from dictate.evaluation.text_look import Answer
from dictate.evaluation.text_run import TextRun, run_arms
from dictate.evaluation.text_suite import Case

CASES = [Case(str(n), "um " + "go " * n, ("go",)) for n in range(1, 41)]


@pytest.fixture
def run() -> TextRun:
    """The second arm is shorter in all cases but the first ten."""
    long = Arm("long", "", lambda case: Answer(case.raw))
    short = Arm("short", "", lambda c: Answer(c.raw if int(c.id) <= 10 else c.raw[3:]))
    return run_arms("s", CASES, [long, short])


def likes_short(pair: Pair) -> Verdict:
    return Verdict.FIRST if len(pair.first) < len(pair.second) else Verdict.SECOND


def ask(run: TextRun, judge: Judge) -> Judgement:
    return judged(run, ("long", "short"), "me", judge, lambda *_: None)


def test_a_judge_who_looks_at_the_texts_is_heard_in_either_order(run: TextRun) -> None:
    found = ask(run, likes_short)
    assert (found.asked, found.swayed) == (30, 0)
    assert (found.count(Verdict.SECOND), found.count(Verdict.FIRST)) == (30, 0)
    assert found.preference.value == 0.75
    assert found.preference.excludes_zero


@pytest.mark.parametrize("always", [Verdict.FIRST, Verdict.SECOND])
def test_a_judge_who_always_likes_one_place_says_nothing(run: TextRun, always: Verdict) -> None:
    found = ask(run, lambda _pair: always)
    assert found.count(Verdict.TIE) == found.swayed == found.asked == 30
    assert found.preference.value == 0
    assert not found.preference.excludes_zero


def test_equal_texts_need_no_judge(run: TextRun) -> None:
    seen: list[Pair] = []

    def watching(pair: Pair) -> Verdict:
        seen.append(pair)
        return Verdict.TIE

    found = ask(run, watching)
    assert len(seen) == 60
    assert all(pair.first != pair.second for pair in seen)
    assert (found.count(Verdict.TIE), found.swayed) == (30, 0)


def test_a_judge_who_cannot_answer_is_counted_and_says_nothing(run: TextRun) -> None:
    def stumbling(pair: Pair) -> Verdict:
        if len(pair.raw) > 100:
            raise CleanupError("The text is too long.")
        return likes_short(pair)

    found = ask(run, stumbling)
    assert (found.asked, found.failed, found.swayed) == (22, 8, 0)
    assert found.count(Verdict.SECOND) == 22


def test_the_arms_can_be_named_in_the_other_order(run: TextRun) -> None:
    found = judged(run, ("short", "long"), "me", likes_short, lambda *_: None)
    assert found.count(Verdict.FIRST) == 30
    assert found.preference.value == -0.75
