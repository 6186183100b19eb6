"""What the rows say about how well it goes. Figures only, no words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from dictate.core.dictation import Dictation, State


@dataclass(frozen=True, slots=True)
class Statistics:
    """Figures over some dictations.

    Attributes:
        count: How many.
        by_state: How many in each state that occurs.
        spoken_s: Their sound together.
        characters: Their texts together.
        median_s: Median seconds of each stage, over those that have it.
    """

    count: int
    by_state: Mapping[State, int]
    spoken_s: float
    characters: int
    median_s: Mapping[str, float]


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
    )
