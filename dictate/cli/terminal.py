"""How commands speak: answers on standard output, trouble on standard error, fixed exit codes."""

from __future__ import annotations

import json
import os
import sys
from enum import IntEnum
from typing import Any, TextIO

from dictate.errors import DictateError, SettingsError


class Exit(IntEnum):
    """The exit codes, the same for every command."""

    OK = 0
    FAILED = 1
    MISTAKE = 2
    """Of the one who typed: an unknown option, a file that is not sound, a wrong value."""
    NOT_RUNNING = 3
    """A command for the running Dictate, and none answers."""
    INTERRUPTED = 130
    """Ctrl+C: 128 and the number of the signal, as shells have it."""


class MistakeError(DictateError):
    """What was typed cannot be done as it stands."""


def exit_for(error: DictateError) -> Exit:
    """The exit code of an error that ended a command."""
    return Exit.MISTAKE if isinstance(error, (MistakeError, SettingsError)) else Exit.FAILED


def say(text: str) -> None:
    """A line of the answer."""
    sys.stdout.write(text + "\n")


def say_json(value: Any) -> None:
    """The answer for a program: one JSON document, words in any script as they are."""
    say(json.dumps(value, indent=2, ensure_ascii=False))


def complain(error: DictateError) -> None:
    """What happened, and on a second line what to do."""
    lines = [f"dictate: {error.message}", *([f"  {error.hint}"] if error.hint else [])]
    sys.stderr.write("\n".join(lines) + "\n")


def has_colour(stream: TextIO) -> bool:
    """Whether colours are wanted there: a terminal, and nobody said NO_COLOR (see no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
