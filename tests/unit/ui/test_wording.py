"""The sentences a user reads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dictate.core.dictation import Dictation, State
from dictate.core.notices import Phase, StatusChanged
from dictate.ui import wording
from dictate.ui.icon_shapes import Mark

KEY = "Right Ctrl"


@pytest.mark.parametrize(
    ("status", "title", "mark"),
    [
        (StatusChanged(), "Ready", Mark.IDLE),
        (StatusChanged(Phase.OPENING), "One moment", Mark.RECORDING),
        (StatusChanged(Phase.LISTENING), "Listening", Mark.RECORDING),
        (StatusChanged(Phase.TRAILING), "Listening", Mark.RECORDING),
        (StatusChanged(working=1), "Writing…", Mark.WORKING),
        (StatusChanged(working=3), "Writing 3 dictations…", Mark.WORKING),
        (StatusChanged(working=1, loading=True), "Loading the model…", Mark.WORKING),
        (StatusChanged(trouble="It broke."), "Something is wrong", Mark.TROUBLE),
        (StatusChanged(hotkey_paused=True), "Paused", Mark.PAUSED),
        (
            StatusChanged(hotkey_paused=True, trouble="It broke."),
            "Something is wrong",
            Mark.TROUBLE,
        ),
        (StatusChanged(Phase.LISTENING, trouble="It broke."), "Listening", Mark.RECORDING),
    ],
)
def test_every_state_has_its_words_and_its_icon(
    status: StatusChanged, title: str, mark: Mark
) -> None:
    headline = wording.headline(status, KEY)
    assert (headline.title, headline.mark) == (title, mark)


def test_a_hold_and_a_tap_end_differently() -> None:
    hold = wording.headline(StatusChanged(Phase.LISTENING), KEY).hint
    tap = wording.headline(StatusChanged(Phase.LISTENING, toggled=True), KEY).hint
    assert "Let go of Right Ctrl" in hold
    assert "Tap Right Ctrl" in tap


def test_trouble_is_told_in_its_own_words() -> None:
    assert wording.headline(StatusChanged(trouble="It broke."), KEY).hint == "It broke."


def test_a_key_is_called_as_on_the_keyboard_and_a_wrong_one_as_it_was_written() -> None:
    assert wording.key_name("ctrl_r") == "Right Ctrl"
    assert wording.key_name("ctrl+alt+space") == "Ctrl+Alt+Space"
    assert wording.key_name("no such\nkey") == "no such key"


def test_long_text_ends_at_a_word_with_an_ellipsis() -> None:
    assert wording.one_line("one two three four", 12) == "one two…"


def test_one_long_word_is_cut_rather_than_lost() -> None:
    assert wording.one_line("a" * 50, 10) == "a" * 9 + "…"


def test_text_of_the_exact_length_is_left_alone() -> None:
    assert wording.one_line("one two", 7) == "one two"


def test_line_breaks_control_and_direction_characters_do_not_reach_a_menu() -> None:
    assert wording.one_line("one\n\ttwo\x00\u202ethree", 40) == "one two three"


def test_a_joined_emoji_stays_whole() -> None:
    family = "\U0001f468\u200d\U0001f469"
    assert wording.one_line(family, 10) == family


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.3, "1 s"), (12.4, "12 s"), (60, "1:00 min"), (125, "2:05 min")]
)
def test_lengths(seconds: float, text: str) -> None:
    assert wording.length(seconds) == text


@pytest.mark.parametrize(("seconds", "text"), [(-1, "0:00"), (7.9, "0:07"), (3729, "1:02:09")])
def test_the_stopwatch(seconds: float, text: str) -> None:
    assert wording.stopwatch(seconds) == text


def _at(*moment: int) -> float:
    return datetime(*moment, tzinfo=UTC).timestamp()  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ((2026, 11, 21, 9, 5), "09:05"),
        ((2026, 11, 20, 23, 59), "Yesterday 23:59"),
        ((2026, 3, 4, 9, 5), "4 Mar 09:05"),
        ((2025, 12, 31, 9, 5), "31 Dec 2025"),
    ],
)
def test_moments_are_said_as_people_say_them(moment: tuple[int, ...], text: str) -> None:
    assert wording.when(_at(*moment), _at(2026, 11, 21, 12, 0), UTC) == text


def test_the_small_print_says_when_how_long_and_where() -> None:
    row = Dictation("a", _at(2026, 11, 21, 9, 5), State.DONE, 12.0, application="firefox")
    assert wording.about(row, _at(2026, 11, 21, 12, 0), UTC) == "09:05  ·  12 s  ·  firefox"


def test_every_state_of_a_dictation_has_a_word_or_needs_none() -> None:
    assert set(wording.STATE_WORDS) == set(State)


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (State.DONE, False),
        (State.WORKING, False),
        (State.SILENT, False),
        (State.FAILED, True),
        (State.SET_ASIDE, True),
        (State.RECOVERED, True),
        (State.DELIVERY_UNKNOWN, True),
    ],
)
def test_another_try_is_offered_where_it_did_not_end_well(state: State, offered: bool) -> None:
    assert wording.can_retry(Dictation("a", 0.0, state, has_sound=True)) is offered


def test_another_try_needs_sound_or_words() -> None:
    assert not wording.can_retry(Dictation("a", 0.0, State.FAILED))


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (Dictation("a", 0.0, State.DONE, text="Hello"), "Hello"),
        (Dictation("a", 0.0, State.FAILED, raw="hello"), "hello"),
        (Dictation("a", 0.0, State.WORKING, 3.0), "Your words come in a moment…"),
        (Dictation("a", 0.0, State.FAILED, 65.0), "1:05 min of speech"),
        (Dictation("a", 0.0, State.SILENT), "No words"),
    ],
)
def test_a_row_shows_words_or_what_there_is_instead(row: Dictation, text: str) -> None:
    assert wording.first_words(row, 80) == text
