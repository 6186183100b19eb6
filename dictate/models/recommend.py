"""Which model suits this machine: measured for two seconds, and told why.

How long a model needs is known for one machine (`phrase_ms` and `window_ms` in the catalogue). This
machine is compared with that one by the same small multiplication of matrices, which no thread of a
numeric library takes part in, so that a busy machine does not distort it.

What counts is the phrase that is left when the key comes up: all before it was recognised while one
spoke.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from dictate.errors import ModelError
from dictate.models.catalogue import Entry, Kind, catalogue

REFERENCE_GFLOPS = 113.0
"""What one core of the reference machine (a server's AMD EPYC with AVX-512) does in `measure`."""

MEASURE_S = 2.0

GOOD_WAIT_S = 0.6
"""The last phrase should be recognised within this time: one that takes longer is not looked at
ahead, so that all of it is waited for (decision 13)."""

SHARE_OF_MEMORY = 0.4
"""A model may take this much of the memory; the rest is for what one dictates into."""

_SCALING = 0.75
"""n threads are n ** 0.75 times as fast as one: measured 1.68 with two for large-v3-turbo."""

_ONE_THREAD_BYTES = 600_000_000
"""Models up to this size gain nothing from a second thread in one phrase (decision 12)."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What counts of a machine.

    Attributes:
        gflops: Billions of float32 operations a second, one core.
        cores: Fast cores that a model gets.
        memory_mb: Memory of the machine.
        card_works: Whether an inference has worked on a graphics card.
    """

    gflops: float
    cores: int
    memory_mb: int
    card_works: bool = False


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long the last phrase would take with a model, and whether the model fits into memory."""

    entry: Entry
    wait_s: float
    fits: bool


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The model to take.

    Attributes:
        entry: The model.
        reasons: For a user, why; one sentence each.
        estimates: All models that know the language, best first.
    """

    entry: Entry
    reasons: tuple[str, ...]
    estimates: tuple[Estimate, ...]


def measure(
    cores: int, *, card_works: bool, clock: Callable[[], float] = time.perf_counter
) -> Machine:
    """Measure this machine. Blocks for two seconds.

    Args:
        cores: Fast cores that a model gets.
        card_works: Whether an inference has worked on a graphics card.
        clock: Seconds.
    """
    import numpy as np
    import psutil

    # Matrices this small are multiplied by the calling thread alone (OpenBLAS, interface/gemm.c).
    left = np.random.default_rng(0).random((256, 64, 64), np.float32)
    right = left[0].copy()
    product = np.empty_like(left)
    operations = 2 * 256 * 64**3
    best_s, began_s = float("inf"), clock()
    while (from_s := clock()) - began_s < MEASURE_S:
        np.matmul(left, right, out=product)
        best_s = min(best_s, max(clock() - from_s, 1e-9))
    memory_mb = int(psutil.virtual_memory().total) >> 20
    return Machine(operations / best_s / 1e9, cores, memory_mb, card_works)


def recommend(machine: Machine, language: str) -> Recommendation:
    """The best model that hears the last phrase in good time on this machine.

    Raises:
        ModelError: The catalogue knows no model for the language.
    """
    known = [
        Estimate(entry, _wait_s(entry, machine), _fits(entry, machine))
        for entry in catalogue()
        if entry.kind is Kind.RECOGNISER and (language == "en" or not entry.english_only)
    ]
    known.sort(key=lambda one: -one.entry.rank)
    if not known:
        raise ModelError("The catalogue has no model for this language.")
    good = [one for one in known if one.fits and one.wait_s <= GOOD_WAIT_S]
    best = good[0] if good else min(known, key=lambda one: one.wait_s)
    reasons = [
        _about(machine),
        f"The last phrase takes about {best.wait_s:.1f} s with {best.entry.name}.",
    ]
    better = min(
        (one for one in known if one.entry.rank > best.entry.rank),
        key=lambda one: one.entry.rank,
        default=None,
    )
    if better is not None and not better.fits:
        reasons.append(
            f"{better.entry.name} is better, and needs {better.entry.memory_mb} MB of memory."
        )
    elif better is not None:
        reasons.append(f"{better.entry.name} is better, and would take {better.wait_s:.1f} s.")
    return Recommendation(best.entry, tuple(reasons), tuple(known))


def _wait_s(entry: Entry, machine: Machine) -> float:
    if machine.card_works:
        # A small graphics card is some thirty times as fast as one reference core; there the window
        # is always full.
        return entry.window_ms / 1000 / 30
    threads = 1 if entry.size_bytes <= _ONE_THREAD_BYTES else machine.cores
    speed = machine.gflops / REFERENCE_GFLOPS * float(threads**_SCALING)
    return entry.phrase_ms / 1000 / speed


def _fits(entry: Entry, machine: Machine) -> bool:
    return entry.memory_mb <= SHARE_OF_MEMORY * machine.memory_mb


def _about(machine: Machine) -> str:
    if machine.card_works:
        return "The graphics card of this machine works."
    cores = "one fast core" if machine.cores == 1 else f"{machine.cores} fast cores"
    pace = machine.gflops / REFERENCE_GFLOPS
    return (
        f"This machine has {cores}, {pace:.1f} times as fast as the one that the models were "
        f"measured on, and {machine.memory_mb / 1024:.0f} GB of memory."
    )
