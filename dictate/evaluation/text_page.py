"""An evaluation as one HTML page: figures, and what each way made of each text.

The page loads nothing and runs nothing: no scripts, no fonts, no pictures, and its own policy
forbids them. All that comes from a suite or a model is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from types import MappingProxyType

from dictate import __version__
from dictate.evaluation.judge import Judgement
from dictate.evaluation.text_look import Answer, Look, Undone
from dictate.evaluation.text_marks import runs_of_answer, with_undone
from dictate.evaluation.text_report import TAG_SCORE, bounds, judgement_lines, shown
from dictate.evaluation.text_run import TextRun, verdict
from dictate.evaluation.text_scores import Score, score_named
from dictate.evaluation.text_suite import Case
from dictate.ui.changes import Fate, Run

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2129; --dim: #667085; --paper: #fff; --line: #d8dce3;
  --soft: #f4f5f8; --good: #17703a; --bad: #b3261e; --warn: #8a5a00; --warnback: #fff3d6;
  --goodback: #e2f5e8; --badback: #fde7e5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7e9ee; --dim: #98a1b3; --paper: #16181d;
  --line: #343943; --soft: #1e2128; --good: #6fd394; --bad: #ff9d95; --warn: #f0c36d;
  --warnback: #3a2f14; --goodback: #17321f; --badback: #3d1d1b; } }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 76rem; }
h1 { font-size: 1.6rem; margin: 0 0 .2rem; } h2 { font-size: 1.25rem; margin: 2.4rem 0 .6rem; }
h3 { font-size: 1rem; margin: 1.8rem 0 .4rem; }
p { margin: .3rem 0; } .dim, small { color: var(--dim); } small { white-space: nowrap; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .28rem .8rem; border-bottom: 1px solid var(--line);
  vertical-align: top; } th { font-weight: 600; } thead th { border-bottom-width: 2px; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
td small { display: block; } .better { color: var(--good); } .worse { color: var(--bad); }
details { border: 1px solid var(--line); border-radius: 8px; margin: .5rem 0; }
summary { cursor: pointer; padding: .5rem .8rem; display: flex; gap: .7rem; flex-wrap: wrap;
  align-items: baseline; } details[open] summary { border-bottom: 1px solid var(--line); }
.inside { display: grid; grid-template-columns: max-content 1fr; margin: .6rem .8rem;
  gap: .35rem 1rem; }
.inside > b { font-weight: 600; color: var(--dim); } .inside > div { overflow-wrap: anywhere;
  white-space: pre-wrap; } .inside ul { margin: .1rem 0; padding-left: 1.1rem; }
.chip { font-size: .8rem; padding: 0 .5rem; border-radius: 9px; background: var(--soft);
  color: var(--dim); } .chip.good { background: var(--goodback); color: var(--good); }
.chip.bad { background: var(--badback); color: var(--bad); }
del { color: var(--bad); background: var(--badback); border-radius: 3px; }
ins { color: var(--good); background: var(--goodback); text-decoration: none; border-radius: 3px; }
mark { color: var(--warn); background: var(--warnback); border-radius: 3px; }
mark.new { text-decoration: line-through; }
.legend { display: flex; gap: 1.2rem; flex-wrap: wrap; }
"""

_HEAD = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>Dictate: how well text is cleaned</title>
<style>{style}</style>
</head>
<body>
<h1>How well text is cleaned</h1>
<p class="dim">Dictate {version}. Figures in brackets hold 95 % of resamples of the cases.</p>
"""

_LEGEND = """\
<p class="legend dim"><span><del>taken out</del></span> <span><ins>put in</ins></span>
<span><mark>stays: the edit was undone</mark></span>
<span><mark class="new">was not put in</mark></span>
<span>Point at a change to read why.</span></p>
"""


def page(
    runs: Sequence[TextRun],
    pairs: Sequence[tuple[str, str]],
    judgements: Mapping[str, Sequence[Judgement]] = MappingProxyType({}),
) -> str:
    """The whole page.

    Args:
        runs: The suites.
        pairs: Arms to compare.
        judgements: What a judge said, by the title of the suite.
    """
    parts = [_HEAD.format(style=_STYLE, version=escape(__version__))]
    for run in runs:
        parts.append(f"<h2>{escape(run.title)} <small>{run.size}</small></h2>")
        parts.append(_by_arm(run))
        parts += [_compared(run, *pair) for pair in pairs]
        for one in judgements.get(run.title, ()):
            parts.append("".join(f"<p>{escape(line)}</p>" for line in judgement_lines(one)))
        parts += [_by_tag(run)] if run.tags else []
        parts += ["<h3>Case by case</h3>", _LEGEND]
        parts += [_case(run, place) for place in _worst_first(run)]
    parts.append("</body>\n</html>\n")
    return "\n".join(parts)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Cells are markup already."""
    lines = ['<div class="wide"><table><thead><tr>']
    lines += [f"<th>{cell}</th>" for cell in head]
    lines.append("</tr></thead><tbody>")
    lines += ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows]
    lines.append("</tbody></table></div>")
    return "\n".join(lines)


