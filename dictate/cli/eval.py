"""`dictate eval`: how well text is cleaned here, by several ways side by side."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dictate.cli.terminal import Exit, MistakeError, has_colour, say, say_json

if TYPE_CHECKING:
    from dictate.evaluation.judge import Judgement
    from dictate.evaluation.text_run import Report, TextRun
    from dictate.evaluation.text_scores import Score
    from dictate.evaluation.text_suite import Case
    from dictate.settings.schema import Settings

EXAMPLES = """\
examples:
  dictate eval                                       the shipped suite, every way without a writer
  dictate eval --arms rules,tagger+veto --tags numbers --limit 50
  dictate eval --suite mine.jsonl --fail-under kept=100 --fail-under fillers=0
  dictate eval --html eval.html                      every change in every text, in a browser
  dictate eval --list                                arms and scores, with what they mean

A suite of your own: a JSON object on each line with id, raw and accept, and if you like keep,
must_not, tags, language. docs/evaluation.md has the details.

exit codes: 0 done, 1 failed or below a --fail-under, 2 a mistake in what was typed or in a suite"""

PIPE_WIDTH = 200
"""Columns, where no terminal says how wide it is."""


def add_parser(subparsers: Any) -> None:
    """Add `eval`."""
    parser = subparsers.add_parser(
        "eval",
        help="measure how well text is cleaned, by several ways side by side",
        description="Clean the texts of a suite by several ways and compare them with what is "
        "right. Nothing is recorded, pasted or kept.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--suite", metavar="FILE", help="cases as JSON lines (default: the suite that ships)")
    add("--disfl-qa", metavar="FILE", help="a file of Disfl-QA, instead or besides")
    add("--arms", metavar="NAMES", help="ways to clean, with commas; see --list")
    add("--tags", metavar="NAMES", help="only cases with one of these tags")
    add("--limit", type=int, default=0, metavar="N", help="so many cases of each suite at most")
    add(
        "--compare",
        action="append",
        metavar="A,B",
        help="state B against A; may come again (default: the last arm against rules)",
    )
    add(
        "--judge",
        metavar="MODEL",
        help="let a chat model judge each pair of --compare, in both orders; a small model is weak "
        "evidence",
    )
    add("--my-settings", action="store_true", help="clean as your settings say, not as the default")
    add("--seed", default="0", metavar="WORD", help="of the noisy writer (default: 0)")
    add("--json", action="store_true", help="the answer for a program, with every text")
    add("--html", metavar="FILE", help="also write a page with every change in every text")
    add("--markdown", action="store_true", help="a table of each suite for a README")
    add(
        "--fail-under",
        action="append",
        default=[],
        metavar="SCORE=N",
        help="exit with 1 where the last arm is worse than this; ARM:SCORE=N for another arm",
    )
    add("--list", action="store_true", help="say which arms and scores there are")


def run(args: argparse.Namespace) -> int:
    """Measure, print, and compare with what was demanded."""
    from dictate.evaluation.arms import ArmError
    from dictate.evaluation.chat_models import ChatModelError
    from dictate.evaluation.text_suite import SuiteError

    if args.list:
        return _list()
    try:
        return _evaluate(args)
    except (SuiteError, ArmError, ChatModelError) as error:
        raise MistakeError(error.message, hint=error.hint) from error


def _evaluate(args: argparse.Namespace) -> int:
    from dictate.evaluation.arms import DEFAULT_ARMS, Workshop
    from dictate.evaluation.chat_models import find_in, judge_from
    from dictate.evaluation.judge import judged
    from dictate.evaluation.text_page import page
    from dictate.evaluation.text_run import run_arms

    names = _names(args.arms) or list(DEFAULT_ARMS)
    if len(set(names)) < len(names):
        raise MistakeError("An arm is named twice.")
    pairs = _pairs(args.compare, names)
    demands = [_demand(text, names) for text in args.fail_under]
    suites = _suites(args)
    settings = _settings(own=args.my_settings)
    find = find_in(settings)
    judge = judge_from(find, args.judge) if args.judge else None
    with ExitStack() as stack:
        report = stack.enter_context(_progress())
        if judge is not None:
            stack.callback(judge.close)
        workshop = stack.enter_context(Workshop(settings.text, args.seed, find))
        arms = [workshop.make(name) for name in names]
        runs = [run_arms(title, cases, arms, report) for title, cases in suites]
        said = {
            run.title: [judged(run, pair, args.judge, judge, report) for pair in pairs]
            for run in runs
            if judge is not None
        }
    if args.html:
        _write_page(Path(args.html), page(runs, pairs, said))
    _print(args, runs, pairs, said)
    return _demanded(runs, demands)


def _names(text: str | None) -> list[str]:
    return [name for part in (text or "").split(",") if (name := part.strip())]


def _pairs(texts: Sequence[str] | None, names: Sequence[str]) -> list[tuple[str, str]]:
    if texts is None:
        first = "rules" if "rules" in names[:-1] else names[0]
        return [(first, names[-1])] if len(names) > 1 else []
    return [_pair(text, names) for text in texts]


def _pair(text: str, names: Sequence[str]) -> tuple[str, str]:
    pair = _names(text)
    if len(pair) != 2 or not set(pair) <= set(names):
        raise MistakeError(
            "--compare takes two of the arms, with a comma.", hint=f"Such as: {','.join(names[:2])}"
        )
    return pair[0], pair[1]


def _suites(args: argparse.Namespace) -> list[tuple[str, list[Case]]]:
    from dictate.evaluation.text_suite import chosen, read_disfl_qa, read_suite
    from dictate.settings.paths import shipped

    if args.limit < 0:
        raise MistakeError("--limit takes a number from 0 on.")
    tags = _names(args.tags)
    suites = []
    if args.suite or not args.disfl_qa:
        path = Path(args.suite or shipped("resources", "evaluation", "suite.jsonl"))
        suites.append((path.stem, chosen(read_suite(path), tags, args.limit)))
    if args.disfl_qa:
        questions = read_disfl_qa(Path(args.disfl_qa))
        suites.append(("Disfl-QA", chosen(questions, () if args.suite else tags, args.limit)))
    return suites


def _settings(*, own: bool) -> Settings:
    """The user's; but how text is written as in a fresh install, unless their own is wanted."""
    from dictate.settings.paths import settings_file
    from dictate.settings.schema import TextSettings
    from dictate.settings.store import load

    settings = load(settings_file()).settings
    return settings if own else replace(settings, text=TextSettings())


