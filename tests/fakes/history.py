"""A history in memory that can refuse."""

from __future__ import annotations

from collections.abc import Sequence

from dictate.core.dictation import Dictation, Samples, State
from dictate.errors import HistoryError
from dictate.settings.schema import HistorySettings


class FakeHistory:
    """Rows and sound in dictionaries; every state a row has had is in `states`."""

    def __init__(self) -> None:
        self.rows: dict[str, Dictation] = {}
        self.sounds: dict[str, Samples] = {}
        self.states: list[tuple[str, State]] = []
        self.pruned_at_s: list[float] = []
        self.refuses = False

    def put(self, dictation: Dictation) -> None:
        self._check()
        self.rows[dictation.id] = dictation
        self.states.append((dictation.id, dictation.state))

    def get(self, dictation_id: str) -> Dictation | None:
        return self.rows.get(dictation_id)

    def recent(self, count: int) -> Sequence[Dictation]:
        newest = sorted(self.rows.values(), key=lambda row: row.started_at_s, reverse=True)
        return newest[:count]

    def unfinished(self) -> Sequence[Dictation]:
        open_states = (State.WORKING, State.DELIVERING)
        rows = [row for row in self.rows.values() if row.state in open_states]
        return sorted(rows, key=lambda row: row.started_at_s)

    def keep_sound(self, dictation_id: str, samples: Samples) -> None:
        self._check()
        self.sounds[dictation_id] = samples

    def sound(self, dictation_id: str) -> Samples | None:
        return self.sounds.get(dictation_id)

    def prune(self, now_s: float, settings: HistorySettings) -> None:
        del settings
        self.pruned_at_s.append(now_s)

    def delete(self, dictation_id: str) -> None:
        self._check()
        self.rows.pop(dictation_id, None)
        self.sounds.pop(dictation_id, None)

    def _check(self) -> None:
        if self.refuses:
            raise HistoryError("The disk is full.", hint="Make room.")
