"""Overlay, tray, card and window on a real X desktop: seen, and never in the way."""

from __future__ import annotations

import time
from collections.abc import Callable

import psutil
import pytest

from dictate.core.dictation import Level
from dictate.core.notices import (
    LevelChanged,
    Phase,
    Severity,
    ShowRequested,
    StatusChanged,
    Told,
    WordsChanged,
)
from dictate.ui import theme
from tests.e2e.children import run, wait_until
from tests.e2e.desktop import Desktop
from tests.e2e.keyboard import ESCAPE, RETURN
from tests.e2e.ui.steer import Shown, middle
from tests.e2e.windows import QtField

LISTENING = StatusChanged(Phase.LISTENING)
TOLD = Told("The microphone is gone", "It was unplugged.", "Plug it in.", Severity.WARNING)
DOWN = 116
"""Keycode of the arrow key on an evdev keyboard."""


def type_in(desktop: Desktop, field: QtField, letters: str) -> None:
    """Type letters and see them arrive."""
    before = field.text()
    for letter in letters:
        desktop.keyboard.tap(desktop.keyboard.keycode(letter))
    wait_until(lambda: field.text() == before + letters, f"{letters!r} in the field")


def test_the_overlay_is_seen_while_the_keyboard_stays_where_it_is(
    desktop: Desktop, shown: Shown
) -> None:
    field = QtField(desktop)
    focused = desktop.screen.active()
    type_in(desktop, field, "ab")
    for notice in (
        StatusChanged(Phase.OPENING),
        LISTENING,
        WordsChanged("some words", "and more"),
        StatusChanged(Phase.LISTENING, toggled=True, trouble="The microphone is muted."),
        StatusChanged(Phase.TRAILING),
        StatusChanged(working=1),
    ):
        shown.post(notice)
        assert shown.box("pill")
        type_in(desktop, field, "cd")
        assert desktop.screen.active() == focused
    shown.post(StatusChanged())
    wait_until(lambda: shown.where("pill") is None, "the overlay gone")
    type_in(desktop, field, "ef")


def test_the_overlay_paints_the_voice_on_the_screen(shown: Shown) -> None:
    shown.post(LISTENING)
    pill = shown.box("pill")
    quiet = wait_until(lambda: shown.colours(pill), "a picture")
    assert theme.FLOAT.record.name() in wait_until(
        lambda: {theme.FLOAT.record.name()} & shown.colours(shown.box("pill")), "the red dot"
    )
    assert theme.FLOAT.text.name() not in quiet

    def speak() -> bool:
        shown.post(LevelChanged(Level(0.2, 0.6, True)))
        return theme.FLOAT.text.name() in shown.colours(shown.box("pill"))

    wait_until(speak, "white bars")


def test_a_click_goes_through_the_overlay_to_the_window_below(
    desktop: Desktop, shown: Shown
) -> None:
    below = QtField(desktop, title="below")
    window = desktop.screen.active()
    shown.post(LISTENING)
    pill = shown.box("pill")
    x, y = middle(pill)
    left, top = pill[0] - 20, pill[1] - 60
    wait_until(lambda: _moved(desktop, window, left, top), "the field lies below the overlay")
    elsewhere = QtField(desktop, title="elsewhere")
    wait_until(lambda: _moved(desktop, desktop.screen.active(), 20, 20), "the other one does not")
    assert desktop.screen.active() != window
    shown.click(x, y)
    wait_until(lambda: desktop.screen.active() == window, "the click reached the window below")
    type_in(desktop, below, "ab")
    assert elsewhere.text() == ""
    # The dot breathes: its full colour comes and goes, over the raised window as before.
    wait_until(lambda: {theme.FLOAT.record.name()} & shown.colours(pill), "the red dot")


def _moved(desktop: Desktop, window: int, left: int, top: int) -> bool:
    """Ask for the window's frame to be there; whether it is."""
    place = ["xdotool", "windowmove", "--sync", str(window), str(left), str(top)]
    return run(place, desktop.environment).returncode == 0


