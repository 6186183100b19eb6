"""A history to look at, in memory."""

from __future__ import annotations

from collections.abc import Sequence

from dictate.core.dictation import Dictation
from dictate.errors import HistoryError
from dictate.ui.history_window import HistoryView


class FakeHistoryView(HistoryView):
    """Finds words as they are written; can refuse; remembers what was played."""

    def __init__(self, rows: Sequence[Dictation] = ()) -> None:
        self.rows = list(rows)
        self.searched: list[str] = []
        self.played: list[str] = []
        self.refuses = False

    def find(self, words: str, count: int) -> Sequence[Dictation]:
        self.searched.append(words)
        if self.refuses:
            raise HistoryError("The history cannot be read.", hint="Free some disk space.")
        return [row for row in self.rows if words in row.text][:count]

    def delete(self, dictation_id: str) -> None:
        self.rows = [row for row in self.rows if row.id != dictation_id]

    def play(self, dictation_id: str) -> None:
        self.played.append(dictation_id)

    def stop_playing(self) -> None:
        self.played.append("")