# ── what was demanded ────────────────────────────────────────────────────────────────────────────


def _demand(text: str, names: Sequence[str]) -> tuple[str, Score, float]:
    """The arm, the score and the least it must have, in the unit that is shown."""
    from dictate.evaluation.text_scores import SCORES, score_named

    what, _, value = text.partition("=")
    arm, _, name = what.strip().rpartition(":")
    try:
        score, least = score_named(name), float(value)
    except KeyError:
        known = ", ".join(score.name for score in SCORES)
        raise MistakeError(f"There is no score {name}.", hint=f"There are: {known}.") from None
    except ValueError:
        raise MistakeError(f"--fail-under takes SCORE=NUMBER, not {text}.") from None
    if score.more_is_better is None:
        raise MistakeError(f"Of {name} neither more nor less is better.")
    if arm and arm not in names:
        raise MistakeError(f"{arm} is none of the arms.", hint=f"They are: {', '.join(names)}.")
    return arm or names[-1], score, least


def _demanded(runs: Sequence[TextRun], demands: Sequence[tuple[str, Score, float]]) -> int:
    from dictate.evaluation.text_scores import Unit

    code = Exit.OK
    for arm, score, least in demands:
        for run in runs:
            if not run.counts(score):
                sys.stderr.write(f"dictate: no case of {run.title} counts for {score.name}\n")
                code = Exit.FAILED
                continue
            value = run.value(arm, score) * (100 if score.unit is Unit.PERCENT else 1)
            short = value < least - 1e-9 if score.more_is_better else value > least + 1e-9
            if short:
                sys.stderr.write(
                    f"dictate: {run.title}: {score.name} of {arm} is {value:.6g}, not {least:g}\n"
                )
                code = Exit.FAILED
    return code


# ── what is printed ──────────────────────────────────────────────────────────────────────────────


def _print(
    args: argparse.Namespace,
    runs: Sequence[TextRun],
    pairs: Sequence[tuple[str, str]],
    said: Mapping[str, Sequence[Judgement]],
) -> None:
    from dictate.evaluation.text_report import as_json, as_markdown, tables

    if args.json:
        say_json({"suites": [as_json(run, pairs, said.get(run.title, ())) for run in runs]})
        return
    if args.markdown:
        say(as_markdown(runs, pairs))
        return
    from rich.console import Console

    console = Console(
        no_color=not has_colour(sys.stdout),
        width=None if sys.stdout.isatty() else PIPE_WIDTH,
        markup=False,
        emoji=False,
        highlight=False,
    )
    for run in runs:
        for table in tables(run, pairs, said.get(run.title, ())):
            console.print(table)
            console.print()


def _write_page(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise MistakeError(
            f"{path} cannot be written: {error.strerror}.", hint="Choose another --html."
        ) from error
    sys.stderr.write(f"dictate: the page is {path}\n")


def _list() -> int:
    from dictate.evaluation.arms import ARMS
    from dictate.evaluation.text_scores import SCORES

    say("Arms:")
    for name, about in ARMS.items():
        say(f"  {name:18} {about}")
    say("  MODEL[:STYLE]      Rules, then a chat model with a style's prompt, whatever it says.")
    say("  MODEL[:STYLE]+veto The same as the program uses it.")
    say("\nScores:")
    for score in SCORES:
        say(f"  {score.name:18} {score.about}")
    return Exit.OK


@contextmanager
def _progress() -> Iterator[Report]:
    """A bar on standard error where that is a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _arm, _done, _of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True, no_color=not has_colour(sys.stderr))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        show: Callable[[str, int, int], None] = lambda arm, done, of: bar.update(  # noqa: E731
            task, description=arm, completed=done, total=of
        )
        yield show
