"""Which dictations are under way, and how far each is: shared by the threads of the stream."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from dictate.core.dictation import Dictation, PhraseText, State, TakeEnd, Transcript
from dictate.errors import DictateError
from dictate.settings.schema import Settings


@dataclass(frozen=True, slots=True)
class Progress:
    """One dictation under way.

    Attributes:
        row: What the history says, or will say, of it.
        settings: Those of its key-down.
        phrases: The phrases recognised so far.
        error: Why a phrase could not be recognised; then the whole recording is tried once.
        end: How long it is; None while it is recorded.
        aside: Whether the user set it aside: nothing more is recognised, nothing delivered.
        released_s: When the user ended it, on the engine's clock; 0 while it is recorded.
        application: The program that had the keyboard when it began; empty while unknown.
    """

    row: Dictation
    settings: Settings
    phrases: tuple[PhraseText, ...] = ()
    error: DictateError | None = None
    end: TakeEnd | None = None
    aside: bool = False
    released_s: float = 0.0
    application: str = ""

    @property
    def transcript(self) -> Transcript:
        """The words so far, in the order spoken."""
        ordered = sorted(self.phrases, key=lambda phrase: phrase.index)
        return Transcript(self.row.id, tuple(ordered))


class Board:
    """The dictations under way by id. Any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: dict[str, Progress] = {}

    def begin(self, dictation_id: str, settings: Settings, started_at_s: float) -> None:
        """A new one."""
        row = Dictation(dictation_id, started_at_s, State.WORKING)
        with self._lock:
            self._all[dictation_id] = Progress(row, settings)

    def put(self, progress: Progress) -> None:
        """One whose words are in the history already."""
        with self._lock:
            self._all[progress.row.id] = progress

    def get(self, dictation_id: str) -> Progress | None:
        """How far it is; None when it is not under way (dropped, or done)."""
        with self._lock:
            return self._all.get(dictation_id)

    def change(self, dictation_id: str, change: Callable[[Progress], Progress]) -> Progress | None:
        """Replace it by `change(it)`; what came of it, None when it is not under way."""
        with self._lock:
            before = self._all.get(dictation_id)
            if before is None:
                return None
            after = change(before)
            self._all[dictation_id] = after
            return after

    def remove(self, dictation_id: str) -> Progress | None:
        """It is under way no more; how far it was."""
        with self._lock:
            return self._all.pop(dictation_id, None)

    def all(self) -> tuple[Progress, ...]:
        """All that are under way."""
        with self._lock:
            return tuple(self._all.values())


def with_row(progress: Progress, row: Dictation) -> Progress:
    """The same dictation with another row."""
    return replace(progress, row=row)
