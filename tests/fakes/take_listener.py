"""A listener that remembers what it heard of takes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from dictate.core.dictation import Level, Phrase, TakeEnd
from dictate.errors import DictateError, MicrophoneError, SpoolError


class RecordingListener:
    """A `TakeListener`: news in `heard`, their times in `at_s`, and `wait` for one of them."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.at_s: dict[str, float] = {}
        self.levels: list[Level] = []
        self.phrases: list[Phrase] = []
        self.tails: list[tuple[Phrase, bool]] = []
        self.hushes = 0
        self.devices: list[str] = []
        self.errors: list[DictateError] = []
        self.ends: dict[str, TakeEnd] = {}
        self.on_news: Callable[[str], object] = len
        self._changed = threading.Condition()

    def wait(self, news: str, timeout_s: float = 5.0) -> None:
        """Wait until `news`, such as `sound_arrived 1`, has been heard."""
        with self._changed:
            assert self._changed.wait_for(lambda: news in self.heard, timeout_s), (
                f"{news!r} was not heard in {timeout_s} s, but {self.heard}"
            )

    def wait_levels(self, count: int, timeout_s: float = 5.0) -> None:
        """Wait until so many levels have been heard."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.levels) >= count, timeout_s)

    def wait_tails(self, count: int, timeout_s: float = 5.0) -> None:
        """Wait until so many tails have been heard."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.tails) >= count, timeout_s)

    def _hear(self, news: str) -> None:
        with self._changed:
            self.heard.append(news)
            self.at_s[news] = time.monotonic()
            self._changed.notify_all()
        self.on_news(news)

    def sound_arrived(self, dictation_id: str) -> None:
        self._hear(f"sound_arrived {dictation_id}")

    def level_changed(self, dictation_id: str, level: Level) -> None:
        del dictation_id
        with self._changed:
            self.levels.append(level)
            self._changed.notify_all()

    def phrase_spoken(self, phrase: Phrase) -> None:
        self.phrases.append(phrase)
        self._hear(f"phrase {phrase.dictation_id} {phrase.index}")

    def tail_heard(self, phrase: Phrase, pausing: bool) -> None:
        with self._changed:
            self.tails.append((phrase, pausing))
            self._changed.notify_all()

    def hushed(self, dictation_id: str) -> None:
        del dictation_id
        with self._changed:
            self.hushes += 1
            self._changed.notify_all()

    def microphone_muted(self, dictation_id: str) -> None:
        self._hear(f"muted {dictation_id}")

    def microphone_moved(self, dictation_id: str, device: str) -> None:
        self.devices.append(device)
        self._hear(f"moved {dictation_id}")

    def spool_failed(self, dictation_id: str, error: SpoolError) -> None:
        self.errors.append(error)
        self._hear(f"spool_failed {dictation_id}")

    def microphone_failed(self, dictation_id: str, error: MicrophoneError) -> None:
        self.errors.append(error)
        self._hear(f"failed {dictation_id}")

    def microphone_lost(self, dictation_id: str, error: MicrophoneError) -> None:
        self.errors.append(error)
        self._hear(f"lost {dictation_id}")

    def take_ended(self, dictation_id: str, end: TakeEnd) -> None:
        self.ends[dictation_id] = end
        self._hear(f"ended {dictation_id}")
