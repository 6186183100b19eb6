"""`dictate devices`: the microphones of this machine, and how loud it is at each of them now."""

from __future__ import annotations

import argparse
import math
from typing import Any

from dictate.cli.terminal import Exit, say, say_json

LISTEN_S = 0.4
"""At each microphone: long enough to say a word into one and see which it was."""

EXAMPLES = """\
examples:
  dictate devices               all microphones, with the level of each while you speak
  dictate devices --no-level    without listening
  dictate config set microphone.device NAME"""


def add_parser(subparsers: Any) -> None:
    """Add `devices`."""
    parser = subparsers.add_parser(
        "devices",
        help="list the microphones with their levels",
        description="List the microphones, listening to each for a moment. "
        "Names are what the setting microphone.device takes.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--no-level", action="store_true", help="do not listen")
    parser.add_argument("--json", action="store_true", help="a list for a program")


def run(args: argparse.Namespace) -> int:
    """Print one line for each microphone."""
    from dictate.audio.devices import microphones

    found = microphones()
    if not found and not args.json:
        from dictate.audio.opening import no_microphone

        raise no_microphone()
    rows = []
    for each in found:
        level = {} if args.no_level else _level(each.name)
        rows.append(
            {
                "name": each.name,
                "description": each.description,
                "default": each.is_default,
                "rate_hz": each.rate_hz,
                **level,
            }
        )
        if not args.json:
            say(_line(rows[-1]))
    if args.json:
        say_json(rows)
    return Exit.OK


def _level(device: str) -> dict[str, Any]:
    """The level in dBFS, -inf as None, or why there is none."""
    from dictate.audio.devices import measure_level
    from dictate.errors import MicrophoneError

    try:
        level = measure_level(device, LISTEN_S)
    except MicrophoneError as error:
        return {"error": error.message}
    return {"level_dbfs": round(20 * math.log10(level.rms), 1) if level.rms else None}


def _line(row: dict[str, Any]) -> str:
    mark = "*" if row["default"] else " "
    text = f"{mark} {row['name']}  {row['description']}, {row['rate_hz']} Hz"
    if "error" in row:
        return f"{text}: {row['error']}"
    if "level_dbfs" not in row:
        return text
    heard = row["level_dbfs"]
    return f"{text}: {'nothing but zeros' if heard is None else f'{heard:.0f} dBFS'}"
