"""How long recognising will take, predicted from how long it took."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.core.cost import QUICK_SHARE, Costs, Paces


def measured(*pairs: tuple[float, float], model: str = "small") -> Costs:
    costs = Costs()
    for sound_s, took_s in pairs:
        costs = costs.seen(model, sound_s, took_s)
    return costs


def test_while_nothing_was_measured_everything_is_too_dear() -> None:
    assert Costs().predicted_s(0.5) == math.inf


def test_one_measurement_is_the_least_for_less_sound_and_grows_with_more() -> None:
    costs = measured((2.0, 0.3))
    assert costs.predicted_s(1.0) == pytest.approx(0.3)
    assert costs.predicted_s(4.0) == pytest.approx(0.6)


def test_a_line_is_laid_through_several() -> None:
    costs = measured((1.0, 0.2), (3.0, 0.4), (5.0, 0.6), (2.0, 0.3), *[(1.0, 0.2), (5.0, 0.6)] * 20)
    assert costs.predicted_s(4.0) == pytest.approx(0.5, abs=0.01)
    assert costs.predicted_s(8.0) == pytest.approx(0.9, abs=0.01)


def test_what_was_uncertain_is_predicted_higher() -> None:
    steady = measured(*[(1.0, 0.3), (4.0, 0.3)] * 10)
    unsteady = measured(*[(1.0, 0.1), (4.0, 0.3), (1.0, 0.5), (4.0, 0.3)] * 5)
    assert unsteady.predicted_s(1.0) > steady.predicted_s(1.0) + 0.1


def test_a_machine_that_got_slower_is_noticed_within_a_few_phrases() -> None:
    costs = measured(*[(2.0, 0.2), (4.0, 0.3)] * 20, *[(2.0, 0.8), (4.0, 1.2)] * 3)
    assert costs.predicted_s(3.0) > 0.7


def test_one_slow_start_is_forgotten() -> None:
    costs = measured((2.0, 3.0), *[(2.0, 0.2), (4.0, 0.3)] * 8)
    assert costs.predicted_s(2.0) < 0.4


def test_one_reading_of_a_short_sound_costs_no_more_than_several_of_it() -> None:
    paces = Paces().seen("m", 4.0, 0.48, quick=True)
    for _ in range(3):
        paces = paces.seen("m", 2.0, 0.36, quick=False)
    assert paces.predicted_s(2.0, quick=True) == pytest.approx(0.36, abs=0.01)
    assert paces.predicted_s(4.0, quick=True) == pytest.approx(0.48, abs=0.01)


def test_another_model_begins_anew() -> None:
    costs = measured((2.0, 0.1), (4.0, 0.2)).seen("large", 2.0, 1.5)
    assert costs.predicted_s(2.0) == pytest.approx(1.5)


@given(
    st.lists(st.tuples(st.floats(0.1, 30), st.floats(0.01, 60)), min_size=1, max_size=40),
    st.floats(0, 60),
    st.floats(0, 60),
)
def test_more_sound_never_costs_less_and_nothing_is_free_of_doubt(
    pairs: list[tuple[float, float]], one_s: float, more_s: float
) -> None:
    costs = measured(*pairs)
    assert 0 <= costs.predicted_s(one_s) <= costs.predicted_s(one_s + more_s) + 1e-6
    assert math.isfinite(costs.predicted_s(one_s))


def test_what_was_not_measured_follows_the_other_pace() -> None:
    assert Paces().predicted_s(2.0) == math.inf
    best = Paces().seen("m", 2.0, 1.0, quick=False)
    assert best.predicted_s(2.0) == 1.0
    assert best.predicted_s(2.0, quick=True) == pytest.approx(QUICK_SHARE)
    quick = Paces().seen("m", 2.0, 0.7, quick=True)
    assert quick.predicted_s(2.0) == pytest.approx(1.0)
    both = best.seen("m", 2.0, 0.2, quick=True)
    assert both.predicted_s(2.0, quick=True) == pytest.approx(0.2)
    assert both.predicted_s(2.0) == 1.0


def test_another_model_begins_anew_at_both_paces() -> None:
    paces = Paces().seen("m", 2.0, 1.0, quick=False).seen("n", 2.0, 0.3, quick=True)
    assert (paces.model, paces.best.count) == ("n", 0.0)
    assert paces.predicted_s(2.0, quick=True) == pytest.approx(0.3)
