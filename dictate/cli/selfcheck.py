"""`dictate selfcheck`: does sound really become clean text on this machine?

A spoken sample that ships goes through the real chain with the models that ship; no network, no
microphone, no window, some seconds.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from dictate.cli.terminal import Exit, say, say_json
from dictate.errors import DictateError

if TYPE_CHECKING:
    from dictate.app.trial import Stage, Trial

LIBRARIES = ("av", "onnxruntime", "faster-whisper", "ctranslate2", "llama-cpp-python", "numpy")
"""The native ones, on the way from sound to text."""

EXAMPLES = """\
examples:
  dictate selfcheck            a shipped sample through the real chain
  dictate selfcheck --json     the same for a program

exit codes:
  0 sound becomes clean text here   1 it does not; what failed is named"""


def add_parser(subparsers: Any) -> None:
    """Add `selfcheck`."""
    parser = subparsers.add_parser(
        "selfcheck",
        help="does sound become clean text on this machine? takes some seconds",
        description="Send a shipped sample through the real chain and compare the words.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="one answer for a program")


def run(args: argparse.Namespace) -> int:
    """Print the stages as they end, and the verdict."""
    from dictate.app.samples import shipped_sample
    from dictate.app.trial import try_out
    from dictate.models.shipped import shipped_recogniser

    began_s = time.monotonic()
    sample = shipped_sample()
    if not args.json:
        for line in about_the_machine():
            say(line)
    trial = try_out(sample, shipped_recogniser(), _quiet if args.json else _show)
    took_s = time.monotonic() - began_s
    if args.json:
        say_json(_answer(trial, sample.spoken, took_s))
    else:
        _verdict(trial, sample.spoken, took_s)
    return Exit.OK if trial.good else Exit.FAILED


def about_the_machine() -> Sequence[str]:
    """Libraries, versions and instruction sets, a line each."""
    from dictate.app.processor import instruction_sets

    sets = " ".join(instruction_sets()) or "not known"
    return [f" -  libraries        {', '.join(libraries())}", f" -  processor        {sets}"]


def libraries() -> list[str]:
    """Native libraries with their versions; imports none of them."""
    from importlib.metadata import PackageNotFoundError, version

    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} not installed")
    return found


def _quiet(_stage: Stage) -> None:
    """Everything is said at the end."""


def _show(stage: Stage) -> None:
    from dictate.cli.doctor import line
    from dictate.core.findings import Finding

    text = f"{stage.took_s:6.2f} s  {stage.text}"
    say(line(Finding(stage.name, stage.health, text, stage.remedy)))
    sys.stdout.flush()


def _verdict(trial: Trial, spoken: str, took_s: float) -> None:
    say(f"\nspoken  {spoken}")
    say(f"heard   {trial.raw}")
    say(f"clean   {trial.clean}")
    if trial.good:
        say(f"\nSound becomes clean text on this machine ({took_s:.1f} s).")
        return
    failed = next(stage for stage in trial.stages if stage.health == "broken")
    raise DictateError(f"The self-check failed: {failed.text}", hint=failed.remedy)


def _answer(trial: Trial, spoken: str, took_s: float) -> dict[str, Any]:
    from dictate.app.processor import instruction_sets

    return {
        "good": trial.good,
        "took_s": round(took_s, 3),
        "stages": [asdict(stage) for stage in trial.stages],
        "spoken": spoken,
        "raw": trial.raw,
        "clean": trial.clean,
        "libraries": libraries(),
        "instruction_sets": list(instruction_sets()),
    }
