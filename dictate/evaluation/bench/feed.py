"""A microphone that is played: a clip comes out of it as if somebody were speaking just now.

It stands where PortAudio's stream stands, and gives blocks of the same size when they are due. The
key comes up at its moment of the clip. While the key is held and every worker is idle the clock
skips to the next blocks; from LIVE_S before the release on, nothing is skipped.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue

import numpy as np

from dictate.audio.ear import LEVEL_MS
from dictate.audio.stream import BLOCK_MS, Message
from dictate.core.dictation import RATE_HZ
from dictate.errors import MicrophoneError
from dictate.evaluation.bench.clips import Clip, quiet
from dictate.evaluation.bench.clock import SkippingClock

BLOCK = RATE_HZ * BLOCK_MS // 1000
GROUP = LEVEL_MS // BLOCK_MS
"""Blocks between two levels. A level that was told proves that all before it was heard."""

LIVE_S = 1.0
"""So long before the release the clock stops skipping."""

LATENCY_S = BLOCK_MS / 1000
"""What an ordinary microphone reports."""

HEARD_S = 0.25
"""How long to wait for the take to hear what it was given, before looking again."""


@dataclass(frozen=True, slots=True, eq=False)
class Script:
    """What is to be played.

    Attributes:
        clip: The sound.
        release_s: When the key comes up, after the end of the last word.
        key_up: Called at that moment, on the microphone's thread.
        skips: Whether the clock may skip; False plays in real time.
    """

    clip: Clip
    release_s: float
    key_up: Callable[[float], None]
    skips: bool = True


class PlayedMicrophone:
    """Opens as a microphone does, once for each script. `load`, then press the key.

    Args:
        clock: Skips waiting.
        idle: Whether every worker behind the microphone is idle.
    """

    def __init__(self, clock: SkippingClock, idle: Callable[[], bool]) -> None:
        self._clock = clock
        self._idle = idle
        self._script: Script | None = None
        self._heard = threading.Condition()
        self._levels = 0

    def load(self, script: Script) -> None:
        """Play this when the microphone is opened next."""
        self._script = script

    def level_told(self) -> None:
        """The take has heard LEVEL_MS more. Called on its thread."""
        with self._heard:
            self._levels += 1
            self._heard.notify_all()

    def open(self, device: str, inbox: SimpleQueue[Message]) -> PlayedStream:
        """As `audio.stream.OpenStream`.

        Raises:
            MicrophoneError: Nothing was loaded.
        """
        script, self._script = self._script, None
        if script is None:
            raise MicrophoneError("The benchmark's microphone has nothing to play.")
        with self._heard:
            self._levels = 0
        stream = PlayedStream(device, inbox)
        threading.Thread(
            target=self._play, args=(script, stream), name="played microphone", daemon=True
        ).start()
        return stream

    # ── its thread ───────────────────────────────────────────────────────────────────────────────

    def _play(self, script: Script, stream: PlayedStream) -> None:
        began_s = self._clock()
        samples = np.concatenate([script.clip.samples, quiet(script.release_s + 2.0)])
        up_s = began_s + script.clip.voice_end_s + script.release_s
        live_s = up_s - LIVE_S if script.skips else began_s
        given, is_up = 0, False
        while not stream.closed.is_set():
            due_s = began_s + (given + 1) * BLOCK_MS / 1000
            if not is_up and up_s <= due_s:
                self._clock.wait_until(up_s, _never)
                script.key_up(self._clock())
                is_up = True
            first = due_s - LATENCY_S + LEVEL_MS / 1000
            if given % GROUP == 0 and first < live_s and self._has_heard(given):
                self._clock.wait_until(first, lambda: self._all_idle(given))  # noqa: B023
            else:
                self._clock.wait_until(due_s, _never)
            start = min(given * BLOCK, len(samples) - BLOCK)
            stream.inbox.put(samples[start : start + BLOCK].tobytes())
            given += 1

    def _has_heard(self, given: int) -> bool:
        """Wait shortly for the take to have heard so many blocks; whether it has."""
        with self._heard:
            return self._heard.wait_for(lambda: self._levels >= given // GROUP, HEARD_S)

    def _all_idle(self, given: int) -> bool:
        return self._levels >= given // GROUP and self._idle()


def _never() -> bool:
    return False


class PlayedStream:
    """Implements `audio.stream.Stream`."""

    def __init__(self, device: str, inbox: SimpleQueue[Message]) -> None:
        self.device = device
        self.inbox = inbox
        self.rate_hz = float(RATE_HZ)
        self.channels = 1
        self.latency_s = LATENCY_S
        self.closed = threading.Event()

    def is_alive(self) -> bool:
        """As in `Stream`."""
        return not self.closed.is_set()

    def is_fresh(self) -> bool:
        """As in `Stream`: the next dictation has another clip."""
        return False

    def keep_last(self, milliseconds: int | None) -> None:
        """As in `Stream`; it never stays warm."""

    def close(self) -> None:
        """As in `Stream`."""
        self.closed.set()
