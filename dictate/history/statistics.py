"""What the rows say about how well it goes. Figures only, no words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from types import MappingProxyType

from dictate.core.dictation import LATE, Dictation, State


@dataclass(frozen=True, slots=True)
class Statistics:
    """Figures over some dictations.

    Attributes:
        count: How many.
        by_state: How many in each state that occurs.
        spoken_s: Their sound together.
        characters: Their texts together.
        median_s: Median seconds of each stage, over those that have it.
        asked: How many times a model was asked to clean.
        in_time: How many of those it did before the deadline.
        edits: How many changes of each kind were made.
    """

    count: int
    by_state: Mapping[State, int]
    spoken_s: float
    characters: int
    median_s: Mapping[str, float]
    asked: int = 0
    in_time: int = 0
    edits: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


def statistics_of(dictations: Iterable[Dictation]) -> Statistics:
    """The figures of these dictations."""
    rows = list(dictations)
    stages: dict[str, list[float]] = {}
    for row in rows:
        for stage, took_s in row.timings_s.items():
            stages.setdefault(stage, []).append(took_s)
    return Statistics(
        count=len(rows),
        by_state=dict(Counter(row.state for row in rows)),
        spoken_s=sum(row.duration_s for row in rows),
        characters=sum(len(row.text) for row in rows),
        median_s={stage: median(times) for stage, times in stages.items()},
        asked=sum(map(_asked, rows)),
        in_time=sum(1 for row in rows if _asked(row) and not row.cleaner.endswith(LATE)),
        edits=dict(Counter(edit.kind for row in rows for edit in row.edits).most_common()),
    )


def _asked(row: Dictation) -> bool:
    """Whether a model was asked to clean."""
    models = ("tagger", "writer")
    return row.cleaner.endswith(LATE) or any(model in row.cleaner for model in models)
