"""What an arm does without is kept back; everything else passes."""

from __future__ import annotations

import numpy as np
import pytest

from dictate.evaluation.bench.arms import ARMS, CLEANING, OURS, ArmError, parse_arms
from dictate.evaluation.bench.between import ListeningRecorder, NotingDeliverer
from dictate.settings.schema import MicrophoneSettings, Settings
from tests.fakes.clock import SteadyClock
from tests.fakes.recorder import FakeRecorder
from tests.fakes.spools import FakeSpools
from tests.fakes.take_listener import RecordingListener

SOUND = np.zeros(1600, np.float32)


def heard_under(name: str) -> tuple[list[bool], list[str]]:
    """What reaches the engine of a long stretch, a pause and a phrase before the release.

    Returns:
        The tails, whether a pause began at each; and the rest, in its order.
    """
    arm = next(one for one in ARMS if one.name == name)
    inner, listener = FakeRecorder(FakeSpools()), RecordingListener()
    levels: list[str] = []
    recorder = ListeningRecorder(inner, lambda: levels.append("level"))
    recorder.arm = arm
    recorder.open("1", MicrophoneSettings(), listener)
    inner.utter(SOUND, pausing=False)
    inner.utter(SOUND, pausing=True)
    inner.speak(SOUND)
    listener.heard.append("released")
    recorder.close("1")
    assert levels == ["level"] * 3
    return [pausing for _, pausing in listener.tails], listener.heard


STREAMED = ["sound_arrived 1", "phrase 1 0", "released", "ended 1"]


def test_ours_hears_everything() -> None:
    assert heard_under("ours") == ([False, True], STREAMED)


def test_without_an_idea_only_what_serves_it_is_kept_back() -> None:
    assert heard_under("no speculation") == ([False], STREAMED)
    assert heard_under("no early commit") == ([True], STREAMED)
    assert heard_under("no short window") == heard_under("ours")


def test_without_streaming_phrases_come_when_the_take_has_ended() -> None:
    heard = ["sound_arrived 1", "released", "phrase 1 0", "ended 1"]
    assert heard_under("no streaming") == ([], heard)


def test_full_windows_are_a_setting() -> None:
    arm = next(one for one in ARMS if one.full_windows)
    assert arm.settings(Settings()).recogniser.padding_ms == 0
    assert OURS.settings(Settings()) == Settings()


def test_arms_are_named_in_a_list() -> None:
    assert [arm.name for arm in parse_arms("ours, no speculation")] == ["ours", "no speculation"]
    assert parse_arms("all") == ARMS
    with pytest.raises(ArmError, match="theirs"):
        parse_arms("ours,theirs")


def test_the_text_counts_as_ready_when_it_would_be_pasted() -> None:
    clock = SteadyClock(5.0)
    deliverer = NotingDeliverer(clock)
    deliverer.begin()
    assert ready_in(deliverer) is None
    asked: list[bool] = []
    deliverer.deliver("words", Settings(), lambda _: asked.append(True))
    assert ready_in(deliverer) == 5.0
    assert (deliverer.text, asked) == ("words", [True])


def ready_in(deliverer: NotingDeliverer) -> float | None:
    return deliverer.ready_s


def test_an_arm_that_cleans_names_its_cleaner_and_waits_for_it() -> None:
    texts = [arm.settings(Settings()).text for arm in CLEANING if not arm.is_plain]
    assert [text.cleaner for text in texts] == ["writer", "tagger"]
    assert all(text.cleaner_deadline_ms >= 600_000 for text in texts)
    assert OURS.settings(Settings()) == Settings()
