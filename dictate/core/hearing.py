"""Recognises the phrases of dictations under way, and looks ahead while the key is held.

When a pause begins, the tail may be all that is said: it is recognised on suspicion, if nothing
else waits and it costs little, for an inference cannot be called back. What was recognised is used
when the phrase turns out to say just that.

When no pause has come for long, the words of the tail that will not change any more become a phrase
of their own (`commit.py`): the recorder is asked to cut there. Where it has cut already, or the
model cannot tell when words were said, the phrase ends at the next pause instead.

Where following several readings would take too long, one is followed (`recogniser.hurry`): when
looking ahead, and when the key is up.

A look ahead that goes wrong costs time, never words: the phrase is recognised as if there had been
none.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from dictate.core.commit import Commit, commit_of
from dictate.core.cost import Paces
from dictate.core.dictation import RATE_HZ, Context, Phrase, PhraseText, Transcript
from dictate.core.drafts import Draft, Drafts, Spent, said
from dictate.core.joining import joined
from dictate.core.ports import Clock, Recogniser
from dictate.core.progress import Board, Progress
from dictate.errors import DictateError

log = logging.getLogger(__name__)

DEAR_S = 0.4
"""What nobody should wait for: where several readings would take longer, one is followed."""
CHEAP_S = 0.6
"""The most that a look ahead may cost which may be for nothing, and keep others waiting. After such
a gap it is for nothing in half of the cases, and the next gap is mostly farther away than that."""
DEAREST_S = 3.0
"""The most that a look may cost that is most likely needed: in long speech, where a recogniser that
is slower falls behind, and when the key is up."""
BEFORE_WORDS = 30
BEFORE_CHARACTERS = 200
"""How many of the words before a phrase go with it: some 40 tokens."""


@dataclass(frozen=True, slots=True)
class HearingReport:
    """Whom it tells, and whom it asks. All must return at once."""

    heard: Callable[[str, str, str], None]
    """Dictation id, the words that stay, and those that may change."""
    cut: Callable[[str, int, float], None]
    """See `Recorder.cut`."""
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
        self._paces = Paces()
        self._timeless = ""  # a model that cannot tell when words were said

    def phrase(self, phrase: Phrase) -> None:
        """A phrase is complete: its words are added to its dictation."""
        progress = self._under_way(phrase)
        if progress is None:
            return
        known = self._drafts.taken(phrase, hurry=bool(progress.released_s))
        if known.text is not None:
            progress = with_phrase(progress, known.text)
        if known.rest is not None:
            quick = bool(progress.released_s) and self._is_dear(known.rest, progress)
            try:
                text = self._recognise(known.rest, progress, quick=quick)
            except DictateError as error:
                self._failed(phrase, error)
                return
            progress = with_phrase(progress, text)
        phrases = progress.phrases
        after = self._board.change(phrase.dictation_id, lambda it: replace(it, phrases=phrases))
        if after is not None and not after.aside:
            self._report.heard(after.row.id, after.transcript.text, phrases[-1].next_words)

    def tail(self, phrase: Phrase, pausing: bool) -> Transcript | None:
        """Look ahead at what was said since the last phrase, if that is cheap.

        Returns:
            The words of the dictation if this is all; None where that is not known.
        """
        progress = self._under_way(phrase)
        if progress is None:
            return None
        quick = pausing and self._is_dear(phrase, progress)
        if not self._is_worth_it(phrase, progress, pausing, quick=quick):
            return None
        before_s = self._clock()
        try:
            text = self._recognise(phrase, progress, times=not pausing, quick=quick)
        except DictateError as error:
            self._drafts.fail(phrase.dictation_id)
            log.info("dictation %s: looking ahead: %s", phrase.dictation_id, type(error).__name__)
            return None
        took_s = self._clock() - before_s
        commit = None if pausing else self._commit(phrase, text)
        self._drafts.put(phrase.dictation_id, Draft(said(phrase), text, took_s, commit))
        foreseen = with_phrase(progress, text)
        tail = foreseen.phrases[-1].text
        self._report.heard(phrase.dictation_id, progress.transcript.text, tail)
        if commit is not None:
            self._report.cut(phrase.dictation_id, phrase.index, commit.at_s)
        return foreseen.transcript if pausing else None

    def close(self, dictation_id: str) -> Spent:
        """The dictation has all its words, or needs none: what looking ahead has cost it."""
        return self._drafts.close(dictation_id)

    def _under_way(self, phrase: Phrase) -> Progress | None:
        progress = self._board.get(phrase.dictation_id)
        if progress is None or progress.aside or progress.error is not None:
            return None
        return progress

    def _is_dear(self, phrase: Phrase, progress: Progress) -> bool:
        """Whether to follow one reading: several would take longer than anybody wants to wait."""
        asked = progress.settings.recogniser
        best_s = self._paces.predicted_s(len(phrase.samples) / RATE_HZ)
        return asked.hurry and asked.beam_size > 1 and self._paces.known and best_s > DEAR_S

    def _is_worth_it(
        self, phrase: Phrase, progress: Progress, pausing: bool, *, quick: bool
    ) -> bool:
        if self._report.waiting() or not self._drafts.may(phrase.dictation_id):
            return False
        predicted_s = self._paces.predicted_s(len(phrase.samples) / RATE_HZ, quick=quick)
        key_up = bool(progress.released_s)
        if pausing:
            # With the key up hardly anything else can come, and it is needed at once.
            return predicted_s <= (DEAREST_S if key_up else CHEAP_S)
        if key_up or (self._timeless and self._timeless == self._paces.model):
            return False
        return predicted_s <= DEAREST_S or not self._paces.known

    def _commit(self, phrase: Phrase, text: PhraseText) -> Commit | None:
        if text.text.strip() and not text.words:
            self._timeless = text.model
            log.info("the model %s tells no times: phrases end at pauses", text.model)
        return commit_of(phrase, text)

    def _recognise(
        self, phrase: Phrase, progress: Progress, *, times: bool = False, quick: bool = False
    ) -> PhraseText:
        context = replace(context_of(progress), times=times, quick=quick)
        before_s = self._clock()
        text = self._recogniser.recognise(phrase, progress.settings, context)
        took_s = self._clock() - before_s
        sound_s = len(phrase.samples) / RATE_HZ
        self._paces = self._paces.seen(text.model, sound_s, took_s, quick=quick)
        return text

    def _failed(self, phrase: Phrase, error: DictateError) -> None:
        if not self.closing:
            kind = type(error).__name__
            log.warning("dictation %s: phrase %d: %s", phrase.dictation_id, phrase.index, kind)
        self._board.change(phrase.dictation_id, lambda it: replace(it, error=error))


def with_phrase(progress: Progress, text: PhraseText) -> Progress:
    """The dictation with one more phrase, which goes on from the one before."""
    if progress.phrases:
        text = joined(progress.phrases[-1], text)
    return replace(progress, phrases=(*progress.phrases, text))


def context_of(progress: Progress) -> Context:
    """What the phrases before tell the recogniser of the next."""
    done = [phrase for phrase in progress.transcript.phrases if phrase.text.strip()]
    is_open = progress.settings.recogniser.language == "auto"
    language = next((phrase.language for phrase in done if phrase.language), "")
    words = " ".join(phrase.text for phrase in done[-BEFORE_WORDS:]).split()[-BEFORE_WORDS:]
    before = " ".join(words)[-BEFORE_CHARACTERS:]
    return Context(language if is_open else "", before)
