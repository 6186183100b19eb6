"""A real child process with cleaners that behave and that do not, and with the shipped model."""

from __future__ import annotations

import logging
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from dictate.app.samples import words_in
from dictate.core.choices import CLEANERS, Choice
from dictate.core.cleaning import CleanRequest
from dictate.core.recognition import ModelFiles
from dictate.errors import CleanupError, TextGivenUpError
from dictate.models.shipped import shipped_cleaner
from dictate.text.changes import applied
from dictate.text.edits import judge
from dictate.workers.cleaner import MOST_FAILURES, ChildCleaner
from dictate.workers.limits import Limits
from tests.fakes import cleaner_engines as engines

PATIENT_S = 60.0
FAILED = "the cleaner failed"


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., ChildCleaner]]:
    made: list[ChildCleaner] = []

    def make(engine: type[engines.Drops] | None, **wanted: object) -> ChildCleaner:
        model = engines.model(engine, tmp_path) if engine else None
        choices = {"spawn": engines.spawn, "choices": engines.CHOICES, **wanted}
        made.append(ChildCleaner(lambda: model, **choices))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for cleaner in made:
        cleaner.shut_down()


Make = Callable[..., ChildCleaner]


def test_a_text_goes_to_the_child_and_comes_back_with_its_edits(make: Make) -> None:
    cleaner = make(engines.Drops)
    text, edits = cleaner.clean("Um, größer, 今天", PATIENT_S)
    assert text == "größer, 今天"
    assert applied("Um, größer, 今天", edits) == text
    assert cleaner.rss_bytes() > 0


def test_preparing_returns_at_once_and_loads(make: Make) -> None:
    cleaner = make(engines.Drops)
    began_s = time.monotonic()
    cleaner.prepare()
    assert time.monotonic() - began_s < 0.1
    cleaner.clean("a b", PATIENT_S)
    assert cleaner.ready is not None
    pid = cleaner.pid
    cleaner.prepare()
    cleaner.clean("a b", PATIENT_S)
    assert cleaner.pid == pid


def test_without_a_model_nothing_is_started(make: Make) -> None:
    cleaner = make(None)
    cleaner.prepare()
    assert not cleaner.available()
    with pytest.raises(CleanupError):
        cleaner.clean("a b", PATIENT_S)
    assert cleaner.pid is None


def test_without_the_library_nothing_is_started(make: Make) -> None:
    choice = Choice("Drops", "cleaner_engines", "Drops", requires=("a_library_that_is_not_there",))
    cleaner = make(engines.Drops, choices=[choice])
    cleaner.prepare()
    assert not cleaner.available()
    with pytest.raises(CleanupError):
        cleaner.clean("a b", PATIENT_S)
    assert cleaner.pid is None


def test_a_text_that_is_late_is_given_up_by_its_deadline_and_the_child_goes_on(
    make: Make, tmp_path: Path
) -> None:
    cleaner = make(engines.SlowOnMonday)
    cleaner.clean("a b", PATIENT_S)
    pid, began_s = cleaner.pid, time.monotonic()
    with pytest.raises(CleanupError, match="in time"):
        cleaner.clean("on Monday", 0.2)
    assert time.monotonic() - began_s < 0.6
    with pytest.raises(CleanupError, match="in time"):  # it waits behind the first and is given up
        cleaner.clean("one two", 0.2)
    assert cleaner.clean("three four", PATIENT_S)[0] == "four"
    assert cleaner.pid == pid
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked == ["a b", "on Monday", "three four"]


@pytest.mark.expects_warning("hangs")
@pytest.mark.expects_warning(FAILED)
def test_a_child_that_hangs_is_replaced_for_the_next_text(make: Make) -> None:
    cleaner = make(engines.HangsOnMonday, limits=replace(Limits(), clean_s=0.8))
    cleaner.clean("a b", PATIENT_S)
    pid = cleaner.pid
    with pytest.raises(CleanupError, match="in time"):
        cleaner.clean("on Monday", 0.2)
    assert cleaner.clean("a b", PATIENT_S)[0] == "b"
    assert cleaner.pid != pid


