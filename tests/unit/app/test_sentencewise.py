"""Sentence by sentence: ahead while one speaks, the rest at the end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from dictate.app.sentencewise import Part, Sentencewise, Task
from dictate.core.dictation import Edit
from dictate.core.spokenwords import deletion, words_of
from dictate.errors import CleanupError
from dictate.settings.schema import TextSettings
from dictate.settings.styles import Style
from dictate.text.changes import applied
from tests.fakes.clock import SteadyClock
from tests.fakes.tagger import Answer, FakeTagger, fail

TAGS = Task(TextSettings(), Style("tidy", ""), tags=True, writes=False)
BOTH = Task(TextSettings(), Style("tidy", ""), tags=True, writes=True)


def all_may_stay(text: str, result: str, _task: Task) -> tuple[Edit, ...]:
    return () if text == result else (Edit("any", 0, text, result),)


def without(*gone: str) -> Callable[[str], Answer]:
    def answer(text: str) -> Answer:
        words = words_of(text)
        edits = tuple(
            deletion(text, words, n, n + 1) for n, word in enumerate(words) if word.text in gone
        )
        return applied(text, edits), edits

    return answer


class Bench:
    """A cleaner with two layers that the test steers."""

    def __init__(self, tags: Callable[[str], Answer], writes: Callable[[str], Answer]) -> None:
        self.clock = SteadyClock()
        self.tagger, self.writer = FakeTagger(tags), FakeTagger(writes)
        self.needed: list[str] = []
        self.cleaner = Sentencewise(
            self.tagger,
            self.writer,
            judge=all_may_stay,
            needs_writer=self._needs,
            clock=self.clock,
        )

    def _needs(self, text: str, _: Sequence[Edit]) -> bool:
        self.needed.append(text)
        return "hmm" in text

    def clean(self, text: str, task: Task = TAGS) -> Part:
        return self.cleaner.clean(text, task, self.clock.now_s + 0.7)


@pytest.fixture
def bench() -> Bench:
    return Bench(without("no"), without("hmm"))


def test_each_sentence_is_an_order_of_its_own(bench: Bench) -> None:
    text = "One no two. Three no. Four"
    part = bench.clean(text)
    assert [asked for asked, _ in bench.tagger.asked] == ["One no two.", "Three no.", "Four"]
    assert part.text == "One two. Three no. Four"
    assert applied(text, part.edits) == part.text
    assert part.by == {"tagger"}


def test_a_sentence_that_takes_back_goes_with_the_one_before(bench: Bench) -> None:
    bench.clean("On Tuesday. No wait, Wednesday. Bring Anna.")
    assert [asked for asked, _ in bench.tagger.asked] == [
        "On Tuesday. No wait, Wednesday.",
        "Bring Anna.",
    ]


def test_what_was_cleaned_ahead_is_not_asked_again(bench: Bench) -> None:
    bench.cleaner.ahead("One no two. Three", TAGS)
    bench.cleaner._worker.stop(5.0)
    assert [asked for asked, _ in bench.tagger.asked] == ["One no two."]
    part = bench.clean("One no two. Three no four.")
    assert [asked for asked, _ in bench.tagger.asked] == ["One no two.", "Three no four."]
    assert part.text == "One two. Three four."


def test_a_sentence_that_changed_after_all_is_asked_anew(bench: Bench) -> None:
    bench.cleaner.ahead("One no two.", TAGS)
    bench.cleaner._worker.stop(5.0)
    bench.clean("One no two and three.")
    assert [asked for asked, _ in bench.tagger.asked] == ["One no two.", "One no two and three."]


def test_an_unfinished_sentence_is_not_begun(bench: Bench) -> None:
    bench.cleaner.ahead("One no two", TAGS)
    assert bench.tagger.requests == []


def test_both_layers_lead_from_the_given_text_to_the_result() -> None:
    bench = Bench(without("no"), without("hmm"))
    text = "One no hmm two. Three hmm four."
    part = bench.clean(text, BOTH)
    assert part.text == "One two. Three four."
    assert applied(text, part.edits) == part.text
    assert part.by == {"tagger", "writer"}
    assert [request.before for request in bench.writer.requests] == ["", "One two."]


def test_where_there_is_nothing_to_do_no_writer_is_asked(bench: Bench) -> None:
    bench.clean("One two.", BOTH)
    assert bench.needed == ["One two."]
    assert bench.writer.requests == []


def test_an_instruction_of_the_style_is_a_reason_to_ask_the_writer(bench: Bench) -> None:
    task = Task(TextSettings(), Style("x", "", instruction="Be kind."), tags=True, writes=True)
    bench.clean("One two.", task)
    assert [request.instruction for request in bench.writer.requests] == ["Be kind."]


def test_only_the_sentence_that_is_late_stays_as_it_was(bench: Bench) -> None:
    answer = bench.tagger.answer

    def slow(text: str) -> Answer:
        bench.clock.now_s += 0.6
        return answer(text)

    bench.tagger.answer = slow
    part = bench.clean("One no two. Three no four.")
    assert part.text == "One two. Three no four."
    assert part.late


def test_a_layer_that_fails_leaves_the_sentence(bench: Bench) -> None:
    bench.tagger.answer = fail
    part = bench.clean("One no hmm two.", BOTH)
    assert part.text == "One no two."
    assert (part.by, part.late) == (frozenset({"writer"}), True)


def test_what_the_judge_refuses_is_not_used() -> None:
    tagger = FakeTagger(without("no"))
    cleaner = Sentencewise(
        tagger,
        None,
        judge=lambda *_: None,
        needs_writer=lambda *_: True,
        clock=SteadyClock(),
    )
    part = cleaner.clean("One no two.", TAGS, 100.0)
    assert part == Part("One no two.", asked=frozenset({"tagger"}))


def test_a_sentence_that_goes_takes_its_space_along(bench: Bench) -> None:
    bench.tagger.answer = lambda text: (
        ("", (Edit("deletion", 0, text, ""),)) if text == "Gone." else (text, ())
    )
    assert bench.clean("Gone. One. Gone. Two. Gone.").text.strip() == "One. Two."


def test_a_newer_text_takes_the_place_of_an_older_one_in_the_background(bench: Bench) -> None:
    begun, go_on = threading.Event(), threading.Event()
    answer = bench.tagger.answer

    def waits(text: str) -> Answer:
        begun.set()
        assert go_on.wait(5)
        return answer(text)

    bench.tagger.answer = waits
    bench.cleaner.ahead("First.", TAGS)
    assert begun.wait(5)
    bench.cleaner.ahead("First. Second.", TAGS)
    bench.cleaner.ahead("First. Second. Third.", TAGS)
    go_on.set()
    bench.cleaner._worker.stop(5)
    assert [asked for asked, _ in bench.tagger.asked] == ["First.", "Second.", "Third."]


def test_what_is_not_done_when_the_dictation_is_over_is_called_off(bench: Bench) -> None:
    def late(_: str) -> Answer:
        raise CleanupError("Not yet.")

    bench.tagger.answer = late
    bench.clean("One.")
    bench.cleaner.forget()
    assert all(order.cancelled for order in bench.tagger.orders)
    bench.clean("One.")
    assert len(bench.tagger.requests) == 2


def test_of_each_sentence_it_is_told_who_was_asked_and_who_cleaned_it() -> None:
    told: list[Sequence[Part]] = []
    tagger = FakeTagger(lambda text: fail(text) if "Two" in text else (text, ()))
    cleaner = Sentencewise(
        tagger,
        FakeTagger(without("hmm")),
        judge=lambda text, result, task: (
            None if "refused" in text else all_may_stay(text, result, task)
        ),
        needs_writer=lambda text, _: "hmm" in text,
        clock=SteadyClock(),
        noted=told.append,
    )
    part = cleaner.clean("One here. Two here. Three hmm here. It is refused. !", BOTH, 1e6)
    both = {"tagger", "writer"}
    assert [(set(one.asked), set(one.by)) for one in told[0]] == [
        ({"tagger"}, {"tagger"}),
        ({"tagger"}, set()),
        (both, both),
        ({"tagger"}, set()),
        (set(), set()),
    ]
    assert part.asked == both
    assert len(told) == 1


def test_it_is_idle_once_what_was_ordered_ahead_is_there(bench: Bench) -> None:
    began, go_on = threading.Event(), threading.Event()

    def answer(text: str) -> Answer:
        began.set()
        assert go_on.wait(5.0)
        return text, ()

    bench.tagger.answer = answer
    idle = [bench.cleaner.idle]
    bench.cleaner.ahead("One no two. Three", TAGS)
    assert began.wait(5.0)
    idle.append(bench.cleaner.idle)
    go_on.set()
    bench.cleaner.shut_down(5.0)
    assert [*idle, bench.cleaner.idle] == [True, False, True]


def test_the_judge_is_told_where_in_a_sentence_the_speaker_hesitated() -> None:
    told: list[tuple[str, tuple[int, ...]]] = []

    def judge(text: str, result: str, task: Task) -> tuple[Edit, ...] | None:
        told.append((text, task.pauses))
        return (Edit("x", 4, "no ", ""),) if result != text else ()

    cleaner = Sentencewise(
        FakeTagger(without("no")),
        FakeTagger(without("hmm")),
        judge=judge,
        needs_writer=lambda *_: True,
        clock=SteadyClock(),
    )
    cleaner.clean("One no two. Three four.", replace(BOTH, pauses=(7, 18)), 1e6)
    assert told == [
        ("One no two.", (7,)),
        ("One two.", (4,)),
        ("Three four.", (6,)),
        ("Three four.", (6,)),
    ]
