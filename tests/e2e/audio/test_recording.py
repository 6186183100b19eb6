"""Recording from a real sound server."""

from __future__ import annotations

import os
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dictate.audio import devices, portaudio
from dictate.audio.portaudio import Format
from dictate.audio.recorder import MicrophoneRecorder
from dictate.audio.spool import SpoolFolder
from dictate.audio.voice import LoudnessVoice
from dictate.core.dictation import RATE_HZ, Samples
from dictate.core.findings import Health
from dictate.settings.schema import MicrophoneSettings
from tests.e2e.audio.conftest import Booth
from tests.e2e.children import wait_until
from tests.fakes.microphone import room, tone
from tests.fakes.take_listener import RecordingListener
from tests.fakes.vowel import vowel
from tests.wav import read_wav

SETTINGS = MicrophoneSettings()


def likeness(heard: Samples, played: Samples) -> float:
    """The correlation of `played` with the stretch of `heard` that is most like it, 0 to 1.

    A hundredth of a second lost or doubled in the midst would bring it down to about a half.
    """
    size = 1 << int(np.ceil(np.log2(len(heard) + len(played))))
    spectrum = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(played, size))
    lag = int(np.argmax(np.abs(np.fft.irfft(spectrum, size)[: len(heard)])))
    stretch = heard[lag : lag + len(played)]
    assert len(stretch) > 0.99 * len(played), "it is not whole"
    return float(abs(np.corrcoef(stretch, played[: len(stretch)])[0, 1]))


def take(
    recorder: MicrophoneRecorder,
    ears: RecordingListener,
    during: Callable[[], object] = lambda: None,
    settings: MicrophoneSettings = SETTINGS,
    dictation_id: str = "1",
) -> None:
    """One take, while something is done."""
    recorder.open(dictation_id, settings, ears)
    ears.wait(f"sound_arrived {dictation_id}")
    during()
    recorder.close(dictation_id)
    ears.wait(f"ended {dictation_id}")


def test_what_is_spoken_is_in_the_spool_and_in_the_phrases(
    booth: Booth, spools: SpoolFolder, ears: RecordingListener
) -> None:
    recorder = MicrophoneRecorder(spools, load_voice=lambda: LoudnessVoice)
    first, second = vowel(2.0), vowel(1.2)
    played = np.concatenate([room(0.3), first, room(0.8), second, room(0.4)])
    take(recorder, ears, lambda: booth.say(played))
    recorder.shut_down()
    assert likeness(spools.read("1"), played) > 0.9
    assert [phrase.index for phrase in ears.phrases] == [0, 1]
    assert likeness(ears.phrases[0].samples, first) > 0.9
    assert likeness(ears.phrases[1].samples, second) > 0.9
    assert ears.phrases[1].pause_before_s == pytest.approx(0.8, abs=0.15)
    assert ears.ends["1"].spooled_s == ears.ends["1"].duration_s


def test_human_speech_is_cut_at_its_pauses_and_none_of_it_is_lost(
    booth: Booth,
    recorder: MicrophoneRecorder,
    spools: SpoolFolder,
    ears: RecordingListener,
    shared: Path,
) -> None:
    played = read_wav(shared / "speech" / "jfk.wav")
    take(recorder, ears, lambda: booth.say(played))
    heard = spools.read("1")
    assert likeness(heard, played) > 0.9
    assert len(ears.phrases) in {3, 4}
    left_out = heard.copy()
    for phrase in ears.phrases:
        start = round(phrase.start_s * RATE_HZ)
        left_out[start : start + len(phrase.samples)] = 0
    assert np.square(left_out).sum() < 0.001 * np.square(heard).sum()


def test_what_was_spoken_right_before_the_close_is_kept(
    booth: Booth, recorder: MicrophoneRecorder, spools: SpoolFolder, ears: RecordingListener
) -> None:
    recorder.open("1", SETTINGS, ears)
    ears.wait("sound_arrived 1")
    closed_s = time.monotonic() + 0.5
    time.sleep(0.5)
    recorder.close("1")
    ears.wait("ended 1")
    arrived_s = ears.at_s["sound_arrived 1"]
    heard_s = len(spools.read("1")) / RATE_HZ
    assert closed_s - arrived_s <= heard_s <= closed_s - arrived_s + 0.1
    wait_until(lambda: not booth.streams(), "the stream is closed", 1.0)


def test_a_microphone_is_chosen_by_name_and_by_description(
    booth: Booth, recorder: MicrophoneRecorder, spools: SpoolFolder, ears: RecordingListener
) -> None:
    booth.pactl("load-module", "module-null-sink", "sink_name=otherfeed")
    booth.add_microphone("headset", "otherfeed.monitor")
    played = tone(1.5)
    for dictation_id, device, hears in (
        ("1", "headset", True),
        ("2", "Headset", True),
        ("3", "labmic", False),
        ("4", "", False),
    ):
        take(
            recorder,
            ears,
            lambda: booth.say(played, "otherfeed"),
            replace(SETTINGS, device=device),
            dictation_id,
        )
        assert (np.abs(spools.read(dictation_id)).max() > 0.2) == hears, device


