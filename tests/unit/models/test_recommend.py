"""Which model suits which machine."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dictate.models.catalogue import Kind, catalogue
from dictate.models.recommend import GOOD_WAIT_S, MEASURE_S, Machine, measure, recommend

LAPTOP = Machine(gflops=110, cores=2, memory_mb=8000)
DESKTOP = Machine(gflops=130, cores=8, memory_mb=32_000)
OLD = Machine(gflops=15, cores=2, memory_mb=2000)


@pytest.mark.parametrize(
    ("machine", "language", "name"),
    [
        (LAPTOP, "en", "small.en"),
        (LAPTOP, "de", "small"),
        (LAPTOP, "auto", "small"),
        (DESKTOP, "en", "large-v3-turbo"),
        (DESKTOP, "de", "large-v3-turbo"),
        (OLD, "en", "tiny.en"),
        (OLD, "fr", "tiny"),
        (Machine(100, 8, 16_000, card_works=True), "en", "large-v3"),
        (Machine(100, 8, 6000, card_works=True), "en", "large-v3-turbo"),
    ],
)
def test_the_best_model_that_is_fast_enough_is_recommended(
    machine: Machine, language: str, name: str
) -> None:
    assert recommend(machine, language).entry.name == name


def test_a_better_model_that_would_be_too_slow_is_named_with_its_time() -> None:
    answer = recommend(LAPTOP, "de")
    assert any("medium is better, and would take 0.9 s." in reason for reason in answer.reasons)
    assert any("2 fast cores" in reason for reason in answer.reasons)
    assert any("about 0.5 s with small" in reason for reason in answer.reasons)


def test_a_better_model_that_does_not_fit_is_named_with_its_memory() -> None:
    answer = recommend(Machine(gflops=130, cores=8, memory_mb=1100), "de")
    assert answer.entry.name == "base"
    assert any("small is better, and needs 700 MB" in reason for reason in answer.reasons)


def test_more_threads_are_counted_for_large_models_only() -> None:
    few, many = (
        {
            one.entry.name: one.wait_s
            for one in recommend(Machine(110, cores, 32_000), "de").estimates
        }
        for cores in (2, 8)
    )
    assert few["small"] == many["small"]
    assert few["large-v3-turbo"] > 2 * many["large-v3-turbo"]


def test_every_model_that_knows_the_language_is_estimated_best_first() -> None:
    answer = recommend(DESKTOP, "de")
    many = [one for one in catalogue() if one.kind is Kind.RECOGNISER and not one.english_only]
    assert len(answer.estimates) == len(many)
    ranks = [one.entry.rank for one in answer.estimates]
    assert ranks == sorted(ranks, reverse=True)


def test_a_machine_twice_as_fast_waits_half_as_long() -> None:
    slow, fast = (recommend(Machine(g, 4, 32_000), "en").estimates[0] for g in (50, 100))
    assert slow.wait_s == pytest.approx(2 * fast.wait_s)


def test_measuring_ends_after_two_seconds_of_its_clock() -> None:
    now_s = [0.0]

    def clock() -> float:
        now_s[0] += MEASURE_S / 40
        return now_s[0]

    assert measure(2, card_works=False, clock=clock).gflops > 0
    assert MEASURE_S < now_s[0] < 1.2 * MEASURE_S


def test_this_machine_is_measured(
    monkeypatch: pytest.MonkeyPatch, figures: Callable[[str], None]
) -> None:
    monkeypatch.setattr("dictate.models.recommend.MEASURE_S", 0.2)
    real = measure(2, card_works=True)
    assert 0.5 < real.gflops < 5000
    assert real.memory_mb > 500
    assert real.card_works
    figures(f"{real.gflops:.0f} GFLOP/s on one core")


def test_on_the_slowest_machine_the_smallest_model_is_still_named() -> None:
    answer = recommend(Machine(gflops=1, cores=1, memory_mb=200), "en")
    assert answer.entry.name in {"tiny", "tiny.en"}
    assert answer.estimates[-1].wait_s > GOOD_WAIT_S
