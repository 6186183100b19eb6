"""Whether a draft pays: how often the next words are copied, and what batches cost on this machine.

Both are measured while texts are written, also while nothing is drafted: what the next token of the
source would have been is known in any case. So drafting needs no trial to be switched on again, and
where it does not pay nothing is lost by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

DRAFTS = (3, 7, 15, 31)
"""Lengths of drafts. With the token before them they fill batches of 4 to 32, sizes at which the
kernels of llama.cpp compute as much with one as with the next smaller ones."""

_KEPT = 0.9
"""How much the past counts after each new token: the last ten say most."""

_MARGIN = 1.1
"""A draft must promise this much more than writing token by token: nothing measured is exact."""

_LEARNS = 0.1
"""The share of the newest time in what a batch is taken to cost."""

_FORGETS = 0.02
"""How fast a size that is not used goes back to what it cost at first, measured by single tokens:
else a size that was once dear by bad luck would never be tried again."""

_HOLDS = 2.0
"""A time that is longer by more than this is another program's doing."""

_RUNS = (0, 1, 2, 4, 8, 16)
"""Where the classes of agreement begin: so many tokens in a row were copied before."""

_CLASSES = tuple(
    max(number for number, least in enumerate(_RUNS) if run >= least)
    for run in range(_RUNS[-1] + 1)
)
"""The class of each run."""

_EXPECTED = {
    True: (0.6, 0.8, 0.85, 0.9, 0.95, 0.97),
    False: (0.4, 0.6, 0.65, 0.7, 0.75, 0.8),
}
"""How often the next one is copied, per class, before anything was seen: in a text with marks, and
in one without, to which a cleaner adds them."""

_WEIGHT = 20.0
"""As how many seen tokens that counts."""


class Costs:
    """Seconds for a batch, by its size. Sizes that were never timed lie between those that were.

    Args:
        timed: Size and seconds of some batches, at least of one token and of the largest draft.
    """

    def __init__(self, timed: Sequence[tuple[int, float]]) -> None:
        self._timed = dict(sorted(timed))
        self._first = {size: took_s / self._timed[1] for size, took_s in self._timed.items()}

    def took(self, size: int, took_s: float) -> None:
        """A batch of this size has taken so long."""
        known_s = self._timed.get(size)
        if known_s is None:
            return
        took_s = min(took_s, _HOLDS * known_s)
        self._timed[size] = known_s + _LEARNS * (took_s - known_s)
        for other, factor in self._first.items():
            if other not in {1, size}:
                first_s = factor * self._timed[1]
                self._timed[other] += _FORGETS * (first_s - self._timed[other])

    def of(self, size: int) -> float:
        """What a batch of this size takes."""
        known_s = self._timed.get(size)
        if known_s is not None:
            return known_s
        for (low, low_s), (high, high_s) in pairwise(self._timed.items()):
            if low < size < high:
                return low_s + (high_s - low_s) * (size - low) / (high - low)
        return max(self._timed.values())


class Odds:
    """How often the next token of the source is the one that is written, and what follows from it.

    Args:
        costs: What batches cost; None: nothing is ever drafted.
    """

    def __init__(self, costs: Costs | None) -> None:
        self.costs = costs
        self._shares = {marked: list(shares) for marked, shares in _EXPECTED.items()}
        self._weights = {marked: [_WEIGHT] * len(_RUNS) for marked in _EXPECTED}

    def saw(self, run: int, *, marked: bool, is_next: bool) -> None:
        """The next token of the source was written, or another one.

        Args:
            run: How many in a row were the next ones before.
            marked: Whether the source has punctuation.
            is_next: Whether it was it.
        """
        number = _class_of(run)
        weights, shares = self._weights[marked], self._shares[marked]
        weights[number] = weights[number] * _KEPT + 1.0
        shares[number] += (is_next - shares[number]) / weights[number]

    def best_draft(self, run: int, left: int, *, marked: bool) -> int:
        """How many tokens to draft, at most `left`; 0 where that does not pay.

        Args:
            run: How many in a row were the next ones before.
            left: How many the source still has.
            marked: Whether the source has punctuation.
        """
        if self.costs is None or left <= 0:
            return 0
        best, best_rate = 0, _MARGIN / self.costs.of(1)
        shares = self._shares[marked]
        sure = total = 1.0  # that it comes so far; how many tokens that brings
        for count in range(1, min(left, DRAFTS[-1]) + 1):
            sure *= shares[_class_of(run + count - 1)]
            total += sure
            if count == left or count in DRAFTS:
                rate = total / self.costs.of(count + 1)
                if rate > best_rate:
                    best, best_rate = count, rate
        return best


def _class_of(run: int) -> int:
    return _CLASSES[min(run, _RUNS[-1])]
