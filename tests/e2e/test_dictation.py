"""Hold a key, speak, let go: the words stand in another program's window, the clipboard as it was.

The key goes through the X server, the voice is a recording played into a microphone, the model is a
real one. The clips are those that this model recognises without a mistake.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.e2e.children import wait_until
from tests.e2e.desktop import Desktop
from tests.e2e.keyboard import ESCAPE, F9, RIGHT_CTRL
from tests.e2e.program import Program
from tests.e2e.windows import GtkField, QtField, Target, Terminal
from tests.voice import EIGHTEEN, FORWARD, WEATHER, Voice
from tests.words import word_error, words_of

Opens = Callable[[Desktop], Target]
TARGETS = pytest.mark.parametrize(
    "opens", [QtField, GtkField, Terminal], ids=["Qt", "GTK", "terminal"]
)


class Speaker:
    """Somebody at the keyboard with a microphone.

    Args:
        desktop: Where they sit.
        program: The Dictate that listens.
        voice: What they say.
    """

    def __init__(self, desktop: Desktop, program: Program, voice: Voice) -> None:
        self._desktop, self._program = desktop, program
        self.clip, self.reference = voice.clip, voice.said

    def dictate(self, *names: str, key: int = RIGHT_CTRL) -> None:
        """Hold the key, wait until it listens, say it, let go."""
        with self._desktop.keyboard.held(key):
            self.wait_until_it_listens()
            for name in names:
                self._desktop.sound.say(self.clip(name))

    def wait_until_it_listens(self) -> None:
        """As the overlay says it: the first sound has come."""
        self._program.wait_for(lambda status: status["phase"] == "listening", "it listens")

    def wait(self, count: int = 1) -> None:
        """Wait until that many dictations are worked through."""
        self._program.wait_for(
            lambda status: status["phase"] == "idle" and not status["working"], "all is delivered"
        )
        assert len(self._program.history()) == count

    def assert_said(self, text: str, *names: str) -> None:
        """The words of the recordings, in order, without one mistake."""
        reference = " ".join(self.reference(name) for name in names)
        assert word_error(reference, text) == 0, words_of(text)


@pytest.fixture
def dictate(desktop: Desktop, settings: str) -> Program:
    """A Dictate with its defaults."""
    return desktop.start_dictate(settings)


@pytest.fixture
def speaker(desktop: Desktop, dictate: Program, voice: Voice) -> Speaker:
    """Somebody who speaks to it."""
    return Speaker(desktop, dictate, voice)


@TARGETS
def test_the_words_stand_in_the_window_and_the_clipboard_is_as_it_was(
    opens: Opens, desktop: Desktop, speaker: Speaker
) -> None:
    desktop.clipboard.fill_with_everything()
    before = desktop.clipboard.content()
    target = opens(desktop)
    speaker.dictate(WEATHER)
    speaker.wait()
    wait_until(lambda: desktop.clipboard.content() == before, "the clipboard is as it was")
    speaker.assert_said(target.text(), WEATHER)


@TARGETS
def test_a_layout_without_latin_letters_makes_no_difference(
    opens: Opens, desktop: Desktop, settings: str, voice: Voice
) -> None:
    desktop.use_layout("ru")
    speaker = Speaker(desktop, desktop.start_dictate(settings), voice)
    target = opens(desktop)
    speaker.dictate(WEATHER)
    speaker.wait()
    speaker.assert_said(target.text(), WEATHER)


def test_a_window_that_is_busy_when_the_keys_come_still_gets_the_words(
    desktop: Desktop, speaker: Speaker
) -> None:
    desktop.clipboard.fill("copied before")
    target = QtField(desktop, block_ms=700)
    speaker.dictate(WEATHER)
    speaker.wait()
    speaker.assert_said(target.text(), WEATHER)
    wait_until(lambda: desktop.clipboard.text() == "copied before", "the clipboard is as it was")


def test_selected_text_is_replaced_in_qt(desktop: Desktop, speaker: Speaker) -> None:
    target = QtField(desktop, text="this must go", selected=True)
    speaker.dictate(WEATHER)
    speaker.wait()
    speaker.assert_said(target.text(), WEATHER)


def test_selected_text_is_replaced_in_gtk(desktop: Desktop, speaker: Speaker) -> None:
    target = GtkField(desktop, text="this must go")
    speaker.dictate(WEATHER)
    speaker.wait()
    speaker.assert_said(target.text(), WEATHER)


def test_a_clipboard_manager_that_reads_everything_does_not_count_as_the_window(
    desktop: Desktop, speaker: Speaker
) -> None:
    desktop.start_clipboard_manager()
    desktop.clipboard.fill_with_everything()
    before = desktop.clipboard.content()
    target = QtField(desktop, block_ms=700)
    speaker.dictate(WEATHER)
    speaker.wait()
    speaker.assert_said(target.text(), WEATHER)
    wait_until(lambda: desktop.clipboard.content() == before, "the clipboard is as it was")


def test_two_dictations_in_a_breath_arrive_in_order(desktop: Desktop, speaker: Speaker) -> None:
    target = QtField(desktop)
    speaker.dictate(FORWARD)
    time.sleep(0.1)
    speaker.dictate(EIGHTEEN)
    speaker.wait(2)
    speaker.assert_said(target.text(), FORWARD, EIGHTEEN)


def test_the_key_may_go_down_again_while_the_last_text_is_being_pasted(
    desktop: Desktop, speaker: Speaker
) -> None:
    desktop.clipboard.fill("copied before")
    before = desktop.clipboard.owner()
    target = QtField(desktop, block_ms=700)
    speaker.dictate(FORWARD)
    wait_until(lambda: desktop.clipboard.owner() != before, "the paste begins", 60.0)
    speaker.dictate(EIGHTEEN)
    speaker.wait(2)
    speaker.assert_said(target.text(), FORWARD, EIGHTEEN)
    wait_until(lambda: desktop.clipboard.text() == "copied before", "the clipboard is as it was")


def test_a_shortcut_with_the_hotkey_is_a_shortcut(
    desktop: Desktop, dictate: Program, speaker: Speaker
) -> None:
    QtField(desktop, text="to be copied", selected=True)
    with desktop.keyboard.held(RIGHT_CTRL):
        desktop.keyboard.tap(desktop.keyboard.keycode("c"))
    wait_until(lambda: desktop.clipboard.text() == "to be copied", "Ctrl+C copies")
    speaker.wait(0)
    assert dictate.status()["phase"] == "idle"


def test_a_hotkey_that_is_no_modifier_never_reaches_the_window(
    desktop: Desktop, settings: str, voice: Voice
) -> None:
    program = desktop.start_dictate(f'{settings}\n[hotkey]\nkey = "f9"\n')
    speaker = Speaker(desktop, program, voice)
    target = Terminal(desktop)
    with desktop.keyboard.held(F9):
        speaker.wait_until_it_listens()
        desktop.sound.say(speaker.clip(FORWARD))
        time.sleep(1.0)  # three seconds of a key that repeats 25 times in each
    speaker.wait()
    assert "\x1b" not in target.text()
    assert "~" not in target.text()
    speaker.assert_said(target.text(), FORWARD)


def test_a_tap_keeps_recording_until_the_next_tap(desktop: Desktop, speaker: Speaker) -> None:
    target = QtField(desktop)
    desktop.keyboard.tap(RIGHT_CTRL)
    speaker.wait_until_it_listens()
    desktop.sound.say(speaker.clip(WEATHER))
    desktop.keyboard.tap(RIGHT_CTRL)
    speaker.wait()
    speaker.assert_said(target.text(), WEATHER)


def test_escape_sets_a_take_aside_and_the_window_never_sees_it(
    desktop: Desktop, dictate: Program, speaker: Speaker
) -> None:
    target = Terminal(desktop)
    with desktop.keyboard.held(RIGHT_CTRL):
        speaker.wait_until_it_listens()
        desktop.sound.say(speaker.clip(WEATHER))
        desktop.keyboard.tap(ESCAPE)
    speaker.wait()
    assert dictate.history()[0]["state"] == "set aside"
    assert target.text() == ""


def test_the_verbs_do_what_the_key_does(
    desktop: Desktop, dictate: Program, speaker: Speaker
) -> None:
    target = QtField(desktop)
    assert dictate.run("start").returncode == 0
    dictate.wait_for(lambda status: status["phase"] == "listening", "it listens")
    desktop.sound.say(speaker.clip(WEATHER))
    assert dictate.run("stop").returncode == 0
    speaker.wait()
    speaker.assert_said(target.text(), WEATHER)


def test_without_a_window_the_words_are_on_the_clipboard(
    desktop: Desktop, dictate: Program, speaker: Speaker
) -> None:
    speaker.dictate(WEATHER)
    speaker.wait()
    speaker.assert_said(desktop.clipboard.text(), WEATHER)
    assert dictate.history()[0]["state"] == "copied"


def test_after_quitting_the_users_own_clipboard_still_pastes(
    desktop: Desktop, dictate: Program, speaker: Speaker
) -> None:
    desktop.clipboard.fill_with_everything()
    before = desktop.clipboard.content()
    QtField(desktop)
    speaker.dictate(WEATHER)
    speaker.wait()
    dictate.stop()
    assert desktop.clipboard.content() == before


def test_silence_puts_nothing_anywhere(desktop: Desktop, speaker: Speaker) -> None:
    desktop.clipboard.fill("copied before")
    target = QtField(desktop)
    with desktop.keyboard.held(RIGHT_CTRL):
        time.sleep(1.5)
    speaker.wait()
    assert target.text() == ""
    assert desktop.clipboard.text() == "copied before"
