"""Where a session stands: values only. What becomes of them is in `session`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from dictate.core.events import Rules

OPENING_LIMIT_S = 15.0
"""A microphone that has not given a sound by then never will; Bluetooth takes up to 3 s."""


class Mode(StrEnum):
    """How a recording ends: when the key comes up, or at the next tap or command."""

    HOLD = "hold"
    TAP = "tap"


@dataclass(frozen=True, slots=True)
class Take:
    """A recording under way.

    Attributes:
        id: Its id, that of the dictation it becomes.
        rules: The rules of its key-down.
        began_s: When it began.
        pressed_s: When the key last went down for it.
        mode: How it ends. A hold may still turn out to be a tap.
        resumed: Whether the key went down again during its tail: it holds words by then.
        stopping: In tap mode, whether the key is down to end it.
        escaped_s: When Esc was pressed once, in tap mode.
    """

    id: str
    rules: Rules
    began_s: float
    pressed_s: float
    mode: Mode
    resumed: bool = False
    stopping: bool = False
    escaped_s: float | None = None


@dataclass(frozen=True, slots=True)
class Idle:
    """The microphone is closed."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The microphone was asked for and has given nothing yet; `released`: the end came already."""

    take: Take
    released: bool = False


@dataclass(frozen=True, slots=True)
class Listening:
    """Sound arrives."""

    take: Take


@dataclass(frozen=True, slots=True)
class Trailing:
    """The end was asked for; the last sounds are still taken until `ends_s`."""

    take: Take
    ends_s: float


Microphone: TypeAlias = Idle | Opening | Listening | Trailing


class Stage(StrEnum):
    """How far a job is."""

    WORDS = "words"
    READY = "ready"
    DELIVERING = "delivering"


@dataclass(frozen=True, slots=True)
class Job:
    """A finished take on its way to a window."""

    id: str
    stage: Stage = Stage.WORDS
    held_back: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """Everything the program decides by."""

    microphone: Microphone = Idle()
    jobs: tuple[Job, ...] = ()
    key_down: bool = False
    locked: bool = False
    leaving: bool = False


def take_of(session: Session) -> Take | None:
    """The take for which the microphone is open, or being opened."""
    match session.microphone:
        case Idle():
            return None
        case Opening(take) | Listening(take) | Trailing(take):
            return take


def deadline_s(session: Session) -> float | None:
    """When the next `Tick` is due, on the clock of the events; None: not at all."""
    match session.microphone:
        case Idle():
            return None
        case Opening(take):
            return take.began_s + OPENING_LIMIT_S
        case Listening(take):
            return take.began_s + take.rules.longest_s
        case Trailing(_, ends_s):
            return ends_s
