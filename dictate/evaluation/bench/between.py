"""Stands between the program's parts, passes on what passes, and notes when.

Each implements a port of the core over another implementation of it. What an arm leaves out is left
out here: a recorder that keeps its phrases until the take has ended is a program that does not
recognise while the key is held.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from dictate.core.dictation import (
    CleanedText,
    Context,
    Delivery,
    Focus,
    FocusKind,
    Landing,
    Level,
    Phrase,
    PhraseText,
    TakeEnd,
    Transcript,
)
from dictate.core.ports import (
    NO_CONTEXT,
    Cleaner,
    Clock,
    Recogniser,
    Recorder,
    TakeListener,
)
from dictate.errors import MicrophoneError, SpoolError
from dictate.evaluation.bench.arms import OURS, Arm
from dictate.settings.schema import MicrophoneSettings, Settings, TextSettings


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the recogniser.

    Attributes:
        sound_s: How much sound it was given.
        began_s: When, on the benchmark's clock.
        took_s: How long it took, waiting for the child included.
        frames: What was encoded, in frames of 10 ms.
        doubt: Why the sound was read a second time; empty where it was not.
    """

    sound_s: float
    began_s: float
    took_s: float
    frames: int
    doubt: str


class NotingRecogniser:
    """Notes each call. Implements `Recogniser` over another."""

    def __init__(self, inner: Recogniser, clock: Clock) -> None:
        self._inner = inner
        self._clock = clock
        self.calls: list[Call] = []

    def prepare(self, settings: Settings) -> None:
        """As in `Recogniser`."""
        self._inner.prepare(settings)

    def recognise(
        self, phrase: Phrase, settings: Settings, context: Context = NO_CONTEXT
    ) -> PhraseText:
        """As in `Recogniser`."""
        began_s = self._clock()
        found = self._inner.recognise(phrase, settings, context)
        sound_s = phrase.end_s - phrase.start_s
        took_s = self._clock() - began_s
        self.calls.append(Call(sound_s, began_s, took_s, found.frames, found.doubt))
        return found

    def unload(self) -> None:
        """As in `Recogniser`."""
        self._inner.unload()

    def shut_down(self) -> None:
        """As in `Recogniser`."""
        self._inner.shut_down()


class NotingCleaner:
    """Notes the transcript. Implements `Cleaner` over another."""

    def __init__(self, inner: Cleaner) -> None:
        self._inner = inner
        self.transcript: Transcript | None = None

    def prepare(self, settings: TextSettings) -> None:
        """As in `Cleaner`."""
        self._inner.prepare(settings)

    def paused(self) -> AbstractContextManager[None]:
        """As in `Cleaner`."""
        return self._inner.paused()

    def look_ahead(self, transcript: Transcript, settings: TextSettings) -> None:
        """As in `Cleaner`."""
        self._inner.look_ahead(transcript, settings)

    def clean(self, transcript: Transcript, settings: TextSettings) -> CleanedText:
        """As in `Cleaner`."""
        self.transcript = transcript
        return self._inner.clean(transcript, settings)

    def unload(self) -> None:
        """As in `Cleaner`."""
        self._inner.unload()

    def shut_down(self) -> None:
        """As in `Cleaner`."""
        self._inner.shut_down()


class NotingDeliverer:
    """Notes when a text is ready, and pastes it nowhere. Implements `Deliverer`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.ready_s: float | None = None
        self.text = ""

    def begin(self) -> None:
        """A dictation is about to begin: forget the one before."""
        self.ready_s, self.text = None, ""

    def prepare(self) -> None:
        """There is no clipboard to look at."""

    def focus(self) -> Focus:
        """Nothing has the keyboard."""
        return Focus(FocusKind.NOTHING)

    def deliver(
        self, text: str, settings: Settings, about_to_send: Callable[[Focus], None]
    ) -> Delivery:
        """The text is there."""
        del settings
        self.ready_s, self.text = self._clock(), text
        about_to_send(self.focus())
        return Delivery(Landing.PASTED, self.focus())

    def copy(self, text: str) -> None:
        """Nobody asks for it here."""

    def select_back(self, text: str, settings: Settings) -> bool:
        """There is no caret."""
        del text, settings
        return False

    def settle(self) -> None:
        """There is nothing to restore."""

    def shut_down(self) -> None:
        """There is nothing to hold."""


class ListeningRecorder:
    """Notes the levels, and keeps back what an arm does without. Implements `Recorder`.

    Args:
        inner: Records.
        level_told: Called when the take has heard another stretch.
    """

    def __init__(self, inner: Recorder, level_told: Callable[[], None]) -> None:
        self._inner = inner
        self._level_told = level_told
        self.arm = OURS
        """What is passed on while the key is held."""

    def open(self, dictation_id: str, settings: MicrophoneSettings, listener: TakeListener) -> None:
        """As in `Recorder`."""
        listens = _Listener(listener, self._level_told, self.arm)
        self._inner.open(dictation_id, settings, listens)

    def close(self, dictation_id: str) -> None:
        """As in `Recorder`."""
        self._inner.close(dictation_id)

    def drop(self, dictation_id: str) -> None:
        """As in `Recorder`."""
        self._inner.drop(dictation_id)

    def cut(self, dictation_id: str, index: int, at_s: float) -> None:
        """As in `Recorder`."""
        self._inner.cut(dictation_id, index, at_s)

    def shut_down(self) -> None:
        """As in `Recorder`."""
        self._inner.shut_down()


class _Listener:
    """Implements `TakeListener` over the engine."""

    def __init__(self, inner: TakeListener, level_told: Callable[[], None], arm: Arm) -> None:
        self._inner = inner
        self._level_told = level_told
        self._arm = arm
        self._kept: list[Phrase] = []
        self._lock = threading.Lock()

    def sound_arrived(self, dictation_id: str) -> None:
        self._inner.sound_arrived(dictation_id)

    def level_changed(self, dictation_id: str, level: Level) -> None:
        self._inner.level_changed(dictation_id, level)
        self._level_told()

    def phrase_spoken(self, phrase: Phrase) -> None:
        if self._arm.streams:
            self._inner.phrase_spoken(phrase)
        else:
            with self._lock:
                self._kept.append(phrase)

    def tail_heard(self, phrase: Phrase, pausing: bool) -> None:
        wanted = self._arm.speculates if pausing else self._arm.commits_early
        if wanted and self._arm.streams:
            self._inner.tail_heard(phrase, pausing)

    def hushed(self, dictation_id: str) -> None:
        self._inner.hushed(dictation_id)

    def microphone_muted(self, dictation_id: str) -> None:
        self._inner.microphone_muted(dictation_id)

    def microphone_moved(self, dictation_id: str, device: str) -> None:
        self._inner.microphone_moved(dictation_id, device)

    def spool_failed(self, dictation_id: str, error: SpoolError) -> None:
        self._inner.spool_failed(dictation_id, error)

    def microphone_failed(self, dictation_id: str, error: MicrophoneError) -> None:
        self._inner.microphone_failed(dictation_id, error)

    def microphone_lost(self, dictation_id: str, error: MicrophoneError) -> None:
        self._inner.microphone_lost(dictation_id, error)

    def take_ended(self, dictation_id: str, end: TakeEnd) -> None:
        with self._lock:
            kept, self._kept = self._kept, []
        for phrase in kept:
            self._inner.phrase_spoken(phrase)
        self._inner.take_ended(dictation_id, end)
