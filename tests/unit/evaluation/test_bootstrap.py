from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest

from dictate.evaluation.bootstrap import (
    Parts,
    difference,
    interval,
    parts_of,
    quantile,
    ratio,
)


def shares(seed: int, cases: int, chance: float) -> Parts:
    """Cases of ten words, of which each is wrong by this chance."""
    wrong = np.random.default_rng(seed).binomial(10, chance, size=cases)
    return np.stack([wrong, np.full(cases, 10)], axis=1).astype(float)


def test_a_figure_divides_the_sums_so_that_a_long_case_counts_for_more() -> None:
    assert ratio(parts_of([(1, 1), (0, 9)])) == pytest.approx(0.1)


def test_the_bounds_hold_what_theory_says_of_a_share() -> None:
    found = interval(shares(1, 400, 0.2))
    theory = 1.96 * math.sqrt(found.value * (1 - found.value) / 4000)
    assert found.high - found.value == pytest.approx(theory, rel=0.15)
    assert found.value - found.low == pytest.approx(theory, rel=0.15)


def test_the_bounds_hold_the_truth_about_as_often_as_they_say() -> None:
    held = 0
    for seed in range(200):
        found = interval(shares(seed, 100, 0.3), resamples=400, seed=seed)
        held += found.low <= 0.3 <= found.high
    assert 180 <= held <= 199


def test_pairing_takes_out_how_hard_the_cases_are() -> None:
    random = np.random.default_rng(3)
    hard = random.uniform(0, 10, size=200)
    one = np.stack([hard, np.full(200, 10.0)], axis=1)
    other = one + np.stack([random.normal(0.2, 0.2, size=200), np.zeros(200)], axis=1)
    paired = difference(one, other)
    apart = interval(one).high - interval(one).low
    assert paired.excludes_zero
    assert paired.value == pytest.approx(0.02, abs=0.005)
    assert paired.high - paired.low < apart / 5


def test_an_arm_does_not_differ_from_itself() -> None:
    parts = shares(5, 50, 0.5)
    assert difference(parts, parts) == difference(parts, parts.copy())
    assert difference(parts, parts).value == 0
    assert not difference(parts, parts).excludes_zero


def test_the_difference_is_what_the_second_has_more() -> None:
    few, many = shares(1, 300, 0.1), shares(2, 300, 0.4)
    assert difference(few, many).low > 0
    assert difference(many, few).high < 0


def test_the_same_seed_gives_the_same_bounds() -> None:
    parts = shares(7, 60, 0.4)
    assert interval(parts) == interval(parts)
    assert interval(parts, seed=1) != interval(parts, seed=2)


def test_times_are_compared_by_their_median_and_by_their_tail() -> None:
    times = parts_of([(float(ms), 1.0) for ms in range(1, 102)])
    assert interval(times, quantile(0.5)).value == 51
    assert interval(times, quantile(0.9)).value == pytest.approx(91)
    slower = np.add(times, (5.0, 0.0))
    found = difference(times, slower, quantile(0.5))
    assert (found.value, found.low, found.high) == pytest.approx((5, 5, 5))


def test_where_nothing_counts_there_is_no_figure() -> None:
    for statistic in (ratio, quantile(0.5)):
        found = interval(parts_of([]), statistic)
        assert math.isnan(found.value)
        assert math.isnan(found.low)
    assert math.isnan(interval(parts_of([(0, 0), (0, 0)])).value)


def test_a_case_that_alone_counts_does_not_spoil_the_bounds() -> None:
    found = interval(parts_of([(1, 1), *[(0, 0)] * 30]))
    assert (found.value, found.low, found.high) == (1, 1, 1)


def test_many_cases_are_drawn_in_turns_with_one_seed() -> None:
    parts = shares(9, 3000, 0.2)
    assert interval(parts, resamples=1500).low < 0.2 < interval(parts, resamples=1500).high


def test_the_quick_way_to_draw_gives_what_the_plain_way_gives() -> None:
    few, many = shares(1, 40, 0.1), shares(2, 40, 0.4)

    def plainly(parts: Parts) -> npt.NDArray[np.float64]:
        return ratio(parts)

    quick, plain = difference(few, many), difference(few, many, plainly)
    assert (quick.low, quick.high) == pytest.approx((plain.low, plain.high))


def test_arms_of_different_cases_cannot_be_paired() -> None:
    with pytest.raises(ValueError, match="paired"):
        difference(shares(1, 3, 0.5), shares(1, 4, 0.5))