def _by_arm(run: TextRun) -> str:
    head = [
        "",
        *(f'<span title="{escape(arm.about)}">{escape(arm.name)}</span>' for arm in run.arms),
    ]
    rows = []
    for score in run.scores():
        cells = [f'<span title="{escape(score.about)}">{escape(score.title)}</span>']
        for arm in run.arms:
            found = run.interval(arm.name, score)
            cells.append(
                f"{shown(found.value, score)}<small>{escape(bounds(found, score))}</small>"
            )
        rows.append(cells)
    return _table(head, rows)


def _by_tag(run: TextRun) -> str:
    score = score_named(TAG_SCORE)
    head = ["", "cases", *(escape(arm.name) for arm in run.arms)]
    rows = [
        [
            escape(tag),
            str(len(places)),
            *(shown(run.value(arm.name, score, tag), score) for arm in run.arms),
        ]
        for tag, places in run.tags.items()
    ]
    return f"<h3>{escape(score.title.capitalize())}, by tag</h3>" + _table(head, rows)


def _compared(run: TextRun, first: str, second: str) -> str:
    head = ["", escape(first), escape(second), "difference", ""]
    rows = []
    for score in run.scores():
        found = run.difference(first, second, score)
        said = verdict(found, score)
        rows.append(
            [
                escape(score.title),
                shown(run.value(first, score), score),
                shown(run.value(second, score), score),
                f"{shown(found.value, score, signed=True)}"
                f"<small>{escape(bounds(found, score, signed=True))}</small>",
                f'<span class="{escape(said)}">{escape(said)}</span>',
            ]
        )
    return f"<h3>{escape(second)} against {escape(first)}</h3>" + _table(head, rows)


# ── case by case ─────────────────────────────────────────────────────────────────────────────────


def _worst_first(run: TextRun) -> list[int]:
    """The places of the cases: those that the last arm has wrong come first."""
    exact: Score = score_named("exact")
    right = run.parts(run.arms[-1].name, exact)[:, 0]
    return sorted(range(len(run.cases)), key=lambda place: (right[place], place))


def _case(run: TextRun, place: int) -> str:
    case = run.cases[place]
    answers = [(arm.name, arm.answers[place]) for arm in run.arms]
    verdicts = "".join(_chip(name, case, answer) for name, answer in answers)
    tags = "".join(f'<span class="chip">{escape(tag)}</span>' for tag in case.tags)
    wrong = Look(case, answers[-1][1]).wrong > 0
    return (
        f"<details{' open' if wrong else ''}><summary><b>{escape(case.id)}</b>{tags}{verdicts}"
        f'</summary><div class="inside">{"".join(_lines(case, answers))}</div></details>'
    )


def _chip(name: str, case: Case, answer: Answer) -> str:
    right = Look(case, answer).wrong == 0
    return f'<span class="chip {"good" if right else "bad"}">{escape(name)}</span>'


def _lines(case: Case, answers: Sequence[tuple[str, Answer]]) -> list[str]:
    lines = [f"<b>said</b><div>{escape(case.raw)}</div>"]
    for name, answer in answers:
        lines.append(f"<b>{escape(name)}</b><div>{_text(case, answer)}{_why(answer)}</div>")
    lines += [f"<b>right</b><div>{escape(text)}</div>" for text in case.accept]
    return lines


def _text(case: Case, answer: Answer) -> str:
    if answer.text == case.raw and not answer.undone:
        return '<span class="dim">as said</span>'
    runs = with_undone(case.raw, runs_of_answer(case.raw, answer), answer.undone)
    return "".join(_run(run) for run in runs)


def _run(run: Run | Undone) -> str:
    if isinstance(run, Undone):
        if not run.before.strip():
            return f'<mark class="new" title="{escape(_wish(run))}">{escape(run.after)}</mark>'
        return f'<mark title="{escape(_wish(run))}">{escape(run.before)}</mark>'
    match run.fate:
        case Fate.STAYED:
            return escape(run.text)
        case Fate.WENT:
            return f'<del title="{escape(run.why)}">{escape(run.text)}</del>'
        case Fate.CAME:
            return f'<ins title="{escape(run.why)}">{escape(run.text)}</ins>'


def _why(answer: Answer) -> str:
    """What was undone, in words; a page on paper has nothing to point at."""
    said = [f"Nothing of it was used: {answer.refused}"] if answer.refused else []
    said += [f"“{one.before.strip() or one.after.strip()}” {_wish(one)}" for one in answer.undone]
    if not said:
        return ""
    return f'<ul class="dim">{"".join(f"<li>{escape(one)}</li>" for one in said)}</ul>'


def _wish(undone: Undone) -> str:
    if not undone.before.strip():
        return f"would have been put in: {undone.why}"
    wish = f"would have become “{undone.after.strip()}”" if undone.after else "would have gone"
    return f"{wish}: {undone.why}"
