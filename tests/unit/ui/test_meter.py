"""The level as it looks over time."""

from __future__ import annotations

import pytest

from dictate.core.dictation import Level
from dictate.ui.meter import SLOT_S, Ease, Meter, loudness, peak_loudness


def test_loudness_goes_from_nothing_to_all_in_even_steps_of_decibels() -> None:
    assert loudness(0.0) == 0.0
    assert loudness(1.0) == 1.0
    quieter, middle, louder = (loudness(10 ** (db / 20)) for db in (-40, -35, -30))
    assert louder - middle == pytest.approx(middle - quieter)


def test_a_quiet_room_is_silence_and_a_close_voice_is_nearly_full() -> None:
    assert loudness(0.001) == 0.0
    assert loudness(0.12) > 0.85


def test_a_steady_voice_looks_alike_by_its_loudness_and_by_its_peak() -> None:
    rms = 0.05
    assert peak_loudness(rms * 10 ** (12 / 20)) == pytest.approx(loudness(rms))


def test_the_loudest_level_of_a_slot_is_shown() -> None:
    meter = Meter(4)
    meter.clear(0.0)
    meter.add(Level(0.1, 0.4, True), 0.001)
    meter.add(Level(0.01, 0.02, False), 0.002)
    newest = meter.bars()[-1]
    assert newest.height == loudness(0.1)
    assert newest.voice


def test_a_peak_is_never_below_the_loudness() -> None:
    meter = Meter(2)
    meter.add(Level(0.1, 0.1, True), 0.0)
    assert meter.bars()[-1].peak >= meter.bars()[-1].height


def test_the_wave_moves_on_with_time_and_falls_away_softly() -> None:
    meter = Meter(5)
    meter.clear(0.0)
    meter.add(Level(0.1, 0.4, True), 0.0)
    meter.advance(2.5 * SLOT_S)
    heights = [bar.height for bar in meter.bars()]
    assert heights[:2] == [0.0, 0.0]
    assert heights[2] > heights[3] > heights[4] > 0.0


def test_a_wave_that_nothing_is_added_to_comes_to_rest() -> None:
    meter = Meter(5)
    meter.clear(0.0)
    meter.add(Level(0.5, 1.0, True), 0.0)
    for slot in range(60):
        meter.advance(slot * SLOT_S)
    assert max(bar.peak for bar in meter.bars()) < 0.01


def test_a_clock_that_stood_still_for_an_hour_costs_no_more_than_a_wave() -> None:
    meter = Meter(5)
    meter.clear(0.0)
    meter.advance(3600.0)
    assert len(meter.bars()) == 5


def test_a_new_recording_begins_with_a_wave_at_rest() -> None:
    meter = Meter(3)
    meter.add(Level(0.5, 1.0, True), 10.0)
    meter.clear(11.0)
    assert all(bar.height == 0.0 for bar in meter.bars())


def test_an_eased_value_is_half_way_after_its_half_life_and_arrives_in_the_end() -> None:
    ease = Ease(0.0, 0.1)
    ease.goal = 10.0
    assert ease.step(0.1) == pytest.approx(5.0)
    for _ in range(20):
        ease.step(0.1)
    assert ease.value == 10.0
    assert ease.arrived


def test_an_eased_value_can_go_back_to_nothing() -> None:
    ease = Ease(1.0, 0.05)
    ease.goal = 0.0
    for _ in range(20):
        ease.step(0.04)
    assert ease.value == 0.0
