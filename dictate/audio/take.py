"""One take: a thread that turns a microphone's blocks into spool, levels and phrases.

::

    opening ──stream──► listening ──close──► draining ──► ended
       │                    └──lost──► waiting for close ──► ended
       └──refused, late──► failed

All that happens to it arrives in one inbox: blocks, news of the stream, and a nudge when somebody
wants it to end. Opening runs on another thread, which is forgotten when it takes too long.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from queue import Empty, SimpleQueue
from typing import ParamSpec

from dictate.audio.ear import Ear
from dictate.audio.spool import SpoolFolder
from dictate.audio.stream import (
    BLOCK_MS,
    CutAsked,
    Message,
    Moved,
    News,
    OpenStream,
    Refused,
    Stream,
)
from dictate.audio.voice import VoiceDetectors
from dictate.audio.watchdog import WATCH_S, look, lost
from dictate.core.dictation import RATE_HZ, Level, Phrase, TakeEnd
from dictate.core.ports import Clock, TakeListener
from dictate.errors import MicrophoneError, SpoolError
from dictate.settings.schema import MicrophoneSettings

log = logging.getLogger(__name__)
_P = ParamSpec("_P")

SHORTEST_DRAIN_S, LONGEST_DRAIN_S = 0.04, 0.2
"""For how long sound is still on its way: what the stream says, within reason. A sound server may
hold more than it says; what it holds is at least a block and a frame of the voice detector."""
BEFORE_S = 0.5
"""How long to wait until the take before has let go of the microphone; it drains for 40 ms."""


class Ending(Enum):
    """How a take is asked to end."""

    CLOSE = "keep what was heard"
    DROP = "as if it had never been"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a take works with.

    Attributes:
        spools: Where its sound is kept.
        clock: Seconds.
        open_stream: Opens a microphone; blocks, and may never return.
        voices: Gives what makes voice detectors; blocks the first time.
        claim: Gives the warm stream, if there is one for these settings.
        give_back: Takes a stream in good health.
        ended: Told on the take's thread, after everything else.
    """

    spools: SpoolFolder
    clock: Clock
    open_stream: OpenStream
    voices: Callable[[], VoiceDetectors]
    claim: Callable[[MicrophoneSettings], Stream | None]
    give_back: Callable[[Stream, MicrophoneSettings], None]
    ended: Callable[[str], None]


