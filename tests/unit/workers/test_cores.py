"""How many threads: read from a /sys made of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate.workers import cores
from dictate.workers.cores import ALONE_BYTES, recogniser_threads, threads_for


@pytest.fixture
def system(tmp_path: Path) -> Path:
    return tmp_path


def lay_out(
    system: Path, siblings: dict[int, str], capacities: dict[int, int] | None = None
) -> None:
    for cpu, text in siblings.items():
        topology = system / f"cpu{cpu}" / "topology"
        topology.mkdir(parents=True)
        (topology / "thread_siblings_list").write_text(f"{text}\n")
        if capacities:
            (system / f"cpu{cpu}" / "cpu_capacity").write_text(f"{capacities[cpu]}\n")


def count(system: Path, allowed: set[int]) -> int:
    return cores._linux_cores(system, system / "cpu_core", system / "cpu.max", allowed, 3)


def test_two_threads_of_one_core_count_once(system: Path) -> None:
    lay_out(system, {0: "0,4", 4: "0,4", 1: "1,5", 5: "1,5"})
    assert count(system, {0, 1, 4, 5}) == 2


def test_efficiency_cores_of_intel_do_not_count(system: Path) -> None:
    lay_out(system, {0: "0-1", 1: "0-1", 2: "2-3", 3: "2-3", 4: "4", 5: "5", 6: "6", 7: "7"})
    (system / "cpu_core").write_text("0-3\n")
    assert count(system, set(range(8))) == 2


def test_little_cores_of_arm_do_not_count(system: Path) -> None:
    lay_out(system, {i: str(i) for i in range(8)}, {i: 1024 if i > 5 else 446 for i in range(8)})
    assert count(system, set(range(8))) == 2


def test_only_processors_that_this_process_may_use_count(system: Path) -> None:
    lay_out(system, {i: str(i) for i in range(8)})
    assert count(system, {3, 4, 5}) == 3


def test_a_container_gets_what_its_quota_says(system: Path) -> None:
    lay_out(system, {i: str(i) for i in range(8)})
    (system / "cpu.max").write_text("250000 100000\n")
    assert count(system, set(range(8))) == 2
    (system / "cpu.max").write_text("50000 100000\n")
    assert count(system, set(range(8))) == 1
    (system / "cpu.max").write_text("max 100000\n")
    assert count(system, set(range(8))) == 8


def test_without_a_readable_sys_every_processor_counts(system: Path) -> None:
    assert count(system, {0, 1}) == 2


def test_what_the_user_asks_for_wins_and_otherwise_eight_are_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cores, "performance_cores", lambda: 32)
    assert threads_for(0) == 8
    assert threads_for(20) == 20
    monkeypatch.setattr(cores, "performance_cores", lambda: 2)
    assert threads_for(0) == 2


@pytest.mark.parametrize(
    ("cores_here", "asked", "size_bytes", "threads"),
    [
        (2, 0, 250_000_000, 1),  # a small model reads quicker alone
        (2, 0, ALONE_BYTES + 1, 2),  # a large one is mostly encoder, which gains from two
        (2, 2, 250_000_000, 2),  # the user knows better
        (4, 0, 250_000_000, 4),  # not measured: as many as there are
        (1, 0, 2_000_000_000, 1),
    ],
)
def test_a_small_recogniser_on_two_cores_works_alone(
    monkeypatch: pytest.MonkeyPatch, cores_here: int, asked: int, size_bytes: int, threads: int
) -> None:
    monkeypatch.setattr(cores, "performance_cores", lambda: cores_here)
    assert recogniser_threads(asked, size_bytes) == threads


def test_this_machine_has_at_least_one_core() -> None:
    assert 1 <= cores.performance_cores() <= 1024
