"""`dictate bench`: how long one waits for the text on this machine, and what it costs.

Progress goes to standard error, the answer to standard output. What was measured until Ctrl+C is
kept and shown.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dictate.cli.terminal import Exit, MistakeError, has_colour, say, say_json

if TYPE_CHECKING:
    from dictate.evaluation.bench.wish import Wish

SHAPES = ("tiny", "base", "small", "turbo")

WORDS = 3000
REPEATS = 10
QUICK_S = 570.0
"""Of the ten minutes, what is left for the last dictation."""
WIDE = 130

ABOUT = """\
Play spoken dictations through the real program, without microphone, window or keyboard, and measure
how long after the release of the key the text is there. Beside it stands the plain way: the whole
recording by faster-whisper once the key is up. The clock skips what is mere waiting. Your history,
clipboard and settings are not touched.

Without a model of your own, --shape measures one of OpenAI's sizes with random weights: its time is
real, its words mean nothing."""

EXAMPLES = """\
examples:
  dictate bench --quick                         ten minutes, with the model you dictate with
  dictate bench --quick --shape small           the same for a model of that size
  dictate bench --shape small --cells promised --out bench/
  dictate bench --cells 60:pauses:0,60:solid:150 --arms all
  dictate bench --shape small --writer qwen3-0.6b     until the text is clean
  dictate bench --quality --speech my-voice/    the words: short windows beside full ones
  dictate bench --validate                      the clock that skips, beside real time

cells are SECONDS:KIND:MILLISECONDS: how long one speaks, with pauses or solid (or silence, noise),
and when the key comes up after the last word; or a set: all, quick, promised, waits, long, few,
clean.

exit codes: 0 measured, 1 failed, 2 a wrong option, 130 Ctrl+C"""


def add_parser(subparsers: Any) -> None:
    """Add `bench`."""
    parser = subparsers.add_parser(
        "bench",
        help="measure how long one waits for the text on this machine",
        description=ABOUT,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--quick", action="store_true", help="what shows most in ten minutes")
    what.add_argument("--quality", action="store_true", help="compare words instead of times")
    what.add_argument("--validate", action="store_true", help="prove the clock that skips")
    add("--shape", choices=SHAPES, help="a model of this size with random weights")
    add("-m", "--model", metavar="NAME", help="model or its folder (default: settings)")
    add(
        "--speech",
        action="append",
        default=[],
        metavar="DIR",
        help="recordings with their words: hello.wav, hello.txt; may be given again",
    )
    add("--cells", metavar="LIST", help="kinds of dictations (default: quick)")
    add("--arms", metavar="LIST", help="ways of recognising, or all (default: plain,ours)")
    add("--repeats", type=int, metavar="N", help=f"dictations of each (default: {REPEATS})")
    add("--words", type=int, metavar="N", help=f"with --quality: how many (default: {WORDS})")
    add("--cleaning", action="store_true", help="with the cleaner, as when dictating")
    add(
        "--writer",
        metavar="NAME",
        help="measure until the text is clean, with this chat model: a name or folder, or a shape "
        "with random weights (qwen3-0.6b, qwen3-1.7b)",
    )
    add("--out", metavar="DIR", help="keep report.json, wait.svg and each run there")
    add("--json", action="store_true", help="one answer for a program")


def run(args: argparse.Namespace) -> int:
    """Measure, and show what came of it."""
    from dictate.evaluation.bench.measuring import measure
    from dictate.evaluation.bench.report import report
    from dictate.settings.paths import settings_file
    from dictate.settings.store import load

    wish = wish_of(args)
    logging.basicConfig(level=logging.ERROR)
    measured = measure(wish, load(settings_file()).settings, _progress)
    found = report(wish, measured)
    if wish.out is not None:
        _keep(wish.out, found)
    if args.json:
        say_json(found)
    else:
        _show(found)
    return Exit.INTERRUPTED if measured.stopped else Exit.OK


def wish_of(args: argparse.Namespace) -> Wish:
    """What was asked for.

    Raises:
        MistakeError: It makes no sense.
    """
    from dictate.evaluation.bench.arms import CLEANING, ArmError, parse_arms
    from dictate.evaluation.bench.cells import CellError, parse_cells
    from dictate.evaluation.bench.wish import Wish

    if args.shape and args.quality:
        raise MistakeError(
            "Random weights have no words to compare.", hint="Leave --shape out of --quality."
        )
    if args.writer and (args.quality or args.validate):
        raise MistakeError("--writer is for times; leave --quality and --validate out.")
    if args.shape and args.model:
        raise MistakeError("Either --shape or --model, not both.")
    for name in ("repeats", "words"):
        if (number := getattr(args, name)) is not None and number < 1:
            raise MistakeError(f"--{name} takes a number from 1 on.")
    speech = [Path(folder) for folder in args.speech]
    for folder in speech:
        if not folder.is_dir():
            raise MistakeError(f"There is no folder {folder}.")
    try:
        cells = parse_cells(args.cells or ("clean" if args.writer else "quick"))
        arms = parse_arms(args.arms or _arms(args))
    except (ArmError, CellError) as error:
        raise MistakeError(error.message, hint=error.hint) from error
    if not args.writer and any(arm in CLEANING for arm in arms):
        raise MistakeError("These arms need a writer.", hint="Add --writer NAME.")
    return Wish(
        shape=args.shape or "",
        model=args.model or "",
        speech=speech,
        cells=cells,
        arms=arms,
        repeats=args.repeats or (3 if args.validate else REPEATS),
        out=Path(args.out) if args.out else None,
        cleaning=args.cleaning or bool(args.writer),
        writer=args.writer or "",
        validates=args.validate,
        words=(args.words or WORDS) if args.quality else 0,
        limit_s=QUICK_S if args.quick else 0.0,
    )


def _arms(args: argparse.Namespace) -> str:
    return "plain-clean,ours-writer,ours-tagger" if args.writer else "plain,ours"


def _progress(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _keep(folder: Path, found: dict[str, Any]) -> None:
    from dictate.evaluation.bench.plot import plot

    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(found, indent=1, ensure_ascii=False)
    (folder / "report.json").write_text(text + "\n", encoding="utf-8")
    if picture := plot(found):
        (folder / "wait.svg").write_text(picture, encoding="utf-8")


def _show(found: dict[str, Any]) -> None:
    from rich.console import Console

    from dictate.evaluation.bench.table import tables

    # A table that goes into a file is not made as narrow as the terminal.
    width = None if sys.stdout.isatty() else WIDE
    console = Console(width=width, no_color=not has_colour(sys.stdout), highlight=False)
    for part in tables(found):
        console.print(part)
    if not found["runs"] and not found.get("quality"):
        say("nothing was measured")
