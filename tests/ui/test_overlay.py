"""The pill: when it is there, and what it shows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from dictate.core.dictation import Level
from dictate.core.notices import Phase, StatusChanged, WordsChanged
from dictate.ui import overlay as overlay_module
from dictate.ui import pill, theme
from dictate.ui.overlay import Overlay
from tests.fakes.clock import SteadyClock

LISTENING = StatusChanged(Phase.LISTENING)
LOUD = Level(0.2, 0.6, True)


@pytest.fixture
def overlay(qtbot: QtBot, clock: SteadyClock) -> Overlay:
    made = Overlay(clock=clock)
    qtbot.addWidget(made)
    return made


def play(overlay: Overlay, clock: SteadyClock, seconds: float) -> None:
    """Let time pass frame by frame, without waiting for it."""
    for _ in range(round(seconds * 1000 / overlay_module.FRAME_MS)):
        clock.now_s += overlay_module.FRAME_MS / 1000
        overlay._next_frame()


def picture(overlay: Overlay) -> QImage:
    return overlay.grab().toImage()


def colours_in(overlay: Overlay) -> set[str]:
    seen = picture(overlay)
    return {
        QColor(seen.pixel(x, y)).name() for x in range(seen.width()) for y in range(seen.height())
    }


def test_it_is_there_from_the_key_press_until_the_words_stand(
    overlay: Overlay, clock: SteadyClock
) -> None:
    assert not overlay.isVisible()
    for status in (StatusChanged(Phase.OPENING), LISTENING, StatusChanged(working=1)):
        overlay.set_status(status)
        play(overlay, clock, 0.5)
        assert overlay.isVisible()
    overlay.set_status(StatusChanged())
    play(overlay, clock, 0.5)
    assert not overlay.isVisible()


def test_it_does_not_go_between_the_end_of_a_recording_and_the_work_on_it(
    overlay: Overlay, clock: SteadyClock
) -> None:
    overlay.set_status(LISTENING)
    play(overlay, clock, 0.5)
    overlay.set_status(StatusChanged())
    play(overlay, clock, 0.04)
    overlay.set_status(StatusChanged(working=1))
    play(overlay, clock, 1.0)
    assert overlay.isVisible()


def test_work_that_follows_no_recording_does_not_show_it(
    overlay: Overlay, clock: SteadyClock
) -> None:
    overlay.set_status(StatusChanged(working=1))
    play(overlay, clock, 0.5)
    assert not overlay.isVisible()


def test_who_does_not_want_it_never_sees_it(overlay: Overlay) -> None:
    overlay.set_wanted(False)
    overlay.set_status(LISTENING)
    assert not overlay.isVisible()


def test_switching_it_off_while_it_is_seen_takes_it_away(
    overlay: Overlay, clock: SteadyClock
) -> None:
    overlay.set_status(LISTENING)
    play(overlay, clock, 0.3)
    overlay.set_wanted(False)
    play(overlay, clock, 0.5)
    assert not overlay.isVisible()


def test_on_wayland_it_is_not_shown(overlay: Overlay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", staticmethod(lambda: "wayland"))
    overlay.set_status(LISTENING)
    assert not overlay.isVisible()


def test_it_asks_for_no_focus_and_no_clicks(overlay: Overlay) -> None:
    flags = overlay.windowFlags()
    for flag in (
        Qt.WindowType.WindowDoesNotAcceptFocus,
        Qt.WindowType.WindowTransparentForInput,
        Qt.WindowType.WindowStaysOnTopHint,
        Qt.WindowType.FramelessWindowHint,
    ):
        assert flags & flag
    assert overlay.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)


def test_it_does_nothing_while_it_is_hidden(overlay: Overlay, clock: SteadyClock) -> None:
    overlay.set_status(LISTENING)
    assert overlay._frames.isActive()
    overlay.set_status(StatusChanged())
    play(overlay, clock, 1.0)
    assert not overlay._frames.isActive()
    overlay.add_level(LOUD)
    assert all(bar.height == 0.0 for bar in overlay._meter.bars())


def test_it_fits_its_window_at_its_largest(overlay: Overlay, clock: SteadyClock) -> None:
    overlay.set_status(StatusChanged(Phase.LISTENING, toggled=True, trouble="Muted. " * 40))
    overlay.set_words(WordsChanged("many words " * 40, "and more"))
    play(overlay, clock, 1.0)
    assert overlay.rect().contains(overlay._box().toAlignedRect())


@pytest.mark.parametrize("at_top", [False, True])
def test_it_lies_in_the_middle_of_the_wanted_edge_of_the_screen(
    overlay: Overlay, clock: SteadyClock, at_top: bool
) -> None:
    overlay.set_at_top(at_top)
    overlay.set_status(LISTENING)
    play(overlay, clock, 1.0)
    free = QGuiApplication.primaryScreen().availableGeometry()
    seen = overlay._box().toAlignedRect().translated(overlay.pos())
    assert abs(seen.center().x() - free.center().x()) <= 1
    gap = seen.top() - free.top() if at_top else free.bottom() - seen.bottom()
    assert 20 <= gap <= 40


def test_a_voice_raises_white_bars_and_silence_does_not(
    overlay: Overlay, clock: SteadyClock
) -> None:
    overlay.set_status(LISTENING)
    play(overlay, clock, 1.0)
    assert theme.FLOAT.text.name() not in colours_in(overlay)
    for _ in range(20):
        overlay.add_level(LOUD)
        play(overlay, clock, 0.05)
    assert theme.FLOAT.text.name() in colours_in(overlay)


def test_hold_and_tap_and_opening_look_different(overlay: Overlay, clock: SteadyClock) -> None:
    looks = []
    for status in (
        StatusChanged(Phase.OPENING),
        LISTENING,
        StatusChanged(Phase.LISTENING, toggled=True),
        StatusChanged(working=1),
    ):
        overlay.set_status(status)
        play(overlay, clock, 0.1)
        looks.append(overlay._pill)
    assert len(set(looks)) == 4
    assert [look.mode for look in looks] == [
        pill.Mode.OPENING,
        pill.Mode.LISTENING,
        pill.Mode.LISTENING,
        pill.Mode.WORKING,
    ]


def test_the_time_counts_from_the_first_sound(overlay: Overlay, clock: SteadyClock) -> None:
    overlay.set_status(StatusChanged(Phase.OPENING))
    play(overlay, clock, 2.0)
    overlay.set_status(LISTENING)
    play(overlay, clock, 7.2)
    assert overlay._pill.aside == "0:07"


def test_a_second_recording_counts_anew(overlay: Overlay, clock: SteadyClock) -> None:
    overlay.set_status(LISTENING)
    play(overlay, clock, 5.0)
    overlay.set_status(StatusChanged(working=1))
    overlay.set_status(LISTENING)
    play(overlay, clock, 0.4)
    assert overlay._pill.aside == "0:00"


def test_a_microphone_that_takes_long_to_open_is_said_to_be_opening(
    overlay: Overlay, clock: SteadyClock
) -> None:
    overlay.set_status(StatusChanged(Phase.OPENING))
    play(overlay, clock, 0.1)
    assert overlay._pill.aside == ""
    play(overlay, clock, 0.5)
    assert overlay._pill.aside == "opening…"


@pytest.mark.parametrize(
    "status", [StatusChanged(Phase.LISTENING, loading=True), StatusChanged(working=1, loading=True)]
)
def test_a_model_that_is_being_loaded_is_said_to_be(
    overlay: Overlay, status: StatusChanged
) -> None:
    overlay.set_status(LISTENING)
    overlay.set_status(status)
    assert "oading the model" in overlay._pill.aside


def test_a_warning_stands_in_a_line_of_its_own(overlay: Overlay, clock: SteadyClock) -> None:
    overlay.set_status(LISTENING)
    play(overlay, clock, 0.5)
    plain = overlay._box().height()
    overlay.set_status(StatusChanged(Phase.LISTENING, trouble="The microphone is muted."))
    play(overlay, clock, 0.5)
    assert overlay._box().height() > plain
    assert theme.FLOAT.warn.name() in colours_in(overlay)


def test_live_words_make_room_for_one_and_then_two_lines(
    overlay: Overlay, clock: SteadyClock
) -> None:
    overlay.set_status(LISTENING)
    heights = []
    for words in ("", "one line", "two lines " * 20, "many lines " * 100):
        overlay.set_words(WordsChanged(words, ""))
        play(overlay, clock, 1.0)
        heights.append(overlay._box().height())
    assert heights[0] < heights[1] < heights[2] == heights[3]


def test_live_words_of_one_recording_are_gone_with_the_next(overlay: Overlay) -> None:
    overlay.set_status(LISTENING)
    overlay.set_words(WordsChanged("words", ""))
    overlay.set_status(StatusChanged())
    overlay.set_status(LISTENING)
    assert overlay._pill.words == ()


def test_only_the_row_is_painted_anew_while_nothing_else_moves(
    overlay: Overlay, clock: SteadyClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    overlay.set_status(LISTENING)
    overlay.set_words(WordsChanged("some words", ""))
    play(overlay, clock, 2.0)
    dirty: list[QRect] = []
    monkeypatch.setattr(overlay, "update", dirty.append)
    play(overlay, clock, 0.04)
    assert dirty[0].height() < overlay._box().height()
    assert dirty[0].contains(QPoint(overlay.width() // 2, round(overlay._box().bottom()) - 20))


def test_it_ends_at_once_when_hidden_at_quit(overlay: Overlay) -> None:
    overlay.set_status(LISTENING)
    overlay.hide()
    assert not overlay.isVisible()
