"""How many processor threads an engine should get on this machine."""

from __future__ import annotations

import math
import os
import sys
from pathlib import Path

MOST = 8
"""Beyond eight threads a single inference gains nothing and the machine feels it."""

ALONE_BYTES = 600_000_000
"""Models up to this size (small and below, in any numbers) get one thread where there are only two
cores. Reading is a long row of small matrices, and at the end of each one core waits for the other.
Measured on two cores, window of 7.7 s and 11 tokens, beam 5, one thread against two: tiny 50 and
61 ms, base 97 and 103, small 395 and 559; turbo, nearly all encoder, 2.6 and 2.0 s."""

_SYSTEM = Path("/sys/devices/system/cpu")
_INTEL_PERFORMANCE = Path("/sys/devices/cpu_core/cpus")
_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def threads_for(asked: int) -> int:
    """The number of threads: the user's, or the number of performance cores, at most eight."""
    return asked if asked > 0 else max(1, min(MOST, performance_cores()))


def recogniser_threads(asked: int, size_bytes: int) -> int:
    """The number of threads that phrases are recognised with in the least time.

    Not for whole files: full windows and batches of them are other work, and were not measured.

    Args:
        asked: The user's; 0 to choose.
        size_bytes: Of the model's weights.
    """
    threads = threads_for(asked)
    return 1 if asked <= 0 and threads == 2 and size_bytes <= ALONE_BYTES else threads


def performance_cores() -> int:
    """Physical cores that are fast and that this process may use.

    A second thread on one core only competes for the same multipliers, and an efficiency core
    makes the fast ones wait for it at the end of every matrix.
    """
    import psutil

    cores = int(psutil.cpu_count(logical=False) or psutil.cpu_count() or 1)
    if sys.platform == "linux":
        allowed = os.sched_getaffinity(0)
        cores = _linux_cores(_SYSTEM, _INTEL_PERFORMANCE, _QUOTA, allowed, cores)
    elif sys.platform == "darwin":
        cores = _apple_performance_cores() or cores
    return cores


def _linux_cores(system: Path, intel: Path, quota: Path, allowed: set[int], physical: int) -> int:
    """Count cores as /sys describes them.

    Args:
        system: `/sys/devices/system/cpu`.
        intel: The list of performance processors on hybrid Intel machines.
        quota: `cpu.max` of this container, cgroup v2.
        allowed: Processors that this process may run on.
        physical: What to say where nothing can be read.
    """
    fast = set(allowed)
    if listed := _list_in(intel):
        fast &= listed
    elif capacities := {cpu: _number_in(system / f"cpu{cpu}" / "cpu_capacity") for cpu in fast}:
        # ARM with big and little cores: the capacity of the biggest is 1024.
        best = max(capacities.values())
        fast = {cpu for cpu, capacity in capacities.items() if capacity >= 0.7 * best}
    cores = {
        frozenset(_list_in(system / f"cpu{cpu}" / "topology" / "thread_siblings_list") or {cpu})
        for cpu in fast or allowed
    }
    count = len(cores) or physical
    return max(1, min(count, _quota_in(quota)))


def _list_in(path: Path) -> set[int]:
    """Read a list such as `0-3,8`; empty where there is none."""
    found: set[int] = set()
    try:
        for part in path.read_text(encoding="ascii").strip().split(","):
            first, _, last = part.partition("-")
            found.update(range(int(first), int(last or first) + 1))
    except (OSError, ValueError):
        return set()
    return found


def _number_in(path: Path) -> int:
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def _quota_in(path: Path) -> int:
    """Whole processors that the container may use; a large number where it is not limited."""
    try:
        quota, period = path.read_text(encoding="ascii").split()
        return max(1, math.floor(int(quota) / int(period)))
    except (OSError, ValueError):
        return 1024


def _apple_performance_cores() -> int:
    """`hw.perflevel0.physicalcpu` on Apple silicon; 0 elsewhere. Not run on real hardware."""
    import ctypes
    import ctypes.util

    library = ctypes.util.find_library("c")
    if library is None:
        return 0
    count, size = ctypes.c_int(0), ctypes.c_size_t(ctypes.sizeof(ctypes.c_int))
    refused = ctypes.CDLL(library).sysctlbyname(
        b"hw.perflevel0.physicalcpu", ctypes.byref(count), ctypes.byref(size), None, 0
    )
    return 0 if refused else count.value
