"""The walls around an answer, without a process."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dictate.core.recognition import Heard
from dictate.errors import RecogniserDiedError, RecogniserError, RecogniserTimeoutError
from dictate.workers import messages
from dictate.workers.frames import Frame
from dictate.workers.process import Gone, News
from dictate.workers.watch import Expected, Walls, wait_for

WALLS = Walls(wall_s=20.0, beat_s=3.0, memory_bytes=1000)
ANSWER = messages.heard(5, Heard("words"))
BEAT = messages.beat()


class ScriptedChild:
    """Gives its news at given times of a clock that it moves itself."""

    pid = 4711

    def __init__(self, news: Sequence[tuple[float, News]], *, rss: int = 0) -> None:
        self.now_s = 100.0
        self.news = [(100.0 + at_s, what) for at_s, what in news]
        self.rss = rss
        self.stopped_at_s: float | None = None
        self.stops_for_s = 0.0
        self.ended = False
        self.was_killed = False

    def receive(self, timeout_s: float) -> News | None:
        until_s = self.now_s + timeout_s
        if self.stopped_at_s is not None and until_s >= self.stopped_at_s:
            # The whole program stands still: its clock goes on, nothing is read meanwhile.
            self.now_s = until_s + self.stops_for_s
            self.news = [(at + self.stops_for_s, what) for at, what in self.news]
            self.stopped_at_s = None
            return None
        if self.news and self.news[0][0] <= until_s:
            at_s, what = self.news.pop(0)
            self.now_s = max(self.now_s, at_s)
            return what
        self.now_s = until_s
        return None

    def rss_bytes(self) -> int:
        return self.rss

    def kill(self) -> None:
        self.ended = True

    end = kill

    def exit_status(self) -> int:
        return -11

    def exit_fact(self) -> str:
        return "ended by SIGSEGV"

    def printed(self) -> bytes:
        return b""


def wait(child: ScriptedChild, walls: Walls = WALLS) -> Frame:
    return wait_for(Expected("heard", 5), child, walls, lambda: child.now_s)  # type: ignore[arg-type]


def beats(until_s: float) -> list[tuple[float, News]]:
    return [(0.5 * i, BEAT) for i in range(1, int(2 * until_s))]


def test_an_answer_between_beats_is_returned() -> None:
    assert wait(ScriptedChild([*beats(9), (9.2, ANSWER)])) is ANSWER


@pytest.mark.expects_warning("hangs")
def test_a_child_that_beats_but_never_answers_runs_into_the_deadline() -> None:
    child = ScriptedChild(beats(60))
    with pytest.raises(RecogniserTimeoutError):
        wait(child)
    assert child.now_s == pytest.approx(120, abs=1)
    assert child.ended


@pytest.mark.expects_warning("hangs")
def test_a_child_that_stops_beating_is_given_up_before_the_deadline() -> None:
    child = ScriptedChild([*beats(4), (18, ANSWER)])
    with pytest.raises(RecogniserTimeoutError):
        wait(child)
    assert child.now_s < 108


def test_time_in_which_this_program_itself_stood_still_does_not_count() -> None:
    child = ScriptedChild([*beats(9), (9.2, ANSWER)])
    child.stopped_at_s, child.stops_for_s = 104.0, 3600.0
    assert wait(child) is ANSWER


def test_time_in_which_a_child_waits_as_it_was_told_to_is_not_held_against_it() -> None:
    paused = [(at_s, messages.beat(paused=True)) for at_s, _ in beats(60)]
    assert wait(ScriptedChild([*paused, (60.2, ANSWER)])) is ANSWER


@pytest.mark.expects_warning("holds")
def test_a_child_that_fills_memory_is_ended() -> None:
    child = ScriptedChild([*beats(9), (9.2, ANSWER)], rss=1001)
    with pytest.raises(RecogniserError, match="memory"):
        wait(child)
    assert child.ended


@pytest.mark.expects_warning("SIGSEGV")
def test_a_child_that_goes_is_a_death() -> None:
    child = ScriptedChild([(0.2, Gone())])
    with pytest.raises(RecogniserDiedError):
        wait(child)
    assert child.ended


def test_a_child_that_we_ended_ourselves_is_no_warning() -> None:
    child = ScriptedChild([(0.2, Gone())])
    child.was_killed = True
    with pytest.raises(RecogniserDiedError):
        wait(child)


@pytest.mark.expects_warning("nonsense")
@pytest.mark.parametrize(
    "news",
    [
        Gone(garbage=True),
        messages.heard(4, Heard("of another request")),
        messages.failed(4, RecogniserError("of another request")),
        messages.hello(1),
        Frame({"kind": "sings"}),
        Frame({"kind": "failed", "id": 5, "message": 3}),
    ],
)
def test_a_child_that_speaks_nonsense_is_ended(news: News) -> None:
    child = ScriptedChild([(0.2, news)])
    with pytest.raises(RecogniserDiedError, match="nonsense"):
        wait(child)
    assert child.ended


def test_a_failure_that_the_child_reports_is_raised_and_the_child_lives() -> None:
    child = ScriptedChild([(0.2, messages.failed(5, RecogniserError("cannot", hint="do this")))])
    with pytest.raises(RecogniserError) as caught:
        wait(child)
    assert caught.value.hint == "do this"
    assert not child.ended