class Take:
    """One take from open to end. Its methods may be called from any thread.

    Args:
        dictation_id: Its id.
        settings: As they are at this dictation's key-down.
        listener: Hears of it.
        around: What it works with.
        before: Set once the take before has let go of the microphone.
    """

    def __init__(
        self,
        dictation_id: str,
        settings: MicrophoneSettings,
        listener: TakeListener,
        around: Surroundings,
        before: threading.Event,
    ) -> None:
        self.id = dictation_id
        self.released = threading.Event()
        self._settings = settings
        self._listener = listener
        self._around = around
        self._before = before
        self._telling = threading.RLock()
        self._changing = threading.Lock()  # guards the next five
        self._inbox: SimpleQueue[Message] = SimpleQueue()
        self._stream: Stream | None = None
        self._unwanted = False
        self._ending: Ending | None = None
        self._ended_at_s = 0.0
        self._early: list[bytes] = []
        self._ear: Ear | None = None
        self._writer = around.spools.begin(dictation_id, self._spool_failed)
        self._thread = threading.Thread(target=self._run, name="dictate-take", daemon=True)

    def start(self) -> None:
        """Open the microphone, or take over the warm one. Returns at once."""
        self._thread.start()

    def end(self, how: Ending) -> None:
        """Ask it to end. Once this returned for DROP, the listener hears nothing more."""
        with self._telling, self._changing:
            if self._ending is None:
                self._ended_at_s = self._around.clock()
            if self._ending is not Ending.DROP:
                self._ending = how
            self._inbox.put(News.WAKE)

    def cut(self, index: int, at_s: float) -> None:
        """Ask it to end phrase `index` there. See `Recorder.cut`."""
        with self._changing:
            self._inbox.put(CutAsked(self.id, index, at_s))

    def join(self, timeout_s: float) -> None:
        """Wait until it has ended."""
        self._thread.join(timeout_s)

    # ── its thread ───────────────────────────────────────────────────────────────────────────────

    def _run(self) -> None:
        failure: MicrophoneError | None = None
        try:
            self._before.wait(BEFORE_S)
            self._obtain_stream()
            self._listen()
        except MicrophoneError as error:
            failure = error
        except Exception:
            log.exception("recording failed")
            failure = MicrophoneError(
                "Recording broke off.", hint="What was heard is kept; the log says more."
            )
        try:
            self._let_go(healthy=failure is None)
            self._finish(failure)
        except Exception:
            log.exception("a take could not be finished")
        finally:
            self._around.ended(self.id)

    def _obtain_stream(self) -> None:
        if self._ending:
            return
        if warm := self._around.claim(self._settings):
            with self._changing:
                self._stream, self._inbox = warm, warm.inbox
                # A wish to end that came before went to the other inbox; `_listen` looks first.
        else:
            threading.Thread(target=self._open, name="dictate-open", daemon=True).start()

    def _open(self) -> None:
        inbox = self._inbox
        try:
            stream = self._around.open_stream(self._settings.device, inbox)
        except MicrophoneError as error:
            inbox.put(Refused(error))
        except Exception:
            log.exception("opening the microphone failed")
            inbox.put(Refused(MicrophoneError("The microphone could not be opened.")))
        else:
            with self._changing:
                if wanted := not self._unwanted:
                    self._stream = stream
            inbox.put(News.WAKE)
            if not wanted:
                stream.close()

    def _listen(self) -> None:
        """Hear until somebody wants an end.

        Raises:
            MicrophoneError: The stream was refused, is late, or is lost.
        """
        looks = 0
        while not self._ending:
            match self._next(WATCH_S):
                case bytes() | CutAsked() as message:
                    looks = 0
                    self._take_in(message)
                case Moved(device):
                    self._tell(self._listener.microphone_moved, self.id, device)
                case Refused(error):
                    raise error
                case News.FINISHED:
                    raise lost()
                case News.WAKE:  # the stream is open, or an end is wanted
                    looks = 0
                case None:
                    looks += 1
                    look(looks, self._stream, heard=self._ear is not None)
        self._drain()

    def _take_in(self, message: bytes | CutAsked) -> None:
        match message:
            case bytes():
                self._hear(message)
            # The inbox of a warm stream may still hold a wish that came too late for another take.
            case CutAsked(self.id, index, at_s) if self._ear:
                self._ear.cut(index, at_s)

    def _hear(self, block: bytes) -> None:
        self._early.append(block)
        if self._stream is None:  # it gives blocks before the call that opens it has returned
            return
        if self._ear is None:
            self._tell(self._listener.sound_arrived, self.id)
            self._ear = Ear(
                self.id,
                settings=self._settings,
                stream=self._stream,
                writer=self._writer,
                detector=self._around.voices()(),
                listener=self,
            )
        blocks, self._early = self._early, []
        for each in blocks:
            self._ear.hear(each)

    def _drain(self) -> None:
        """Hear what was spoken before the end was wanted and is still on its way.

        A word that began right before the end is heard out: nobody could know of it then.
        """
        if self._stream is None or self._ending is Ending.DROP:
            return
        said_s = self._stream.latency_s + BLOCK_MS / 1000
        latency_s = min(max(said_s, SHORTEST_DRAIN_S), LONGEST_DRAIN_S)
        self._hear_until(self._ended_at_s + latency_s)
        tail_s = self._settings.tail_ms / 1000
        if self._ear and 0 < self._ear.voice_lasts_s < tail_s + latency_s:
            self._hear_until(self._ended_at_s + latency_s + tail_s, while_voice=True)
        for _ in range(self._inbox.qsize()):
            if isinstance(message := self._next(0), bytes | CutAsked):
                self._take_in(message)

    def _hear_until(self, until_s: float, *, while_voice: bool = False) -> None:
        while (left_s := until_s - self._around.clock()) > 0:
            message = self._next(left_s)
            if isinstance(message, bytes | CutAsked):
                self._take_in(message)
            elif message in (None, News.FINISHED):
                break
            # Nudged again: the next take waits for the microphone.
            hushed = not (self._ear and self._ear.voice_lasts_s)
            if while_voice and (hushed or message is News.WAKE):
                break

    def _let_go(self, *, healthy: bool) -> None:
        with self._changing:
            self._unwanted = True
            stream = self._stream
        if stream and healthy:
            self._around.give_back(stream, self._settings)
        elif stream:
            stream.close()
        self.released.set()

    def _finish(self, failure: MicrophoneError | None) -> None:
        if failure and self._ear is None:
            self._around.spools.remove(self.id)
            self._tell(self._listener.microphone_failed, self.id, failure)
            return
        if failure:
            self._tell(self._listener.microphone_lost, self.id, failure)
            while not self._ending:  # `close`, `drop` or `shut_down` will come
                self._inbox.get()
        if self._ending is Ending.DROP:
            self._around.spools.remove(self.id)
            return
        if self._ear:
            self._ear.flush()
        self._writer.close()
        end = TakeEnd(self._writer.count / RATE_HZ, self._writer.on_disk / RATE_HZ)
        self._tell(self._listener.take_ended, self.id, end)

    def _next(self, timeout_s: float) -> Message | None:
        try:
            return self._inbox.get(timeout=timeout_s)
        except Empty:
            return None

    # ── telling; from here on also on the writer's thread ────────────────────────────────────────

    def level_changed(self, level: Level) -> None:
        """As in `EarListener`."""
        self._tell(self._listener.level_changed, self.id, level)

    def phrase_spoken(self, phrase: Phrase) -> None:
        """As in `EarListener`."""
        self._tell(self._listener.phrase_spoken, phrase)

    def tail_heard(self, phrase: Phrase, pausing: bool) -> None:
        """As in `EarListener`."""
        self._tell(self._listener.tail_heard, phrase, pausing)

    def hushed(self) -> None:
        """As in `EarListener`."""
        self._tell(self._listener.hushed, self.id)

    def microphone_muted(self) -> None:
        """As in `EarListener`."""
        self._tell(self._listener.microphone_muted, self.id)

    def _spool_failed(self, error: SpoolError) -> None:
        self._tell(self._listener.spool_failed, self.id, error)

    def _tell(self, say: Callable[_P, None], *args: _P.args, **kwargs: _P.kwargs) -> None:
        with self._telling:
            if self._ending is not Ending.DROP:
                say(*args, **kwargs)
