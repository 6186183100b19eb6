"""Two arms judged against each other by a model, each pair in both orders.

Models prefer what stands first, or last, whatever it says. So each pair is shown twice, the second
time turned round: where the two verdicts disagree, it is a tie. How often that is so tells how far
the judge can be trusted at all. (Zheng et al., 2023, "Judging LLM-as-a-Judge", section 3.4.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dictate.errors import CleanupError
from dictate.evaluation.bootstrap import Interval, interval, parts_of
from dictate.evaluation.judging import Pair, Verdict
from dictate.evaluation.text_run import Report, TextRun

Judge = Callable[[Pair], Verdict]
"""Says which of two texts is better, in the order they are shown; raises CleanupError."""

_WORTH = {Verdict.SECOND: 1.0, Verdict.FIRST: -1.0, Verdict.TIE: 0.0}


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a judge said of one case.

    Attributes:
        asked: Whether it gave an answer. Equal texts need no judge.
        failed: Whether it was asked and could not answer.
        straight: Which arm is better, shown in the order of the arms.
        turned: Which arm is better, shown the other way round.
    """

    asked: bool
    straight: Verdict = Verdict.TIE
    turned: Verdict = Verdict.TIE
    failed: bool = False

    @property
    def verdict(self) -> Verdict:
        """Which arm is better, whatever the order."""
        return self.straight if not self.is_swayed else Verdict.TIE

    @property
    def is_swayed(self) -> bool:
        """Whether the order decided."""
        return self.straight is not self.turned


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge said of two arms: its name, theirs, and one opinion for each case."""

    judge: str
    first: str
    second: str
    opinions: tuple[Opinion, ...]

    def count(self, verdict: Verdict) -> int:
        """How often this was said of texts that differ."""
        return sum(one.asked and one.verdict is verdict for one in self.opinions)

    @property
    def asked(self) -> int:
        """In how many cases the texts differ and it gave an answer."""
        return sum(one.asked for one in self.opinions)

    @property
    def failed(self) -> int:
        """How often it could not answer."""
        return sum(one.failed for one in self.opinions)

    @property
    def swayed(self) -> int:
        """In how many of them the order decided."""
        return sum(one.is_swayed for one in self.opinions)

    @property
    def preference(self) -> Interval:
        """How much oftener the second is better than the first, as a share of all cases."""
        return interval(parts_of([(_WORTH[one.verdict], 1.0) for one in self.opinions]))


def judged(
    run: TextRun, pair: tuple[str, str], name: str, judge: Judge, report: Report
) -> Judgement:
    """Let the judge see every case in which two arms differ, in both orders.

    Args:
        run: Has the texts.
        pair: Names of the two arms.
        name: Of the judge.
        judge: Is asked.
        report: Told how far it is.
    """
    answers = {arm.name: arm.answers for arm in run.arms}
    opinions = []
    for place, case in enumerate(run.cases):
        report(f"judge {name}", place, len(run.cases))
        first, second = (answers[arm][place].text.strip() for arm in pair)
        opinions.append(_opinion(Pair(case.raw, first, second), judge))
    report(f"judge {name}", len(run.cases), len(run.cases))
    return Judgement(name, *pair, tuple(opinions))


def _opinion(pair: Pair, judge: Judge) -> Opinion:
    if pair.first == pair.second:
        return Opinion(asked=False)
    try:
        return Opinion(True, judge(pair), judge(pair.turned).turned)
    except CleanupError:
        return Opinion(asked=False, failed=True)
