"""The arms: the plain way, ours, and ours without one of its ideas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dictate.errors import DictateError
from dictate.settings.schema import Settings

NO_DEADLINE_MS = 3_600_000
"""A text waits for its cleaner, however long that takes: more than a user can set."""


class ArmError(DictateError):
    """An arm that was asked for does not exist."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One way of recognising.

    Attributes:
        name: What tables and options call it.
        about: What it is.
        streams: Whether phrases are recognised while the key is held.
        full_windows: Whether every phrase is encoded in 30 s.
        speculates: Whether the tail is recognised on suspicion, as a pause begins.
        commits_early: Whether words are committed where no pause comes for long.
        is_plain: Whether all is done after the release, as others do it.
        cleaner: Who cleans, as in the settings; empty for whom the settings name.
    """

    name: str
    about: str
    streams: bool = True
    full_windows: bool = False
    speculates: bool = True
    commits_early: bool = True
    is_plain: bool = False
    cleaner: str = ""

    def settings(self, settings: Settings) -> Settings:
        """The user's settings under this arm."""
        if self.full_windows:
            recogniser = replace(settings.recogniser, padding_ms=0)
            settings = replace(settings, recogniser=recogniser)
        if self.cleaner:
            text = replace(settings.text, cleaner=self.cleaner, cleaner_deadline_ms=NO_DEADLINE_MS)
            settings = replace(settings, text=text)
        return settings


PLAIN = Arm("plain", "the whole clip by faster-whisper after the release", is_plain=True)
OURS = Arm("ours", "Dictate as it is")
WITHOUT = (
    Arm("no streaming", "phrases are recognised after the release", streams=False),
    Arm("no speculation", "the tail waits for its pause or the release", speculates=False),
    Arm("no early commit", "without a pause, cuts at the quietest only", commits_early=False),
    Arm("no short window", "every phrase is encoded in 30 s", full_windows=True),
)
"""Ours without one idea each."""

ARMS = (PLAIN, OURS, *WITHOUT)

PLAIN_CLEAN = Arm(
    "plain-clean", "as plain, then all the words by one create_chat_completion", is_plain=True
)
OURS_WRITER = Arm("ours-writer", "Dictate with tagger and writer, no deadline", cleaner="writer")
OURS_TAGGER = Arm("ours-tagger", "Dictate with the tagger alone, no deadline", cleaner="tagger")

CLEANING = (PLAIN_CLEAN, OURS_WRITER, OURS_TAGGER)
"""From the release to clean text. They need a writer."""


def parse_arms(text: str) -> Sequence[Arm]:
    """Read `plain,ours,no streaming`, or `all`.

    Raises:
        ArmError: There is no such arm.
    """
    if text.strip() == "all":
        return ARMS
    named = {arm.name: arm for arm in (*ARMS, *CLEANING)}
    words = [word.strip() for word in text.split(",") if word.strip()]
    unknown = [word for word in words if word not in named]
    if unknown or not words:
        raise ArmError(
            f"There is no arm {', '.join(unknown)!r}.", hint=f"There are: {', '.join(named)}."
        )
    return [named[word] for word in words]
