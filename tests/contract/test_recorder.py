"""What every `Recorder` keeps."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest

from dictate.audio.recorder import MicrophoneRecorder
from dictate.audio.spool import SpoolFolder
from dictate.audio.voice import LoudnessVoice
from dictate.core.dictation import RATE_HZ
from dictate.core.ports import Recorder, Spools
from dictate.errors import MicrophoneError, SpoolError
from dictate.settings.schema import MicrophoneSettings
from tests.fakes.microphone import FakeMicrophone, room, tone
from tests.fakes.recorder import FakeRecorder
from tests.fakes.spools import FakeSpools
from tests.fakes.take_listener import RecordingListener

SETTINGS = MicrophoneSettings()


class Rig(Protocol):
    """A recorder, and somebody who speaks."""

    recorder: Recorder
    spools: Spools

    def say(self, seconds: float) -> None:
        """Speak a phrase of this length, and then a pause."""

    def talk(self, seconds: float) -> None:
        """Speak for this long, and go on."""

    def unplug(self) -> None:
        """The open microphone goes away."""

    def refuse(self) -> None:
        """From now on no microphone can be opened."""


class FakeRig:
    def __init__(self) -> None:
        spools = FakeSpools()
        self._fake = FakeRecorder(spools)
        self.spools: Spools = spools
        self.recorder: Recorder = self._fake

    def say(self, seconds: float) -> None:
        self._fake.utter(tone(seconds), pausing=True)
        self._fake.speak(tone(0))
        self._fake.hush(0.6)

    def talk(self, seconds: float) -> None:
        self._fake.utter(tone(seconds), pausing=False)

    def unplug(self) -> None:
        self._fake.lose(MicrophoneError("The microphone went away.", hint="Plug it in."))

    def refuse(self) -> None:
        self._fake.refusal = MicrophoneError("No microphone was found.", hint="Plug one in.")


class MicrophoneRig:
    def __init__(self, folder: Path) -> None:
        spools = SpoolFolder(folder)
        self.microphone = FakeMicrophone()
        self.spools: Spools = spools
        self.recorder: Recorder = MicrophoneRecorder(
            spools,
            open_stream=self.microphone.open_stream,
            load_voice=lambda: LoudnessVoice,
        )

    def say(self, seconds: float) -> None:
        self.microphone.play(np.concatenate([tone(seconds), room(0.6)]))

    def talk(self, seconds: float) -> None:
        self.microphone.play(tone(seconds))

    def unplug(self) -> None:
        self.microphone.finish()

    def refuse(self) -> None:
        self.microphone.refuse()


@pytest.fixture(params=["fake", "microphone"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    rig: Rig = FakeRig() if request.param == "fake" else MicrophoneRig(tmp_path / "spool")
    yield rig
    rig.recorder.shut_down()
    for leftover in rig.spools.leftovers():
        rig.spools.remove(leftover.dictation_id)


@pytest.fixture
def ears() -> RecordingListener:
    return RecordingListener()


def test_a_take_goes_from_sound_through_phrases_to_its_end(
    rig: Rig, ears: RecordingListener
) -> None:
    rig.recorder.open("1", SETTINGS, ears)
    rig.say(2)
    ears.wait("sound_arrived 1")
    ears.wait("phrase 1 0")
    rig.say(3)
    ears.wait("phrase 1 1")
    rig.recorder.close("1")
    ears.wait("ended 1")
    assert ears.heard == ["sound_arrived 1", "phrase 1 0", "phrase 1 1", "ended 1"]
    assert [phrase.index for phrase in ears.phrases] == [0, 1]
    assert ears.phrases[1].start_s == pytest.approx(2.6, abs=0.25)
    assert ears.ends["1"].duration_s == pytest.approx(6.2)
    assert ears.ends["1"].spooled_s == ears.ends["1"].duration_s
    assert len(rig.spools.read("1")) == round(6.2 * RATE_HZ)
    assert any(level.voice for level in ears.levels)


def test_phrases_are_samples_of_the_spool(rig: Rig, ears: RecordingListener) -> None:
    rig.recorder.open("1", SETTINGS, ears)
    rig.say(2)
    ears.wait("phrase 1 0")
    rig.recorder.close("1")
    ears.wait("ended 1")
    (phrase,) = ears.phrases
    start = round(phrase.start_s * RATE_HZ)
    assert phrase.samples.dtype == np.float32
    spooled = rig.spools.read("1")
    assert np.array_equal(phrase.samples, spooled[start : start + len(phrase.samples)])


def test_what_is_heard_when_a_pause_begins_is_what_the_phrase_says(
    rig: Rig, ears: RecordingListener
) -> None:
    rig.recorder.open("1", SETTINGS, ears)
    rig.say(2)
    rig.say(2)
    ears.wait("phrase 1 1")
    rig.recorder.close("1")
    ears.wait("ended 1")
    assert [pausing for _, pausing in ears.tails] == [True, True]
    assert ears.hushes == 2
    for (tail, _), phrase in zip(ears.tails, ears.phrases, strict=True):
        assert (tail.dictation_id, tail.index) == (phrase.dictation_id, phrase.index)
        assert (tail.start_s, tail.voice_end_s) == (phrase.start_s, phrase.voice_end_s)
        assert tail.start_s < tail.voice_end_s <= tail.end_s <= phrase.end_s
        assert np.array_equal(tail.samples, phrase.samples[: len(tail.samples)])


def test_long_speech_is_cut_where_it_was_asked_for(rig: Rig, ears: RecordingListener) -> None:
    rig.recorder.open("1", SETTINGS, ears)
    rig.talk(9)
    ears.wait_tails(1)
    (tail, pausing), *_ = ears.tails
    assert not pausing
    rig.recorder.cut("1", tail.index, 6.5)
    ears.wait("phrase 1 0")
    rig.recorder.cut("1", tail.index, 3.0)  # it is not the open one any more
    rig.recorder.cut("2", tail.index + 1, 7.0)  # nor is this take
    rig.recorder.close("1")
    ears.wait("ended 1")
    first, second = ears.phrases
    assert first.start_s == tail.start_s
    assert first.end_s == first.voice_end_s == second.start_s == 6.5
    assert (second.index, second.pause_before_s) == (1, 0)
    assert second.end_s == pytest.approx(9, abs=0.05)


def test_a_wish_to_cut_that_comes_too_late_reaches_no_other_take(
    rig: Rig, ears: RecordingListener
) -> None:
    rig.recorder.open("1", replace(SETTINGS, warm_s=30), ears)
    rig.talk(2)
    ears.wait("sound_arrived 1")
    rig.recorder.close("1")
    rig.recorder.cut("1", 0, 1.0)
    ears.wait("ended 1")
    rig.recorder.cut("1", 0, 1.0)
    rig.recorder.open("2", SETTINGS, ears)
    rig.talk(2)
    ears.wait("sound_arrived 2")
    rig.recorder.close("2")
    ears.wait("ended 2")
    assert [phrase.dictation_id for phrase in ears.phrases if phrase.dictation_id == "2"] == ["2"]


def test_a_second_take_begins_anew(rig: Rig, ears: RecordingListener) -> None:
    for dictation_id in ("1", "2"):
        rig.recorder.open(dictation_id, SETTINGS, ears)
        rig.say(2)
        ears.wait(f"phrase {dictation_id} 0")
        rig.recorder.close(dictation_id)
        ears.wait(f"ended {dictation_id}")
    assert [phrase.index for phrase in ears.phrases] == [0, 0]
    assert len(rig.spools.read("1")) == len(rig.spools.read("2"))


def test_a_refused_microphone_is_the_last_that_is_heard(rig: Rig, ears: RecordingListener) -> None:
    rig.refuse()
    rig.recorder.open("1", SETTINGS, ears)
    ears.wait("failed 1")
    rig.recorder.close("1")
    time.sleep(0.05)
    assert ears.heard == ["failed 1"]
    with pytest.raises(SpoolError):
        rig.spools.read("1")


def test_after_a_loss_what_was_heard_is_kept_and_close_ends_the_take(
    rig: Rig, ears: RecordingListener
) -> None:
    rig.recorder.open("1", SETTINGS, ears)
    rig.say(2)
    ears.wait("phrase 1 0")
    rig.unplug()
    ears.wait("lost 1")
    assert "ended 1" not in ears.heard
    rig.recorder.close("1")
    ears.wait("ended 1")
    assert ears.heard[-2:] == ["lost 1", "ended 1"]
    assert len(rig.spools.read("1")) == round(2.6 * RATE_HZ)


def test_a_dropped_take_is_heard_of_no_more_and_leaves_nothing(
    rig: Rig, ears: RecordingListener
) -> None:
    rig.recorder.open("1", SETTINGS, ears)
    rig.say(2)
    ears.wait("sound_arrived 1")
    rig.recorder.drop("1")
    heard = list(ears.heard)
    rig.recorder.close("1")
    time.sleep(0.05)
    assert ears.heard == heard
    rig.recorder.shut_down()
    assert rig.spools.leftovers() == []


def test_closing_what_is_not_open_does_nothing(rig: Rig, ears: RecordingListener) -> None:
    rig.recorder.close("0")
    rig.recorder.open("1", SETTINGS, ears)
    rig.say(2)
    ears.wait("phrase 1 0")
    rig.recorder.close("0")
    rig.recorder.close("1")
    ears.wait("ended 1")
    rig.recorder.close("1")
    time.sleep(0.05)
    assert ears.heard.count("ended 1") == 1


def test_shutting_down_ends_the_open_take(rig: Rig, ears: RecordingListener) -> None:
    rig.recorder.open("1", SETTINGS, ears)
    rig.say(2)
    ears.wait("phrase 1 0")
    began_s = time.monotonic()
    rig.recorder.shut_down()
    assert time.monotonic() - began_s < 2
    assert ears.heard[-1] == "ended 1"
    assert len(rig.spools.read("1")) == round(2.6 * RATE_HZ)
