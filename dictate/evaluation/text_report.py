"""An evaluation as tables for a terminal, as JSON, and as Markdown for a README."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from dictate.evaluation.judging import Verdict
from dictate.evaluation.text_run import TextRun, verdict
from dictate.evaluation.text_scores import Score, Unit, score_named

if TYPE_CHECKING:
    from rich.console import RenderableType

    from dictate.evaluation.bootstrap import Interval
    from dictate.evaluation.judge import Judgement

NOTHING = "–"  # noqa: RUF001 - a dash in a table, meant as one
"""Where no case counts."""

TAG_SCORE = "exact"
"""What is shown for each tag; JSON has all scores."""


def shown(value: float, score: Score, *, signed: bool = False) -> str:
    """A figure as it is written."""
    if math.isnan(value):
        return NOTHING
    sign = "+" if signed else ""
    match score.unit:
        case Unit.PERCENT:
            points = " points" if signed else " %"
            return f"{100 * value:{sign}.1f}{points}"
        case Unit.MS:
            return f"{value:{sign}.1f} ms"
        case Unit.EACH:
            return f"{value:{sign}.2f}"


def bounds(found: Interval, score: Score, *, signed: bool = False) -> str:
    """The bounds of a figure, in brackets."""
    low, high = (shown(each, score, signed=signed) for each in (found.low, found.high))
    return f"[{low.split()[0]}, {high.split()[0]}]" if low != NOTHING else ""


# ── a terminal ───────────────────────────────────────────────────────────────────────────────────


def tables(
    run: TextRun, pairs: Sequence[tuple[str, str]], judgements: Sequence[Judgement] = ()
) -> list[RenderableType]:
    """All scores by arm, one score by tag, each pair compared, and what a judge said."""
    made: list[RenderableType] = [_by_arm(run)]
    if run.tags:
        made.append(_by_tag(run))
    made += [_compared(run, *pair) for pair in pairs]
    return made + ["\n".join(judgement_lines(one)) for one in judgements]


def _by_arm(run: TextRun) -> RenderableType:
    from rich.table import Table

    table = Table(title=f"{run.title}: {run.size}", title_justify="left")
    table.add_column("")
    for arm in run.arms:
        table.add_column(arm.name, justify="right", no_wrap=True)
    for score in run.scores():
        figures = (shown(run.value(arm.name, score), score) for arm in run.arms)
        table.add_row(score.title, *figures)
    return table


def _by_tag(run: TextRun) -> RenderableType:
    from rich.table import Table

    score = score_named(TAG_SCORE)
    table = Table(title=f"{run.title}: {score.title}, by tag", title_justify="left")
    table.add_column("")
    table.add_column("cases", justify="right")
    for arm in run.arms:
        table.add_column(arm.name, justify="right", no_wrap=True)
    for tag, places in run.tags.items():
        figures = (shown(run.value(arm.name, score, tag), score) for arm in run.arms)
        table.add_row(tag, str(len(places)), *figures)
    return table


def _compared(run: TextRun, first: str, second: str) -> RenderableType:
    from rich.table import Table

    table = Table(title=f"{run.title}: {second} against {first}", title_justify="left")
    for name in ("", first, second, "difference", "95 % of resamples", ""):
        table.add_column(name, justify="left" if not name else "right")
    for score in run.scores():
        found = run.difference(first, second, score)
        table.add_row(
            score.title,
            shown(run.value(first, score), score),
            shown(run.value(second, score), score),
            shown(found.value, score, signed=True),
            bounds(found, score, signed=True),
            verdict(found, score),
        )
    return table


def judgement_lines(found: Judgement) -> list[str]:
    """What a judge said, for a user: with how far it can be trusted."""
    share = found.preference
    lines = [
        f"{found.judge} as judge of {found.second} against {found.first}: better in "
        f"{found.count(Verdict.SECOND)}, worse in {found.count(Verdict.FIRST)}, neither in "
        f"{found.count(Verdict.TIE)} of {found.asked} texts that differ.",
        f"Preference {100 * share.value:+.1f} % of all cases, 95 % interval "
        f"[{100 * share.low:+.1f}, {100 * share.high:+.1f}].",
        f"In {found.swayed} of them the order decided, and it counts as neither. "
        "A small model is a weak judge: read some of the texts yourself.",
    ]
    return lines + ([f"It could not answer in {found.failed} cases."] if found.failed else [])


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────


def as_json(
    run: TextRun, pairs: Sequence[tuple[str, str]], judgements: Sequence[Judgement] = ()
) -> Mapping[str, Any]:
    """Everything: figures, bounds, tags, pairs, and what each arm made of each case."""
    scores = run.scores()
    return {
        "suite": run.title,
        "cases": len(run.cases),
        "arms": {
            arm.name: {
                "about": arm.about,
                "scores": {score.name: _figure(run, arm.name, score) for score in scores},
                "tags": {
                    tag: {s.name: _number(run.value(arm.name, s, tag)) for s in scores}
                    for tag in run.tags
                },
            }
            for arm in run.arms
        },
        "compared": [
            {
                "first": first,
                "second": second,
                "scores": {
                    score.name: {
                        **_interval(found := run.difference(first, second, score)),
                        "verdict": verdict(found, score),
                    }
                    for score in scores
                },
            }
            for first, second in pairs
        ],
        "judged": [_judgement(run, one) for one in judgements],
        "answers": [
            {
                "id": case.id,
                "raw": case.raw,
                "accept": list(case.accept),
                **{arm.name: asdict(arm.answers[place]) for arm in run.arms},
            }
            for place, case in enumerate(run.cases)
        ],
    }


def _figure(run: TextRun, arm: str, score: Score) -> dict[str, Any]:
    found, of = run.parts(arm, score).sum(axis=0)
    return {**_interval(run.interval(arm, score)), "found": float(found), "of": float(of)}


def _judgement(run: TextRun, found: Judgement) -> dict[str, Any]:
    return {
        "judge": found.judge,
        "first": found.first,
        "second": found.second,
        "asked": found.asked,
        "failed": found.failed,
        "swayed": found.swayed,
        "better": {verdict.value: found.count(verdict) for verdict in Verdict},
        "preference": _interval(found.preference),
        "verdicts": {
            case.id: opinion.verdict.value
            for case, opinion in zip(run.cases, found.opinions, strict=True)
            if opinion.asked
        },
    }


def _interval(found: Interval) -> dict[str, Any]:
    return {
        "value": _number(found.value),
        "low": _number(found.low),
        "high": _number(found.high),
    }


def _number(value: float) -> float | None:
    """JSON has no nan."""
    return None if math.isnan(value) else round(value, 6)


# ── Markdown ─────────────────────────────────────────────────────────────────────────────────────

README_SCORES = (
    "exact", "fall", "fillers", "ambiguous", "ambiguous-lost", "lost-cases", "forbidden-cases",
    "invented", "unchanged", "marks-f1", "median-ms",
)  # fmt: skip


def as_markdown(runs: Sequence[TextRun], pairs: Sequence[tuple[str, str]]) -> str:
    """A table of each suite, arms as rows; below it what each pair's second arm gains."""
    return "\n\n".join(_markdown_table(run, pairs) for run in runs)


def _markdown_table(run: TextRun, pairs: Sequence[tuple[str, str]]) -> str:
    scores = [score for name in README_SCORES if run.counts(score := score_named(name))]
    titles = " | ".join(score.title for score in scores)
    lines = [f"| {run.title}, {run.size} | {titles} |", f"|---|{'---:|' * len(scores)}"]
    for arm in run.arms:
        figures = " | ".join(_with_count(run, arm.name, score) for score in scores)
        lines.append(f"| {arm.name} | {figures} |")
    exact = score_named(TAG_SCORE)
    for first, second in pairs:
        found = run.difference(first, second, exact)
        lines += [
            "",
            f"{second} against {first}: {shown(found.value, exact, signed=True)} of "
            f"{exact.title}, 95 % interval {bounds(found, exact, signed=True)}.",
        ]
    return "\n".join(lines)


def _with_count(run: TextRun, arm: str, score: Score) -> str:
    """A figure; of what is rare, how often it was found and of how many."""
    if not score.rare:
        return shown(run.value(arm, score), score)
    found, of = run.parts(arm, score).sum(axis=0)
    return f"{found:.0f} of {of:.0f}"
