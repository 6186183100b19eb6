"""A recorder over a microphone that a test feeds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from dictate.audio.recorder import MicrophoneRecorder
from dictate.audio.spool import SpoolFolder
from dictate.audio.spoolfile import Pcm, salvage
from dictate.audio.voice import LoudnessVoice, VoiceDetectors
from dictate.errors import SpoolError
from tests.fakes.microphone import FakeMicrophone
from tests.fakes.take_listener import RecordingListener


def loudness() -> VoiceDetectors:
    return LoudnessVoice


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "spool"


@pytest.fixture
def spools(folder: Path) -> Iterator[SpoolFolder]:
    spools = SpoolFolder(folder, now=lambda: 5000.0)
    yield spools
    for leftover in spools.leftovers():
        spools.remove(leftover.dictation_id)


@pytest.fixture
def microphone() -> FakeMicrophone:
    return FakeMicrophone()


@pytest.fixture
def recorder(spools: SpoolFolder, microphone: FakeMicrophone) -> Iterator[MicrophoneRecorder]:
    recorder = MicrophoneRecorder(spools, open_stream=microphone.open_stream, load_voice=loudness)
    yield recorder
    recorder.shut_down()


@pytest.fixture
def ears() -> RecordingListener:
    return RecordingListener()


def no_failure(error: SpoolError) -> None:
    raise AssertionError(error)


def until(check: Callable[[], bool], what: str, timeout_s: float = 3.0) -> None:
    deadline_s = time.monotonic() + timeout_s
    while not check():
        assert time.monotonic() < deadline_s, what
        time.sleep(0.005)


def on_disk(folder: Path) -> Pcm:
    files = list(folder.glob("*.spool"))
    return salvage(files[0].read_bytes()).samples if files else np.zeros(0, np.int16)
