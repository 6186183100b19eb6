"""From recognised words to written text: asks the cleaner, ahead of time and at the end.

Used on the words thread. What the cleaner does ahead it does on threads of its own; while a phrase
is being recognised it stands back, for that is what a user waits for first.
"""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager
from dataclasses import replace

from dictate.core.dictation import CleanedText, PhraseText, State, Transcript
from dictate.core.ports import Cleaner, Clock
from dictate.core.progress import Progress, with_row
from dictate.errors import CleanupError
from dictate.settings.schema import TextSettings

log = logging.getLogger(__name__)


class Writing:
    """What the words thread knows of cleaning.

    Args:
        cleaner: Is asked.
        clock: The engine's clock.
    """

    def __init__(self, cleaner: Cleaner, clock: Clock) -> None:
        self._cleaner = cleaner
        self._clock = clock

    def paused(self) -> AbstractContextManager[None]:
        """While the block runs, the cores are the recogniser's."""
        return self._cleaner.paused()

    def ahead(self, progress: Progress, transcript: Transcript) -> None:
        """These words are known so far: what is finished may be cleaned now."""
        try:
            self._cleaner.look_ahead(transcript, text_settings(progress))
        except CleanupError:
            log.info("dictation %s: cleaning ahead failed", progress.row.id)

    def write(self, progress: Progress, transcript: Transcript) -> Progress:
        """The row with raw words, cleaned text and times."""
        raw = transcript.text
        row = progress.row
        if not raw:
            return with_row(progress, replace(row, state=State.SILENT))
        began_s = self._clock()
        try:
            cleaned = self._cleaner.clean(transcript, text_settings(progress))
        except CleanupError:
            log.warning("dictation %s: cleaning failed, the words stay as they are", row.id)
            cleaned = CleanedText(raw, raw, by="nothing")
        last: PhraseText = transcript.phrases[-1]
        timings = {
            "recognise": sum(phrase.took_s for phrase in transcript.phrases),
            "clean": self._clock() - began_s,
        }
        row = replace(
            row,
            raw=raw,
            text=cleaned.text if _says_something(cleaned.text) else raw,
            edits=cleaned.edits,
            rules=cleaned.rules,
            cleaner=cleaned.by,
            model=last.model,
            language=last.language,
            timings_s={**row.timings_s, **timings},
        )
        return with_row(progress, row)


def _says_something(text: str) -> bool:
    """Whether a text can be delivered: words, or new lines that were commanded."""
    return bool(text.strip()) or "\n" in text


def text_settings(progress: Progress) -> TextSettings:
    """The text settings of a dictation: the style of the program that it is spoken into."""
    text = progress.settings.text
    style = text.styles.get(progress.application.casefold(), text.style)
    return replace(text, style=style) if style != text.style else text
