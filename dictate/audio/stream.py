"""An open microphone: PortAudio's callback puts blocks into an inbox, and that is all it does.

`open_stream` blocks and may hang with the sound server; it is called on a thread that may be
thrown away. Closing never blocks the caller, for the same reason. A stream that was given up keeps
its own inbox: its late blocks reach nobody.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from dictate.audio.pulse import MoveWatcher
from dictate.errors import MicrophoneError

if TYPE_CHECKING:
    from dictate.audio.portaudio import Format, InputDevice

log = logging.getLogger(__name__)

BLOCK_MS = 10
"""Blocks of a tenth of the level's window: 100 callbacks a second cost 1.5 % of a core, the 470 of
PortAudio's own choice 4 %. Sound is not lost when Python is busy for half a second: the sound
server keeps it (measured with PulseAudio 16)."""


class News(Enum):
    """What an inbox can say besides sound."""

    FINISHED = "the stream has ended by itself"
    WAKE = "look whether something else is wanted"


@dataclass(frozen=True, slots=True)
class Moved:
    """The sound server moved the stream to this microphone."""

    device: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The stream could not be opened."""

    error: MicrophoneError


class Stream(Protocol):
    """An open microphone as the recorder sees it.

    Attributes:
        device: The name it was asked for by; empty for the default.
        inbox: Where its blocks go: interleaved float32 at `rate_hz`.
        rate_hz: Its rate.
        channels: Its channels.
        latency_s: How long sound takes from the microphone to the inbox.
    """

    device: str
    inbox: SimpleQueue[Message]
    rate_hz: float
    channels: int
    latency_s: float

    def is_alive(self) -> bool:
        """Whether it still records; as far as PortAudio has noticed."""

    def is_fresh(self) -> bool:
        """Whether it is alive, was heard within a second, and is still the one asked for."""

    def keep_last(self, milliseconds: int | None) -> None:
        """Keep only so much in the inbox from now on; None: keep everything."""

    def close(self) -> None:
        """Give it up. Returns at once."""


@dataclass(frozen=True, slots=True)
class CutAsked:
    """Somebody who knows where words end wants this phrase of this take to end there."""

    dictation_id: str
    index: int
    at_s: float


Message: TypeAlias = bytes | News | Moved | Refused | CutAsked
"""What arrives in an inbox."""

OpenStream: TypeAlias = Callable[[str, "SimpleQueue[Message]"], Stream]
"""Opens the device of that name, with that inbox. Blocks. Raises MicrophoneError."""


class MicrophoneStream:
    """A PortAudio stream."""

    def __init__(self, device: str, inbox: SimpleQueue[Message]) -> None:
        self.device = device
        self.inbox = inbox
        self.rate_hz = 0.0
        self.channels = 1
        self.latency_s = 0.0
        self.lost_blocks = 0
        self._stream: Any = None
        self._heard_s = time.monotonic()
        self._keep_blocks: int | None = None
        self._stale = False
        self._watcher = MoveWatcher(self._moved, self._default_changed)

    def open(self, sd: Any, device: InputDevice, wanted: Format) -> None:
        """Begin to record. Blocks.

        Raises:
            sounddevice.PortAudioError: The device refuses this format, or altogether.
        """
        extra = sd.WasapiSettings(auto_convert=True) if "WASAPI" in device.host else None
        stream = sd.RawInputStream(
            samplerate=wanted.rate_hz,
            blocksize=round(wanted.rate_hz * BLOCK_MS / 1000),
            device=device.index,
            channels=wanted.channels,
            dtype="float32",
            latency="low",
            extra_settings=extra,
            callback=self._heard,
            finished_callback=self._finished,
        )
        try:
            stream.start()
        except sd.PortAudioError:
            stream.close()
            raise
        self._stream = stream
        open_streams.add(self)
        self.rate_hz, self.channels = wanted.rate_hz, wanted.channels
        self.latency_s = float(stream.latency)
        self._watcher.start()

    def is_alive(self) -> bool:
        """As in `Stream`."""
        return bool(self._stream.active)

    def is_fresh(self) -> bool:
        """As in `Stream`."""
        heard_lately = time.monotonic() - self._heard_s < 1.0
        return heard_lately and not self._stale and self.is_alive()

    def keep_last(self, milliseconds: int | None) -> None:
        """As in `Stream`."""
        self._keep_blocks = None if milliseconds is None else milliseconds // BLOCK_MS

    def close(self) -> None:
        """As in `Stream`."""
        self._watcher.stop()
        if self.lost_blocks:
            log.warning("the microphone's buffer overflowed %d times", self.lost_blocks)
        open_streams.close(self)

    def end(self) -> None:
        """Close it, on this thread. Blocks, for ever where the sound server is frozen."""
        self._stream.abort()
        self._stream.close()
        self._watcher.join(1.0)

    # ── PortAudio's thread: copy and return ──────────────────────────────────────────────────────

    def _heard(self, block: Any, _frames: int, _time: Any, status: Any) -> None:
        self.inbox.put(bytes(block))
        self._heard_s = time.monotonic()
        if status and status.input_overflow:
            self.lost_blocks += 1
        keep = self._keep_blocks
        if keep is not None and self.inbox.qsize() > keep:
            try:
                self.inbox.get_nowait()
            except Empty:
                return

    def _finished(self) -> None:
        self.inbox.put(News.FINISHED)

    # ── the watcher's thread ─────────────────────────────────────────────────────────────────────

    def _moved(self, device: str) -> None:
        self.inbox.put(Moved(device))

    def _default_changed(self) -> None:
        self._stale = self._stale or not self.device


class OpenStreams:
    """The streams of this process that are open, or on their way out."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._open: set[MicrophoneStream] = set()
        self._closing: list[threading.Thread] = []

    def __len__(self) -> int:
        return len(self._open)

    def add(self, stream: MicrophoneStream) -> None:
        """A stream has been opened."""
        with self._guard:
            self._open.add(stream)

    def close(self, stream: MicrophoneStream) -> None:
        """Close it on a daemon thread of its own: that can hang for ever."""
        thread = threading.Thread(
            target=self._close, args=(stream,), name="dictate-close", daemon=True
        )
        thread.start()
        with self._guard:
            self._closing = [other for other in self._closing if other.is_alive()]
            self._closing.append(thread)

    def wait(self, timeout_s: float) -> bool:
        """Wait for streams that are being closed. Whether all are."""
        until_s = time.monotonic() + timeout_s
        with self._guard:
            threads = list(self._closing)
        for thread in threads:
            thread.join(max(0.0, until_s - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def _close(self, stream: MicrophoneStream) -> None:
        try:
            stream.end()
        except Exception:
            log.exception("the microphone could not be closed")
        with self._guard:
            self._open.discard(stream)


open_streams = OpenStreams()
"""Of the whole process, as PortAudio is."""
