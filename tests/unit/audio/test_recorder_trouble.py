"""A microphone that refuses, hangs, falls silent or goes away."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dictate.audio import watchdog
from dictate.audio.recorder import MicrophoneRecorder
from dictate.audio.spool import SpoolFolder
from dictate.core.dictation import RATE_HZ
from dictate.errors import MicrophoneError, SpoolError
from dictate.settings.schema import MicrophoneSettings
from tests.fakes.microphone import FakeMicrophone, room, tone
from tests.fakes.take_listener import RecordingListener
from tests.unit.audio.conftest import loudness

SETTINGS = MicrophoneSettings()

WARM = replace(SETTINGS, warm_s=60, pre_roll_ms=500)


def test_a_refusal_is_the_last_word_and_leaves_no_spool(
    recorder: MicrophoneRecorder,
    microphone: FakeMicrophone,
    ears: RecordingListener,
    tmp_path: Path,
) -> None:
    microphone.refuse()
    recorder.open("1", SETTINGS, ears)
    ears.wait("failed 1")
    recorder.close("1")
    assert ears.heard == ["failed 1"]
    assert str(ears.errors[0]) == "No microphone was found. Plug one in."
    assert list((tmp_path / "spool").iterdir()) == []
    microphone.refusal = None
    recorder.open("2", SETTINGS, ears)
    microphone.play(room(0.1))
    ears.wait("sound_arrived 2")


@pytest.mark.expects_warning("opening the microphone failed")
def test_an_error_nobody_thought_of_is_a_refusal_too(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, ears: RecordingListener
) -> None:
    microphone.refusal = ZeroDivisionError("unexpected")
    recorder.open("1", SETTINGS, ears)
    ears.wait("failed 1")
    assert isinstance(ears.errors[0], MicrophoneError)


def test_an_opening_that_hangs_is_given_up_and_its_late_stream_closed(
    recorder: MicrophoneRecorder,
    microphone: FakeMicrophone,
    ears: RecordingListener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watchdog, "OPEN_LOOKS", 2)
    microphone.hangs = threading.Event()
    recorder.open("1", SETTINGS, ears)
    ears.wait("failed 1")
    hanging, microphone.hangs = microphone.hangs, None
    recorder.open("2", SETTINGS, ears)
    microphone.play(room(0.1))
    ears.wait("sound_arrived 2")
    fresh = microphone.stream
    hanging.set()
    deadline_s = time.monotonic() + 2
    while len(microphone.streams) < 2:
        assert time.monotonic() < deadline_s
        time.sleep(0.01)
    late = microphone.streams[-1]
    assert late.closed.wait(2)
    late.put(tone(1))
    recorder.close("2")
    ears.wait("ended 2")
    assert fresh is not late
    assert ears.ends["2"].duration_s == pytest.approx(0.1)
    assert "failed 1" in ears.heard
    assert ears.phrases == []


def test_a_stream_that_never_gives_sound_has_failed(
    recorder: MicrophoneRecorder,
    microphone: FakeMicrophone,
    ears: RecordingListener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watchdog, "FIRST_BLOCK_LOOKS", 2)
    recorder.open("1", SETTINGS, ears)
    ears.wait("failed 1")
    assert "no sound" in str(ears.errors[0])
    assert microphone.stream.closed.wait(1)


def test_a_stream_that_falls_silent_is_lost_within_a_second_and_a_half(
    recorder: MicrophoneRecorder,
    microphone: FakeMicrophone,
    spools: SpoolFolder,
    ears: RecordingListener,
) -> None:
    recorder.open("1", SETTINGS, ears)
    microphone.play(tone(2))
    ears.wait_levels(40)
    last_block_s = time.monotonic()
    ears.wait("lost 1")
    assert 0.75 < ears.at_s["lost 1"] - last_block_s < 1.5
    assert microphone.stream.closed.wait(1)
    assert "ended 1" not in ears.heard
    recorder.close("1")
    ears.wait("ended 1")
    assert ears.heard == ["sound_arrived 1", "lost 1", "phrase 1 0", "ended 1"]
    assert len(spools.read("1")) == 2 * RATE_HZ


def test_a_stream_that_ends_by_itself_is_lost_at_once(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, ears: RecordingListener
) -> None:
    recorder.open("1", SETTINGS, ears)
    microphone.play(tone(0.5))
    ears.wait("sound_arrived 1")
    began_s = time.monotonic()
    microphone.finish()
    ears.wait("lost 1")
    assert ears.at_s["lost 1"] - began_s < 0.2
    recorder.close("1")
    ears.wait("ended 1")
    assert len(ears.phrases) == 1


def test_a_stream_that_died_without_a_word_is_lost_at_the_next_look(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, ears: RecordingListener
) -> None:
    recorder.open("1", SETTINGS, ears)
    microphone.play(room(0.1))
    ears.wait("sound_arrived 1")
    microphone.stream.alive = False
    began_s = time.monotonic()
    ears.wait("lost 1")
    assert ears.at_s["lost 1"] - began_s < 0.5


def test_a_second_of_zeros_is_told_once(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, ears: RecordingListener
) -> None:
    recorder.open("1", SETTINGS, ears)
    microphone.play(np.zeros(RATE_HZ - 160, np.float32))
    ears.wait_levels(19)
    assert "muted 1" not in ears.heard
    microphone.play(np.zeros(RATE_HZ, np.float32))
    ears.wait("muted 1")
    microphone.play(tone(0.1))
    microphone.play(np.zeros(2 * RATE_HZ, np.float32))
    ears.wait_levels(80)
    recorder.close("1")
    ears.wait("ended 1")
    assert ears.heard.count("muted 1") == 1


def test_a_move_to_another_microphone_is_told(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, ears: RecordingListener
) -> None:
    recorder.open("1", SETTINGS, ears)
    microphone.play(room(0.1))
    ears.wait("sound_arrived 1")
    microphone.move("Headset")
    ears.wait("moved 1")
    assert ears.devices == ["Headset"]


def test_shutting_down_ends_a_take_whose_microphone_is_lost(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, ears: RecordingListener
) -> None:
    recorder.open("1", SETTINGS, ears)
    microphone.play(tone(1))
    ears.wait("sound_arrived 1")
    microphone.finish()
    ears.wait("lost 1")
    began_s = time.monotonic()
    recorder.shut_down()
    assert time.monotonic() - began_s < 1
    assert ears.heard[-1] == "ended 1"


@pytest.mark.expects_warning("spool file cannot be written")
def test_a_disk_that_refuses_is_told_and_recording_goes_on(
    microphone: FakeMicrophone, ears: RecordingListener, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    spools = SpoolFolder(tmp_path / "file" / "spool")
    recorder = MicrophoneRecorder(spools, open_stream=microphone.open_stream, load_voice=loudness)
    recorder.open("1", SETTINGS, ears)
    ears.wait("spool_failed 1")
    assert isinstance(ears.errors[0], SpoolError)
    microphone.play(tone(2))
    ears.wait("sound_arrived 1")
    recorder.close("1")
    ears.wait("ended 1")
    assert len(ears.phrases) == 1
    assert len(spools.read("1")) == 2 * RATE_HZ
    assert (ears.ends["1"].duration_s, ears.ends["1"].spooled_s) == (2, 0)
    recorder.shut_down()
    spools.remove("1")


@pytest.mark.expects_warning("recording failed")
def test_a_listener_that_fails_ends_the_take_but_keeps_its_sound(
    recorder: MicrophoneRecorder,
    microphone: FakeMicrophone,
    spools: SpoolFolder,
    ears: RecordingListener,
) -> None:
    def fail(news: str) -> None:
        if news == "phrase 1 0":
            raise ValueError("a listener of its own kind")

    ears.on_news = fail
    recorder.open("1", SETTINGS, ears)
    microphone.play(np.concatenate([tone(2), room(0.6)]))
    ears.wait("lost 1")
    recorder.close("1")
    ears.wait("ended 1")
    assert len(spools.read("1")) >= 2.4 * RATE_HZ
