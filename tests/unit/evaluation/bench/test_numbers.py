from __future__ import annotations

import pytest

from dictate.evaluation.bench.numbers import median, percentile, slope


def test_a_percentile_lies_between_the_values_around_it() -> None:
    values = [30.0, 10.0, 20.0, 40.0]
    assert percentile(values, 0.0) == 10.0
    assert percentile(values, 1.0) == 40.0
    assert percentile(values, 0.9) == pytest.approx(37.0)
    assert median(values) == pytest.approx(25.0)
    assert median([7.0]) == 7.0


def test_of_no_values_there_is_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_a_slope_says_how_much_more_one_waits_for_each_second() -> None:
    assert slope([(5, 110.0), (60, 660.0), (300, 3060.0)]) == pytest.approx(10.0)
    assert slope([(5, 110.0), (5, 120.0)]) == 0.0
    assert slope([]) == 0.0
