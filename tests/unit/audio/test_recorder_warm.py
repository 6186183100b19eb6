"""A microphone that stays open between two takes."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from dictate.audio.recorder import MicrophoneRecorder
from dictate.audio.spool import SpoolFolder
from dictate.audio.stream import CutAsked
from dictate.core.dictation import RATE_HZ, Samples
from dictate.settings.schema import MicrophoneSettings
from tests.fakes.microphone import FakeMicrophone, room, tone
from tests.fakes.take_listener import RecordingListener

SETTINGS = MicrophoneSettings()

WARM = replace(SETTINGS, warm_s=60, pre_roll_ms=500)


def sure(samples: Samples) -> Samples:
    """As it comes back from 16 bits."""
    return (np.rint(samples * 32768) / 32768).astype(np.float32)


def test_a_warm_microphone_gives_the_sound_before_the_key_press(
    recorder: MicrophoneRecorder,
    microphone: FakeMicrophone,
    spools: SpoolFolder,
    ears: RecordingListener,
) -> None:
    recorder.open("1", WARM, ears)
    microphone.play(tone(0.2))
    ears.wait("sound_arrived 1")
    recorder.close("1")
    ears.wait("ended 1")
    assert not microphone.stream.closed.is_set()
    before = np.concatenate([room(3), tone(0.5)])
    microphone.play(before)
    recorder.open("2", WARM, ears)
    ears.wait("sound_arrived 2")
    microphone.play(tone(0.25, amplitude=0.1))
    recorder.close("2")
    ears.wait("ended 2")
    assert len(microphone.streams) == 1
    assert np.array_equal(
        spools.read("2"), sure(np.concatenate([tone(0.5), tone(0.25, amplitude=0.1)]))
    )


def test_without_pre_roll_a_warm_microphone_gives_nothing_of_before(
    recorder: MicrophoneRecorder,
    microphone: FakeMicrophone,
    spools: SpoolFolder,
    ears: RecordingListener,
) -> None:
    settings = replace(WARM, pre_roll_ms=0)
    recorder.open("1", settings, ears)
    microphone.play(tone(0.2))
    ears.wait("sound_arrived 1")
    recorder.close("1")
    ears.wait("ended 1")
    microphone.play(tone(1))
    recorder.open("2", settings, ears)
    time.sleep(0.05)
    microphone.play(tone(0.1))
    ears.wait("sound_arrived 2")
    recorder.close("2")
    ears.wait("ended 2")
    assert len(spools.read("2")) == round(0.1 * RATE_HZ)


def test_a_warm_microphone_cools_down_after_its_time(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, ears: RecordingListener
) -> None:
    recorder.open("1", replace(WARM, warm_s=1), ears)
    microphone.play(tone(0.2))
    ears.wait("sound_arrived 1")
    recorder.close("1")
    ears.wait("ended 1")
    assert not microphone.stream.closed.wait(0.5)
    assert microphone.stream.closed.wait(1)


@pytest.mark.parametrize("why", ["other device", "stale", "dead"])
def test_a_warm_microphone_that_is_not_the_wanted_one_is_closed(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, ears: RecordingListener, why: str
) -> None:
    recorder.open("1", WARM, ears)
    microphone.play(tone(0.2))
    ears.wait("sound_arrived 1")
    recorder.close("1")
    ears.wait("ended 1")
    first = microphone.stream
    first.stale = why == "stale"
    first.alive = why != "dead"
    recorder.open("2", replace(WARM, device="Headset" if why == "other device" else ""), ears)
    assert first.closed.wait(1)
    deadline_s = time.monotonic() + 2
    while len(microphone.streams) < 2:
        assert time.monotonic() < deadline_s
        time.sleep(0.01)
    microphone.play(tone(0.1))
    ears.wait("sound_arrived 2")


def test_a_lost_microphone_is_not_kept_warm(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, ears: RecordingListener
) -> None:
    recorder.open("1", WARM, ears)
    microphone.play(tone(0.2))
    ears.wait("sound_arrived 1")
    microphone.finish()
    ears.wait("lost 1")
    assert microphone.stream.closed.wait(1)


def test_a_wish_to_cut_the_take_before_is_not_for_this_one(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, ears: RecordingListener
) -> None:
    recorder.open("2", WARM, ears)
    microphone.play(tone(3))
    microphone.stream.inbox.put(CutAsked("1", 0, 1.0))
    microphone.play(tone(0.5))
    ears.wait_levels(70)
    recorder.close("2")
    ears.wait("ended 2")
    assert len(ears.phrases) == 1
