"""`dictate history …`: what was dictated, from a terminal."""

from __future__ import annotations

import argparse
import os
import sys
import time
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dictate.cli.terminal import Exit, MistakeError, complain, say, say_json
from dictate.errors import ControlError

if TYPE_CHECKING:
    from dictate.core.dictation import Dictation
    from dictate.history.store import SqliteHistory

SHOWN = 20
STATES = (
    "done",
    "copied",
    "set aside",
    "failed",
    "recovered",
    "delivery unknown",
    "silent",
    "working",
    "delivering",
)
FORMS = ("txt", "json", "csv")

EXAMPLES = """\
examples:
  dictate history list                    the newest dictations
  dictate history search quarterly plan   those with these words
  dictate history show last               everything that is known of the newest one
  dictate history copy last               its text to the clipboard
  dictate history retry 20260131-09       recognise the kept sound again; part of an id will do
  dictate history export --form csv -o dictations.csv
  dictate history stats --days 7          how quick and how clean the last week was

exit codes: 0 done, 1 failed, 2 no such dictation or a wrong option, 3 Dictate is not running"""


def add_parser(subparsers: Any) -> None:
    """Add `history` with its commands."""
    parser = subparsers.add_parser(
        "history",
        help="list, search, copy, retry, delete what was dictated",
        description="What was dictated. It never leaves this machine.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="what", metavar="COMMAND", required=True)

    def add(name: str, about: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(
            name, help=about, description=f"{about[0].upper()}{about[1:]}."
        )
        return made

    for made in (add("list", "list the newest dictations"), add("search", "find dictations")):
        made.add_argument(
            "-n", "--count", type=int, default=SHOWN, help=f"at most (default {SHOWN})"
        )
        made.add_argument("--state", choices=STATES, action="append", default=[], help="only these")
        made.add_argument("--json", action="store_true", help="a list for a program")
        if made.prog.endswith("search"):
            made.add_argument("words", nargs="+", help='words, or "a phrase"')
    for name, about in (
        ("show", "everything that is known of a dictation"),
        ("play", "play the kept sound"),
        ("copy", "put the text on the clipboard"),
        ("retry", "recognise the kept sound again; Dictate has to be running"),
        ("restore", "bring back a dictation that was set aside: its words to the clipboard"),
        ("delete", "delete text and sound for good"),
    ):
        made = add(name, about)
        made.add_argument("id", help="an id, its beginning, or: last")
        if name == "show":
            made.add_argument("--json", action="store_true", help="the answer for a program")
    made = add("export", "write all dictations to a file")
    made.add_argument("--form", choices=FORMS, default="txt", help="what to write (default: txt)")
    made.add_argument("-o", "--output", type=Path, help="a file (default: the terminal)")
    made = add(
        "stats", "figures: how many, how long the waits were, how often the cleaner was late"
    )
    made.add_argument("--days", type=int, default=0, help="of so many days (default: all)")
    made.add_argument("--json", action="store_true", help="the answer for a program")


def run(args: argparse.Namespace) -> int:
    """Do what the parsed arguments say."""
    from dictate.history.store import SqliteHistory
    from dictate.settings.paths import history_dir

    with closing(SqliteHistory(history_dir(), complain)) as kept:
        match args.what:
            case "list" | "search":
                return _list(kept, args)
            case "export":
                return _export(kept, args)
            case "stats":
                return _stats(kept, args)
            case _:
                return _one(kept, args, _named(kept, args.id))


def _named(kept: SqliteHistory, name: str) -> Dictation:
    if name == "last":
        rows = kept.recent(1)
    else:
        exact = kept.get(name)
        rows = [exact] if exact else [row for row in kept.recent(-1) if row.id.startswith(name)]
    if not rows:
        raise MistakeError(f"There is no dictation {name}.", hint="See: dictate history list")
    if len(rows) > 1:
        raise MistakeError(
            f"{len(rows)} dictations begin with {name}.", hint="Give more of the id."
        )
    return rows[0]


def _list(kept: SqliteHistory, args: argparse.Namespace) -> int:
    from dictate.core.dictation import State
    from dictate.history.export import as_dict

    words = " ".join(getattr(args, "words", ()))
    states = [State(name) for name in args.state]
    rows = kept.search(words, args.count, states=states)
    if args.json:
        say_json([as_dict(row) for row in rows])
        return Exit.OK
    if not rows:
        say("No dictation." if not words else "No dictation has these words.")
    width = os.get_terminal_size().columns if sys.stdout.isatty() else 0
    for row in rows:
        words_said = " ".join((row.text or row.raw or row.note or "-").split())
        line = f"{row.id}  {_when(row)}  {row.state.value:10}  {words_said}"
        say(line if not width or len(line) <= width else line[: width - 1] + "…")
    return Exit.OK


def _when(row: Dictation) -> str:
    """Local time; dashes where a damaged row names a time that no calendar has."""
    try:
        return f"{datetime.fromtimestamp(row.started_at_s).astimezone():%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):
        return "---------- --:--"


def _export(kept: SqliteHistory, args: argparse.Namespace) -> int:
    from dictate.history.export import exported

    text = exported(reversed(kept.recent(-1)), args.form)
    if args.output is None:
        sys.stdout.write(text)
        return Exit.OK
    try:
        args.output.touch(mode=0o600)
        args.output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise MistakeError(f"{args.output} cannot be written: {error.strerror}.") from error
    return Exit.OK


def _stats(kept: SqliteHistory, args: argparse.Namespace) -> int:
    since_s = time.time() - args.days * 86_400 if args.days > 0 else None
    found = kept.statistics(since_s)
    if args.json:
        say_json({**asdict(found), "by_state": {k.value: n for k, n in found.by_state.items()}})
        return Exit.OK
    say(f"{'dictations':14} {found.count}")
    say(f"{'spoken':14} {found.spoken_s / 60:.1f} min")
    say(f"{'characters':14} {found.characters}")
    for state, count in found.by_state.items():
        say(f"{state.value:14} {count}")
    for stage, took_s in found.median_s.items():
        say(f"{stage:14} {took_s:.3f} s (median)")
    if found.asked:
        share = found.in_time / found.asked
        say(f"{'cleaned':14} {found.in_time} of {found.asked} in time ({share:.0%})")
    for kind, count in found.edits.items():
        say(f"{'edits':14} {count} × {kind}")  # noqa: RUF001 - times
    return Exit.OK


def _one(kept: SqliteHistory, args: argparse.Namespace, row: Dictation) -> int:
    match args.what:
        case "show":
            _show(row, as_json=args.json)
        case "play":
            _play(kept, row)
        case "copy":
            _copy(row)
        case "restore" if row.text:
            _copy(row)
        case "retry" | "restore":
            return _retry(row)
        case _:  # delete
            kept.delete(row.id)
    return Exit.OK


def _show(row: Dictation, *, as_json: bool) -> None:
    from dictate.history.export import as_dict

    about = as_dict(row)
    if as_json:
        say_json(about)
        return
    for name, value in about.items():
        if name not in ("started_at_s", "edits", "timings_s") and value not in ("", None):
            say(f"{name.replace('_', ' '):12} {value}")
    for stage, seconds in row.timings_s.items():
        say(f"{stage:12} {seconds:.3f} s")
    for edit in row.edits:
        say(f"{'edit':12} {edit.kind}: {edit.before!r} -> {edit.after!r}")


def _play(kept: SqliteHistory, row: Dictation) -> None:
    from dictate.audio.player import Player

    samples = kept.sound(row.id)
    if samples is None:
        raise MistakeError("The sound of this dictation is not kept.")
    Player().play(samples)


def _copy(row: Dictation) -> None:
    from dictate.platforms.delivery import make_deliverer

    if not row.text:
        raise MistakeError(
            "This dictation has no words yet.", hint=f"Recognise it: dictate history retry {row.id}"
        )
    deliverer = make_deliverer(os.environ)
    try:
        deliverer.copy(row.text)
    finally:
        deliverer.shut_down()


def _retry(row: Dictation) -> int:
    from dictate.platforms.client import send

    try:
        reply = send("retry", row.id)
    except ControlError as error:
        complain(error)
        return Exit.NOT_RUNNING
    if not reply.ok:
        raise MistakeError(reply.error, hint=reply.hint)
    say("Dictate recognises it again; see: dictate history show " + row.id)
    return Exit.OK
