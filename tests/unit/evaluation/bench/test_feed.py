"""The played microphone, under a clock of the test's own."""

from __future__ import annotations

import threading
from queue import SimpleQueue

import numpy as np
import pytest

from dictate.audio.stream import Message
from dictate.core.dictation import RATE_HZ, Samples
from dictate.errors import MicrophoneError
from dictate.evaluation.bench.clips import Clip
from dictate.evaluation.bench.clock import SkippingClock
from dictate.evaluation.bench.feed import BLOCK, GROUP, LIVE_S, PlayedMicrophone, Script


class Ear:
    """Takes blocks as a take does, and tells a level after each GROUP of them."""

    def __init__(self, clock: SkippingClock, microphone: PlayedMicrophone) -> None:
        self.inbox: SimpleQueue[Message] = SimpleQueue()
        self.heard: list[tuple[float, Samples]] = []
        self._clock = clock
        self._microphone = microphone

    def hear_until(self, up: threading.Event) -> None:
        while not up.is_set():
            block = self.inbox.get(timeout=5)
            assert isinstance(block, bytes)
            self.heard.append((self._clock(), np.frombuffer(block, np.float32)))
            if len(self.heard) % GROUP == 0:
                self._microphone.level_told()


def play(length_s: float, release_s: float, *, skips: bool) -> tuple[Ear, float, SkippingClock]:
    clock = SkippingClock()
    microphone = PlayedMicrophone(clock, lambda: True)
    ear = Ear(clock, microphone)
    up = threading.Event()
    ups: list[float] = []

    def key_up(now_s: float) -> None:
        ups.append(now_s)
        up.set()

    samples = np.arange(round(length_s * RATE_HZ), dtype=np.float32)
    microphone.load(Script(Clip(samples, length_s), release_s, key_up, skips))
    began_s = clock()
    stream = microphone.open("", ear.inbox)
    ear.hear_until(up)
    stream.close()
    for thread in threading.enumerate():
        if thread.name == "played microphone":
            thread.join(2)
    return ear, ups[0] - began_s, clock


def test_the_key_comes_up_when_it_should_and_most_of_the_waiting_is_skipped() -> None:
    _, up_s, clock = play(20.0, 0.15, skips=True)
    assert up_s == pytest.approx(20.15, abs=0.05)
    assert 18.0 < clock.skipped_s < 20.15 - LIVE_S + 0.01


def test_the_sound_comes_whole_in_its_order_and_not_before_it_is_spoken() -> None:
    ear, _, _ = play(3.0, 0.0, skips=True)
    sound = np.concatenate([block for _, block in ear.heard])[: 2 * RATE_HZ]
    assert np.array_equal(sound, np.arange(2 * RATE_HZ, dtype=np.float32))
    first_s = ear.heard[0][0]
    late = [at_s - first_s - at * BLOCK / RATE_HZ for at, (at_s, _) in enumerate(ear.heard)]
    assert min(late) > -0.051, "the first may itself have waited for its group"


def test_in_real_time_nothing_is_skipped() -> None:
    _, up_s, clock = play(0.6, 0.0, skips=False)
    assert clock.skipped_s == 0.0
    assert up_s == pytest.approx(0.6, abs=0.1)


def test_while_a_worker_is_busy_nothing_is_skipped() -> None:
    clock = SkippingClock()
    microphone = PlayedMicrophone(clock, lambda: False)
    ear = Ear(clock, microphone)
    up = threading.Event()
    sound = np.zeros(RATE_HZ * 3 // 2, np.float32)
    microphone.load(Script(Clip(sound, 1.5), 0.0, lambda _: up.set()))
    stream = microphone.open("", ear.inbox)
    ear.hear_until(up)
    stream.close()
    for thread in threading.enumerate():
        if thread.name == "played microphone":
            thread.join(2)
    assert clock.skipped_s == 0.0


def test_a_microphone_with_nothing_to_play_does_not_open() -> None:
    microphone = PlayedMicrophone(SkippingClock(), lambda: True)
    with pytest.raises(MicrophoneError):
        microphone.open("", SimpleQueue())
