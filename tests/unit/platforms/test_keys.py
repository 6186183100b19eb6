"""The machine behind every hotkey, without a keyboard."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dictate.platforms.keys import (
    OWN_EVENT_LIFE_S,
    Binding,
    Down,
    Held,
    KeyEvent,
    Keys,
    News,
    OwnEvents,
    Pause,
    Rebind,
    Resync,
    Up,
    WatchEscape,
    step,
)

CTRL_L, CTRL_R, ALT, SHIFT, SPACE, F9, ESC, C = range(1, 9)
MODIFIERS = frozenset({CTRL_L, CTRL_R, ALT, SHIFT})


def binding(*parts: set[int], modifier_only: bool = False) -> Binding:
    return Binding(
        tuple(frozenset(part) for part in parts), modifier_only, MODIFIERS, frozenset({ESC})
    )


RIGHT_CTRL = binding({CTRL_R}, modifier_only=True)
KEY_F9 = binding({F9})
CHORD = binding({CTRL_L, CTRL_R}, {ALT}, {SPACE})
CTRL_ALT = binding({CTRL_L, CTRL_R}, {ALT}, modifier_only=True)
ALL = (RIGHT_CTRL, KEY_F9, CHORD, CTRL_ALT)


def play(bound: Binding, *events: KeyEvent) -> tuple[Keys, list[News]]:
    keys, heard = Keys(bound), list[News]()
    for event in events:
        keys, news = step(keys, event)
        heard += news
    return keys, heard


def heard(bound: Binding, *events: KeyEvent) -> list[News]:
    return play(bound, *events)[1]


PRESSED, RELEASED, OTHER, ESCAPE = News.PRESSED, News.RELEASED, News.OTHER, News.ESCAPE


# ── holds ────────────────────────────────────────────────────────────────────────────────────────


def test_repeats_of_a_held_key_are_no_news() -> None:
    assert heard(KEY_F9, Down(F9), Down(F9), Down(F9), Up(F9)) == [PRESSED, RELEASED]


def test_the_left_one_of_a_pair_is_not_the_right_one() -> None:
    assert heard(RIGHT_CTRL, Down(CTRL_L), Up(CTRL_L)) == [OTHER]
    assert heard(RIGHT_CTRL, Down(CTRL_R), Up(CTRL_R)) == [PRESSED, RELEASED]


def test_a_shortcut_with_the_hotkey_is_another_key() -> None:
    assert heard(RIGHT_CTRL, Down(CTRL_R), Down(C), Up(C), Up(CTRL_R)) == [PRESSED, OTHER, RELEASED]


def test_a_modifier_alone_begins_while_a_typed_key_is_not_up_yet() -> None:
    assert heard(RIGHT_CTRL, Down(C), Down(CTRL_R)) == [OTHER, PRESSED]


@pytest.mark.parametrize("first_up", [CTRL_L, ALT, SPACE])
def test_a_chord_ends_with_whichever_key_comes_up_first(first_up: int) -> None:
    rest: list[KeyEvent] = [Up(key) for key in (CTRL_L, ALT, SPACE) if key != first_up]
    assert heard(CHORD, Down(CTRL_L), Down(ALT), Down(SPACE), Up(first_up), *rest) == [
        PRESSED,
        RELEASED,
    ]


def test_either_ctrl_holds_a_chord() -> None:
    events: list[KeyEvent] = [
        Down(CTRL_R),
        Down(ALT),
        Down(SPACE),
        Down(CTRL_L),
        Up(CTRL_R),
        Up(CTRL_L),
    ]
    assert heard(CHORD, *events) == [PRESSED, RELEASED]


def test_a_chord_begins_with_its_last_key_only() -> None:
    assert heard(CHORD, Down(SPACE), Down(CTRL_L), Down(ALT)) == [OTHER]


def test_modifiers_alone_may_go_down_in_any_order() -> None:
    assert heard(CTRL_ALT, Down(ALT), Down(CTRL_L), Up(ALT)) == [PRESSED, RELEASED]
    assert heard(CTRL_ALT, Down(CTRL_L), Down(ALT), Up(CTRL_L)) == [PRESSED, RELEASED]


def test_a_key_with_a_foreign_modifier_belongs_to_the_window() -> None:
    assert heard(KEY_F9, Down(SHIFT), Down(F9), Up(F9)) == [OTHER, OTHER]
    assert heard(CHORD, Down(SHIFT), Down(CTRL_L), Down(ALT), Down(SPACE)) == [OTHER, OTHER]


def test_what_the_system_says_of_modifiers_counts_more_than_the_keys_seen() -> None:
    assert heard(KEY_F9, Down(SHIFT), Down(F9, exact=True)) == [OTHER, PRESSED]
    assert heard(KEY_F9, Down(F9, exact=False)) == [OTHER]


def test_with_sticky_keys_a_chord_lasts_as_long_as_the_keys_that_are_down() -> None:
    assert heard(CHORD, Down(SPACE, exact=True), Up(C)) == [PRESSED]
    assert heard(CHORD, Down(SPACE, exact=True), Up(SPACE)) == [PRESSED, RELEASED]


# ── Esc, pause, other keyboards ──────────────────────────────────────────────────────────────────


def test_escape_is_told_once_a_press_while_wanted() -> None:
    events: list[KeyEvent] = [
        WatchEscape(True),
        Down(ESC),
        Down(ESC),
        Up(ESC),
        WatchEscape(False),
        Down(ESC),
    ]
    assert heard(RIGHT_CTRL, *events) == [ESCAPE, OTHER]


def test_paused_the_hotkey_is_another_key() -> None:
    assert heard(KEY_F9, Pause(True), Down(F9), Up(F9), Pause(False), Down(F9)) == [OTHER, PRESSED]


def test_a_pause_ends_a_hold_and_its_end_does_not_begin_one() -> None:
    events: list[KeyEvent] = [Down(F9), Pause(True), Pause(False), Down(F9), Up(F9)]
    assert heard(KEY_F9, *events) == [PRESSED, RELEASED]


def test_a_lost_release_is_made_up_for() -> None:
    keys, news = play(KEY_F9, Down(F9), Resync(frozenset()), Up(F9))
    assert news == [PRESSED, RELEASED]
    assert not keys.down


def test_a_key_that_is_found_down_is_not_a_press() -> None:
    assert heard(KEY_F9, Resync(frozenset({F9})), Down(F9), Up(F9), Down(F9)) == [PRESSED]


def test_another_hotkey_ends_a_hold_and_the_same_one_does_not() -> None:
    assert heard(KEY_F9, Down(F9), Rebind(KEY_F9)) == [PRESSED]
    assert heard(KEY_F9, Down(F9), Rebind(CHORD), Up(F9)) == [PRESSED, RELEASED]


# ── our own events ───────────────────────────────────────────────────────────────────────────────


def test_an_injected_key_is_no_news_but_known_to_be_down() -> None:
    keys, news = play(KEY_F9, Down(SHIFT, ours=True))
    assert not news
    assert keys.down == {SHIFT}


def test_an_injected_release_of_a_held_modifier_leaves_no_stuck_modifier() -> None:
    events: list[KeyEvent] = [Down(SHIFT), Up(SHIFT), Down(F9)]  # the second one by Dictate
    assert heard(KEY_F9, *events) == [OTHER, PRESSED]


def test_own_events_are_claimed_once_each() -> None:
    own = OwnEvents()
    own.announce([(SHIFT, True), (SHIFT, False)], now_s=10.0)
    assert own.claim(SHIFT, True, 10.1)
    assert not own.claim(SHIFT, True, 10.2)
    assert own.claim(SHIFT, False, 10.3)
    assert not own.claim(SHIFT, False, 10.4)


def test_a_key_of_the_user_in_between_is_not_claimed() -> None:
    own = OwnEvents()
    own.announce([(SHIFT, True), (SHIFT, False)], now_s=0.0)
    assert [own.claim(*event, 0.1) for event in [(SHIFT, True), (C, True), (SHIFT, False)]] == [
        True,
        False,
        True,
    ]


def test_an_event_that_the_system_swallowed_is_forgotten_in_time() -> None:
    own = OwnEvents()
    own.announce([(SHIFT, False)], now_s=0.0)
    own.announce([(SHIFT, True)], now_s=0.5)
    assert not own.claim(SHIFT, False, OWN_EVENT_LIFE_S + 0.1)
    assert own.claim(SHIFT, True, OWN_EVENT_LIFE_S + 0.2)


# ── any order ────────────────────────────────────────────────────────────────────────────────────

CODES = st.integers(1, 8)
EVENTS = st.one_of(
    st.builds(Down, CODES, st.sampled_from([None, True, False]), st.booleans()),
    st.builds(Up, CODES),
    st.builds(Resync, st.frozensets(CODES)),
    st.builds(Pause, st.booleans()),
    st.builds(WatchEscape, st.booleans()),
    st.builds(Rebind, st.sampled_from(ALL)),
)


def alternates(news: Sequence[News]) -> bool:
    holds = [piece for piece in news if piece in (PRESSED, RELEASED)]
    return holds == [(PRESSED, RELEASED)[n % 2] for n in range(len(holds))]


@given(st.sampled_from(ALL), st.lists(EVENTS, max_size=60))
@settings(max_examples=500)
def test_no_order_of_events_gets_stuck(bound: Binding, events: list[KeyEvent]) -> None:
    keys, news = play(bound, *events)
    assert alternates(news)
    assert isinstance(keys.phase, Held) == (news.count(PRESSED) > news.count(RELEASED))
    for code in range(1, 9):  # all hands off
        keys, more = step(keys, Up(code))
        news += more
    assert alternates(news)
    assert news.count(PRESSED) == news.count(RELEASED)
    assert not isinstance(keys.phase, Held)
    assert not keys.down
    # … and the hotkey works as on the first day
    keys, _ = step(keys, Pause(False))
    keys, _ = step(keys, Rebind(KEY_F9))
    keys, pressed = step(keys, Down(F9))
    keys, released = step(keys, Up(F9))
    assert (pressed, released) == ((PRESSED,), (RELEASED,))


@given(st.sampled_from(ALL), st.lists(st.builds(Down, CODES) | st.builds(Up, CODES), max_size=60))
@settings(max_examples=300)
def test_while_held_all_parts_are_down(bound: Binding, events: list[Down | Up]) -> None:
    keys = Keys(bound)
    for event in events:
        keys, _ = step(keys, event)
        if isinstance(keys.phase, Held):
            assert bound.is_down(keys.down)


@given(st.lists(st.tuples(CODES, st.booleans()), max_size=20), st.data())
def test_own_events_are_told_from_others_in_any_mixture(
    ours: list[tuple[int, bool]], data: st.DataObject
) -> None:
    foreign = data.draw(st.lists(st.tuples(st.integers(20, 29), st.booleans()), max_size=20))
    mixed = [(event, True) for event in ours]
    for event in foreign:
        mixed.insert(data.draw(st.integers(0, len(mixed))), (event, False))
    own = OwnEvents()
    own.announce(ours, now_s=0.0)
    assert [own.claim(*event, 0.5) for event, _ in mixed] == [mine for _, mine in mixed]
