"""Recognises the phrases of dictations under way, and looks ahead while the key is held.

When a pause begins, the tail may be all that is said: it is recognised on suspicion, if nothing
else waits and it costs little, for an inference cannot be called back. What was recognised is used
when the phrase turns out to say just that.

A look ahead that goes wrong costs time, never words: the phrase is recognised as if there had been
none.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from dictate.core.cost import Costs
from dictate.core.dictation import RATE_HZ, Context, Phrase, PhraseText, Transcript
from dictate.core.drafts import Draft, Drafts, Spent, said
from dictate.core.ports import Clock, Recogniser
from dictate.core.progress import Board, Progress
from dictate.errors import DictateError

log = logging.getLogger(__name__)

CHEAP_S = 0.4
"""The most that a look ahead may keep a phrase waiting which it was not for."""
BEFORE_WORDS = 30
BEFORE_CHARACTERS = 200
"""How many of the words before a phrase go with it: some 40 tokens."""


@dataclass(frozen=True, slots=True)
class HearingReport:
    """Whom it tells, and whom it asks. All must return at once."""

    heard: Callable[[str, str, str], None]
    """Dictation id, the words that stay, and those that may change."""
    waiting: Callable[[], bool]
    """Whether other work waits for this thread."""


class Hearing:
    """What the words thread knows of the phrases. One thread, but for `closing`.

    Args:
        recogniser: Is asked.
        board: The dictations under way.
        report: Whom to tell.
        clock: The engine's clock.
    """

    def __init__(
        self, recogniser: Recogniser, board: Board, report: HearingReport, clock: Clock
    ) -> None:
        self.closing = False
        """Whether the program ends: what fails then is not worth a word."""
        self._recogniser = recogniser
        self._board = board
        self._report = report
        self._clock = clock
        self._drafts = Drafts()
        self._costs = Costs()

    def phrase(self, phrase: Phrase) -> None:
        """A phrase is complete: its words are added to its dictation."""
        progress = self._under_way(phrase)
        if progress is None:
            return
        text = self._drafts.taken(phrase)
        if text is None:
            try:
                text = self._recognise(phrase, progress)
            except DictateError as error:
                self._failed(phrase, error)
                return
        after = self._board.change(
            phrase.dictation_id, lambda it: replace(it, phrases=(*it.phrases, text))
        )
        if after is not None and not after.aside:
            self._report.heard(after.row.id, after.transcript.text, "")

    def tail(self, phrase: Phrase) -> Transcript | None:
        """A pause begins behind what was said: look ahead if that is cheap.

        Returns:
            The words of the dictation if this is all; None where it was not looked at.
        """
        progress = self._under_way(phrase)
        if progress is None or not self._is_worth_it(phrase, progress):
            return None
        before_s = self._clock()
        try:
            text = self._recognise(phrase, progress)
        except DictateError as error:
            self._drafts.fail(phrase.dictation_id)
            log.info("dictation %s: looking ahead: %s", phrase.dictation_id, type(error).__name__)
            return None
        took_s = self._clock() - before_s
        self._drafts.put(phrase.dictation_id, Draft({said(phrase): text}, took_s))
        self._report.heard(phrase.dictation_id, progress.transcript.text, text.text)
        return replace(progress, phrases=(*progress.phrases, text)).transcript

    def close(self, dictation_id: str) -> Spent:
        """The dictation has all its words, or needs none: what looking ahead has cost it."""
        return self._drafts.close(dictation_id)

    def _under_way(self, phrase: Phrase) -> Progress | None:
        progress = self._board.get(phrase.dictation_id)
        if progress is None or progress.aside or progress.error is not None:
            return None
        return progress

    def _is_worth_it(self, phrase: Phrase, progress: Progress) -> bool:
        if self._report.waiting() or not self._drafts.may(phrase.dictation_id):
            return False
        # With the key up little else can come, and it is needed at once.
        return bool(progress.released_s) or self._predicted_s(phrase) <= CHEAP_S

    def _predicted_s(self, phrase: Phrase) -> float:
        return self._costs.predicted_s(len(phrase.samples) / RATE_HZ)

    def _recognise(self, phrase: Phrase, progress: Progress) -> PhraseText:
        before_s = self._clock()
        text = self._recogniser.recognise(phrase, progress.settings, context_of(progress))
        took_s = self._clock() - before_s
        self._costs = self._costs.seen(text.model, len(phrase.samples) / RATE_HZ, took_s)
        return text

    def _failed(self, phrase: Phrase, error: DictateError) -> None:
        if not self.closing:
            kind = type(error).__name__
            log.warning("dictation %s: phrase %d: %s", phrase.dictation_id, phrase.index, kind)
        self._board.change(phrase.dictation_id, lambda it: replace(it, error=error))


def context_of(progress: Progress) -> Context:
    """What the phrases before tell the recogniser of the next."""
    done = [phrase for phrase in progress.transcript.phrases if phrase.text.strip()]
    is_open = progress.settings.recogniser.language == "auto"
    language = next((phrase.language for phrase in done if phrase.language), "")
    words = " ".join(phrase.text for phrase in done[-BEFORE_WORDS:]).split()[-BEFORE_WORDS:]
    before = " ".join(words)[-BEFORE_CHARACTERS:]
    return Context(language if is_open else "", before)
