"""The recorder: one take at a time, and a microphone that may stay warm between two.

The take does the work on its own thread (`take.py`). Here is decided which stream a take gets:
the warm one, if it is still the microphone that is wanted, or a new one. Nothing here blocks but
`shut_down`.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable

from dictate.audio import opening, portaudio, pulse, voice
from dictate.audio.spool import SpoolFolder
from dictate.audio.stream import OpenStream, Stream, open_streams
from dictate.audio.take import Ending, Surroundings, Take
from dictate.audio.voice import VoiceDetectors
from dictate.core.ports import Clock, TakeListener
from dictate.errors import MicrophoneError, SpoolError
from dictate.settings.schema import MicrophoneSettings

log = logging.getLogger(__name__)

SHUT_DOWN_S = 1.8


class MicrophoneRecorder:
    """Records from a microphone; the one implementation of `Recorder`.

    Args:
        spools: Where sound is kept until the words are safe.
        clock: Seconds that never jump.
        open_stream: What opens a microphone; may block for ever.
        load_voice: What loads the voice detector; called once, before the first phrase.
    """

    def __init__(
        self,
        spools: SpoolFolder,
        clock: Clock = time.monotonic,
        *,
        open_stream: OpenStream = opening.open_stream,
        load_voice: Callable[[], VoiceDetectors] = voice.load_voice,
    ) -> None:
        self._spools = spools
        self._load_voice = load_voice
        self._loading = threading.Lock()
        self._voices: VoiceDetectors | None = None
        self._guard = threading.Lock()  # guards what follows
        self._takes: dict[str, Take] = {}
        self._before = threading.Event()
        self._before.set()
        self._warm: Stream | None = None
        self._cooling: threading.Timer | None = None
        self._is_shut = False
        self._around = Surroundings(
            spools, clock, open_stream, self._get_voices, self._claim, self._give_back, self._ended
        )

    def preload(self) -> None:
        """Load what the first take needs, so that it does not wait. Blocks for some 200 ms."""
        self._get_voices()
        try:
            pulse.look()
            with portaudio.inside():
                log.debug("PortAudio is loaded")
        except MicrophoneError as error:
            log.warning("%s", error.message)  # the first take says it to the user

    def open(self, dictation_id: str, settings: MicrophoneSettings, listener: TakeListener) -> None:
        """As in `Recorder`. A take that is still open is closed."""
        with self._guard:
            others = list(self._takes.values())
        for other in others:
            other.end(Ending.CLOSE)
        try:
            with self._guard:
                if self._is_shut:
                    raise MicrophoneError("Dictate is ending.")
                take = Take(dictation_id, settings, listener, self._around, self._before)
                self._takes[dictation_id] = take
                self._before = take.released
        except SpoolError as error:
            failure = MicrophoneError(error.message, hint=error.hint)
            listener.microphone_failed(dictation_id, failure)
        except MicrophoneError as error:
            listener.microphone_failed(dictation_id, error)
        else:
            take.start()

    def close(self, dictation_id: str) -> None:
        """As in `Recorder`."""
        if take := self._takes.get(dictation_id):
            take.end(Ending.CLOSE)

    def drop(self, dictation_id: str) -> None:
        """As in `Recorder`."""
        if take := self._takes.get(dictation_id):
            take.end(Ending.DROP)
        else:
            self._spools.remove(dictation_id)

    def cut(self, dictation_id: str, index: int, at_s: float) -> None:
        """As in `Recorder`."""
        if take := self._takes.get(dictation_id):
            take.cut(index, at_s)

    def shut_down(self) -> None:
        """As in `Recorder`."""
        until_s = time.monotonic() + SHUT_DOWN_S
        with self._guard:
            self._is_shut = True
            takes = list(self._takes.values())
            warm = self._warm
        if warm:
            self._cool(warm)
        for take in takes:
            take.end(Ending.CLOSE)
        for take in takes:
            take.join(max(0.0, until_s - time.monotonic()))
        closed = open_streams.wait(max(0.0, until_s - time.monotonic()))
        if not closed and "sounddevice" in sys.modules:
            log.warning("the microphone cannot be closed; the program ends without it")
            portaudio.leave_at_exit(sys.modules["sounddevice"])

    # ── called on the takes' threads ─────────────────────────────────────────────────────────────

    def _get_voices(self) -> VoiceDetectors:
        with self._loading:
            if self._voices is None:
                self._voices = self._load_voice()
            return self._voices

    def _claim(self, settings: MicrophoneSettings) -> Stream | None:
        with self._guard:
            stream, self._warm = self._warm, None
            if self._cooling:
                self._cooling.cancel()
        if stream is None:
            return None
        if stream.device != settings.device or not stream.is_fresh():
            stream.close()
            return None
        stream.keep_last(None)
        return stream

    def _give_back(self, stream: Stream, settings: MicrophoneSettings) -> None:
        with self._guard:
            is_wanted = settings.warm_s > 0 and not self._is_shut and self._warm is None
            if is_wanted and stream.is_fresh():
                stream.keep_last(settings.pre_roll_ms)
                self._warm = stream
                self._cooling = threading.Timer(settings.warm_s, self._cool, [stream])
                self._cooling.name = "dictate-cooling"
                self._cooling.daemon = True
                self._cooling.start()
                return
        stream.close()

    def _cool(self, stream: Stream) -> None:
        with self._guard:
            if self._warm is not stream:  # claimed in the meantime
                return
            self._warm = None
            if self._cooling:
                self._cooling.cancel()
        stream.close()

    def _ended(self, dictation_id: str) -> None:
        with self._guard:
            self._takes.pop(dictation_id, None)