def test_the_icon_stands_in_the_panel_and_a_click_starts(shown: Shown) -> None:
    shown.click(*middle(shown.box("tray")))
    wait_until(lambda: ("toggle",) in shown.commands(), "the click was heard")


def test_the_icon_shows_the_state_in_the_panel(shown: Shown) -> None:
    tray = shown.box("tray")

    def reddest() -> bool:
        return any(int(c[1:3], 16) > 200 and int(c[3:5], 16) < 120 for c in shown.colours(tray))

    assert not reddest()
    shown.post(LISTENING)
    wait_until(reddest, "a red icon")
    shown.post(StatusChanged())
    wait_until(lambda: not reddest(), "the quiet icon again")


def test_the_menu_opens_at_the_icon_and_gives_the_keyboard_back(
    desktop: Desktop, shown: Shown
) -> None:
    field = QtField(desktop)
    focused = desktop.screen.active()
    shown.post(StatusChanged())
    shown.click(*middle(shown.box("tray")), button=3)
    time.sleep(0.5)  # a menu says nowhere that it has opened
    desktop.keyboard.tap(DOWN)
    desktop.keyboard.tap(RETURN)
    wait_until(lambda: ("toggle",) in shown.commands(), "the first entry was chosen")
    wait_until(lambda: desktop.screen.active() == focused, "the field is active")
    type_in(desktop, field, "ab")


def test_a_menu_that_is_open_bears_changes_below_it(desktop: Desktop, shown: Shown) -> None:
    shown.click(*middle(shown.box("tray")), button=3)
    for working in range(20):
        shown.post(StatusChanged(working=working))
        shown.post(LISTENING)
    desktop.keyboard.tap(ESCAPE)
    shown.post(StatusChanged())
    assert shown.where("tray")


def test_a_card_leaves_the_keyboard_alone_and_goes_with_a_click(
    desktop: Desktop, shown: Shown
) -> None:
    field = QtField(desktop)
    focused = desktop.screen.active()
    shown.post(TOLD)
    card = shown.box("card")
    type_in(desktop, field, "ab")
    shown.click(*middle(card))
    wait_until(lambda: shown.where("card") is None, "the card gone")
    assert desktop.screen.active() == focused
    type_in(desktop, field, "cd")


def test_the_window_comes_to_the_front_when_it_is_asked_for(desktop: Desktop, shown: Shown) -> None:
    QtField(desktop)
    shown.post(ShowRequested())
    window = wait_until(lambda: desktop.screen.titled("Dictate"), "the window")
    wait_until(lambda: desktop.screen.active() == window, "the window active")


def test_listening_costs_little(
    shown: Shown, figures: Callable[[str], None], record_property: Callable[[str, object], None]
) -> None:
    shown.post(LISTENING)
    process = psutil.Process(shown.process.pid)
    shown.box("pill")
    before, began_s = process.cpu_times(), time.monotonic()
    while time.monotonic() - began_s < 3.0:
        shown.post(LevelChanged(Level(0.1, 0.4, True)))
        time.sleep(0.05)  # the recorder's pace
    after = process.cpu_times()
    used_s = after.user + after.system - before.user - before.system
    share = 100 * used_s / (time.monotonic() - began_s)
    figures(f"overlay while listening: {share:.1f} % of a core")
    record_property("overlay_core_percent", share)
    assert share < 15.0


@pytest.mark.parametrize("times", [50])
def test_many_recordings_leave_nothing_behind(shown: Shown, times: int) -> None:
    process = psutil.Process(shown.process.pid)
    shown.post(LISTENING)
    shown.box("pill")
    handles, threads = process.num_fds(), process.num_threads()
    for _ in range(times):
        shown.post(StatusChanged())
        shown.post(LISTENING)
    shown.post(StatusChanged())
    wait_until(lambda: shown.where("pill") is None, "the overlay gone")
    assert process.num_fds() <= handles
    assert process.num_threads() <= threads
