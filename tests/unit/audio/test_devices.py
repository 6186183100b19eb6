"""What the doctor says of microphones, and how listing and listening end whatever happens."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue

import numpy as np
import pytest

from dictate.audio import devices, pulse, voice
from dictate.audio.devices import Microphone, measure_level, microphones, probe
from dictate.audio.pulse import SoundServer, Source
from dictate.audio.stream import Message
from dictate.core.dictation import Samples
from dictate.core.findings import Finding, Health
from dictate.errors import MicrophoneError
from tests.fakes.microphone import FakeMicrophone, FakeStream, tone
from tests.fakes.sounddevice import FakeSoundDevice

SERVER = SoundServer(
    "pulseaudio 16.1",
    "mic",
    [
        Source(0, "speakers.monitor", "Monitor", 48_000, is_monitor=True, is_muted=False),
        Source(1, "mic", "Built-in", 48_000, is_monitor=False, is_muted=False),
        Source(2, "usb", "Headset", 16_000, is_monitor=False, is_muted=False),
    ],
)


@pytest.fixture(autouse=True)
def server(monkeypatch: pytest.MonkeyPatch) -> Callable[[SoundServer | None], None]:
    def has(server: SoundServer | None) -> None:
        monkeypatch.setattr(pulse, "look", lambda: server)

    has(SERVER)
    return has


def playing(samples: Samples) -> Callable[[str, SimpleQueue[Message]], FakeStream]:
    """Opens a microphone that hears `samples`, and then goes on with the last of them."""
    microphone = FakeMicrophone()

    def open_stream(device: str, inbox: SimpleQueue[Message]) -> FakeStream:
        stream = microphone.open_stream(device, inbox)
        microphone.play(samples)
        return stream

    return open_stream


def of(topic: str, findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.topic == topic]


def test_microphones_are_the_sources_that_are_not_loudspeakers() -> None:
    assert microphones() == [
        Microphone("mic", "Built-in", is_default=True, rate_hz=48_000),
        Microphone("usb", "Headset", is_default=False, rate_hz=16_000),
    ]


def test_without_a_sound_server_portaudio_lists_them(
    server: Callable[[SoundServer | None], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    server(None)
    sd = FakeSoundDevice(("Speaker", 0, 0, 48_000.0), ("USB", 0, 1, 44_100.0), default=1)
    monkeypatch.setitem(sys.modules, "sounddevice", sd)
    assert microphones() == [Microphone("USB", "USB", is_default=True, rate_hz=44_100)]


def test_listing_ends_when_the_sound_system_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    thaws = threading.Event()
    monkeypatch.setattr(devices, "LIST_S", 0.1)
    monkeypatch.setattr(pulse, "look", lambda: thaws.wait(5))
    with pytest.raises(MicrophoneError, match="does not answer"):
        microphones()
    thaws.set()


def test_a_level_is_that_of_the_time_listened_to() -> None:
    level = measure_level("", 0.1, open_stream=playing(tone(0.5)))
    assert level.rms == pytest.approx(0.3 / np.sqrt(2), rel=0.01)
    assert level.peak == pytest.approx(0.3, rel=0.01)


def test_a_microphone_that_gives_nothing_is_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "OPEN_S", 0.1)
    with pytest.raises(MicrophoneError, match="no sound"):
        measure_level("", 0.1, open_stream=playing(tone(0)))


def test_the_doctor_names_server_microphones_level_and_detector() -> None:
    findings = probe("", 0.1, open_stream=playing(tone(0.5)))
    assert [finding.topic for finding in findings] == [
        "sound server",
        "microphone",
        "microphone",
        "microphone level",
        "voice detector",
    ]
    assert findings[1].text == "Built-in (mic), 48000 Hz, the default."
    assert findings[3].text == "-13 dBFS heard in 0.1 s."
    assert not [finding for finding in findings if finding.remedy]


@pytest.mark.parametrize(
    ("sound", "says"),
    [(np.zeros(8000, np.float32), "muted"), (np.full(8000, 1e-4, np.float32), "almost silent")],
)
def test_a_microphone_without_a_signal_has_a_remedy(sound: Samples, says: str) -> None:
    (finding,) = of("microphone level", probe("", 0.1, open_stream=playing(sound)))
    assert finding.health is Health.LIMITED
    assert says in finding.text
    assert finding.remedy


def test_a_machine_without_a_microphone_is_told_so(
    server: Callable[[SoundServer | None], None],
) -> None:
    server(SoundServer("pulseaudio 16.1", "", []))
    microphone = FakeMicrophone()
    microphone.refuse()
    findings = probe("", 0.1, open_stream=microphone.open_stream)
    (listed,) = of("microphone", findings)
    assert (listed.health, listed.text) == (Health.BROKEN, "No microphone was found.")
    assert listed.remedy
    assert of("microphone level", findings)[0].health is Health.BROKEN


def test_a_frozen_server_is_broken_and_an_absent_one_limited(
    server: Callable[[SoundServer | None], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def frozen() -> None:
        raise MicrophoneError("The sound server does not answer.", hint="Restart it.")

    monkeypatch.setattr(pulse, "look", frozen)
    findings = probe("", 0.1, open_stream=playing(tone(0.1)))
    assert of("sound server", findings)[0].health is Health.BROKEN
    assert of("microphone", findings)[0].remedy == "Restart it."
    server(None)
    monkeypatch.setitem(sys.modules, "sounddevice", FakeSoundDevice())
    findings = probe("", 0.1, open_stream=playing(tone(0.1)))
    assert of("sound server", findings)[0].health is Health.LIMITED


def test_a_missing_voice_detector_has_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice, "silero_file", lambda: None)
    (finding,) = of("voice detector", probe("", 0.1, open_stream=playing(tone(0.1))))
    assert finding.health is Health.LIMITED
    assert finding.remedy
