"""What a veto may allow, and what it says: kinds of edits, and what was undone and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from dictate.core.dictation import Edit
from dictate.text.forms import CONTRACTION, NUMBER, SPELLING
from dictate.text.slips import CUT_OFF, FALSE_START, FILLER, REPEAT
from dictate.text.takebacks import KIND as CORRECTION

CASE = "case"
PUNCTUATION = "punctuation"
SPACING = "spacing"

KINDS = (
    FILLER, REPEAT, CUT_OFF, FALSE_START, CORRECTION, CASE, PUNCTUATION, NUMBER, SPELLING,
    CONTRACTION,
)  # fmt: skip
"""What a cleaner may do; the settings can forbid each. Spaces go with the punctuation."""

ENGLISH = frozenset({"en"})


class Why(StrEnum):
    """For what reason an edit was undone."""

    NOT_SAID = "not said"
    LOST = "lost without a reason"
    CHANGED = "another word"
    SIGNS = "signs that were not said"
    HEARD = "marks were heard here already"
    CAPITALS = "a name keeps its capitals"
    FORBIDDEN = "not wanted"


@dataclass(frozen=True, slots=True)
class Undone:
    """An edit that was not believed: `before`, which stays, should have become `after`."""

    start: int
    before: str
    after: str
    why: Why


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is left of a cleaned text.

    Attributes:
        text: The text to go on with.
        edits: From the words as said to `text`, in order.
        undone: What was not believed.
        refused: Whether nothing was: then `text` is what was said.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    undone: tuple[Undone, ...] = ()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Law:
    """What is allowed.

    Attributes:
        kinds: Of edits.
        languages: Spoken; what counts as a filler depends on them, and slips are told in English.
        vocabulary: Spellings the user has taught.
    """

    kinds: Collection[str] = KINDS
    languages: frozenset[str] = ENGLISH
    vocabulary: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


PLAIN = Law()
