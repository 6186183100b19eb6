"""A dictation as recognised with every change marked: what went, what came, and why.

::

    raw    "Um, I I think so"            runs   "Um, " gone (filler) · "I" · " I" gone (repeat) …
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType

from dictate.core.dictation import Edit


class Fate(Enum):
    """What became of a stretch of text."""

    STAYED = auto()
    WENT = auto()
    CAME = auto()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with one fate; `why` says for a user why it went or came."""

    text: str
    fate: Fate = Fate.STAYED
    why: str = ""


REASONS: Mapping[str, str] = MappingProxyType(
    {
        "filler": "a filler",
        "repeat": "said twice",
        "cut-off": "broken off and said again",
        "false start": "started anew",
        "correction": "taken back",
        "spoken correction": "taken back",
        "case": "capital or small letter",
        "punctuation": "punctuation",
        "seam": "two phrases joined",
        "spacing": "spaces",
        "vocabulary": "your vocabulary",
        "vocabulary spelling": "your vocabulary",
        "command": "spoken punctuation",
        "number form": "a number in digits",
        "contraction": "a short form",
        "layout": "the style's layout",
        "rewrite": "written anew, as the style asks",
        "deletion": "taken out",
    }
)
"""What a kind of edit is called for a user."""


def runs_of(raw: str, edits: Iterable[Edit]) -> list[Run]:
    """The text with its changes; edits that do not fit it are left out.

    Args:
        raw: The words as recognised.
        edits: Of `raw`.
    """
    runs: list[Run] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        if edit.start < at or not raw.startswith(edit.before, edit.start):
            continue
        why = REASONS.get(edit.kind, edit.kind)
        runs += (
            Run(raw[at : edit.start]),
            Run(edit.before, Fate.WENT, why),
            Run(edit.after, Fate.CAME, why),
        )
        at = edit.start + len(edit.before)
    runs.append(Run(raw[at:]))
    return [run for run in runs if run.text]


def reasons_in(runs: Iterable[Run]) -> str:
    """What was changed and how often, for a line below: "a filler (2), said twice"."""
    counts: dict[str, int] = {}
    before = ""
    for run in runs:
        if run.why and not (run.fate is Fate.CAME and run.why == before):
            counts[run.why] = counts.get(run.why, 0) + 1
        before = run.why
    return ", ".join(f"{why} ({n})" if n > 1 else why for why, n in counts.items())