def test_a_microphone_that_does_not_exist_is_named_in_the_error(
    recorder: MicrophoneRecorder, ears: RecordingListener
) -> None:
    recorder.open("1", replace(SETTINGS, device="Webcam"), ears)
    ears.wait("failed 1")
    assert "“Webcam” was not found" in str(ears.errors[0])
    assert "dictate devices" in str(ears.errors[0])


def test_another_rate_and_two_channels_are_brought_to_16_khz_mono(
    booth: Booth,
    recorder: MicrophoneRecorder,
    spools: SpoolFolder,
    ears: RecordingListener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(portaudio, "formats", lambda _: iter([Format(48_000, 2)]))
    played = vowel(2.0)

    take(recorder, ears, lambda: booth.say(played))
    assert likeness(spools.read("1"), played) > 0.9


def test_a_warm_microphone_begins_at_once_and_with_what_was_said_before(
    booth: Booth, recorder: MicrophoneRecorder, spools: SpoolFolder, ears: RecordingListener
) -> None:
    warm = replace(SETTINGS, warm_s=30, pre_roll_ms=500)
    take(recorder, ears, lambda: None, warm, "1")
    time.sleep(0.8)
    began_s = time.monotonic()
    take(recorder, ears, lambda: None, warm, "2")
    assert ears.at_s["sound_arrived 2"] - began_s < 0.02
    assert 0.45 <= len(spools.read("2")) / RATE_HZ <= 0.65
    assert len(booth.streams()) == 1
    recorder.shut_down()
    assert booth.streams() == []


def test_another_default_microphone_replaces_the_warm_one(
    booth: Booth, recorder: MicrophoneRecorder, spools: SpoolFolder, ears: RecordingListener
) -> None:
    warm = replace(SETTINGS, warm_s=30, pre_roll_ms=500)
    take(recorder, ears, lambda: time.sleep(0.3), warm, "1")
    booth.pactl("load-module", "module-null-sink", "sink_name=otherfeed")
    booth.add_microphone("headset", "otherfeed.monitor")
    booth.pactl("set-default-source", "headset")
    time.sleep(0.3)
    take(recorder, ears, lambda: booth.say(tone(1.5), "otherfeed"), warm, "2")
    assert np.abs(spools.read("2")).max() > 0.2


def test_a_hundred_takes_leave_nothing_behind(
    booth: Booth, recorder: MicrophoneRecorder, spools: SpoolFolder, ears: RecordingListener
) -> None:
    def handles() -> int:
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - counts, and names vanish

    counts = []
    for number in range(100):
        take(recorder, ears, dictation_id=str(number))
        spools.remove(str(number))
        if number in {19, 99}:
            wait_until(lambda: threading.active_count() <= 2, "the threads have ended")
            counts.append((handles(), threading.active_count()))
    assert counts[1] <= counts[0]
    wait_until(lambda: not booth.streams(), "the streams are closed", 1.0)
    assert ears.heard.count("sound_arrived 99") == 1


def test_how_long_a_take_needs_to_begin_and_to_end(
    recorder: MicrophoneRecorder, ears: RecordingListener, figures: Callable[[str], None]
) -> None:
    begins, ends = [], []
    for number in range(20):
        dictation_id = str(number)
        opened_s = time.monotonic()
        recorder.open(dictation_id, SETTINGS, ears)
        ears.wait(f"sound_arrived {dictation_id}")
        time.sleep(0.1)
        closed_s = time.monotonic()
        recorder.close(dictation_id)
        ears.wait(f"ended {dictation_id}")
        begins.append(ears.at_s[f"sound_arrived {dictation_id}"] - opened_s)
        ends.append(ears.at_s[f"ended {dictation_id}"] - closed_s)
    begin_ms, end_ms = (1000 * statistics.median(values) for values in (begins, ends))
    figures(f"open to first sound {begin_ms:.0f} ms, close to end {end_ms:.0f} ms (median of 20)")
    assert begin_ms < 150
    assert end_ms < 150


def test_microphones_are_listed_and_their_level_measured(booth: Booth) -> None:
    booth.add_microphone("headset")
    found = devices.microphones()
    assert {mic.name: mic.description for mic in found} == {
        "labmic": "Microphone",
        "headset": "Headset",
    }
    assert [mic.name for mic in found if mic.is_default] == ["labmic"]
    player = booth.play(tone(3, amplitude=0.5))
    time.sleep(0.5)
    level = devices.measure_level("headset", 0.5)
    player.wait()
    assert level.peak == pytest.approx(0.5, abs=0.05)
    time.sleep(0.5)
    topics = {finding.topic: finding for finding in devices.probe()}
    assert topics["sound server"].health is Health.GOOD
    assert "zeros" in topics["microphone level"].text
