"""What `dictate doctor` says of one thing on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How a thing is: it works, it works less well, it does not, or it is only a fact."""

    GOOD = "ok"
    LIMITED = "limited"
    BROKEN = "broken"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor.

    Attributes:
        topic: What it is about, such as `microphone`.
        health: How it is.
        text: What was found, one sentence.
        remedy: What to do, one sentence; empty where nothing needs to be done.
    """

    topic: str
    health: Health
    text: str
    remedy: str = ""
