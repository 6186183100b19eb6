"""How sure a figure is: percentile bootstrap over cases, paired where two arms saw the same cases.

A figure is a statistic of one row for each case. For shares (word error, F1 …) a row is what was
found and out of how many: sums are divided, never shares averaged, so a long case counts for more
than a short one. For times a row is the time and 1.

Resampling whole cases keeps what belongs together together; taking the same cases for both arms
takes out how hard the cases are. B. Efron and R. Tibshirani, "An Introduction to the Bootstrap",
1993, chapters 13 and 16.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

RESAMPLES = 4000
SEED = 20_260

_AT_ONCE = 4_000_000
"""Numbers held in memory at a time, some tens of megabytes."""

Parts: TypeAlias = npt.NDArray[np.float64]
"""float64, shape (..., cases, 2): found, and out of how many."""

Statistic: TypeAlias = Callable[[Parts], npt.NDArray[np.float64]]
"""From parts of shape (..., cases, 2) to figures of shape (...); nan where there is nothing."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its bounds; all nan where there is nothing to count.

    Attributes:
        value: Over all cases.
        low: Lower bound.
        high: Upper bound.
    """

    value: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether a difference is beyond what chance over cases explains."""
        return self.low > 0 or self.high < 0


def parts_of(rows: Sequence[tuple[float, float]]) -> Parts:
    """Rows as an array, also where there are none."""
    return np.asarray(rows, dtype=np.float64).reshape(-1, 2)


def ratio(parts: Parts) -> npt.NDArray[np.float64]:
    """All that was found, out of all there was."""
    return _shares(parts.sum(axis=-2))


def _shares(sums: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    found, of = sums[..., 0], sums[..., 1]
    nothing = of == 0
    shares: npt.NDArray[np.float64] = np.where(nothing, np.nan, found / np.where(nothing, 1.0, of))
    return shares


def quantile(share: float) -> Statistic:
    """The statistic below which this share of the first column lies: 0.5 is the median."""

    def of(parts: Parts) -> npt.NDArray[np.float64]:
        if parts.shape[-2] == 0:
            return np.full(parts.shape[:-2], np.nan)
        figures: npt.NDArray[np.float64] = np.quantile(parts[..., 0], share, axis=-1)
        return figures

    return of


def interval(
    parts: Parts,
    statistic: Statistic = ratio,
    *,
    level: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Interval:
    """One arm's figure and its bounds."""
    return _interval(float(statistic(parts)), _drawn(parts, statistic, resamples, seed), level)


def difference(  # noqa: PLR0913 - two arms, and how to compare them
    first: Parts,
    second: Parts,
    statistic: Statistic = ratio,
    *,
    level: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Interval:
    """The second arm's figure less the first's, and its bounds.

    Args:
        first: Shape (cases, 2).
        second: Of the same cases in the same order.
        statistic: What the figure is.
        level: Share of the resamples that lies between the bounds.
        resamples: How often cases are drawn anew.
        seed: The same seed gives the same bounds.

    Raises:
        ValueError: The arms have different numbers of cases.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} cases cannot be paired with {len(second)}")
    drawn = _drawn(second, statistic, resamples, seed) - _drawn(first, statistic, resamples, seed)
    return _interval(float(statistic(second) - statistic(first)), drawn, level)


def _drawn(
    parts: Parts, statistic: Statistic, resamples: int, seed: int
) -> npt.NDArray[np.float64]:
    """The figure of each resample; the same seed draws the same cases, whatever the parts."""
    cases = len(parts)
    if cases and statistic is ratio and cases * resamples <= 2 * _AT_ONCE:
        return _shares(_times_drawn(cases, resamples, seed) @ parts)  # ten times as quick
    figures = [statistic(parts[places]) for places in _resampled(cases, resamples, seed)]
    return np.concatenate(figures) if figures else np.zeros(0)


@lru_cache(maxsize=2)
def _times_drawn(cases: int, resamples: int, seed: int) -> npt.NDArray[np.float64]:
    """How often each resample has each case, shape (resamples, cases)."""
    rows = [
        np.bincount(one, minlength=cases)
        for places in _resampled(cases, resamples, seed)
        for one in places
    ]
    return np.stack(rows).astype(np.float64)


def _resampled(cases: int, resamples: int, seed: int) -> Iterator[npt.NDArray[np.int64]]:
    """Places of cases drawn with putting back, shape (some resamples, cases)."""
    if cases == 0:
        return
    random = np.random.default_rng(seed)
    step = max(1, _AT_ONCE // (2 * cases))
    for begin in range(0, resamples, step):
        yield random.integers(cases, size=(min(step, resamples - begin), cases))


def _interval(value: float, drawn: npt.NDArray[np.float64], level: float) -> Interval:
    drawn = drawn[~np.isnan(drawn)]  # a resample can miss every case that counts
    if not len(drawn) or np.isnan(value):
        return Interval(value, float("nan"), float("nan"))
    edge = (1.0 - level) / 2
    low, high = np.quantile(drawn, (edge, 1.0 - edge))
    return Interval(value, float(low), float(high))
