"""The engine with its own threads and fakes for the rest: from key to window and history."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from dictate.core.dictation import RATE_HZ, Dictation, Focus, FocusKind, Landing, State
from dictate.core.engine import Engine
from dictate.core.notices import Notice, Phase, Severity, StatusChanged, Told, WordsChanged
from dictate.core.ports import Parts
from dictate.errors import DeliveryError, MicrophoneError, PlatformError, RecogniserDiedError
from dictate.settings.schema import HistorySettings, Settings, TextSettings
from tests.fakes.cleaner import FakeCleaner
from tests.fakes.deliverer import FakeDeliverer
from tests.fakes.history import FakeHistory
from tests.fakes.hotkeys import FakeHotkeySource
from tests.fakes.recogniser import FakeRecogniser
from tests.fakes.recorder import FakeRecorder
from tests.fakes.spools import FakeSpools

LATEST_S = 5.0
SPEECH = np.full(RATE_HZ, 0.1, np.float32)


class Desk:
    """A running engine with everything a test wants to see or move."""

    def __init__(self, settings: Settings, recogniser: FakeRecogniser | None = None) -> None:
        self.spools = FakeSpools()
        self.recorder = FakeRecorder(self.spools)
        self.recogniser = recogniser or FakeRecogniser()
        self.cleaner = FakeCleaner(lambda words: words.upper())
        self.deliverer = FakeDeliverer()
        self.history = FakeHistory()
        self.hotkeys = FakeHotkeySource()
        self.notices: list[Notice] = []
        ids = (f"d{number}" for number in itertools.count(1))
        parts = Parts(
            self.recorder, self.spools, self.recogniser, self.cleaner, self.deliverer, self.history
        )
        self.engine = Engine(
            parts,
            self.hotkeys,
            settings,
            tell=self.notices.append,
            clock=time.monotonic,
            wall_clock=lambda: 1_000.0 + len(self.recorder.calls),
            new_id=lambda: next(ids),
        )

    def until(self, what: Callable[[], object]) -> None:
        deadline_s = time.monotonic() + LATEST_S
        while not what():
            assert time.monotonic() < deadline_s, "it did not happen"
            time.sleep(0.002)

    def listening(self) -> None:
        self.until(lambda: self.engine.status.phase is Phase.LISTENING)

    def state(self, id: str) -> State | None:
        row = self.history.rows.get(id)
        return row.state if row else None

    def told(self) -> list[Told]:
        return [notice for notice in self.notices if isinstance(notice, Told)]

    def hold(self, phrases: int = 1) -> None:
        self.hotkeys.press()
        self.listening()
        for _ in range(phrases):
            self.recorder.speak(SPEECH)
        time.sleep(HOLD_S)

    def dictate(self, phrases: int = 1) -> None:
        self.hold(phrases)
        self.hotkeys.release()
        self.until(lambda: self.engine.status.phase is Phase.IDLE)


HOLD_S = 0.03
QUICK = Settings()
QUICK = replace(
    QUICK,
    hotkey=replace(QUICK.hotkey, tap_ms=10),
    microphone=replace(QUICK.microphone, tail_ms=20),
)


@pytest.fixture
def start() -> Iterator[Callable[..., Desk]]:
    desks: list[Desk] = []

    def make(
        settings: Settings = QUICK,
        recogniser: FakeRecogniser | None = None,
        before: Callable[[Desk], None] = lambda _desk: None,
    ) -> Desk:
        desk = Desk(settings, recogniser)
        before(desk)
        desk.engine.start()
        desks.append(desk)
        return desk

    yield make
    for desk in desks:
        desk.engine.shut_down()
        assert desk.hotkeys.stopped
        assert desk.deliverer.shut


def keeping(keep: str) -> Settings:
    return replace(QUICK, history=HistorySettings(keep=keep))


def test_the_words_stand_in_the_window_and_in_the_history(start: Callable[..., Desk]) -> None:
    desk = start()
    desk.dictate()
    desk.until(lambda: desk.state("d1") is State.DONE and desk.history.rows["d1"].has_sound)
    assert desk.deliverer.windows == {"w1": "WORDS 0"}
    row = desk.history.rows["d1"]
    assert (row.raw, row.text, row.application, row.model) == (
        "words 0",
        "WORDS 0",
        "editor",
        "fake",
    )
    assert row.duration_s == 1.0
    assert {"recognise", "clean", "deliver", "wait"} <= set(row.timings_s)
    assert "d1" not in desk.spools.sounds


def test_delivering_is_written_before_the_keys(start: Callable[..., Desk]) -> None:
    desk = start()
    seen: list[list[tuple[str, State]]] = []
    desk.deliverer.before_keys = lambda: seen.append(list(desk.history.states))
    desk.dictate()
    desk.until(lambda: desk.state("d1") is State.DONE)
    assert [state for _, state in desk.history.states][:3] == [
        State.WORKING,
        State.DELIVERING,
        State.DONE,
    ]


def test_phrases_are_joined_and_cleaned_together(start: Callable[..., Desk]) -> None:
    desk = start()
    desk.dictate(phrases=3)
    desk.until(lambda: desk.deliverer.windows)
    assert desk.deliverer.windows["w1"] == "WORDS 0 WORDS 1 WORDS 2"


def test_a_space_parts_two_dictations_into_the_same_window(start: Callable[..., Desk]) -> None:
    desk = start()
    desk.dictate()
    desk.until(lambda: desk.state("d1") is State.DONE)
    desk.dictate()
    desk.until(lambda: desk.state("d2") is State.DONE)
    assert desk.deliverer.windows["w1"] == "WORDS 0 WORDS 0"


def test_no_space_after_the_user_typed_or_in_another_window(start: Callable[..., Desk]) -> None:
    desk = start()
    desk.dictate()
    desk.until(lambda: desk.state("d1") is State.DONE)
    desk.hotkeys.press_other()
    desk.dictate()
    desk.until(lambda: desk.state("d2") is State.DONE)
    desk.deliverer.now = Focus(FocusKind.WINDOW, "w2", "mail")
    desk.dictate()
    desk.until(lambda: desk.state("d3") is State.DONE)
    assert desk.deliverer.windows == {"w1": "WORDS 0WORDS 0", "w2": "WORDS 0"}


@pytest.mark.expects_warning("RecogniserDiedError")
def test_a_phrase_that_fails_is_recognised_again_with_the_whole(
    start: Callable[..., Desk],
) -> None:
    desk = start(
        recogniser=FakeRecogniser(
            lambda phrase: f"{len(phrase.samples)} samples",
            failures=(None, None, RecogniserDiedError("It died.")),
        )
    )
    desk.dictate(phrases=2)
    desk.until(lambda: desk.state("d1") is State.DONE)
    assert desk.deliverer.windows["w1"] == "32000 SAMPLES"


@pytest.mark.expects_warning("RecogniserDiedError")
def test_a_take_that_cannot_be_recognised_is_kept_with_its_sound(
    start: Callable[..., Desk],
) -> None:
    died = RecogniserDiedError("The recogniser ended twice.", hint="Retry it from the history.")
    desk = start(keeping("nothing"), FakeRecogniser(failures=(None, died, died)))
    desk.dictate()
    desk.until(lambda: desk.state("d1") is State.FAILED and "d1" in desk.history.sounds)
    desk.until(lambda: desk.engine.status.working == 0)
    assert desk.deliverer.windows == {}
    assert (desk.told()[-1].text, desk.told()[-1].severity) == (died.message, Severity.ERROR)
    desk.engine.retry("d1")
    desk.until(lambda: desk.history.rows["d1"].text == "WORDS 0")
    assert desk.deliverer.windows == {}
    assert desk.state("d1") is State.SET_ASIDE


@pytest.mark.expects_warning("cleaning failed")
def test_a_cleaner_that_fails_leaves_the_words_as_recognised(start: Callable[..., Desk]) -> None:
    desk = start()
    desk.cleaner.fails = True
    desk.dictate()
    desk.until(lambda: desk.state("d1") is State.DONE)
    assert desk.deliverer.windows["w1"] == "words 0"


def test_a_cleaner_that_leaves_nothing_is_not_believed(start: Callable[..., Desk]) -> None:
    desk = start()
    desk.cleaner.write = lambda _words: " "
    desk.dictate()
    desk.until(lambda: desk.state("d1") is State.DONE)
    assert desk.deliverer.windows["w1"] == "words 0"


@pytest.mark.parametrize(
    ("keep", "row", "sound"), [("text", True, False), ("nothing", False, False)]
)
def test_what_is_delivered_is_kept_as_the_settings_say(
    start: Callable[..., Desk], keep: str, row: bool, sound: bool
) -> None:
    desk = start(keeping(keep))
    desk.dictate()
    desk.until(lambda: desk.deliverer.windows and not desk.spools.sounds)
    assert ("d1" in desk.history.rows, "d1" in desk.history.sounds) == (row, sound)


def test_what_went_into_a_password_field_is_not_kept(start: Callable[..., Desk]) -> None:
    desk = start()
    desk.deliverer.now = Focus(FocusKind.WINDOW, "w1", "browser", secret=True)
    desk.dictate()
    desk.until(lambda: desk.deliverer.windows and not desk.spools.sounds)
    assert desk.history.rows == {}
    assert desk.history.sounds == {}
    assert State.DELIVERING not in [state for _, state in desk.history.states]


def test_what_is_said_is_cleaned_while_more_is_said_in_the_style_of_the_program(
    start: Callable[..., Desk],
) -> None:
    desk = start(replace(QUICK, text=TextSettings(styles={"editor": "message"})))
    desk.hold(2)
    desk.until(lambda: len(desk.cleaner.ahead) >= 2)
    desk.hotkeys.release()
    desk.until(lambda: desk.state("d1") is State.DONE)
    assert [words for words, _ in desk.cleaner.ahead][:2] == ["words 0", "words 0 words 1"]
    assert desk.cleaner.ahead[-1][1] == "message"
    assert desk.cleaner.styles == ["message"]


def test_escape_sets_aside_and_retry_brings_back(start: Callable[..., Desk]) -> None:
    desk = start()
    desk.hold()
    desk.hotkeys.press_escape()
    desk.until(lambda: desk.state("d1") is State.SET_ASIDE and "d1" in desk.history.sounds)
    desk.hotkeys.release()
    assert desk.deliverer.windows == {}
    desk.engine.retry("d1")
    desk.until(lambda: desk.history.rows["d1"].text)
    desk.engine.paste_last()
    desk.until(lambda: desk.deliverer.windows)
    assert desk.deliverer.windows["w1"] == "WORDS 0"


def test_a_shortcut_leaves_no_trace(start: Callable[..., Desk]) -> None:
    desk = start()
    desk.hotkeys.press()
    desk.listening()
    desk.hotkeys.press_other()
    desk.hotkeys.release()
    desk.until(lambda: "drop d1" in desk.recorder.calls)
    assert desk.history.states == []
    assert desk.told() == []


def test_silence_pastes_nothing_and_says_so(start: Callable[..., Desk]) -> None:
    desk = start(recogniser=FakeRecogniser(lambda _phrase: ""))
    desk.dictate()
    desk.until(lambda: desk.told())
    assert desk.told()[0].title == "Nothing was heard"
    desk.until(lambda: "d1" in desk.history.sounds)
    assert desk.state("d1") is State.SILENT
    assert desk.deliverer.windows == {}


def test_a_failed_paste_keeps_the_words_and_says_where(start: Callable[..., Desk]) -> None:
    desk = start()
    desk.deliverer.fails = DeliveryError("The display is gone.", hint="Copy it from the history.")
    desk.dictate()
    desk.until(lambda: desk.state("d1") is State.FAILED)
    assert desk.history.rows["d1"].text == "WORDS 0"
    desk.until(lambda: desk.told())
    assert desk.told()[0].hint == "Copy it from the history."


def test_an_unproven_paste_is_told_and_marked(start: Callable[..., Desk]) -> None:
    desk = start()
    desk.deliverer.landing, desk.deliverer.reason = Landing.UNPROVEN, "The window did not read it."
    desk.dictate()
    desk.until(lambda: desk.state("d1") is State.DELIVERY_UNKNOWN)
    assert desk.deliverer.clipboard == "WORDS 0"
    desk.until(lambda: desk.told())
    assert desk.told()[0].text == "The window did not read it."


def test_a_key_that_goes_down_right_before_the_keys_puts_the_paste_off(
    start: Callable[..., Desk],
) -> None:
    desk = start()
    pressed: list[bool] = []

    def press_again() -> None:
        if not pressed:
            pressed.append(True)
            desk.hotkeys.press()
            desk.listening()

    desk.deliverer.before_keys = press_again
    desk.hold()
    desk.hotkeys.release()
    desk.until(lambda: pressed and desk.engine.status.phase is Phase.LISTENING)
    time.sleep(HOLD_S)
    assert desk.deliverer.windows == {}
    desk.recorder.speak(SPEECH)
    desk.hotkeys.release()
    desk.until(lambda: desk.state("d2") is State.DONE)
    assert desk.deliverer.windows["w1"] == "WORDS 0 WORDS 0"


def test_a_microphone_that_fails_is_told_with_what_to_do(start: Callable[..., Desk]) -> None:
    desk = start()
    desk.recorder.refusal = MicrophoneError("No microphone was found.", hint="Plug one in.")
    desk.hotkeys.press()
    desk.until(lambda: desk.told())
    assert (desk.told()[0].text, desk.told()[0].hint) == (
        "No microphone was found.",
        "Plug one in.",
    )
    desk.until(lambda: desk.engine.status.phase is Phase.IDLE)


def test_a_lost_microphone_delivers_what_was_said(start: Callable[..., Desk]) -> None:
    desk = start()
    desk.hold()
    desk.recorder.lose(MicrophoneError("The microphone was unplugged."))
    desk.until(lambda: desk.told())
    desk.hotkeys.release()
    desk.until(lambda: desk.state("d1") is State.DONE)
    assert desk.deliverer.windows["w1"] == "WORDS 0"


@pytest.mark.expects_warning("history: ")
def test_a_history_that_refuses_costs_no_words(start: Callable[..., Desk]) -> None:
    desk = start()
    desk.history.refuses = True
    desk.dictate()
    desk.until(lambda: desk.deliverer.windows)
    assert desk.deliverer.windows["w1"] == "WORDS 0"
    desk.until(lambda: desk.told())
    assert [told.text for told in desk.told()] == ["The disk is full."]
    assert "d1" in desk.spools.sounds, "the sound must stay until it is safe elsewhere"


def test_quitting_in_the_middle_keeps_the_take(start: Callable[..., Desk]) -> None:
    desk = start()
    desk.hold()
    desk.engine.quit()
    assert desk.engine.wait(LATEST_S)
    desk.engine.shut_down()
    assert desk.deliverer.windows == {}
    assert "d1" in desk.history.sounds
    assert desk.state("d1") in (State.SET_ASIDE, State.FAILED)


def test_what_a_crash_left_behind_is_recovered_and_not_pasted(start: Callable[..., Desk]) -> None:

    def crash(desk: Desk) -> None:
        for id, sound in (("x1", SPEECH), ("x2", SPEECH), ("x3", SPEECH), ("slip", SPEECH[:99])):
            desk.spools.begin(id)
            desk.spools.append(id, sound)
            desk.spools.close(id)
        desk.history.rows["x2"] = Dictation("x2", 2.0, State.DELIVERING, text="two")
        desk.history.rows["x3"] = Dictation("x3", 3.0, State.DONE, text="three")

    desk = start(before=crash)
    desk.until(lambda: desk.told())
    assert desk.told()[0].title == "Recovered"
    assert desk.state("x1") is State.RECOVERED
    assert desk.state("x2") is State.DELIVERY_UNKNOWN
    assert desk.state("x3") is State.DONE
    assert set(desk.history.sounds) == {"x1", "x2"}
    assert desk.spools.sounds == {}
    assert desk.deliverer.windows == {}


def test_new_settings_are_taken_up_but_not_by_the_take_under_way(
    start: Callable[..., Desk],
) -> None:
    desk = start()
    desk.hotkeys.press()
    desk.listening()
    changed = replace(QUICK, recogniser=replace(QUICK.recogniser, language="de"))
    desk.engine.change_settings(replace(changed, hotkey=replace(changed.hotkey, key="f9")))
    time.sleep(HOLD_S)
    assert desk.hotkeys.key == "ctrl_r", "the key is still under the user's finger"
    desk.recorder.speak(SPEECH)
    desk.hotkeys.release()
    desk.until(lambda: desk.hotkeys.key == "f9")
    desk.until(lambda: desk.state("d1") is State.DONE)
    assert desk.history.rows["d1"].language == "en"


def test_the_status_tells_what_is_going_on(start: Callable[..., Desk]) -> None:
    desk = start()
    desk.dictate()
    desk.until(lambda: desk.engine.status.working == 0)
    phases = [n.phase for n in desk.notices if isinstance(n, StatusChanged)]
    distinct = [phase for phase, _ in itertools.groupby(phases) if phase is not Phase.IDLE]
    assert distinct == [Phase.OPENING, Phase.LISTENING, Phase.TRAILING]
    desk.hotkeys.fail(DeliveryError("F9 is taken."))
    desk.until(lambda: desk.engine.status.trouble == "F9 is taken.")


def test_the_status_says_whether_the_hotkey_is_listened_for(start: Callable[..., Desk]) -> None:
    desk = start()
    desk.until(lambda: desk.engine.status.hotkey_ready)
    desk.engine.hotkey_failed(PlatformError("Another program has it."))
    desk.until(lambda: not desk.engine.status.hotkey_ready)
    assert desk.engine.status.trouble == "Another program has it."
    desk.engine.hotkey_works()
    desk.until(lambda: desk.engine.status.hotkey_ready)
    assert desk.engine.status.trouble == ""


def test_the_cleaner_is_prepared_with_the_recogniser_and_leaves_memory_with_it(
    start: Callable[..., Desk],
) -> None:
    moment = replace(QUICK.recogniser, idle_minutes=0.001)  # type: ignore[arg-type]
    desk = start(replace(QUICK, recogniser=moment))
    desk.dictate()
    desk.until(lambda: "unload" in desk.cleaner.calls)
    desk.engine.shut_down()
    assert desk.cleaner.calls == ["prepare", "unload", "shut down"]


def test_the_engine_is_idle_only_while_nothing_is_recognised(start: Callable[..., Desk]) -> None:
    gate = threading.Event()
    desk = start(recogniser=FakeRecogniser(gate=gate))
    desk.until(lambda: desk.engine.idle)
    desk.dictate()
    assert not desk.engine.idle
    gate.set()
    desk.until(lambda: desk.engine.idle)
    assert desk.state("d1") is State.DONE


def test_what_was_heard_before_the_release_is_not_recognised_again(
    start: Callable[..., Desk],
) -> None:
    desk = start()
    desk.dictate()  # from here on it is known what recognising costs
    desk.until(lambda: desk.state("d1") is State.DONE)
    desk.hold(phrases=0)
    desk.recorder.utter(SPEECH, pausing=True)
    desk.until(lambda: WordsChanged("", "words 0") in desk.notices)
    assert len(desk.deliverer.windows) == 1
    desk.hotkeys.release()
    desk.until(lambda: desk.state("d2") is State.DONE)
    assert len(desk.recogniser.contexts) == 2
    row = desk.history.rows["d2"]
    assert row.timings_s["speculated"] > 0
    assert "wasted" not in row.timings_s


def test_what_was_heard_ahead_of_a_dropped_take_goes_with_it(start: Callable[..., Desk]) -> None:
    desk = start()
    desk.dictate()
    desk.until(lambda: desk.state("d1") is State.DONE)
    desk.hold(phrases=0)
    desk.recorder.utter(SPEECH, pausing=True)
    desk.hotkeys.press_other()
    desk.until(lambda: desk.engine.status.phase is Phase.IDLE)
    desk.hotkeys.release()
    desk.until(lambda: desk.engine.idle)
    assert desk.state("d2") is None
    assert list(desk.deliverer.windows.values()) == ["WORDS 0"]


def test_long_speech_without_a_pause_is_cut_between_words_while_it_goes_on(
    start: Callable[..., Desk],
) -> None:
    desk = start(recogniser=FakeRecogniser(lambda _: "one two three four five six seven eight"))
    desk.hold(phrases=0)
    desk.recorder.utter(np.tile(SPEECH, 8), pausing=False)
    desk.until(lambda: "cut d1 0" in desk.recorder.calls)
    before = WordsChanged("one two three four five six seven", "eight")
    desk.until(lambda: before in desk.notices)
    desk.recorder.speak(SPEECH)
    desk.hotkeys.release()
    desk.until(lambda: desk.state("d1") is State.DONE)
    assert len(desk.recogniser.contexts) == 2
    assert desk.recogniser.contexts[1].before == "one two three four five six seven"
    row = desk.history.rows["d1"]
    assert row.raw.startswith("one two three four five six seven one two")
    assert row.timings_s["speculated"] > 0


def test_the_tail_is_over_when_a_pause_begins(start: Callable[..., Desk]) -> None:
    slow = replace(QUICK, microphone=replace(QUICK.microphone, tail_ms=1000))
    desk = start(slow)
    desk.hold()  # the last level said that there is a voice
    began_s = time.monotonic()
    desk.hotkeys.release()
    desk.until(lambda: desk.engine.status.phase is Phase.TRAILING)
    desk.recorder.utter(SPEECH, pausing=True)
    desk.until(lambda: "close d1" in desk.recorder.calls)
    assert time.monotonic() - began_s < 0.8
    desk.until(lambda: desk.state("d1") is State.DONE)
    assert desk.deliverer.windows["w1"] == "WORDS 0 WORDS 1"


def test_a_pause_before_the_release_leaves_no_tail(start: Callable[..., Desk]) -> None:
    slow = replace(QUICK, microphone=replace(QUICK.microphone, tail_ms=1000))
    desk = start(slow)
    desk.hold(phrases=0)
    desk.recorder.utter(SPEECH, pausing=True)
    began_s = time.monotonic()
    desk.hotkeys.release()
    desk.until(lambda: "close d1" in desk.recorder.calls)
    assert time.monotonic() - began_s < 0.8
