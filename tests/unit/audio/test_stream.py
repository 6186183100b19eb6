"""What PortAudio's callbacks leave in the inbox, and how a stream is given up."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from queue import SimpleQueue
from types import SimpleNamespace
from typing import Any

import pytest

from dictate.audio import pulse
from dictate.audio.portaudio import Format, InputDevice
from dictate.audio.stream import Message, MicrophoneStream, Moved, News, open_streams
from tests.fakes.sounddevice import FakeSoundDevice

DEVICE = InputDevice(0, "pulse", "ALSA", is_default=True, rate_hz=44_100, channels=2)
FINE = SimpleNamespace(input_overflow=False)


@pytest.fixture
def sd(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSoundDevice]:
    monkeypatch.setattr(pulse.MoveWatcher, "start", lambda _: None)
    monkeypatch.setattr(pulse.MoveWatcher, "join", lambda *_: None)
    yield FakeSoundDevice(("pulse", 0, 2, 44_100.0))
    assert open_streams.wait(2)


def opened(sd: FakeSoundDevice, device: str = "") -> MicrophoneStream:
    stream = MicrophoneStream(device, SimpleQueue())
    stream.open(sd, DEVICE, Format(16_000, 1))
    return stream


def drained(inbox: SimpleQueue[Message]) -> list[Message]:
    return [inbox.get_nowait() for _ in range(inbox.qsize())]


def test_a_block_is_copied(sd: FakeSoundDevice) -> None:
    stream = opened(sd)
    block = bytearray(b"1234")
    sd.started[0]["callback"](block, 1, None, FINE)
    block[:] = b"xxxx"
    assert drained(stream.inbox) == [b"1234"]
    stream.close()


def test_a_warm_stream_keeps_the_newest_blocks_only(sd: FakeSoundDevice) -> None:
    stream = opened(sd)
    stream.keep_last(30)
    for number in range(10):
        sd.started[0]["callback"](bytes([number]), 1, None, FINE)
    stream.keep_last(None)
    for number in range(10, 15):
        sd.started[0]["callback"](bytes([number]), 1, None, FINE)
    assert drained(stream.inbox) == [bytes([number]) for number in range(7, 15)]
    stream.close()


def test_the_end_of_a_stream_is_news(sd: FakeSoundDevice) -> None:
    stream = opened(sd)
    sd.started[0]["finished_callback"]()
    assert drained(stream.inbox) == [News.FINISHED]
    stream.close()


def test_a_move_is_news_and_another_default_makes_a_default_stream_stale(
    sd: FakeSoundDevice,
) -> None:
    for device, fresh in (("", False), ("Headset", True)):
        stream = opened(sd, device)
        assert stream.is_fresh()
        stream._moved("Webcam")
        stream._default_changed()
        assert drained(stream.inbox) == [Moved("Webcam")]
        assert stream.is_fresh() == fresh
        stream.close()


@pytest.mark.expects_warning("overflowed 2 times")
def test_overflows_are_counted_and_logged_at_the_end(sd: FakeSoundDevice) -> None:
    stream = opened(sd)
    for overflow in (True, False, True):
        status = SimpleNamespace(input_overflow=overflow)
        sd.started[0]["callback"](b"", 1, None, status)
    stream.close()


def test_a_close_that_hangs_hinders_nobody(sd: FakeSoundDevice) -> None:
    stream = opened(sd)
    thaws = threading.Event()

    def hang() -> None:
        assert thaws.wait(5)

    inner: Any = stream._stream
    inner.abort = hang
    began_s = time.monotonic()
    stream.close()
    assert time.monotonic() - began_s < 0.1
    assert not open_streams.wait(0.1)
    assert len(open_streams) == 1
    other = opened(sd)
    other.close()
    thaws.set()
    assert open_streams.wait(2)
    assert len(open_streams) == 0


@pytest.mark.expects_warning("could not be closed")
def test_a_close_that_fails_is_logged(sd: FakeSoundDevice) -> None:
    stream = opened(sd)

    def fail() -> None:
        raise sd.PortAudioError("no such stream")

    inner: Any = stream._stream
    inner.close = fail
    stream.close()
    assert open_streams.wait(2)
    assert len(open_streams) == 0


def test_a_stream_that_opens_but_does_not_start_is_closed(sd: FakeSoundDevice) -> None:
    closed: list[bool] = []

    def start() -> None:
        raise sd.PortAudioError("no")

    def make(**_: Any) -> SimpleNamespace:
        return SimpleNamespace(start=start, close=lambda: closed.append(True))

    sd.RawInputStream = make  # type: ignore[method-assign]
    with pytest.raises(sd.PortAudioError):
        opened(sd)
    assert closed == [True]
    assert len(open_streams) == 0
