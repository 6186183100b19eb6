"""The microphones of this machine: their names, and what they hear now."""

from __future__ import annotations

import math
import queue
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from dictate.audio import opening, portaudio, pulse, voice
from dictate.audio.resample import mono
from dictate.audio.stream import Message, News, OpenStream, open_streams
from dictate.core.dictation import Level, Samples
from dictate.core.findings import Finding, Health
from dictate.errors import MicrophoneError

_T = TypeVar("_T")

LIST_S = 4.0
"""How long listing may take; it takes 5 ms, and 0.2 s the first time."""
OPEN_S = 4.0
"""How long a microphone may take until it gives sound."""
CLOSE_S = 1.0
"""How long a microphone may take to be closed; usually 3 ms."""
FAINT_DBFS = -66.0
"""Below it not even the noise of a room is heard."""


@dataclass(frozen=True, slots=True)
class Microphone:
    """A microphone to choose.

    Attributes:
        name: What the settings call it.
        description: What people call it.
        is_default: Whether it is used when none is chosen.
        rate_hz: Its own sample rate.
    """

    name: str
    description: str
    is_default: bool
    rate_hz: int


def microphones() -> Sequence[Microphone]:
    """All microphones. Blocks, at most LIST_S.

    Raises:
        MicrophoneError: They cannot be listed: no PortAudio, or something does not answer.
    """
    return _within(LIST_S, _list)


def measure_level(
    device: str, seconds: float, *, open_stream: OpenStream = opening.open_stream
) -> Level:
    """Listen for a moment. Blocks for `seconds`, and at most some seconds more.

    Args:
        device: As in the settings; empty for the default.
        seconds: How long to listen.
        open_stream: What opens a microphone.

    Returns:
        The loudness of what was heard; `voice` is always False.

    Raises:
        MicrophoneError: It cannot be opened, or gives nothing.
    """
    return _within(OPEN_S + seconds + CLOSE_S, lambda: _listen(device, seconds, open_stream))


def probe(
    device: str = "", seconds: float = 0.5, *, open_stream: OpenStream = opening.open_stream
) -> list[Finding]:
    """What the doctor says of sound on this machine. Blocks for some seconds at most.

    Args:
        device: The microphone of the settings; empty for the default.
        seconds: How long to listen to it.
        open_stream: What opens a microphone.
    """
    return [
        *_probe_server(),
        *_probe_microphones(),
        _probe_level(device, seconds, open_stream),
        _probe_voice(),
    ]


def _probe_server() -> list[Finding]:
    if not portaudio.ON_LINUX:
        return []
    topic = "sound server"
    try:
        server = pulse.look()
    except MicrophoneError as error:
        return [Finding(topic, Health.BROKEN, error.message, error.hint)]
    if server is None:
        return [Finding(topic, Health.LIMITED, "None answers; only bare ALSA devices can be used.")]
    return [Finding(topic, Health.GOOD, f"{server.name}.")]


def _probe_microphones() -> list[Finding]:
    topic = "microphone"
    try:
        found = microphones()
    except MicrophoneError as error:
        return [Finding(topic, Health.BROKEN, error.message, error.hint)]
    if not found:
        none = opening.no_microphone()
        return [Finding(topic, Health.BROKEN, none.message, none.hint)]
    return [
        Finding(
            topic,
            Health.FACT,
            f"{each.description} ({each.name}), {each.rate_hz} Hz"
            + (", the default." if each.is_default else "."),
        )
        for each in found
    ]


def _probe_level(device: str, seconds: float, open_stream: OpenStream) -> Finding:
    topic = "microphone level"
    try:
        level = measure_level(device, seconds, open_stream=open_stream)
    except MicrophoneError as error:
        return Finding(topic, Health.BROKEN, error.message, error.hint)
    if level.peak == 0:
        return Finding(
            topic,
            Health.LIMITED,
            "The microphone gives nothing but zeros: it is muted, or Dictate may not use it.",
            "Unmute it in the sound settings, or at its own switch.",
        )
    dbfs = 20 * math.log10(level.rms)
    if dbfs < FAINT_DBFS:
        return Finding(
            topic,
            Health.LIMITED,
            f"The microphone is almost silent ({dbfs:.0f} dBFS).",
            "Raise its volume in the sound settings, and speak while the doctor listens.",
        )
    return Finding(topic, Health.GOOD, f"{dbfs:.0f} dBFS heard in {seconds:.1f} s.")


def _probe_voice() -> Finding:
    topic = "voice detector"
    if voice.silero_file() is None:
        return Finding(
            topic,
            Health.LIMITED,
            "Silero is missing; pauses are found by loudness.",
            "Install Dictate again.",
        )
    return Finding(topic, Health.GOOD, "Silero.")


def _within(limit_s: float, ask: Callable[[], _T]) -> _T:
    """Call on a thread that is thrown away when it takes too long.

    Raises:
        MicrophoneError: It took too long, or what `ask` raised.
    """
    answer: queue.SimpleQueue[tuple[_T | None, Exception | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            answer.put((ask(), None))
        except Exception as error:  # noqa: BLE001 - handed to the caller below
            answer.put((None, error))

    threading.Thread(target=run, name="dictate-ask", daemon=True).start()
    try:
        found, error = answer.get(timeout=limit_s)
    except queue.Empty:
        raise MicrophoneError(
            "The sound system does not answer.",
            hint="Restart the sound server, or unplug the microphone and plug it in again.",
        ) from None
    if error is not None:
        raise error
    return found  # type: ignore[return-value]  # None is an answer where _T allows it


def _list() -> Sequence[Microphone]:
    if server := pulse.look():
        return [
            Microphone(
                source.name, source.description, source.name == server.default, source.rate_hz
            )
            for source in server.microphones
        ]
    with portaudio.inside() as sd:
        devices = portaudio.input_devices(sd)
    return [
        Microphone(found.name, found.name, found.is_default, round(found.rate_hz))
        for found in devices
    ]


def _listen(device: str, seconds: float, open_stream: OpenStream) -> Level:
    inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
    stream = open_stream(device, inbox)
    parts: list[Samples] = []
    until_s = time.monotonic() + OPEN_S
    try:
        while (left_s := until_s - time.monotonic()) > 0:
            message = inbox.get(timeout=left_s)
            if isinstance(message, bytes):
                if not parts:
                    until_s = time.monotonic() + seconds
                parts.append(mono(message, stream.channels))
            elif message is News.FINISHED:
                break
    except queue.Empty:  # it gave nothing, or stopped
        pass
    finally:
        stream.close()
        # A process that ends while the stream is still open hangs or crashes in PortAudio.
        if not open_streams.wait(CLOSE_S) and "sounddevice" in sys.modules:
            portaudio.leave_at_exit(sys.modules["sounddevice"])
    if not parts:
        raise MicrophoneError(
            "The microphone gives no sound.",
            hint="Pick another: `dictate devices` lists them.",
        )
    heard = np.concatenate(parts)
    return Level(float(np.sqrt(np.mean(np.square(heard)))), float(np.abs(heard).max()), voice=False)
