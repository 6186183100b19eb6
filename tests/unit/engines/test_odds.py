"""Whether a draft pays."""

from __future__ import annotations

import pytest

from dictate.engines.odds import DRAFTS, Costs, Odds

TIMED = [(1, 1.0), (4, 1.5), (8, 2.5), (16, 4.0), (32, 8.0)]


def test_without_costs_nothing_is_drafted() -> None:
    assert Odds(None).best_draft(20, 100, marked=True) == 0


def test_the_more_was_copied_the_longer_the_draft() -> None:
    odds = Odds(Costs(TIMED))
    drafts = [odds.best_draft(run, 100, marked=True) for run in (0, 4, 16)]
    assert drafts == sorted(drafts)
    assert drafts[-1] in DRAFTS
    assert drafts[-1] > drafts[0]


def test_no_draft_is_longer_than_what_is_left() -> None:
    odds = Odds(Costs(TIMED))
    assert [odds.best_draft(16, left, marked=True) for left in (0, 1, 2, 5)] == [0, 1, 2, 5]


def test_what_is_seen_outweighs_what_was_expected() -> None:
    odds = Odds(Costs(TIMED))
    for _ in range(100):
        odds.saw(0, marked=True, is_next=False)
    assert odds.best_draft(0, 100, marked=True) == 0
    assert odds.best_draft(16, 100, marked=True) > 0
    for _ in range(100):
        odds.saw(0, marked=True, is_next=True)
    assert odds.best_draft(0, 100, marked=True) > 0


def test_what_batches_cost_is_learnt_and_a_hiccup_is_not() -> None:
    costs = Costs(TIMED)
    costs.took(16, 1000.0)
    assert costs.of(16) < 5.0
    for _ in range(60):
        costs.took(16, 16.0)
    assert costs.of(16) == pytest.approx(16.0, rel=0.05)
    for _ in range(60):
        costs.took(16, 2.0)
    assert costs.of(16) == pytest.approx(2.0, rel=0.05)


def test_a_size_that_was_once_dear_is_given_another_chance() -> None:
    costs = Costs(TIMED)
    for _ in range(60):
        costs.took(16, 16.0)
    for _ in range(200):
        costs.took(1, 2.0)  # all has become slower meanwhile
    assert costs.of(16) == pytest.approx(2 * 4.0, rel=0.1)


def test_a_size_that_was_never_timed_lies_between_its_neighbours() -> None:
    costs = Costs(TIMED)
    assert costs.of(6) == pytest.approx(2.0)
    assert costs.of(40) == 8.0
    costs.took(6, 100.0)
    assert costs.of(6) == pytest.approx(2.0)


def test_a_draft_that_barely_pays_is_not_worth_the_trouble() -> None:
    certain = Odds(Costs([(1, 1.0), (4, 3.8), (8, 7.6), (16, 15.2), (32, 30.4)]))
    for run in range(40):
        for _ in range(200):
            certain.saw(run, marked=True, is_next=True)
    assert certain.best_draft(16, 100, marked=True) == 0
