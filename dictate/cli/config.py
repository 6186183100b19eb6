"""`dictate config …`: read and change the settings file, and keep the rest of it as it is."""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dictate.cli.terminal import Exit, MistakeError, say, say_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dictate.settings.options import Option, Value
    from dictate.settings.store import Problem

EXAMPLES = """\
examples:
  dictate config get                                   all settings
  dictate config get microphone.tail_ms
  dictate config set hotkey.key f9
  dictate config set text.vocabulary.'open a eye' OpenAI
  dictate config unset hotkey.key                      back to the default
  dictate config edit                                  the file, in your editor
  dictate config check                                 what in it cannot be used

A Dictate that runs takes changes up by itself.

exit codes: 0 done, 1 failed, 2 no such option, a wrong value, or a file with mistakes"""

EDITORS = ("sensible-editor", "nano", "micro", "vim", "vi", "emacs", "notepad")
"""Looked for where neither VISUAL nor EDITOR names one."""


def add_parser(subparsers: Any) -> None:
    """Add `config` with its commands."""
    parser = subparsers.add_parser(
        "config",
        help="read and change the settings",
        description="Read and change the settings. Comments and everything else in the file stay.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="what", metavar="COMMAND", required=True)

    def add(name: str, about: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(
            name, help=about, description=f"{about[0].upper()}{about[1:]}."
        )
        return made

    made = add("get", "print one setting, or all")
    made.add_argument("key", nargs="?", help="such as microphone.tail_ms (default: all)")
    made.add_argument("--json", action="store_true", help="the answer for a program")
    made = add("set", "change one setting")
    made.add_argument("key", help="such as microphone.tail_ms or text.vocabulary.WORDS")
    made.add_argument("value", help="such as 300, on, f9; lists with commas")
    made = add("unset", "let one setting follow its default again")
    made.add_argument("key", help="such as microphone.tail_ms or text.vocabulary.WORDS")
    add("path", "print where the settings file is")
    add("edit", "open the settings file in your editor, and check it afterwards")
    add("check", "say what in the settings file cannot be used")


def run(args: argparse.Namespace) -> int:
    """Do what the parsed arguments say."""
    from dictate.settings.paths import settings_file

    file = settings_file()
    match args.what:
        case "get":
            return _get(file, args.key, as_json=args.json)
        case "set":
            return _set(file, args.key, args.value)
        case "unset":
            return _unset(file, args.key)
        case "path":
            say(str(file))
            return Exit.OK
        case "edit":
            return _edit(file)
        case _:
            return _check(file)


def _get(file: Path, key: str | None, *, as_json: bool) -> int:
    from dictate.settings.options import describe, find, toml, value_of
    from dictate.settings.store import load

    loaded = load(file)
    _warn(loaded.problems)
    settings = loaded.settings
    if key is None:
        values = {option.key: value_of(settings, option.key) for option in describe()}
        if as_json:
            say_json({name: _plain(value) for name, value in values.items()})
        else:
            for name, value in values.items():
                say(f"{name} = {toml(value)}")
        return Exit.OK
    name, _, entry = _parts(key)
    value = value_of(settings, find(name).key)
    if entry:
        table = _table(find(name), value)
        if entry not in table:
            raise MistakeError(
                f"{name} has no entry {entry}.", hint=f"See: dictate config get {name}"
            )
        value = table[entry]
    if as_json:
        say_json(_plain(value))
    else:
        say(value if isinstance(value, str) else toml(value))
    return Exit.OK


def _set(file: Path, key: str, typed: str) -> int:
    from dictate.settings.edit import set_value
    from dictate.settings.options import find

    name, _, entry = _parts(key)
    option = find(name)
    problem = set_value(file, key, typed if entry else option.parse(typed))
    _warn([problem] if problem else [])
    if option.restart:
        say("It is taken up when Dictate starts again.")
    return Exit.OK


def _unset(file: Path, key: str) -> int:
    from dictate.settings.edit import reset_value

    problem = reset_value(file, key)
    _warn([problem] if problem else [])
    return Exit.OK


def _edit(file: Path) -> int:
    import subprocess

    from dictate.settings.edit import write_default

    write_default(file)
    command = [*_editor(), str(file)]
    try:
        ended = subprocess.run(command, check=False)  # noqa: S603 - the editor the user has named
    except OSError as error:
        raise MistakeError(
            f"{command[0]} cannot be started: {error.strerror}.",
            hint=f"Name another in EDITOR, or open {file} yourself.",
        ) from error
    if ended.returncode != 0:
        raise MistakeError(f"{command[0]} ended with {ended.returncode}.")
    return _check(file, quiet=True)


def _check(file: Path, *, quiet: bool = False) -> int:
    from dictate.settings.store import load

    problems = load(file).problems
    _warn(problems)
    if problems:
        return Exit.MISTAKE
    if not quiet:
        say(f"{file} is in order." if file.exists() else f"{file} is not there: all defaults.")
    return Exit.OK


def _editor() -> list[str]:
    """The command of the editor the user wants, or of the first there is."""
    for name in ("VISUAL", "EDITOR"):
        if wanted := shlex.split(os.environ.get(name, ""), posix=os.name != "nt"):
            return wanted
    if sys.platform == "darwin":
        return ["open", "-W", "-t"]
    for editor in EDITORS:
        if shutil.which(editor):
            return [editor]
    raise MistakeError("No editor was found.", hint="Name one in EDITOR.")


def _warn(problems: Iterable[Problem]) -> None:
    for problem in problems:
        sys.stderr.write(f"dictate: {problem}\n")


def _parts(key: str) -> tuple[str, str, str]:
    """An option's full name, a dot, and the entry of a table; the last two may be empty."""
    section, _, rest = key.partition(".")
    name, dot, entry = rest.partition(".")
    return f"{section}.{name}", dot, entry


def _table(option: Option, value: Value) -> Mapping[str, str]:
    from collections.abc import Mapping as AnyMapping

    if isinstance(value, AnyMapping):
        return value
    raise MistakeError(
        f"{option.key} has no entries.", hint=f"See: dictate config get {option.key}"
    )


def _plain(value: Value) -> Any:
    """A value as JSON has it."""
    from collections.abc import Mapping as AnyMapping

    return dict(value) if isinstance(value, AnyMapping) else value
