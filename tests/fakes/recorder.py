"""A microphone that a test speaks into."""

from __future__ import annotations

import numpy as np

from dictate.core.dictation import RATE_HZ, Level, Phrase, Samples, TakeEnd
from dictate.core.ports import TakeListener
from dictate.errors import MicrophoneError
from dictate.settings.schema import MicrophoneSettings
from tests.fakes.spools import FakeSpools


class FakeRecorder:
    """A `Recorder` without a device, which tells its listener at once.

    Args:
        spools: Where the sound goes.
        refusal: When given, the microphone does not open.
        slow: Whether sound comes only after `arrive`.
    """

    def __init__(
        self, spools: FakeSpools, *, refusal: MicrophoneError | None = None, slow: bool = False
    ) -> None:
        self.refusal = refusal
        self.slow = slow
        self.open_id: str | None = None
        self.calls: list[str] = []
        self.is_shut = False
        self._spools = spools
        self._lost = False
        self._index = 0

    def open(self, dictation_id: str, settings: MicrophoneSettings, listener: TakeListener) -> None:
        self.calls.append(f"open {dictation_id}")
        assert not self.is_shut, "opened after shut_down"
        assert self.open_id is None, "a take is open already"
        if self.refusal:
            listener.microphone_failed(dictation_id, self.refusal)
            return
        self._spools.begin(dictation_id)
        self.open_id, self.settings, self._listener = dictation_id, settings, listener
        self._index, self._lost = 0, False
        if not self.slow:
            self.arrive()

    def close(self, dictation_id: str) -> None:
        self.calls.append(f"close {dictation_id}")
        if dictation_id != self.open_id:
            return
        self.open_id = None
        self._spools.close(dictation_id)
        length_s = len(self._spools.sounds[dictation_id]) / RATE_HZ
        self._listener.take_ended(dictation_id, TakeEnd(length_s, length_s))

    def drop(self, dictation_id: str) -> None:
        self.calls.append(f"drop {dictation_id}")
        if dictation_id == self.open_id:
            self.open_id = None
            self._spools.close(dictation_id)
        self._spools.remove(dictation_id)

    def shut_down(self) -> None:
        self.is_shut = True
        if self.open_id is not None:
            self.close(self.open_id)

    # ── the test's side ──────────────────────────────────────────────────────────────────────────

    def arrive(self) -> None:
        """The first block comes."""
        self._listener.sound_arrived(self._id)

    def hush(self, seconds: float) -> None:
        """It is quiet."""
        self._spools.append(self._id, np.zeros(round(seconds * RATE_HZ), np.float32))
        self._listener.level_changed(self._id, Level(0.0, 0.0, voice=False))

    def speak(self, samples: Samples, pause_before_s: float = 0.0) -> None:
        """A phrase is spoken."""
        start_s = len(self._spools.sounds[self._id]) / RATE_HZ
        self._spools.append(self._id, samples)
        self._listener.level_changed(self._id, Level(0.1, 0.5, voice=True))
        phrase = Phrase(self._id, self._index, start_s, samples, pause_before_s)
        self._index += 1
        self._listener.phrase_spoken(phrase)

    def lose(self, error: MicrophoneError) -> None:
        """The stream dies."""
        self._listener.microphone_lost(self._id, error)
        self._lost = True

    @property
    def _id(self) -> str:
        assert self.open_id is not None, "no take is open"
        assert not self._lost, "the microphone is lost"
        return self.open_id
