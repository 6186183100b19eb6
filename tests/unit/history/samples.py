"""Dictations to put into a history."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from dictate.core.dictation import Dictation, State

START_S = 1_769_860_800.0


def row(number: int, text: str = "", state: State = State.DONE, days: float = 0.0) -> Dictation:
    """A dictation; the greater its number, or the fewer its days, the newer."""
    return Dictation(
        id=f"id-{number:05}",
        started_at_s=START_S + number - days * 86_400,
        state=state,
        duration_s=1.5,
        raw=f"um {text}" if text else "",
        text=text,
        model="tiny",
        language="en",
        timings_s={"wait": 0.1 * (number % 7), "recognise": 0.5},
    )


def words(random_: random.Random, count: int) -> str:
    """Words that nothing else contains."""
    letters = "bcdfghjklmnpqrstvwxz"
    return " ".join("".join(random_.choices(letters, k=14)) for _ in range(count))


def without_sound(dictation: Dictation | None) -> Dictation | None:
    """The row alone."""
    return replace(dictation, has_sound=False) if dictation else None


def bytes_of(folder: Path) -> bytes:
    """All bytes of all files below a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
