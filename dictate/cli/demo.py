"""`dictate demo`: a shipped sample through the whole chain, for the eyes."""

from __future__ import annotations

import argparse
import os
from typing import Any

from dictate.cli.terminal import Exit, say, say_json

EXAMPLES = """\
examples:
  dictate demo            see and read what Dictate makes of a spoken sentence
  dictate demo --json     the same for a program, without the overlay

exit codes: 0 done, 1 failed"""


def add_parser(subparsers: Any) -> None:
    """Add `demo`."""
    parser = subparsers.add_parser(
        "demo",
        help="play a shipped sample through the whole chain",
        description="Play a spoken sample into Dictate: the overlay shows it, where there is a "
        "display, and the words are printed as recognised and as cleaned.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="one answer for a program")


def run(args: argparse.Namespace) -> int:
    """Play it and print both texts."""
    from dictate.app import demo
    from dictate.app.running import has_display
    from dictate.app.samples import shipped_sample
    from dictate.models.find import choose
    from dictate.settings.paths import settings_file
    from dictate.settings.store import load

    settings, sample = load(settings_file()).settings, shipped_sample()
    if has_display() and not args.json:
        shown = demo.with_overlay(sample, choose, settings, os.environ)
    else:
        shown = demo.in_silence(sample, choose, settings)
    text = shown.text
    if args.json:
        answer = {"spoken": sample.spoken, "model": shown.model, "raw": text.raw}
        say_json({**answer, "clean": text.text, "by": text.by})
        return Exit.OK
    note = choose(settings).note
    say(f"spoken  {sample.spoken}")
    say(f"heard   {text.raw}   ({shown.model})")
    say(f"clean   {text.text}   ({text.by})")
    if note:
        say(f"\n{note}")
    return Exit.OK