@pytest.mark.expects_warning("SIGABRT")
@pytest.mark.expects_warning(FAILED)
def test_a_child_that_dies_again_and_again_is_not_tried_for_ever(make: Make) -> None:
    cleaner = make(engines.Dies)
    for _ in range(MOST_FAILURES):
        assert cleaner.available()
        with pytest.raises(CleanupError):
            cleaner.clean("a b", PATIENT_S)
    assert not cleaner.available()
    assert cleaner.pid is None


@pytest.mark.expects_warning(FAILED)
def test_a_model_that_cannot_be_loaded_fails_the_text_not_the_program(make: Make) -> None:
    with pytest.raises(CleanupError):
        make(engines.Refuses).clean("a b", PATIENT_S)


@pytest.mark.expects_warning(FAILED)
def test_the_text_of_an_exception_in_the_child_goes_nowhere(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(CleanupError) as caught:
        make(engines.Stumbles).clean("a very private text", PATIENT_S)
    said = f"{caught.value}{caught.value.__cause__}{caught.value.__context__}{caplog.text}"
    assert engines.SECRET not in said
    assert "private" not in said


def test_unloading_gives_the_memory_back_and_the_next_text_loads_again(make: Make) -> None:
    cleaner = make(engines.Drops)
    cleaner.clean("a b", PATIENT_S)
    pid = cleaner.pid
    assert pid is not None
    cleaner.unload()
    assert cleaner.clean("a b", PATIENT_S)[0] == "b"
    assert cleaner.pid != pid
    assert not psutil.pid_exists(pid)
    assert cleaner.unload_if_idle()
    assert not cleaner.unload_if_idle()
    assert cleaner.pid is None


def test_shutting_down_ends_a_text_under_way(make: Make) -> None:
    cleaner = make(engines.HangsOnMonday)
    cleaner.clean("a b", PATIENT_S)
    began_s = time.monotonic()
    threading.Timer(0.3, cleaner.shut_down).start()
    with pytest.raises(CleanupError):
        cleaner.clean("on Monday", PATIENT_S)
    assert time.monotonic() - began_s < 5
    assert not cleaner.available()


# ── ordered, called off, paused ──────────────────────────────────────────────────────────────────


def steps(folder: Path) -> int:
    try:
        return int((folder / "steps").read_text() or 0)
    except OSError:
        return 0


def until(holds: Callable[[], bool], within_s: float = 10.0) -> bool:
    until_s = time.monotonic() + within_s
    while not holds():
        if time.monotonic() > until_s:
            return False
        threading.Event().wait(0.005)
    return True


def test_texts_are_ordered_ahead_and_waited_for_later(make: Make) -> None:
    cleaner = make(engines.Drops)
    orders = [cleaner.start(CleanRequest(text)) for text in ("a b", "c d", "e f")]
    assert [order.wait(PATIENT_S)[0] for order in orders] == ["b", "d", "f"]
    assert orders[0].is_done
    assert orders[0].wait(0)[0] == "b"


def test_a_text_under_way_that_is_called_off_ends_at_the_next_step(
    make: Make, tmp_path: Path
) -> None:
    cleaner = make(engines.Steps)
    order = cleaner.start(CleanRequest("on Monday"))
    assert until(lambda: steps(tmp_path) >= 2)
    pid, began_s = cleaner.pid, time.monotonic()
    order.cancel()
    with pytest.raises(TextGivenUpError):
        order.wait(PATIENT_S)
    assert time.monotonic() - began_s < 1.0
    assert steps(tmp_path) < 60
    assert cleaner.clean("a b", PATIENT_S)[0] == "b"
    assert cleaner.pid == pid


def test_a_text_that_is_late_is_called_off_so_that_the_next_need_not_wait_for_it(
    make: Make, tmp_path: Path
) -> None:
    cleaner = make(engines.Steps)
    cleaner.clean("a b", PATIENT_S)
    with pytest.raises(CleanupError, match="in time"):
        cleaner.clean("on Monday", 0.2)
    began_s = time.monotonic()
    assert cleaner.clean("c d", PATIENT_S)[0] == "d"
    assert time.monotonic() - began_s < 1.0
    assert steps(tmp_path) < 60


def test_texts_that_wait_their_turn_are_called_off_without_being_begun(make: Make) -> None:
    cleaner = make(engines.Steps)
    first = cleaner.start(CleanRequest("on Monday"))
    waiting = [cleaner.start(CleanRequest("on Monday")) for _ in range(5)]
    for order in waiting:
        order.cancel()
    began_s = time.monotonic()
    first.cancel()
    for order in [first, *waiting]:
        with pytest.raises(TextGivenUpError):
            order.wait(PATIENT_S)
    assert cleaner.clean("a b", PATIENT_S)[0] == "b"
    assert time.monotonic() - began_s < 10


def test_a_cleaner_stands_still_while_it_is_paused_and_goes_on_where_it_was(
    make: Make, tmp_path: Path
) -> None:
    cleaner = make(engines.Steps)
    order = cleaner.start(CleanRequest("on Monday"))
    assert until(lambda: steps(tmp_path) >= 2)
    with cleaner.paused():
        threading.Event().wait(0.1)
        before = steps(tmp_path)
        threading.Event().wait(0.5)
        assert steps(tmp_path) == before
        assert not order.is_done
    assert order.wait(PATIENT_S)[0] == "Monday"
    assert steps(tmp_path) == 99


def test_a_pause_is_not_held_against_a_child(make: Make, tmp_path: Path) -> None:
    cleaner = make(engines.Steps, limits=replace(Limits(), clean_s=3.0))
    order = cleaner.start(CleanRequest("on Monday"))
    assert until(lambda: steps(tmp_path) >= 2)
    with cleaner.paused():
        threading.Event().wait(3.2)
    assert order.wait(PATIENT_S)[0] == "Monday"


def test_a_text_that_is_called_off_while_paused_is_let_go_at_once(
    make: Make, tmp_path: Path
) -> None:
    cleaner = make(engines.Steps)
    order = cleaner.start(CleanRequest("on Monday"))
    assert until(lambda: steps(tmp_path) >= 2)
    with cleaner.paused():
        order.cancel()
        with pytest.raises(TextGivenUpError):
            order.wait(2.0)


def test_an_answer_without_an_end_costs_the_text_but_not_the_child(make: Make) -> None:
    cleaner = make(engines.FindsNoEnd)
    pids = set()
    for _ in range(MOST_FAILURES + 1):
        with pytest.raises(TextGivenUpError):
            cleaner.clean("a b", PATIENT_S)
        pids.add(cleaner.pid)
    assert len(pids) == 1
    assert cleaner.available()


def test_without_a_model_an_order_is_refused_at_once(make: Make) -> None:
    order = make(None).start(CleanRequest("a b"))
    assert order.is_done
    with pytest.raises(CleanupError):
        order.wait(0)


# ── the real one ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def shipped() -> Iterator[ChildCleaner]:
    model = shipped_cleaner()
    if model is None:
        pytest.skip("needs models/tiny-clean")
    if CLEANERS[0].missing():
        pytest.skip("needs llama-cpp-python")
    cleaner = ChildCleaner(shipped_cleaner)
    yield cleaner
    cleaner.shut_down()


def test_the_shipped_tagger_takes_back_what_was_taken_back(
    shipped: ChildCleaner, figures: Callable[[str], None]
) -> None:
    raw = "Um, I think we move it to Tuesday, no wait, Wednesday."
    text, edits = shipped.clean(raw, PATIENT_S)
    assert applied(raw, edits) == text
    assert judge(raw, text).undone == ()
    assert not {"um", "tuesday", "wait"} & set(words_in(text))
    assert text.endswith("Wednesday.")
    took = []
    for _ in range(11):
        began_s = time.monotonic()
        assert shipped.clean(raw, PATIENT_S)[0] == text
        took.append(time.monotonic() - began_s)
    figures(f"{statistics.median(took) * 1000:.1f} ms for a sentence, through the child")


@pytest.mark.usefixtures("shipped")
def test_the_shipped_tagger_is_loaded_again_when_its_file_changes() -> None:
    model: list[ModelFiles | None] = [shipped_cleaner()]
    cleaner = ChildCleaner(lambda: model[0])
    try:
        cleaner.clean("Hello there.", PATIENT_S)
        pid = cleaner.pid
        assert model[0] is not None
        model[0] = replace(model[0], stamp="renewed")
        cleaner.clean("Hello there.", PATIENT_S)
        assert cleaner.pid != pid
    finally:
        cleaner.shut_down()
