"""PortAudio, as far as this room uses it: its devices, and the formats to ask them for.

PortAudio is not made for several threads, and any of its calls can hang with the sound server.
So whoever opens something comes `inside`, where one is at a time, and does so on a thread that
may be thrown away.
"""

from __future__ import annotations

import atexit
import platform
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from dictate.core.dictation import RATE_HZ
from dictate.errors import MicrophoneError

ON_LINUX = platform.system() == "Linux"

GATE_S = 2.5
"""How long to wait while another call is inside PortAudio."""

_gate = threading.Lock()


@contextmanager
def inside() -> Iterator[Any]:
    """Be the only one who loads PortAudio, lists its devices or opens a stream; gives sounddevice.

    Raises:
        MicrophoneError: Another call has not returned for GATE_S, or PortAudio cannot be used.
    """
    if not _gate.acquire(timeout=GATE_S):
        raise MicrophoneError(
            "The sound system does not answer.",
            hint="Restart the sound server, or unplug the microphone and plug it in again.",
        )
    try:
        yield _library()
    finally:
        _gate.release()


@dataclass(frozen=True, slots=True)
class InputDevice:
    """A device that PortAudio can record from."""

    index: int
    name: str
    host: str
    is_default: bool
    rate_hz: float
    channels: int


@dataclass(frozen=True, slots=True)
class Format:
    """A rate and a number of channels to ask a device for."""

    rate_hz: float
    channels: int


def _library() -> Any:
    """sounddevice, imported: which makes PortAudio look at every device."""
    try:
        import sounddevice
    except OSError as error:  # what sounddevice raises where the library is missing
        raise MicrophoneError("The PortAudio library is missing.", hint=_install_hint()) from error
    except ImportError as error:
        raise MicrophoneError(
            "The Python package sounddevice is missing.", hint="Install Dictate again."
        ) from error
    return sounddevice


def _install_hint() -> str:
    if ON_LINUX:
        return (
            "Install it: sudo apt install libportaudio2 libasound2-plugins, or your system's like."
        )
    return "Install Dictate again."


def refresh(sd: Any) -> None:
    """Make PortAudio look for devices again: it does so only when it starts. Ends open streams."""
    # sounddevice has no public name for it.
    sd._terminate()  # noqa: SLF001
    sd._initialize()  # noqa: SLF001


def leave_at_exit(sd: Any) -> None:
    """Do not let the program's end wait for a stream that cannot be closed."""
    atexit.unregister(sd._exit_handler)  # noqa: SLF001


def input_devices(sd: Any) -> list[InputDevice]:
    """The devices with input channels, of the host that this system prefers.

    Windows shows each microphone once per host; WASAPI is the one with whole names.
    """
    hosts = sd.query_hostapis()
    wasapi = [index for index, host in enumerate(hosts) if host["name"] == "Windows WASAPI"]
    preferred = wasapi[0] if wasapi else sd.default.hostapi
    default = hosts[preferred]["default_input_device"] if hosts else -1
    return [
        InputDevice(
            index,
            device["name"],
            hosts[device["hostapi"]]["name"],
            index == default,
            device["default_samplerate"],
            device["max_input_channels"],
        )
        for index, device in enumerate(sd.query_devices())
        if device["max_input_channels"] > 0 and (not wasapi or device["hostapi"] == preferred)
    ]


def formats(device: InputDevice) -> Iterator[Format]:
    """What to ask the device for, best first: 16 kHz mono, its own rate, its own channels."""
    yield Format(RATE_HZ, 1)
    if device.rate_hz != RATE_HZ:
        yield Format(device.rate_hz, 1)
    if device.channels > 1:
        yield Format(device.rate_hz, 2)
