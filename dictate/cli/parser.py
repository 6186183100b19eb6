"""The one parser. Only the file of the command that was asked for is imported."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NoReturn

from dictate import __version__
from dictate.cli.terminal import Exit

ABOUT = """\
Hold a key, speak, let go: the words stand, clean, in the window you are in.
Nothing you say leaves this machine.

Without a command Dictate starts in the tray. toggle, start, stop and cancel steer the Dictate that
is running: bind them to keys where the desktop offers no global hotkeys."""

EXAMPLES = """\
examples:
  dictate                        start in the tray
  dictate toggle                 start a recording, or end it
  dictate doctor                 what works on this machine, and what to do about the rest
  dictate transcribe talk.mp4    write down a recording

exit codes:
  0 done   1 failed   2 a mistake in what was typed   3 no running Dictate answers   130 Ctrl+C"""


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name and the module that has `add_parser` and `run`."""

    name: str
    module: str


COMMANDS = (
    *(
        Command(verb, "dictate.cli.control")
        for verb in ("toggle", "start", "stop", "cancel", "swap", "status", "show", "quit")
    ),
    Command("transcribe", "dictate.cli.transcribe"),
    Command("history", "dictate.cli.history"),
    Command("models", "dictate.cli.models"),
    Command("devices", "dictate.cli.devices"),
    Command("config", "dictate.cli.config"),
    Command("doctor", "dictate.cli.doctor"),
    Command("selfcheck", "dictate.cli.selfcheck"),
    Command("eval", "dictate.cli.eval"),
    Command("demo", "dictate.cli.demo"),
    Command("bench", "dictate.cli.bench"),
    Command("completion", "dictate.cli.completion"),
)


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints look like all others: one line, and where to read on."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and leave."""
        self.exit(Exit.MISTAKE, f"dictate: {message}\n  See: {self.prog} --help\n")


def build_parser(only: str | None = None) -> Parser:
    """The parser of everything, or of one command, which is quicker."""
    parser = Parser(
        prog="dictate",
        description=ABOUT,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"Dictate {__version__}")
    parser.add_argument(
        "--verbose", action="store_true", help="log details, never what was said; without a command"
    )
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    modules = dict.fromkeys(c.module for c in COMMANDS if only is None or c.name == only)
    for module in modules:
        import_module(module).add_parser(subparsers)
    return parser


def main(arguments: Sequence[str]) -> int:
    """Understand the arguments and run the command they name."""
    named = arguments[0] if arguments else None
    known = {command.name: command for command in COMMANDS}
    args = build_parser(named if named in known else None).parse_args(arguments)
    if args.command is None:
        return _start(args)
    return int(import_module(known[args.command].module).run(args))


def _start(args: Any) -> int:
    from dictate.app import run

    return run(verbose=args.verbose)
