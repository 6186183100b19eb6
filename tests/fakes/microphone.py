"""Streams that a test feeds, in place of PortAudio."""

from __future__ import annotations

import threading
import time
from queue import Empty, SimpleQueue

import numpy as np

from dictate.audio.stream import Message, Moved, News
from dictate.core.dictation import RATE_HZ, Samples
from dictate.errors import MicrophoneError


class FakeStream:
    """A `Stream` of a `FakeMicrophone`."""

    def __init__(
        self, microphone: FakeMicrophone, device: str, inbox: SimpleQueue[Message]
    ) -> None:
        self.device = device
        self.inbox = inbox
        self.rate_hz = float(microphone.rate_hz)
        self.channels = microphone.channels
        self.latency_s = 0.01
        self.alive = True
        self.stale = False
        self.closed = threading.Event()
        self.kept_ms: int | None = None

    def is_alive(self) -> bool:
        return self.alive

    def is_fresh(self) -> bool:
        return self.alive and not self.stale

    def keep_last(self, milliseconds: int | None) -> None:
        self.kept_ms = milliseconds

    def close(self) -> None:
        assert not self.closed.is_set(), "closed twice"
        self.alive = False
        self.closed.set()

    def put(self, samples: Samples) -> None:
        """A block arrives, as mono at the stream's rate."""
        self.inbox.put(np.repeat(samples.astype(np.float32), self.channels).tobytes())
        blocks = None if self.kept_ms is None else self.kept_ms // 10
        while blocks is not None and self.inbox.qsize() > blocks:
            try:
                self.inbox.get_nowait()
            except Empty:
                return


class FakeMicrophone:
    """Opens streams as `open_stream` does, and plays what a test wants heard.

    Args:
        rate_hz: Of its streams.
        channels: Of its streams.
    """

    def __init__(self, rate_hz: int = RATE_HZ, channels: int = 1) -> None:
        self.rate_hz = rate_hz
        self.channels = channels
        self.refusal: Exception | None = None
        self.hangs: threading.Event | None = None
        self.streams: list[FakeStream] = []
        self.opened = threading.Event()

    def open_stream(self, device: str, inbox: SimpleQueue[Message]) -> FakeStream:
        hangs, refusal = self.hangs, self.refusal
        if hangs:
            assert hangs.wait(10)
        if refusal:
            raise refusal
        stream = FakeStream(self, device, inbox)
        self.streams.append(stream)
        self.opened.set()
        return stream

    @property
    def stream(self) -> FakeStream:
        """The newest stream; waits for the first."""
        assert self.opened.wait(5), "no stream was opened"
        return self.streams[-1]

    def play(self, samples: Samples) -> None:
        """Put sound in, in blocks of 10 ms; waits for a stream that is open."""
        deadline_s = time.monotonic() + 5
        while self.stream.closed.is_set():
            assert time.monotonic() < deadline_s, "no stream is open"
            time.sleep(0.002)
        for start in range(0, len(samples), self.rate_hz // 100):
            self.stream.put(samples[start : start + self.rate_hz // 100])

    def finish(self) -> None:
        """The stream ends by itself."""
        self.stream.alive = False
        self.stream.inbox.put(News.FINISHED)

    def move(self, device: str) -> None:
        """The sound server moves it."""
        self.stream.inbox.put(Moved(device))

    def refuse(self) -> None:
        """From now on it does not open."""
        self.refusal = MicrophoneError("No microphone was found.", hint="Plug one in.")


def tone(seconds: float, rate_hz: int = RATE_HZ, amplitude: float = 0.3) -> Samples:
    """Something that is loud enough to be voice to `LoudnessVoice`."""
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    return (amplitude * np.sin(2 * np.pi * 220 * t)).astype(np.float32)


def room(seconds: float, rate_hz: int = RATE_HZ) -> Samples:
    """The noise of a quiet room: too quiet for voice, and never exactly zero for long."""
    noise = np.random.default_rng(7).normal(0, 0.0003, round(seconds * rate_hz))
    return noise.astype(np.float32)
