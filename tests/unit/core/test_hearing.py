"""Phrases become words; what is said may be known before its phrase is complete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from dictate.core.dictation import RATE_HZ, Context, Phrase
from dictate.core.drafts import Spent
from dictate.core.hearing import BEFORE_WORDS, Hearing, HearingReport
from dictate.core.progress import Board
from dictate.errors import RecogniserDiedError, RecogniserError
from dictate.settings.schema import Settings
from tests.fakes.clock import SteadyClock
from tests.fakes.recogniser import FakeRecogniser

SETTINGS = Settings()
AUTO = replace(SETTINGS, recogniser=replace(SETTINGS.recogniser, language="auto"))


def phrase(index: int, start_s: float, voice_end_s: float, end_s: float, id: str = "d") -> Phrase:
    samples = np.full(round((end_s - start_s) * RATE_HZ), 0.1, np.float32)
    return Phrase(id, index, start_s, samples, 0.5 if index else 0.0, voice_end_s)


class Room:
    """A hearing, and what a test wants to see or move.

    Args:
        say: The text of a phrase.
        settings: Of its dictations.
        failures: As in `FakeRecogniser`.
        times: As in `FakeRecogniser`.
    """

    def __init__(
        self,
        say: Callable[[Phrase], str] = lambda it: f"{it.index} to {it.voice_end_s:g}",
        settings: Settings = SETTINGS,
        failures: tuple[RecogniserError | None, ...] = (),
        times: bool = True,
    ) -> None:
        self.clock = SteadyClock()
        self.took_s = 0.25
        self.recognised: list[Phrase] = []
        self.busy = False
        self.shown: list[tuple[str, str]] = []
        self.cuts: list[tuple[str, int, float]] = []
        self.board = Board()
        self._say = say
        self.recogniser = FakeRecogniser(self._recognise, failures=failures, times=times)
        report = HearingReport(self._heard, self._cut, lambda: self.busy)
        self.hearing = Hearing(self.recogniser, self.board, report, self.clock)
        self.board.begin("d", settings, 0.0)

    def know_costs(self) -> None:
        """One phrase of another dictation has been recognised."""
        self.board.begin("earlier", SETTINGS, 0.0)
        self.hearing.phrase(phrase(0, 0, 2, 3, id="earlier"))
        self.recognised.clear()
        self.shown.clear()
        self.recogniser.contexts.clear()

    def _recognise(self, it: Phrase) -> str:
        self.clock.now_s += self.took_s
        self.recognised.append(it)
        return self._say(it)

    def _heard(self, _id: str, committed: str, tail: str) -> None:
        self.shown.append((committed, tail))

    def _cut(self, id: str, index: int, at_s: float) -> None:
        self.cuts.append((id, index, at_s))

    @property
    def texts(self) -> list[str]:
        progress = self.board.get("d")
        assert progress is not None
        return [it.text for it in progress.phrases]


@pytest.fixture
def room() -> Room:
    room = Room()
    room.know_costs()
    return room


def test_a_phrase_that_says_what_was_heard_ahead_needs_no_second_inference(room: Room) -> None:
    room.hearing.tail(phrase(0, 0.3, 2.0, 2.16), pausing=True)
    assert room.texts == []
    whole = phrase(0, 0.3, 2.0, 2.2)
    room.hearing.phrase(whole)
    assert room.texts == ["0 to 2"]
    assert len(room.recognised) == 1
    progress = room.board.get("d")
    assert progress is not None
    assert progress.phrases[0].end_s == whole.end_s
    assert room.hearing.close("d") == Spent(used_s=0.25)


def test_when_more_was_said_the_look_ahead_was_for_nothing(room: Room) -> None:
    room.hearing.tail(phrase(0, 0.3, 2.0, 2.16), pausing=True)
    room.hearing.phrase(phrase(0, 0.3, 3.0, 3.2))
    assert room.texts == ["0 to 3"]
    assert len(room.recognised) == 2
    assert room.hearing.close("d") == Spent(wasted_s=0.25)


def test_of_two_looks_only_the_newer_can_be_right(room: Room) -> None:
    room.hearing.tail(phrase(0, 0.3, 2.0, 2.16), pausing=True)
    room.hearing.tail(phrase(0, 0.3, 3.0, 3.16), pausing=True)
    room.hearing.phrase(phrase(0, 0.3, 3.0, 3.2))
    assert len(room.recognised) == 2
    assert room.hearing.close("d") == Spent(used_s=0.25, wasted_s=0.25)


def test_a_look_that_no_phrase_came_for_is_wasted_with_its_dictation(room: Room) -> None:
    room.hearing.tail(phrase(0, 0.3, 2.0, 2.16), pausing=True)
    assert room.hearing.close("d") == Spent(wasted_s=0.25)
    room.board.remove("d")
    room.board.begin("d", SETTINGS, 0.0)
    room.hearing.phrase(phrase(0, 0.3, 2.0, 2.2))
    assert len(room.recognised) == 2


def test_nothing_is_looked_at_while_nothing_is_known_of_its_cost() -> None:
    room = Room()
    room.hearing.tail(phrase(0, 0.3, 2.0, 2.16), pausing=True)
    assert room.recognised == []


def test_nothing_is_looked_at_that_is_dear_until_the_key_is_up(room: Room) -> None:
    room.took_s = 2.0
    room.hearing.phrase(phrase(0, 0, 2, 2.2))
    tail = phrase(1, 3, 5, 5.16)
    room.hearing.tail(tail, pausing=True)
    assert len(room.recognised) == 1
    room.board.change("d", lambda it: replace(it, released_s=room.clock.now_s))
    room.hearing.tail(tail, pausing=True)
    assert len(room.recognised) == 2


def test_nothing_is_looked_at_while_other_work_waits(room: Room) -> None:
    room.busy = True
    room.hearing.tail(phrase(0, 0.3, 2.0, 2.16), pausing=True)
    assert room.recognised == []


def test_nothing_is_looked_at_of_a_dictation_that_is_gone_or_set_aside(room: Room) -> None:
    room.hearing.tail(phrase(0, 0, 2, 2.16, id="another"), pausing=True)
    room.board.change("d", lambda it: replace(it, aside=True))
    room.hearing.tail(phrase(0, 0.3, 2.0, 2.16), pausing=True)
    room.hearing.phrase(phrase(0, 0.3, 2.0, 2.2))
    assert room.recognised == []


def test_a_look_that_fails_costs_no_words_and_is_the_last_of_its_dictation() -> None:
    room = Room(failures=(None, RecogniserDiedError("It died.")))
    room.know_costs()
    room.hearing.tail(phrase(0, 0.3, 2.0, 2.16), pausing=True)
    progress = room.board.get("d")
    assert progress is not None
    assert progress.error is None
    room.hearing.tail(phrase(0, 0.3, 3.0, 3.16), pausing=True)
    assert room.recognised == []
    room.hearing.phrase(phrase(0, 0.3, 3.0, 3.2))
    assert room.texts == ["0 to 3"]


@pytest.mark.expects_warning("RecogniserDiedError")
def test_a_phrase_that_fails_is_the_last_that_is_recognised() -> None:
    room = Room(failures=(RecogniserDiedError("It died."),))
    room.hearing.phrase(phrase(0, 0.3, 3.0, 3.2))
    room.hearing.phrase(phrase(1, 4, 6, 6.2))
    progress = room.board.get("d")
    assert progress is not None
    assert progress.error is not None
    assert room.texts == []


def counted(it: Phrase) -> str:
    """A word for each second, named by it."""
    return " ".join(f"w{second}" for second in range(round(it.start_s), round(it.end_s)))


LOOK = phrase(0, 0.0, 8.0, 8.0)


def test_long_speech_is_cut_where_its_words_are_sure_and_they_are_not_recognised_again() -> None:
    room = Room(counted)
    room.hearing.tail(LOOK, pausing=False)
    ((id, index, at_s),) = room.cuts
    assert (id, index) == ("d", 0)
    assert at_s == pytest.approx(7.0, abs=0.1)
    room.hearing.phrase(phrase(0, 0.0, at_s, at_s))
    assert room.texts == ["w0 w1 w2 w3 w4 w5 w6"]
    assert len(room.recognised) == 1
    assert room.shown == [
        ("", "w0 w1 w2 w3 w4 w5 w6 w7"),
        ("w0 w1 w2 w3 w4 w5 w6", "w7"),
    ]
    assert room.hearing.close("d") == Spent(used_s=0.25)


def test_a_cut_in_a_gap_between_words_is_known_by_where_it_lies() -> None:
    room = Room(counted)
    room.hearing.tail(LOOK, pausing=False)
    ((_, _, at_s),) = room.cuts
    room.hearing.phrase(phrase(0, 0.0, at_s - 0.1, at_s))
    assert len(room.recognised) == 1
    assert room.hearing.close("d") == Spent(used_s=0.25)


def test_a_cut_that_came_too_late_only_costs_time(room: Room) -> None:
    room.hearing.tail(LOOK, pausing=False)
    room.hearing.phrase(phrase(0, 0.0, 9.0, 9.2))
    assert room.texts == ["0 to 9"]
    assert len(room.recognised) == 2
    assert room.hearing.close("d") == Spent(wasted_s=0.25)


def test_when_the_key_is_up_only_what_is_behind_the_sure_words_is_recognised() -> None:
    room = Room(counted)
    room.hearing.tail(LOOK, pausing=False)
    ((_, _, at_s),) = room.cuts
    room.board.change("d", lambda it: replace(it, released_s=1.0))
    room.hearing.phrase(phrase(0, 0.0, 10.0, 10.2))
    assert room.texts == ["w0 w1 w2 w3 w4 w5 w6", "w7 w8 w9"]
    rest = room.recognised[1]
    assert (rest.start_s, rest.index) == (at_s, 0)
    assert rest.end_s == pytest.approx(10.2)


def test_what_goes_on_behind_a_cut_reads_as_if_it_had_not_been_cut() -> None:
    room = Room(lambda it: "So it goes on. And on." if it.index else "a b c d e f g so")
    room.hearing.tail(LOOK, pausing=False)
    ((_, _, at_s),) = room.cuts
    room.hearing.phrase(phrase(0, 0.0, at_s, at_s))
    room.hearing.phrase(phrase(1, at_s, 10, 10.2))
    assert room.texts == ["a b c d e f g", "so it goes on. And on."]


def test_a_model_that_tells_no_times_is_asked_for_them_once() -> None:
    room = Room(counted, times=False)
    room.hearing.tail(LOOK, pausing=False)
    room.hearing.tail(phrase(0, 0.0, 11.0, 11.0), pausing=False)
    assert len(room.recognised) == 1
    assert room.cuts == []
    room.hearing.phrase(phrase(0, 0.0, 12.0, 12.2))
    assert len(room.recognised) == 2


def test_a_recogniser_that_is_slower_than_speech_is_not_kept_from_it() -> None:
    room = Room(counted)
    room.took_s = 9.0
    room.hearing.tail(LOOK, pausing=False)
    room.hearing.tail(phrase(0, 0.0, 11.0, 11.0), pausing=False)
    assert len(room.recognised) == 1


def test_only_a_look_at_long_speech_asks_for_times(room: Room) -> None:
    room.hearing.tail(phrase(0, 0, 2, 2.16), pausing=True)
    room.hearing.tail(LOOK, pausing=False)
    room.hearing.phrase(phrase(0, 0, 12, 12.2))
    assert [it.times for it in room.recogniser.contexts] == [False, True, False]


def test_words_that_may_change_are_shown_after_those_that_stay(room: Room) -> None:
    room.hearing.phrase(phrase(0, 0, 2, 2.2))
    room.hearing.tail(phrase(1, 3, 5, 5.16), pausing=True)
    room.hearing.phrase(phrase(1, 3, 5, 5.2))
    assert room.shown == [("0 to 2", ""), ("0 to 2", "1 to 5"), ("0 to 2 1 to 5", "")]


def test_the_language_found_first_goes_with_the_later_phrases_where_it_is_open() -> None:
    room = Room(settings=AUTO)
    room.know_costs()
    room.hearing.phrase(phrase(0, 0, 2, 2.2))
    room.board.change("d", lambda it: replace(it, phrases=(replace(it.phrases[0], language="de"),)))
    room.hearing.tail(phrase(1, 3, 5, 5.16), pausing=True)
    room.hearing.phrase(phrase(1, 3, 6, 6.2))
    assert [it.language for it in room.recogniser.contexts] == ["", "de", "de"]


def test_a_language_that_was_chosen_is_not_told_again(room: Room) -> None:
    room.hearing.phrase(phrase(0, 0, 2, 2.2))
    room.hearing.phrase(phrase(1, 3, 5, 5.2))
    assert [it.language for it in room.recogniser.contexts] == ["", ""]


def test_the_last_words_before_go_with_a_phrase_and_not_those_of_another_dictation() -> None:
    room = Room(say=lambda it: " ".join(f"w{it.index}.{n}" for n in range(20)))
    room.know_costs()
    for index in range(3):
        room.hearing.phrase(phrase(index, 3 * index, 3 * index + 2, 3 * index + 2.2))
    before = [it.before.split() for it in room.recogniser.contexts]
    assert before[0] == []
    assert before[1] == [f"w0.{n}" for n in range(20)]
    assert len(before[2]) == BEFORE_WORDS
    assert before[2][-1] == "w1.19"
    assert room.recogniser.contexts[0] == Context()


@pytest.mark.parametrize(
    ("took_s", "hurry", "beam", "looks"),
    [
        (0.3, True, 5, [False]),  # cheap enough at its best
        (0.5, True, 5, [True]),  # dear, but not with one reading
        (0.5, False, 5, [False]),
        (0.7, False, 5, []),
        (0.7, True, 5, [True]),
        (0.7, True, 1, []),
        (0.9, True, 5, []),  # dear whatever one does
    ],
)
def test_where_several_readings_are_too_dear_one_is_followed_ahead(
    took_s: float, hurry: bool, beam: int, looks: list[bool]
) -> None:
    asked = replace(SETTINGS.recogniser, hurry=hurry, beam_size=beam)
    room = Room(settings=replace(SETTINGS, recogniser=asked))
    room.took_s = took_s
    room.know_costs()
    room.hearing.tail(phrase(0, 0, 2.0, 2.16), pausing=True)
    assert [context.quick for context in room.recogniser.contexts] == looks


def test_once_the_key_is_up_a_dear_phrase_is_read_once(room: Room) -> None:
    room.took_s = 0.9
    room.hearing.phrase(phrase(0, 0, 2.0, 2.2))
    room.board.change("d", lambda it: replace(it, released_s=room.clock.now_s))
    room.hearing.phrase(phrase(1, 2.2, 4.0, 4.2))
    assert [context.quick for context in room.recogniser.contexts] == [False, True]
