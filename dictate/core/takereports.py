"""Turns what a take says of itself into events of the session, work of the stream, and notices."""

from __future__ import annotations

import logging
from collections.abc import Callable

from dictate.core import tales
from dictate.core.dictation import Level, Phrase, TakeEnd
from dictate.core.events import Event, Hushed, MicrophoneFailed, MicrophoneLost, SoundArrived
from dictate.core.notices import LevelChanged, Notice
from dictate.core.ports import Clock
from dictate.core.stream import Stream
from dictate.errors import MicrophoneError, SpoolError

log = logging.getLogger(__name__)


class TakeReports:
    """The listener of the recorder: its methods come on the take's thread and return at once.

    Args:
        stream: Gets the phrases.
        post: Hands an event to the session.
        warn: Shows a warning about the take under way. Any thread.
        tell: Gets every notice.
        clock: Seconds that never jump.
    """

    def __init__(
        self,
        stream: Stream,
        *,
        post: Callable[[Event], None],
        warn: Callable[[str], None],
        tell: Callable[[Notice], None],
        clock: Clock,
    ) -> None:
        self._stream = stream
        self._post = post
        self._warn = warn
        self._tell = tell
        self._clock = clock
        self._voice = False

    @property
    def voice(self) -> bool:
        """Whether somebody is speaking right now."""
        return self._voice

    def begin(self) -> None:
        """A take begins: nobody has spoken in it."""
        self._voice = False

    def sound_arrived(self, dictation_id: str) -> None:
        """The first sound has come."""
        self._post(SoundArrived(self._clock(), dictation_id))

    def level_changed(self, dictation_id: str, level: Level) -> None:  # noqa: ARG002 - one at a time
        """How loud it is."""
        self._voice = level.voice
        self._tell(LevelChanged(level))

    def phrase_spoken(self, phrase: Phrase) -> None:
        """A phrase is complete."""
        self._stream.phrase(phrase)

    def tail_heard(self, phrase: Phrase, pausing: bool) -> None:
        """A pause may begin, or none has come for long."""
        self._stream.tail(phrase, pausing)

    def hushed(self, dictation_id: str) -> None:
        """A pause has begun."""
        self._voice = False
        self._post(Hushed(self._clock(), dictation_id))

    def microphone_muted(self, dictation_id: str) -> None:  # noqa: ARG002 - one at a time
        """Only zeros come."""
        self._tell(tales.MUTED)
        self._warn(tales.MUTED.text)

    def microphone_moved(self, dictation_id: str, device: str) -> None:  # noqa: ARG002
        """The sound server moved the stream."""
        self._tell(tales.moved(device))

    def spool_failed(self, dictation_id: str, error: SpoolError) -> None:
        """The disk refuses."""
        log.warning("dictation %s: the sound stays in memory", dictation_id)
        self._tell(tales.of_error("Recording in memory only", error))

    def microphone_failed(self, dictation_id: str, error: MicrophoneError) -> None:
        """The microphone could not be opened."""
        self._post(MicrophoneFailed(self._clock(), dictation_id, error))

    def microphone_lost(self, dictation_id: str, error: MicrophoneError) -> None:
        """The open microphone died."""
        self._post(MicrophoneLost(self._clock(), dictation_id, error))

    def take_ended(self, dictation_id: str, end: TakeEnd) -> None:
        """The take is complete."""
        self._stream.take_ended(dictation_id, end)
