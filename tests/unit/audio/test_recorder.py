"""The recorder over a microphone that a test feeds."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import pytest

from dictate.audio.endpointer import LINGER
from dictate.audio.recorder import MicrophoneRecorder
from dictate.audio.spool import SpoolFolder
from dictate.audio.stream import Message
from dictate.core.dictation import RATE_HZ, Samples
from dictate.settings.schema import MicrophoneSettings
from tests.fakes.microphone import FakeMicrophone, FakeStream, room, tone
from tests.fakes.take_listener import RecordingListener
from tests.unit.audio.conftest import loudness

SETTINGS = MicrophoneSettings()

WARM = replace(SETTINGS, warm_s=60, pre_roll_ms=500)


def sure(samples: Samples) -> Samples:
    """As it comes back from 16 bits."""
    return (np.rint(samples * 32768) / 32768).astype(np.float32)


def test_a_take_becomes_phrases_and_a_spool(
    recorder: MicrophoneRecorder,
    microphone: FakeMicrophone,
    spools: SpoolFolder,
    ears: RecordingListener,
) -> None:
    sound = np.concatenate([room(0.3), tone(2), room(0.6), tone(0.4)])
    recorder.open("1", SETTINGS, ears)
    microphone.play(sound)
    ears.wait("phrase 1 0")
    recorder.close("1")
    ears.wait("ended 1")
    assert ears.heard == ["sound_arrived 1", "phrase 1 0", "phrase 1 1", "ended 1"]
    assert np.array_equal(spools.read("1"), sure(sound))
    assert ears.ends["1"].duration_s == pytest.approx(len(sound) / RATE_HZ)
    assert ears.ends["1"].spooled_s == ears.ends["1"].duration_s
    for phrase in ears.phrases:
        start = round(phrase.start_s * RATE_HZ)
        assert np.array_equal(phrase.samples, sure(sound)[start : start + len(phrase.samples)])
    assert microphone.stream.closed.wait(1)


@pytest.mark.parametrize(("rate_hz", "channels"), [(48_000, 1), (44_100, 2)])
def test_another_rate_and_more_channels_make_no_difference(
    spools: SpoolFolder, ears: RecordingListener, rate_hz: int, channels: int
) -> None:
    microphone = FakeMicrophone(rate_hz, channels)
    recorder = MicrophoneRecorder(spools, open_stream=microphone.open_stream, load_voice=loudness)
    recorder.open("1", SETTINGS, ears)
    microphone.play(np.concatenate([tone(2, rate_hz), room(0.5, rate_hz)]))
    recorder.close("1")
    ears.wait("ended 1")
    recorder.shut_down()
    heard = spools.read("1")
    assert abs(len(heard) - 2.5 * RATE_HZ) <= 2
    assert np.abs(heard[800:30_000] - tone(2)[800:30_000]).max() < 0.005
    assert len(ears.phrases) == 1


def test_levels_come_twenty_times_a_second_and_say_whether_voice_is_active(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, ears: RecordingListener
) -> None:
    recorder.open("1", SETTINGS, ears)
    microphone.play(np.concatenate([room(0.5), tone(0.5), room(0.5)]))
    ears.wait_levels(30)
    recorder.close("1")
    ears.wait("ended 1")
    levels = ears.levels
    assert len(levels) == 30
    assert [level.voice for level in levels[:10]] == [False] * 10
    assert all(level.voice for level in levels[11:20])
    linger = round(LINGER * 0.032 / 0.05)
    assert not any(level.voice for level in levels[21 + linger :])
    assert levels[15].rms == pytest.approx(0.3 / np.sqrt(2), rel=0.01)
    assert levels[15].peak == pytest.approx(0.3, rel=0.01)


def test_the_sound_arrives_with_the_first_block_and_not_before(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, ears: RecordingListener
) -> None:
    recorder.open("1", SETTINGS, ears)
    assert microphone.stream.is_alive()
    time.sleep(0.05)
    assert ears.heard == []
    microphone.play(room(0.01))
    ears.wait("sound_arrived 1")


def test_blocks_that_come_before_the_opening_call_returns_are_kept(
    spools: SpoolFolder, ears: RecordingListener
) -> None:
    microphone = FakeMicrophone()

    def open_and_play(device: str, inbox: SimpleQueue[Message]) -> FakeStream:
        stream = microphone.open_stream(device, inbox)
        microphone.play(tone(0.1))
        time.sleep(0.05)
        return stream

    recorder = MicrophoneRecorder(spools, open_stream=open_and_play, load_voice=loudness)
    recorder.open("1", SETTINGS, ears)
    assert microphone.opened.wait(1)
    time.sleep(0.1)
    microphone.play(tone(0.1))
    ears.wait("sound_arrived 1")
    recorder.close("1")
    ears.wait("ended 1")
    recorder.shut_down()
    assert len(spools.read("1")) == 0.2 * RATE_HZ


def test_what_is_still_on_its_way_when_the_take_is_closed_belongs_to_it(
    recorder: MicrophoneRecorder,
    microphone: FakeMicrophone,
    spools: SpoolFolder,
    ears: RecordingListener,
) -> None:
    recorder.open("1", SETTINGS, ears)
    microphone.play(room(0.1))
    ears.wait("sound_arrived 1")
    microphone.stream.latency_s = 0.1
    recorder.close("1")
    time.sleep(0.05)
    microphone.play(tone(0.05))
    ears.wait("ended 1")
    assert len(spools.read("1")) == round(0.15 * RATE_HZ)


def test_a_dropped_take_has_never_been(
    recorder: MicrophoneRecorder,
    microphone: FakeMicrophone,
    ears: RecordingListener,
    tmp_path: Path,
) -> None:
    recorder.open("1", SETTINGS, ears)
    microphone.play(tone(3))
    ears.wait("sound_arrived 1")
    recorder.drop("1")
    heard = list(ears.heard)
    levels = len(ears.levels)
    microphone.stream.put(tone(1))
    assert microphone.stream.closed.wait(1)
    recorder.shut_down()
    assert ears.heard == heard
    assert len(ears.levels) == levels
    assert "ended 1" not in ears.heard
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_take_dropped_from_within_a_call_hears_of_nothing_after_it(
    spools: SpoolFolder, ears: RecordingListener
) -> None:
    microphone = FakeMicrophone()

    def open_and_play(device: str, inbox: SimpleQueue[Message]) -> FakeStream:
        stream = microphone.open_stream(device, inbox)
        microphone.play(np.concatenate([tone(3), room(1)]))
        time.sleep(0.1)  # all of it is taken up before the stream is known
        return stream

    recorder = MicrophoneRecorder(spools, open_stream=open_and_play, load_voice=loudness)

    def drop(news: str) -> None:
        recorder.drop(news.split()[1])

    ears.on_news = drop
    recorder.open("1", SETTINGS, ears)
    assert microphone.opened.wait(1)
    time.sleep(0.2)
    microphone.play(room(0.01))
    ears.wait("sound_arrived 1")
    recorder.shut_down()
    assert ears.heard == ["sound_arrived 1"]
    assert ears.levels == []


def test_a_take_may_be_dropped_while_it_is_being_closed(
    recorder: MicrophoneRecorder,
    microphone: FakeMicrophone,
    ears: RecordingListener,
    tmp_path: Path,
) -> None:
    recorder.open("1", SETTINGS, ears)
    microphone.play(tone(1))
    ears.wait("sound_arrived 1")
    microphone.stream.latency_s = 0.2
    recorder.close("1")
    recorder.drop("1")
    recorder.shut_down()
    assert "ended 1" not in ears.heard
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_take_that_is_dropped_after_its_end_loses_its_spool(
    recorder: MicrophoneRecorder,
    microphone: FakeMicrophone,
    ears: RecordingListener,
    tmp_path: Path,
) -> None:
    recorder.open("1", SETTINGS, ears)
    microphone.play(tone(1))
    ears.wait("sound_arrived 1")
    recorder.close("1")
    ears.wait("ended 1")
    recorder.drop("1")
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_listener_may_close_its_take_from_within_a_call(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, ears: RecordingListener
) -> None:
    def close_at_once(news: str) -> None:
        if news == "sound_arrived 1":
            recorder.close("1")

    ears.on_news = close_at_once
    recorder.open("1", SETTINGS, ears)
    microphone.play(tone(0.5))
    ears.wait("ended 1")


def test_a_take_closed_before_it_opened_ends_empty(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, ears: RecordingListener
) -> None:
    microphone.hangs = threading.Event()
    recorder.open("1", SETTINGS, ears)
    recorder.close("1")
    ears.wait("ended 1")
    assert ears.ends["1"].duration_s == 0
    microphone.hangs.set()
    assert microphone.stream.closed.wait(2)


def test_the_next_take_waits_until_the_one_before_has_let_go(
    recorder: MicrophoneRecorder,
    microphone: FakeMicrophone,
    spools: SpoolFolder,
    ears: RecordingListener,
) -> None:
    recorder.open("1", SETTINGS, ears)
    microphone.play(tone(1))
    ears.wait("sound_arrived 1")
    first = microphone.stream
    first.latency_s = 0.1
    recorder.close("1")
    recorder.open("2", SETTINGS, ears)
    time.sleep(0.05)
    first.put(tone(0.01))  # still of the first take
    deadline_s = time.monotonic() + 2
    while len(microphone.streams) < 2:
        assert time.monotonic() < deadline_s
        time.sleep(0.01)
    assert first.closed.is_set()
    microphone.play(tone(0.3))
    ears.wait("sound_arrived 2")
    first.put(tone(1))  # a late block of a stream that was given up
    recorder.close("2")
    ears.wait("ended 2")
    assert len(spools.read("1")) == round(1.01 * RATE_HZ)
    assert len(spools.read("2")) == round(0.3 * RATE_HZ)


def test_shutting_down_keeps_what_an_open_take_has_heard(
    recorder: MicrophoneRecorder,
    microphone: FakeMicrophone,
    spools: SpoolFolder,
    ears: RecordingListener,
) -> None:
    recorder.open("1", SETTINGS, ears)
    microphone.play(tone(1))
    ears.wait("sound_arrived 1")
    recorder.shut_down()
    assert ears.heard[-1] == "ended 1"
    assert len(spools.read("1")) == RATE_HZ
    recorder.open("2", SETTINGS, ears)
    assert ears.heard[-1] == "failed 2"
    recorder.shut_down()


def test_a_take_opened_while_another_is_open_closes_that(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, ears: RecordingListener
) -> None:
    recorder.open("1", SETTINGS, ears)
    microphone.play(tone(1))
    ears.wait("sound_arrived 1")
    recorder.open("2", SETTINGS, ears)
    ears.wait("ended 1")


def test_a_word_that_began_right_before_the_end_is_heard_out(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, ears: RecordingListener
) -> None:
    recorder.open("1", SETTINGS, ears)
    microphone.play(np.concatenate([tone(2), room(1), tone(0.05)]))
    ears.wait_levels(60)
    recorder.close("1")
    time.sleep(0.06)  # longer than the sound that was on its way
    microphone.play(np.concatenate([tone(0.1), room(0.3)]))
    ears.wait("ended 1")
    assert ears.phrases[-1].voice_end_s == pytest.approx(3.15, abs=0.04)


def test_the_end_of_a_word_heard_out_is_waited_for_no_longer_than_a_tail(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, ears: RecordingListener
) -> None:
    recorder.open("1", SETTINGS, ears)
    microphone.play(np.concatenate([tone(2), room(1), tone(0.05)]))
    ears.wait_levels(60)
    began_s = time.monotonic()
    recorder.close("1")
    ears.wait("ended 1")
    assert time.monotonic() - began_s == pytest.approx(SETTINGS.tail_ms / 1000, abs=0.15)


def test_whoever_presses_again_does_not_wait_for_a_word_to_be_heard_out(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, ears: RecordingListener
) -> None:
    recorder.open("1", replace(SETTINGS, tail_ms=2000), ears)
    microphone.play(np.concatenate([tone(2), room(1), tone(0.05)]))
    ears.wait_levels(60)
    recorder.close("1")
    time.sleep(0.06)
    recorder.open("2", SETTINGS, ears)
    ears.wait("ended 1", timeout_s=1.0)


def test_in_silence_the_end_comes_at_once(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, ears: RecordingListener
) -> None:
    recorder.open("1", SETTINGS, ears)
    microphone.play(np.concatenate([tone(2), room(1)]))
    ears.wait_levels(59)
    began_s = time.monotonic()
    recorder.close("1")
    ears.wait("ended 1")
    assert time.monotonic() - began_s < 0.15
