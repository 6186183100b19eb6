"""Voice is found frame by frame, with Silero and without."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dictate.audio import voice
from dictate.audio.endpointer import BEGIN, FRAME, GO_ON
from dictate.audio.voice import (
    LoudnessVoice,
    SileroRun,
    SileroVoice,
    VoiceDetector,
    Volume,
    load_voice,
    silero_file,
)
from dictate.core.dictation import Samples
from tests.fakes.microphone import room
from tests.fakes.vowel import vowel


def frames(samples: Samples) -> list[Samples]:
    return [samples[at : at + FRAME] for at in range(0, len(samples), FRAME)]


def probabilities(detector: VoiceDetector, samples: Samples) -> list[float]:
    return [detector.probability(frame) for frame in frames(samples)]


@pytest.fixture(scope="module")
def session() -> Any:
    path = silero_file()
    assert path is not None
    return voice._session(path)


def test_silero_hears_a_voice_and_no_voice_in_an_empty_room(session: Any) -> None:
    detector = SileroVoice(session)
    assert max(probabilities(detector, room(1))) < GO_ON
    heard = probabilities(detector, vowel(2))
    assert np.mean([p >= GO_ON for p in heard]) > 0.9
    assert max(heard) > 0.5


def test_silero_hears_a_voice_at_a_tenth_of_its_loudness(session: Any) -> None:
    heard = probabilities(SileroVoice(session), vowel(2, amplitude=0.03))
    assert max(heard) >= BEGIN


def test_frame_by_frame_is_the_same_as_all_at_once(session: Any) -> None:
    sound = np.concatenate([room(0.5), vowel(1.5), room(0.5)])
    sound = sound[: len(sound) // FRAME * FRAME]
    rows = sound.reshape(-1, FRAME)
    before = np.vstack([np.zeros((1, 64), np.float32), rows[:-1, -64:]])
    state = np.zeros((1, 1, 128), np.float32)
    whole, _, _ = session.run(None, {"input": np.hstack([before, rows]), "h": state, "c": state})
    assert np.array_equal(np.ravel(whole), probabilities(SileroRun(session), sound))


def test_a_soft_voice_is_heard_right_after_a_loud_one(session: Any) -> None:
    sound = np.concatenate([vowel(2), room(0.8), vowel(1, amplitude=0.05)])
    soft = slice(-round(0.9 * 16_000 / FRAME), None)
    one_run = probabilities(SileroRun(session), sound)[soft]
    heard = probabilities(SileroVoice(session), sound)[soft]
    assert max(one_run) < BEGIN
    assert max(heard[:10]) > 0.5


def test_noise_turned_up_is_not_taken_for_a_voice(session: Any) -> None:
    rng = np.random.default_rng(2)
    hum = 0.01 * np.sin(2 * np.pi * 50 * np.arange(80_000) / 16_000)
    for noise in (rng.normal(0, 0.003, 80_000), rng.normal(0, 0.0003, 80_000), hum):
        sound = np.concatenate([vowel(1), noise.astype(np.float32)])
        heard = probabilities(SileroVoice(session), sound)
        assert max(heard[40:]) < BEGIN


def test_a_loud_frame_is_not_turned_up() -> None:
    volume = Volume()
    quiet, loud = np.full(FRAME, 0.001, np.float32), np.full(FRAME, 0.4, np.float32)
    turned_up = [float(volume.apply(quiet)[-1]) for _ in range(60)]
    assert turned_up[0] < 0.0012
    assert turned_up[-1] == pytest.approx(0.01)
    assert np.array_equal(volume.apply(loud)[-1:], loud[-1:])


def test_every_take_begins_with_a_detector_that_remembers_nothing() -> None:
    detectors = load_voice()
    first = probabilities(detectors(), vowel(0.5))
    assert probabilities(detectors(), vowel(0.5)) == first


def test_the_last_frame_may_be_shorter(session: Any) -> None:
    detector = SileroVoice(session)
    probabilities(detector, vowel(0.5)[: 10 * FRAME])
    assert 0 <= detector.probability(vowel(0.5)[:100]) <= 1


def test_no_model_library_comes_into_the_process() -> None:
    script = (
        "import sys; from dictate.audio.voice import load_voice; load_voice()()\n"
        "bad = {'ctranslate2', 'faster_whisper', 'llama_cpp', 'PySide6'} & set(sys.modules)\n"
        "assert not bad, bad"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not done.stderr  # onnxruntime is quiet


@pytest.mark.expects_warning("file is missing: pauses are found by loudness")
def test_without_the_file_loudness_has_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice, "find_spec", lambda _: None)
    assert load_voice() is LoudnessVoice


@pytest.mark.expects_warning("does not run .* pauses are found by loudness")
def test_a_damaged_file_is_said_and_loudness_has_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "silero_vad_v6.onnx"
    broken.write_bytes(b"not a model")
    monkeypatch.setattr(voice, "silero_file", lambda: broken)
    assert load_voice() is LoudnessVoice


@pytest.mark.expects_warning("does not run")
def test_without_onnxruntime_loudness_has_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert load_voice() is LoudnessVoice


def test_loudness_tells_a_voice_from_the_room() -> None:
    detector = LoudnessVoice()
    quiet = probabilities(detector, room(1))
    loud = probabilities(detector, vowel(1))
    after = probabilities(detector, room(1))
    assert max(quiet + after) < BEGIN
    assert np.mean([p >= GO_ON for p in loud]) > 0.9


def test_loudness_hears_a_word_that_comes_first() -> None:
    heard = probabilities(LoudnessVoice(), vowel(1))
    assert np.mean([p >= GO_ON for p in heard]) > 0.9


def test_loudness_gets_used_to_a_loud_room() -> None:
    detector = LoudnessVoice()
    noise = np.random.default_rng(3).normal(0, 0.05, 16_000 * 6).astype(np.float32)
    heard = probabilities(detector, noise)
    assert max(heard[-90:]) < BEGIN
