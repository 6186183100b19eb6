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
        self._tail: tuple[float, float] | None = (
            None  # where the open phrase begins, its voice ends
        )

    def open(self, dictation_id: str, settings: MicrophoneSettings, listener: TakeListener) -> None:
        self.calls.append(f"open {dictation_id}")
        assert not self.is_shut, "opened after shut_down"
        assert self.open_id is None, "a take is open already"
        if self.refusal:
            listener.microphone_failed(dictation_id, self.refusal)
            return
        self._spools.begin(dictation_id)
        self.open_id, self.settings, self._listener = dictation_id, settings, listener
        self._index, self._lost, self._tail = 0, False, None
        if not self.slow:
            self.arrive()

    def close(self, dictation_id: str) -> None:
        self.calls.append(f"close {dictation_id}")
        if dictation_id != self.open_id:
            return
        if self._tail:
            self._finish(*self._tail)
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

    def cut(self, dictation_id: str, index: int, at_s: float) -> None:
        self.calls.append(f"cut {dictation_id} {index}")
        if dictation_id != self.open_id or index != self._index or self._tail is None:
            return
        start_s, end_s = self._tail
        if start_s < at_s < end_s:
            self._finish(start_s, at_s)
            self._tail = (at_s, end_s)

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
        """A phrase is spoken to its end, or what was open of it is."""
        self._finish(*self._heard(samples), pause_before_s)

    def utter(self, samples: Samples, *, pausing: bool) -> None:
        """Some of a phrase is spoken: a pause begins, or it has been going on for long."""
        self._tail = self._heard(samples)
        self._listener.tail_heard(self._phrase(*self._tail), pausing)
        if pausing:
            self._listener.hushed(self._id)

    def lose(self, error: MicrophoneError) -> None:
        """The stream dies."""
        self._listener.microphone_lost(self._id, error)
        self._lost = True

    def _heard(self, samples: Samples) -> tuple[float, float]:
        sound = self._spools.sounds
        start_s = self._tail[0] if self._tail else len(sound[self._id]) / RATE_HZ
        self._spools.append(self._id, samples)
        self._listener.level_changed(self._id, Level(0.1, 0.5, voice=True))
        return start_s, len(sound[self._id]) / RATE_HZ

    def _finish(self, start_s: float, end_s: float, pause_before_s: float = 0.0) -> None:
        phrase = self._phrase(start_s, end_s, pause_before_s)
        self._index, self._tail = self._index + 1, None
        self._listener.phrase_spoken(phrase)

    def _phrase(self, start_s: float, end_s: float, pause_before_s: float = 0.0) -> Phrase:
        samples = self._spools.sounds[self._id][round(start_s * RATE_HZ) : round(end_s * RATE_HZ)]
        return Phrase(self._id, self._index, start_s, samples, pause_before_s, end_s)

    @property
    def _id(self) -> str:
        assert self.open_id is not None, "no take is open"
        assert not self._lost, "the microphone is lost"
        return self.open_id
