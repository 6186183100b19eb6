"""`dictate doctor`: what works on this machine, one line each, and the remedy where it does not.

The rooms know what they need and say it themselves, each in a `probe()`. Here they are called one
after the other, each on a thread of its own under a deadline: a frozen sound server is a finding,
not a hanging doctor.
"""

from __future__ import annotations

import argparse
import queue
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any

from dictate.cli.terminal import Exit, has_colour, say, say_json
from dictate.core.findings import Finding, Health

DEADLINE_S = 20.0
"""For one probe. The slowest honest one listens to the microphone for a second."""

EXAMPLES = """\
examples:
  dictate doctor            what works here
  dictate doctor --json     the same for a program

exit codes:
  0 nothing is broken   1 something is"""


@dataclass(frozen=True, slots=True)
class Probe:
    """Where a room's findings come from: `module.function() -> Sequence[Finding]`."""

    topic: str
    module: str
    function: str = "probe"

    def __call__(self) -> Sequence[Finding]:
        """What the room says."""
        found: Sequence[Finding] = getattr(import_module(self.module), self.function)()
        return found


PROBES = (
    Probe("Dictate", "dictate.cli.machine", "probe_program"),
    Probe("running", "dictate.cli.machine", "probe_running"),
    Probe("settings", "dictate.cli.machine", "probe_settings"),
    Probe("folders", "dictate.cli.machine", "probe_folders"),
    Probe("desktop", "dictate.platforms.desktop"),
    Probe("paste", "dictate.cli.machine", "probe_delivery"),
    Probe("tray", "dictate.cli.machine", "probe_tray"),
    Probe("microphone", "dictate.cli.machine", "probe_microphone"),
    Probe("models", "dictate.models"),
    Probe("cleaner", "dictate.cli.machine", "probe_cleaner"),
    Probe("versions", "dictate.cli.machine", "probe_versions"),
)

MARKS = {Health.GOOD: "ok", Health.LIMITED: "!", Health.BROKEN: "X", Health.FACT: "-"}
COLOURS = {Health.GOOD: "32", Health.LIMITED: "33", Health.BROKEN: "31", Health.FACT: "2"}


def add_parser(subparsers: Any) -> None:
    """Add `doctor`."""
    parser = subparsers.add_parser(
        "doctor",
        help="what works on this machine, and what to do about the rest",
        description="Look at everything Dictate needs, one line each, with the remedy.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="a list of findings for a program")


def run(args: argparse.Namespace) -> int:
    """Print the findings as they come."""
    findings: list[Finding] = []
    for finding in examine(PROBES):
        findings.append(finding)
        if not args.json:
            say(line(finding, coloured=has_colour(sys.stdout)))
            sys.stdout.flush()
    if args.json:
        say_json([asdict(finding) for finding in findings])
    broken = any(finding.health is Health.BROKEN for finding in findings)
    return Exit.FAILED if broken else Exit.OK


def examine(probes: Sequence[Probe], deadline_s: float = DEADLINE_S) -> Iterator[Finding]:
    """The findings of all probes, in order."""
    for probe in probes:
        yield from _under_deadline(probe.topic, probe, deadline_s)


def line(finding: Finding, *, coloured: bool = False) -> str:
    """One finding for a terminal; the remedy stands below it."""
    mark = f"{MARKS[finding.health]:>2}"
    if coloured:
        mark = f"\033[{COLOURS[finding.health]}m{mark}\033[0m"
    text = f"{mark}  {finding.topic:<16} {finding.text}"
    return f"{text}\n{'':>21}→ {finding.remedy}" if finding.remedy else text


def _under_deadline(
    topic: str, probe: Callable[[], Sequence[Finding]], deadline_s: float
) -> Sequence[Finding]:
    answers: queue.SimpleQueue[Sequence[Finding]] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(list(probe()))
        except Exception as error:  # noqa: BLE001 - top of a thread; the finding is the report
            answers.put([_failed(topic, error)])

    threading.Thread(target=ask, name=f"probe {topic}", daemon=True).start()
    try:
        return answers.get(timeout=deadline_s)
    except queue.Empty:
        text = f"It did not answer within {deadline_s:.0f} s."
        return [
            Finding(topic, Health.BROKEN, text, "Restart the service behind it, or log in again.")
        ]


def _failed(topic: str, error: Exception) -> Finding:
    text = f"Looking at it failed: {type(error).__name__}: {error}"
    return Finding(topic, Health.BROKEN, text, getattr(error, "hint", ""))
