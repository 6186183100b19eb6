"""Which microphone is opened, how it is asked, and what a user is told when that fails."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any

import pytest

from dictate.audio import portaudio, pulse
from dictate.audio.opening import open_stream, pick_source
from dictate.audio.pulse import SoundServer, Source
from dictate.audio.stream import Stream, open_streams
from dictate.errors import MicrophoneError
from tests.fakes.sounddevice import FakeSoundDevice


def source(index: int, name: str, description: str, *, is_monitor: bool = False) -> Source:
    return Source(index, name, description, 48_000, is_monitor, is_muted=False)


MONITOR = source(0, "speakers.monitor", "Monitor of Speakers", is_monitor=True)
BUILT_IN = source(1, "alsa_input.pci", "Built-in Microphone")
HEADSET = source(2, "bluez_input.1", "Headset")
SERVER = SoundServer("pulseaudio 16.1", BUILT_IN.name, [MONITOR, BUILT_IN, HEADSET])

PULSE = ("pulse", 0, 32, 44_100.0)
BARE = ("HDA Intel: ALC (hw:0,0)", 0, 2, 48_000.0)


class Desk:
    """A machine whose sound server and PortAudio are as the test says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.opened: list[Stream] = []
        monkeypatch.setattr(pulse.MoveWatcher, "start", lambda _: None)
        monkeypatch.setattr(pulse.MoveWatcher, "join", lambda *_: None)
        self.has(None)

    def has(self, server: SoundServer | None, sd: FakeSoundDevice | None = None) -> FakeSoundDevice:
        sd = sd or FakeSoundDevice(PULSE)
        self._monkeypatch.setattr(pulse, "look", lambda: server)
        self._monkeypatch.setitem(sys.modules, "sounddevice", sd)
        return sd

    def open(self, device: str = "") -> Stream:
        stream = open_stream(device, SimpleQueue())
        self.opened.append(stream)
        return stream

    def refusal(self, device: str = "") -> MicrophoneError:
        with pytest.raises(MicrophoneError) as caught:
            self.open(device)
        assert caught.value.hint
        return caught.value


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    desk = Desk(monkeypatch)
    yield desk
    for stream in desk.opened:
        stream.close()
    assert open_streams.wait(2)


def test_the_default_needs_no_choice() -> None:
    assert pick_source(SERVER, "") == ""


@pytest.mark.parametrize(
    "wanted", ["bluez_input.1", "BLUEZ_INPUT.1", "Headset", "headset", "bluez", "heads"]
)
def test_a_microphone_is_found_by_its_name_its_description_or_a_part_of_them(wanted: str) -> None:
    assert pick_source(SERVER, wanted) == HEADSET.name


@pytest.mark.parametrize("wanted", ["Webcam", "input", "e"])
def test_a_name_that_fits_none_or_several_is_not_guessed_at(wanted: str) -> None:
    with pytest.raises(MicrophoneError, match="was not found"):
        pick_source(SERVER, wanted)


def test_a_loudspeaker_is_no_microphone_unless_it_is_asked_for() -> None:
    server = SoundServer("pulseaudio", MONITOR.name, [MONITOR])
    with pytest.raises(MicrophoneError, match="No microphone was found"):
        pick_source(server, "")
    assert pick_source(server, MONITOR.name) == MONITOR.name


def test_a_server_without_any_source_has_no_microphone() -> None:
    with pytest.raises(MicrophoneError, match="No microphone was found"):
        pick_source(SoundServer("pipewire", "", []), "")


def test_a_stream_is_asked_for_as_16_khz_mono_with_low_latency(desk: Desk) -> None:
    sd = desk.has(SERVER)
    stream = desk.open()
    (asked,) = sd.started
    wanted = {"samplerate": 16_000, "channels": 1, "latency": "low", "blocksize": 160, "device": 0}
    assert {key: asked[key] for key in wanted} == wanted
    assert asked["dtype"] == "float32"
    assert asked["extra_settings"] is None
    assert (stream.rate_hz, stream.channels) == (16_000, 1)


