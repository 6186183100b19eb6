"""`dictate toggle|start|stop|cancel|swap|status|show|quit`: speak to the Dictate that is running.

On the way of a key press, so everything that is not needed for it is imported late.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dictate.errors import ControlError
from dictate.platforms.client import send

if TYPE_CHECKING:
    import argparse

ABOUT = {
    "toggle": "start a recording, or end the one under way",
    "start": "start a recording; nothing happens while one is under way",
    "stop": "end the recording; its words are delivered",
    "cancel": "set the recording aside; it stays in the history",
    "swap": "put the words as spoken in the place of those as written, or back",
    "status": "say what the running Dictate is doing",
    "show": "bring its window to the front",
    "quit": "end it; a recording under way goes to the history",
}

NOT_RUNNING = 3
"""The exit code where no running Dictate answers."""


def add_parser(subparsers: Any) -> None:
    """Add one command for each verb."""
    for verb, about in ABOUT.items():
        parser = subparsers.add_parser(
            verb, help=about, description=f"{about[0].upper()}{about[1:]}."
        )
        if verb == "status":
            parser.add_argument("--json", action="store_true", help="the answer for a program")


def run(args: argparse.Namespace) -> int:
    """Do what the parsed arguments say."""
    return status(as_json=args.json) if args.command == "status" else steer(args.command)


def steer(verb: str) -> int:
    """Send a verb that is answered with yes or no."""
    return 0 if _ask(verb) is not None else NOT_RUNNING


def status(*, as_json: bool) -> int:
    """Print what the running Dictate says of itself."""
    found = _ask("status")
    if found is None:
        return NOT_RUNNING
    from dictate.cli.terminal import say, say_json

    if as_json:
        say_json(dict(found))
    else:
        say(sentence(found))
    return 0


def sentence(found: Mapping[str, Any]) -> str:
    """What a status means, for a reader."""
    words = {
        "idle": "ready",
        "opening": "opening the microphone",
        "listening": "listening",
        "trailing": "ending the recording",
    }
    parts = [words.get(str(found.get("phase")), str(found.get("phase")))]
    if found.get("toggled"):
        parts[0] += " until the next tap"
    if found.get("working"):
        parts.append(f"{found['working']} in the works")
    if found.get("loading"):
        parts.append("loading the model")
    if found.get("hotkey_paused"):
        parts.append("the hotkey is paused")
    if found.get("trouble"):
        parts.append(f"trouble: {found['trouble']}")
    return ", ".join(parts)


def _ask(verb: str) -> Mapping[str, Any] | None:
    """The answer's status, or None where nobody is there.

    Raises:
        ControlError: The running Dictate refused.
    """
    try:
        reply = send(verb)
    except ControlError as error:
        lines = [f"dictate: {error.message}", *([f"  {error.hint}"] if error.hint else [])]
        sys.stderr.write("\n".join(lines) + "\n")
        return None
    if not reply.ok:
        raise ControlError(reply.error, hint=reply.hint)
    answer: Mapping[str, Any] = reply.status
    return answer
