"""Spool files in memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dictate.core.dictation import RATE_HZ, Samples
from dictate.core.ports import Leftover
from dictate.errors import SpoolError


class FakeSpools:
    """`Spools` without a disk; `begin`, `append` and `close` are for a fake recorder."""

    def __init__(self) -> None:
        self.sounds: dict[str, Samples] = {}
        self.open: set[str] = set()
        self.removed: list[str] = []
        self._started_at_s: dict[str, float] = {}
        self._lost_s: dict[str, float] = {}

    def leftovers(self) -> Sequence[Leftover]:
        found = [
            Leftover(id, self._started_at_s[id], len(sound) / RATE_HZ, self._lost_s[id])
            for id, sound in self.sounds.items()
            if id not in self.open
        ]
        return sorted(found, key=lambda leftover: leftover.started_at_s)

    def read(self, dictation_id: str) -> Samples:
        if dictation_id not in self.sounds:
            raise SpoolError("There is no sound of this dictation.")
        return self.sounds[dictation_id]

    def remove(self, dictation_id: str) -> None:
        assert dictation_id not in self.open, "the take is still open"
        if self.sounds.pop(dictation_id, None) is not None:
            self.removed.append(dictation_id)

    # ── the recorder's side ──────────────────────────────────────────────────────────────────────

    def begin(self, dictation_id: str, started_at_s: float = 0.0, lost_s: float = 0.0) -> None:
        assert dictation_id not in self.sounds, "a take is spooled twice"
        self.sounds[dictation_id] = np.zeros(0, np.float32)
        self.open.add(dictation_id)
        self._started_at_s[dictation_id] = started_at_s or float(len(self._started_at_s))
        self._lost_s[dictation_id] = lost_s

    def append(self, dictation_id: str, samples: Samples) -> None:
        assert dictation_id in self.open, "the take is not open"
        self.sounds[dictation_id] = np.concatenate([self.sounds[dictation_id], samples])

    def close(self, dictation_id: str) -> None:
        self.open.remove(dictation_id)
