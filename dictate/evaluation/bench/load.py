"""Processor time and memory of the program and its children, as the system counts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes of the program and its children together.

    Attributes:
        resident: In RAM now, shared pages counted for each.
        proportional: The same with shared pages shared out; 0 where the system does not tell.
        peak: The most that each held so far, added up; 0 where the system does not tell.
    """

    resident: float = 0.0
    proportional: float = 0.0
    peak: float = 0.0

    def or_more(self, other: Memory) -> Memory:
        """The larger of each."""
        return Memory(
            max(self.resident, other.resident),
            max(self.proportional, other.proportional),
            max(self.peak, other.peak),
        )


NOTHING = Memory()


def processor_s(pids: Sequence[int | None]) -> float:
    """Core-seconds that this process and those have used; what is gone counts as nothing."""
    total = _used_s(psutil.Process())
    for pid in pids:
        if pid is not None:
            try:
                total += _used_s(psutil.Process(pid))
            except psutil.Error:
                continue
    return total


def _used_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def memory(pids: Sequence[int | None]) -> Memory:
    """Of this process and those. Takes some milliseconds: not while something is timed."""
    found = [_memory_of(psutil.Process())]
    for pid in pids:
        if pid is not None:
            try:
                found.append(_memory_of(psutil.Process(pid)))
            except psutil.Error:
                continue
    return Memory(
        sum(one.resident for one in found),
        sum(one.proportional for one in found),
        sum(one.peak for one in found),
    )


def _memory_of(process: psutil.Process) -> Memory:
    resident = process.memory_info().rss / 1e6
    shares = getattr(process.memory_full_info(), "pss", 0) / 1e6
    return Memory(resident, shares, _peak_mb(process.pid))


def _peak_mb(pid: int) -> float:
    """`VmHWM`, see proc(5)."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    except (OSError, ValueError):
        return 0.0
    return 0.0
