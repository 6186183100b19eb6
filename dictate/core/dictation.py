"""The values that flow from the microphone to the window.

::

    Phrase ──recogniser──► PhraseText ──joined──► Transcript ──rules──► CleanedText ──► Delivery
                                                                                          │
                                                     Dictation (the row in the history) ◄─┘

A dictation is a stream of phrases; a short one is a stream of one. Every value names the dictation
it belongs to, so late news of an old one can be told from news of the present one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

RATE_HZ = 16_000
"""The one sample rate inside the program: Whisper's and Silero's own."""

Samples: TypeAlias = npt.NDArray[np.float32]
"""float32, shape (n,), range [-1, 1], at RATE_HZ."""


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """A stretch of speech between two pauses.

    Attributes:
        dictation_id: The dictation it belongs to.
        index: 0, 1, 2 … in the order spoken.
        start_s: Where `samples` begins, in seconds from the start of the take.
        samples: The sound, padding around the voice included.
        pause_before_s: Silence between the voice before and this one's; 0 for the first.
        voice_end_s: Where its voice ends, in seconds from the start of the take; 0 where nobody
            looked.
    """

    dictation_id: str
    index: int
    start_s: float
    samples: Samples
    pause_before_s: float = 0.0
    voice_end_s: float = 0.0

    @property
    def end_s(self) -> float:
        """Where the phrase ends, in seconds from the start of the take."""
        return self.start_s + len(self.samples) / RATE_HZ


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a dictation before one of its phrases is recognised.

    Attributes:
        language: Language code that an earlier phrase was found to be in; empty while unknown.
        before: The words before the phrase, for models that read them; may be empty.
        times: Whether the time of each word is wanted; costs one more pass of the decoder.
        quick: Whether an early answer is worth more than the best: one reading is followed.
    """

    language: str = ""
    before: str = ""
    times: bool = False
    quick: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word with its time in the take and the recogniser's confidence (0 to 1)."""

    text: str
    start_s: float
    end_s: float
    probability: float


@dataclass(frozen=True, slots=True)
class PhraseText:
    """What the recogniser made of one phrase. `text` is empty where nothing was said.

    `frames` and `doubt` say what it cost: see `recognition.Heard`. `next_words` were heard right
    behind it, where it was cut out of speech that went on: they come again in the next one.
    """

    dictation_id: str
    index: int
    text: str
    start_s: float = 0.0
    end_s: float = 0.0
    pause_before_s: float = 0.0
    words: tuple[Word, ...] = ()
    language: str = ""
    model: str = ""
    took_s: float = 0.0
    frames: int = 0
    doubt: str = ""
    next_words: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words of a dictation as they were recognised, phrase by phrase."""

    dictation_id: str
    phrases: tuple[PhraseText, ...] = ()

    @property
    def text(self) -> str:
        """All phrases joined by single spaces, nothing else changed."""
        return " ".join(text for phrase in self.phrases if (text := phrase.text.strip()))


@dataclass(frozen=True, slots=True)
class Edit:
    """One change a cleaner made: `raw[start:start + len(before)]` became `after`."""

    kind: str
    start: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CleanedText:
    """The text to deliver, the words it was made from, and what was changed between them.

    Attributes:
        raw: The words as recognised.
        text: The words as they are to be written.
        edits: Lead from the one to the other.
        by: What cleaned them; ends in `LATE` where a model did not answer in time.
        rules: The words as the rules left them, where a model changed them after that.
    """

    raw: str
    text: str
    edits: tuple[Edit, ...] = ()
    by: str = "rules"
    rules: str = ""


class FocusKind(StrEnum):
    """What has the keyboard: decides whether and how to paste."""

    WINDOW = "window"
    TERMINAL = "terminal"
    OWN = "own"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Focus:
    """The window that has the keyboard now.

    Attributes:
        kind: What it is.
        window: An opaque id, equal for equal windows; empty for none.
        application: The program's name, such as `firefox`; never the window's title.
        secret: Whether it is known to be a password field.
    """

    kind: FocusKind
    window: str = ""
    application: str = ""
    secret: bool = False


class Landing(StrEnum):
    """Where the words ended up."""

    PASTED = "pasted"
    """The target read them after the paste keys: proven."""
    COPIED = "copied"
    """They are on the clipboard, no paste keys were sent."""
    UNPROVEN = "unproven"
    """The paste keys were sent, nobody was seen to read; the words stay on the clipboard."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a delivery ended.

    Attributes:
        landing: Where the words are.
        focus: What had the keyboard when it was done.
        reason: For a user, why it was not pasted; empty when it was.
        restored: Whether the user's clipboard holds again what it held before.
        took_s: Seconds from the start of the delivery until the target had read the words.
    """

    landing: Landing
    focus: Focus
    reason: str = ""
    restored: bool = True
    took_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Level:
    """How loud the last stretch was: `rms` and `peak` in [0, 1], and whether it was voice."""

    rms: float
    peak: float
    voice: bool


@dataclass(frozen=True, slots=True)
class TakeEnd:
    """The last news of a take: how long it is and how much of it is on disk, in seconds."""

    duration_s: float
    spooled_s: float


class State(StrEnum):
    """Where a dictation stands, as its row in the history says it."""

    WORKING = "working"
    DELIVERING = "delivering"
    DONE = "done"
    COPIED = "copied"
    SET_ASIDE = "set aside"
    FAILED = "failed"
    RECOVERED = "recovered"
    DELIVERY_UNKNOWN = "delivery unknown"
    SILENT = "silent"


LATE = ", late"
"""How the name of a cleaner ends that was asked and did not answer before the deadline."""


@dataclass(frozen=True, slots=True)
class Dictation:
    """One row of the history.

    Attributes:
        id: Unique, sorts by time.
        started_at_s: Unix time of the key press, UTC.
        state: Where it stands.
        duration_s: Length of the sound.
        raw: The words as recognised.
        text: The words as delivered, or as they would be.
        model: Name of the model that recognised them.
        language: Language code, such as `en`.
        application: The program they went to.
        note: For a user, what went wrong or what to do; empty when all went well.
        timings_s: Seconds of each stage: `recognise`, `clean`, `deliver`, `wait` (release to text);
            of `recognise`, what was done ahead of its phrase (`speculated`); beyond it, what was
            done ahead for nothing (`wasted`).
        edits: What the cleaner changed.
        has_sound: Whether the sound is kept beside the row.
        rules: The words as the rules left them, before a model cleaned them; empty where none did.
        cleaner: What cleaned them, such as `rules and tagger`; ends in `LATE` where a model was
            asked and was not ready in time.
    """

    id: str
    started_at_s: float
    state: State
    duration_s: float = 0.0
    raw: str = ""
    text: str = ""
    model: str = ""
    language: str = ""
    application: str = ""
    note: str = ""
    timings_s: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    edits: tuple[Edit, ...] = ()
    has_sound: bool = False
    rules: str = ""
    cleaner: str = ""
