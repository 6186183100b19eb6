"""Runs the arms over the cases, and counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from dictate.core.ports import Clock
from dictate.evaluation.arms import Arm
from dictate.evaluation.bootstrap import Interval, Parts, difference, interval, parts_of
from dictate.evaluation.text_look import Answer, Look
from dictate.evaluation.text_scores import SCORES, Score
from dictate.evaluation.text_suite import Case

Report = Callable[[str, int, int], None]
"""Told which arm is at work, and how many cases of how many are done."""


@dataclass(frozen=True, slots=True)
class ArmRun:
    """What one arm made of every case, in their order."""

    name: str
    about: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class TextRun:
    """All arms over all cases of one suite.

    Attributes:
        title: Of the suite.
        cases: In order.
        arms: What each made of them.
    """

    title: str
    cases: tuple[Case, ...]
    arms: tuple[ArmRun, ...]
    _parts: dict[tuple[str, str], Parts] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> str:
        """How many cases, in words."""
        return f"{len(self.cases)} case{'s' * (len(self.cases) != 1)}"

    @cached_property
    def _looks(self) -> Mapping[str, Sequence[Look]]:
        return {
            arm.name: [Look(*pair) for pair in zip(self.cases, arm.answers, strict=True)]
            for arm in self.arms
        }

    @cached_property
    def tags(self) -> Mapping[str, Sequence[int]]:
        """The places of the cases of each tag."""
        tags: dict[str, list[int]] = {}
        for place, case in enumerate(self.cases):
            for tag in case.tags:
                tags.setdefault(tag, []).append(place)
        return dict(sorted(tags.items()))

    def parts(self, arm: str, score: Score) -> Parts:
        """Found and of how many, shape (cases, 2)."""
        key = arm, score.name
        if key not in self._parts:
            self._parts[key] = parts_of([score.part(look) for look in self._looks[arm]])
        return self._parts[key]

    def value(self, arm: str, score: Score, tag: str = "") -> float:
        """The figure over all cases, or over those of a tag; nan where none counts."""
        parts = self.parts(arm, score)
        return float(score.statistic(parts[self.tags[tag]] if tag else parts))

    def interval(self, arm: str, score: Score) -> Interval:
        """The figure over all cases with its bounds."""
        return interval(self.parts(arm, score), score.statistic)

    def difference(self, first: str, second: str, score: Score) -> Interval:
        """How much more the second arm has, with bounds."""
        return difference(self.parts(first, score), self.parts(second, score), score.statistic)

    def counts(self, score: Score) -> bool:
        """Whether any case says anything about the score."""
        return any(self.parts(arm.name, score)[:, 1].any() for arm in self.arms)

    def scores(self) -> list[Score]:
        """Those that any case says anything about."""
        return [score for score in SCORES if self.counts(score)]


def run_arms(
    title: str,
    cases: Sequence[Case],
    arms: Sequence[Arm],
    report: Report = lambda _arm, _done, _of: None,
    clock: Clock = time.perf_counter,
) -> TextRun:
    """Let every arm clean every case; the first is cleaned once more before, to warm up."""
    runs: list[ArmRun] = []
    for arm in arms:
        arm.clean(cases[0])
        answers: list[Answer] = []
        for done, case in enumerate(cases):
            report(arm.name, done, len(cases))
            began_s = clock()
            answer = arm.clean(case)
            took_ms = (clock() - began_s) * 1000
            # An arm that does more than clean has taken the time itself.
            answers.append(replace(answer, took_ms=answer.took_ms or took_ms))
        report(arm.name, len(cases), len(cases))
        runs.append(ArmRun(arm.name, arm.about, tuple(answers)))
    return TextRun(title, tuple(cases), tuple(runs))


def verdict(found: Interval, score: Score) -> str:
    """What a difference means for the second arm: better, worse, or neither for sure."""
    if score.more_is_better is None:
        return ""
    if found.low == found.high == 0:
        return "the same"
    if not found.excludes_zero:
        return "no difference for sure"
    return "better" if (found.low > 0) == score.more_is_better else "worse"
