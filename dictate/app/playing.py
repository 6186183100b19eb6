"""What the history window asks for: find, delete, and hear a kept dictation."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from dictate.audio.player import Player
from dictate.core.dictation import Dictation
from dictate.errors import DictateError
from dictate.history.store import SqliteHistory

log = logging.getLogger(__name__)


class KeptDictations:
    """Implements the history window's view over history and loudspeaker."""

    def __init__(self, history: SqliteHistory) -> None:
        self._history = history
        self._player = Player()

    def find(self, words: str, count: int) -> Sequence[Dictation]:
        """The newest dictations with these words, all of them for no words. Blocks."""
        return self._history.search(words, count) if words.strip() else self._history.recent(count)

    def delete(self, dictation_id: str) -> None:
        """Remove text and sound for good. Blocks."""
        self._history.delete(dictation_id)

    def play(self, dictation_id: str) -> None:
        """Play the kept sound, instead of one that plays. Returns at once."""
        threading.Thread(
            target=self._play, args=(dictation_id,), name="playing", daemon=True
        ).start()

    def stop_playing(self) -> None:
        """Be silent. Returns at once."""
        self._player.stop()

    def _play(self, dictation_id: str) -> None:
        try:
            samples = self._history.sound(dictation_id)
            if samples is not None:
                self._player.play(samples)
        except DictateError as error:
            log.warning("a kept dictation cannot be played: %s", type(error).__name__)
