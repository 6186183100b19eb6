"""What the engine tells whoever shows it. Sent from any thread, shown on Qt's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from dictate.core.dictation import Dictation, Level


class Phase(StrEnum):
    """What the microphone is doing."""

    IDLE = "idle"
    OPENING = "opening"
    LISTENING = "listening"
    TRAILING = "trailing"


class Severity(StrEnum):
    """How much a message matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """The state of everything, at a glance.

    Attributes:
        phase: What the microphone is doing.
        toggled: Whether the recording goes on without the key being held.
        working: How many dictations are still being recognised or delivered.
        trouble: What does not work now, a sentence; empty when all is well.
        hotkey_paused: Whether the user let the hotkey through to the windows.
        loading: Whether the model is being loaded.
        hotkey_ready: Whether the hotkey is being listened for; False at first, and without one.
    """

    phase: Phase = Phase.IDLE
    toggled: bool = False
    working: int = 0
    trouble: str = ""
    hotkey_paused: bool = False
    loading: bool = False
    hotkey_ready: bool = False


@dataclass(frozen=True, slots=True)
class LevelChanged:
    """How loud it is."""

    level: Level


@dataclass(frozen=True, slots=True)
class WordsChanged:
    """Words recognised so far: those that stay and those that may change."""

    committed: str
    tail: str


@dataclass(frozen=True, slots=True)
class Told:
    """Something the user should know, and what to do now."""

    title: str
    text: str
    hint: str = ""
    severity: Severity = Severity.INFO


@dataclass(frozen=True, slots=True)
class DictationsChanged:
    """The newest dictations, newest first."""

    recent: tuple[Dictation, ...]


@dataclass(frozen=True, slots=True)
class ShowRequested:
    """Somebody asked to see the program."""


Notice: TypeAlias = (
    StatusChanged | LevelChanged | WordsChanged | Told | DictationsChanged | ShowRequested
)
