"""What transcribing a file gives: stretches of text with their times."""

from __future__ import annotations

from dataclasses import dataclass

from dictate.core.dictation import Word


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text, about a sentence.

    Attributes:
        start_s: Where it begins, in seconds from the start of the file.
        end_s: Where it ends.
        text: Its words.
        words: Their times, where they were asked for.
    """

    start_s: float
    end_s: float
    text: str
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class FileTask:
    """How to transcribe a file.

    Attributes:
        language: Language code, or `auto`.
        translate: Whether to write English, whatever is spoken.
        beam_size: How many readings are followed at once.
        words: Whether the time of each word is wanted.
        batched: Whether several windows are decoded at once: quicker, and with more memory.
    """

    language: str = "auto"
    translate: bool = False
    beam_size: int = 5
    words: bool = False
    batched: bool = False
