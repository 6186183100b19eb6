"""The cleaner of the running program: rules, and on what they leave a tagger, or a simple rule.

::

    transcript ─► rules ─► tagger, in its child ─► judged ─► text
                     │         └─ none here: the back-match rule ─┘
                     └─ late, failed, or judged to be no mere tidying: as the rules leave it
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import Protocol

from dictate.core.dictation import CleanedText, Edit, Transcript
from dictate.core.ports import Cleaner, Clock
from dictate.errors import CleanupError
from dictate.settings.schema import TextSettings
from dictate.text import backmatch
from dictate.text.changes import applied, composed
from dictate.text.passage import has_words, passage_of
from dictate.text.tidying import deletes_too_much, only_tidies, without_protected

log = logging.getLogger(__name__)

LANGUAGE = "en"
"""What tagger and back-match know."""

BY_TAGGER = "rules and tagger"
BY_BACKMATCH = "rules and back-match"


class Tagger(Protocol):
    """What `workers.cleaner.ChildCleaner` can do."""

    def available(self) -> bool:
        """Whether it can be used on this machine."""

    def prepare(self) -> None:
        """Load soon. Returns at once."""

    def clean(self, text: str, deadline_s: float) -> tuple[str, tuple[Edit, ...]]:
        """The text as it is to be written, and each change.

        Raises:
            CleanupError: It failed, or is late.
        """

    def unload(self) -> None:
        """Give the memory back. Returns at once."""

    def shut_down(self) -> None:
        """As `unload`, for good."""


class LayeredCleaner:
    """A `Cleaner` of several layers.

    Args:
        rules: Come first, and always.
        tagger: Comes after them where it can.
        clock: Seconds that never jump.
    """

    def __init__(self, rules: Cleaner, tagger: Tagger, clock: Clock = time.monotonic) -> None:
        self._rules = rules
        self._tagger = tagger
        self._clock = clock

    def prepare(self, settings: TextSettings) -> None:
        """Load the tagger soon, if it is wanted and there is one."""
        if settings.cleaner != "rules" and self._tagger.available():
            self._tagger.prepare()

    def unload(self) -> None:
        """Give the tagger's memory back."""
        self._tagger.unload()

    def shut_down(self) -> None:
        """End the tagger."""
        self._tagger.shut_down()

    def clean(self, transcript: Transcript, settings: TextSettings) -> CleanedText:
        """The transcript as written text; see `Cleaner.clean`."""
        deadline_s = self._clock() + settings.cleaner_deadline_ms / 1000
        ruled = self._rules.clean(transcript, settings)
        english = passage_of(transcript).speaks(LANGUAGE)
        if settings.cleaner == "rules" or not english or not has_words(ruled.text):
            return ruled
        if self._tagger.available():
            return self._tagged(ruled, settings, deadline_s)
        if settings.cleaner == "auto":
            return _layered(ruled, *backmatch.clean_surely(ruled.text), BY_BACKMATCH, settings)
        return ruled

    def _tagged(self, ruled: CleanedText, settings: TextSettings, deadline_s: float) -> CleanedText:
        try:
            result, edits = self._tagger.clean(ruled.text, deadline_s - self._clock())
        except CleanupError:
            log.info("the tagger was not used: late or failed")
            return ruled
        if self._clock() > deadline_s:
            log.info("the tagger was not used: late")
            return ruled
        return _layered(ruled, result, edits, BY_TAGGER, settings)


def _layered(
    ruled: CleanedText, result: str, edits: Sequence[Edit], by: str, settings: TextSettings
) -> CleanedText:
    """Both layers as one; the rules alone where the second did more than tidy."""
    text = ruled.text
    if not only_tidies(text, edits, result) or deletes_too_much(text, result):
        log.info("%s: more than tidied; the rules stand", by)
        return ruled
    kept = without_protected(edits, set(settings.vocabulary.values()))
    if not kept:
        return ruled
    both = composed(ruled.raw, ruled.edits, text, kept)
    return CleanedText(ruled.raw, applied(text, kept), tuple(both), by)
