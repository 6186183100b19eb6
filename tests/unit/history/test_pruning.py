"""What has outlived its time goes; what may still be needed stays as long as it can."""

from __future__ import annotations

import pytest

from dictate.core.dictation import State
from dictate.history.pruning import COPIED_FOR_S, DAY_S, JUMP_S, Expired, Item, expired, is_jump
from dictate.settings.schema import HistorySettings

NOW_S = 2_000_000_000.0


def item(id: str, days: float, state: State | None = State.DONE, mb: float = 0.0) -> Item:
    return Item(id, NOW_S - days * DAY_S, state, int(mb * 1_000_000))


def gone(settings: HistorySettings, *items: Item) -> tuple[str, str]:
    found = expired(items, NOW_S, settings)
    return "".join(sorted(found.rows)), "".join(sorted(found.sounds))


def test_young_and_small_stays() -> None:
    items = (item("a", 1, mb=1), item("b", 89), item("c", 13, State.FAILED, 1))
    assert expired(items, NOW_S, HistorySettings()) == Expired(frozenset(), frozenset())


def test_texts_and_sounds_go_each_after_their_days() -> None:
    settings = HistorySettings(text_days=90, sound_days=14)
    items = (item("a", 91, mb=1), item("b", 15, mb=1), item("c", 15), item("d", 13, mb=1))
    assert gone(settings, *items) == ("a", "b")


def test_zero_days_means_for_ever() -> None:
    settings = HistorySettings(text_days=0, sound_days=0)
    assert gone(settings, item("a", 9999, mb=1)) == ("", "")


@pytest.mark.parametrize("state", list(State))
def test_text_alone_is_kept_and_undelivered_sound(state: State) -> None:
    settings = HistorySettings(keep="text")
    sounds = "a" if state in (State.DONE, State.SILENT) else ""
    assert gone(settings, item("a", 0.5, state, 1)) == ("", sounds)


@pytest.mark.parametrize("state", list(State))
def test_nothing_is_kept_but_what_was_not_delivered(state: State) -> None:
    settings = HistorySettings(keep="nothing")
    rows = "a" if state in (State.DONE, State.SILENT) else ""
    assert gone(settings, item("a", 0.5, state, 1)) == (rows, "")


def test_what_was_copied_counts_as_delivered_after_a_day() -> None:
    settings = HistorySettings(keep="nothing")
    days = COPIED_FOR_S / DAY_S
    old, new = item("a", days * 1.1, State.COPIED), item("b", days * 0.9, State.COPIED)
    assert gone(settings, old, new) == ("a", "")


def test_the_oldest_sounds_go_when_there_is_too_much() -> None:
    settings = HistorySettings(sound_mb=10)
    items = [item(name, days, mb=4) for name, days in (("a", 4), ("b", 3), ("c", 2), ("d", 1))]
    assert gone(settings, *items) == ("", "ab")


def test_sounds_that_may_still_be_needed_go_last() -> None:
    settings = HistorySettings(sound_mb=10)
    items = (item("a", 4, State.FAILED, 8), item("b", 3, mb=1), item("c", 2, State.RECOVERED, 8))
    assert gone(settings, *items) == ("", "ab")
    two = (item("a", 4, State.FAILED, 8), item("b", 3, mb=8))
    assert gone(settings, *two) == ("", "b")


@pytest.mark.parametrize("state", [State.WORKING, State.DELIVERING])
def test_what_is_being_worked_on_is_left_alone(state: State) -> None:
    settings = HistorySettings(keep="nothing", text_days=1, sound_mb=1)
    assert gone(settings, item("a", 99, state, 50)) == ("", "")


def test_sound_without_a_row_goes_by_age_and_size_only() -> None:
    assert gone(HistorySettings(keep="text"), item("a", 1, None, 1)) == ("", "")
    assert gone(HistorySettings(sound_days=14), item("a", 15, None, 1)) == ("", "a")
    assert gone(HistorySettings(sound_mb=1), item("a", 1, None, 2)) == ("", "a")


def test_a_clock_that_was_set_back_deletes_nothing() -> None:
    assert gone(HistorySettings(), item("a", -9999, mb=1)) == ("", "")


def test_a_jump_of_the_clock_is_noticed() -> None:
    assert not is_jump(NOW_S, None)
    assert not is_jump(NOW_S, NOW_S - JUMP_S)
    assert is_jump(NOW_S, NOW_S - JUMP_S - 1)
    assert not is_jump(NOW_S, NOW_S + JUMP_S * 5)