def test_the_chosen_source_is_named_while_the_stream_opens_and_only_then(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sd = desk.has(SERVER)
    seen: list[str | None] = []

    def note(_: dict[str, Any]) -> bool:
        seen.append(os.environ.get("PULSE_SOURCE"))
        return False

    sd.refuses = note
    monkeypatch.delenv("PULSE_SOURCE", raising=False)
    desk.open("Headset")
    assert "PULSE_SOURCE" not in os.environ
    monkeypatch.setenv("PULSE_SOURCE", "the users own")
    desk.open("Headset")
    assert os.environ["PULSE_SOURCE"] == "the users own"
    desk.open("")
    assert seen == [HEADSET.name, HEADSET.name, "the users own"]


def test_a_device_that_refuses_16_khz_is_asked_for_its_own_rate_then_for_its_channels(
    desk: Desk,
) -> None:
    sd = desk.has(None, FakeSoundDevice(BARE))
    sd.refuses = lambda asked: asked["samplerate"] == 16_000
    stream = desk.open()
    assert (stream.rate_hz, stream.channels) == (48_000, 1)
    assert sd.started[0]["blocksize"] == 480
    sd.refuses = lambda asked: asked["channels"] == 1
    stream = desk.open()
    assert (stream.rate_hz, stream.channels) == (48_000, 2)


def test_without_a_sound_server_a_device_is_found_by_its_name(desk: Desk) -> None:
    sd = desk.has(None, FakeSoundDevice(BARE, ("USB Audio", 0, 1, 44_100.0)))
    desk.open("usb")
    assert sd.started[0]["device"] == 1
    assert "Webcam" in desk.refusal("Webcam").message


def test_on_windows_a_microphone_is_the_one_of_wasapi(desk: Desk) -> None:
    sd = FakeSoundDevice(
        ("Microphone (Realtek High Definiti", 0, 2, 44_100.0),
        ("Microphone (Realtek High Definition Audio)", 1, 2, 48_000.0),
        hosts=("MME", "Windows WASAPI"),
        default=1,
    )
    desk.has(None, sd)
    desk.open()
    desk.open("realtek")
    assert [asked["device"] for asked in sd.started] == [1, 1]
    assert sd.started[0]["extra_settings"] == "auto_convert=True"


def test_a_device_plugged_in_since_is_found_by_looking_again(desk: Desk) -> None:
    sd = desk.has(SERVER, FakeSoundDevice())
    sd.after_refresh = [PULSE]
    desk.open()
    assert sd.refreshed == 1


def test_nobody_looks_again_while_a_stream_is_open(desk: Desk) -> None:
    sd = desk.has(None, FakeSoundDevice(BARE))
    desk.open()
    desk.refusal("Webcam")
    assert sd.refreshed == 0


def test_without_the_alsa_plugin_of_the_sound_server_the_user_learns_its_name(desk: Desk) -> None:
    desk.has(SERVER, FakeSoundDevice(BARE))
    error = desk.refusal()
    assert "libasound2-plugins" in error.hint


def test_without_a_sound_server_and_without_a_device_the_user_learns_to_start_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.has(None, FakeSoundDevice())
    assert "sound server is not running" in desk.refusal().message
    monkeypatch.setattr(portaudio, "ON_LINUX", False)
    assert desk.refusal().message == "No microphone was found."


def test_a_device_that_refuses_everything_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sd = desk.has(SERVER)
    sd.refuses = lambda _: True
    assert "“Headset” could not be opened" in desk.refusal("Headset").message
    monkeypatch.setattr(portaudio, "ON_LINUX", False)
    assert "privacy settings" in desk.refusal().hint


def test_the_plugin_of_a_server_that_is_gone_is_not_blamed_on_the_microphone(desk: Desk) -> None:
    sd = desk.has(None)
    sd.refuses = lambda _: True
    assert "sound server is not running" in desk.refusal().message


def test_without_portaudio_the_user_learns_what_to_install(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    del desk

    class Finder:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "sounddevice":
                raise OSError("PortAudio library not found")

    monkeypatch.delitem(sys.modules, "sounddevice")
    monkeypatch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])
    with pytest.raises(MicrophoneError, match="PortAudio library is missing") as caught:
        open_stream("", SimpleQueue())
    assert "libportaudio2" in caught.value.hint


def test_a_call_that_hangs_inside_portaudio_does_not_hold_up_the_next_for_ever(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portaudio, "GATE_S", 0.1)
    with portaudio.inside():
        assert "does not answer" in desk.refusal().message
    desk.open()
