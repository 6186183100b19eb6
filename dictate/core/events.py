"""What can happen to a session, and what can come of it.

Events carry the time, on the clock of the engine; those about a take carry its id. Effects are
orders to the engine: the session itself does nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from dictate.errors import DictateError


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings that decide here, frozen for a take at its key-down. All times in seconds."""

    tap_s: float = 0.25
    other_key_s: float = 0.7
    double_escape_s: float = 1.5
    longest_s: float = 3600.0
    tail_s: float = 0.25
    modifier_only: bool = True


# ── what happens ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Pressed:
    """The hotkey went down; a take that begins now is called `id`."""

    now_s: float
    id: str
    rules: Rules = Rules()


@dataclass(frozen=True, slots=True)
class Released:
    """The hotkey came up; `voice` is whether something was being said at that moment."""

    now_s: float
    voice: bool = True


@dataclass(frozen=True, slots=True)
class OtherKey:
    """Another key went down."""

    now_s: float


@dataclass(frozen=True, slots=True)
class Escape:
    """Esc went down."""

    now_s: float


@dataclass(frozen=True, slots=True)
class StartAsked:
    """A command or a click asked for a recording."""

    now_s: float
    id: str
    rules: Rules = Rules()


@dataclass(frozen=True, slots=True)
class StopAsked:
    """A command or a click asked for the end of the recording."""

    now_s: float
    voice: bool = True


@dataclass(frozen=True, slots=True)
class CancelAsked:
    """A command or a click asked to set aside what is under way."""

    now_s: float


@dataclass(frozen=True, slots=True)
class SoundArrived:
    """The microphone of this take has given its first sound."""

    now_s: float
    id: str


@dataclass(frozen=True, slots=True)
class Hushed:
    """A pause has begun in what is said."""

    now_s: float
    id: str


@dataclass(frozen=True, slots=True)
class MicrophoneFailed:
    """The microphone of this take could not be opened."""

    now_s: float
    id: str
    error: DictateError


@dataclass(frozen=True, slots=True)
class MicrophoneLost:
    """The open microphone of this take died."""

    now_s: float
    id: str
    error: DictateError


@dataclass(frozen=True, slots=True)
class TextReady:
    """The words of this take are there, ready to be delivered."""

    now_s: float
    id: str


@dataclass(frozen=True, slots=True)
class DeliveryPostponed:
    """The key went down right before the paste keys: nothing was sent, try again later."""

    now_s: float
    id: str


@dataclass(frozen=True, slots=True)
class JobEnded:
    """Nothing more happens with this take: delivered, failed, or nothing was said."""

    now_s: float
    id: str


@dataclass(frozen=True, slots=True)
class PasteAsked:
    """Words that are in the history are to be pasted again."""

    now_s: float
    id: str


@dataclass(frozen=True, slots=True)
class Locked:
    """The screen was locked."""

    now_s: float


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The screen was unlocked."""

    now_s: float


@dataclass(frozen=True, slots=True)
class Suspended:
    """The machine is about to sleep, or slept."""

    now_s: float


@dataclass(frozen=True, slots=True)
class Quit:
    """The program is to end."""

    now_s: float


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed: sent when `deadline_s` is reached."""

    now_s: float


Event: TypeAlias = (
    Pressed
    | Released
    | OtherKey
    | Escape
    | StartAsked
    | StopAsked
    | CancelAsked
    | SoundArrived
    | Hushed
    | MicrophoneFailed
    | MicrophoneLost
    | TextReady
    | DeliveryPostponed
    | JobEnded
    | PasteAsked
    | Locked
    | Unlocked
    | Suspended
    | Quit
    | Tick
)


# ── what is to be done ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class OpenMicrophone:
    """A take begins."""

    id: str


@dataclass(frozen=True, slots=True)
class FinishTake:
    """Close the microphone; the take is a job now."""

    id: str


@dataclass(frozen=True, slots=True)
class DropTake:
    """Close the microphone; it was no dictation, nothing of it is kept."""

    id: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """Keep the take in the history, deliver nothing; close the microphone if it is open for it."""

    id: str


@dataclass(frozen=True, slots=True)
class Deliver:
    """Paste the words of this job now."""

    id: str


@dataclass(frozen=True, slots=True)
class HoldBack:
    """The words of this job go to the history and nowhere else."""

    id: str


class Tale(Enum):
    """What a user is told."""

    MICROPHONE_FAILED = "microphone failed"
    MICROPHONE_SILENT = "microphone silent"
    MICROPHONE_LOST = "microphone lost"
    TOO_LONG = "too long"
    LOCKED = "locked"
    SUSPENDED = "suspended"
    SET_ASIDE = "set aside"
    ESCAPE_AGAIN = "escape again"


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell the user."""

    tale: Tale
    error: DictateError | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """End the program, in order."""


Effect: TypeAlias = (
    OpenMicrophone | FinishTake | DropTake | SetAside | Deliver | HoldBack | Tell | Leave
)
