"""From phrases to text: the thread that asks the recogniser, and the cleaner after it.

Phrases are recognised in the order spoken, while the next is still being said (`hearing.py`). A
phrase that fails costs time, not words: when the take has ended, its whole sound is recognised at
once instead.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from dictate.core.dictation import (
    Dictation,
    Phrase,
    Samples,
    State,
    Transcript,
)
from dictate.core.drafts import Spent
from dictate.core.hearing import Hearing, HearingReport
from dictate.core.ports import Clock, Parts
from dictate.core.progress import Board, Progress, with_row
from dictate.core.worker import Tally, Worker
from dictate.core.writing import Writing
from dictate.errors import DictateError, RecogniserError
from dictate.settings.schema import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WordsReport:
    """Whom the words thread tells. Each is called on its thread and must return at once."""

    finished: Callable[[Progress, DictateError | None], None]
    """The row has its words, or its reason for having none; the error to tell, if any."""
    heard: Callable[[str, str, str], None]
    """Dictation id, its words so far and those that may change, for the overlay."""
    loading: Callable[[bool], None]
    """Whether the model is being loaded."""


class Words:
    """Owns the recogniser: every call to it is made on this one thread."""

    def __init__(
        self, parts: Parts, board: Board, report: WordsReport, clock: Clock, tally: Tally
    ) -> None:
        self._recogniser = parts.recogniser
        self._cleaner = parts.cleaner
        self._writing = Writing(parts.cleaner, clock)
        self._spools = parts.spools
        self._board = board
        self._report = report
        self._clock = clock
        self._worker = Worker("words", tally=tally)
        hearing_report = HearingReport(
            report.heard, parts.recorder.cut, lambda: self._worker.waiting
        )
        self._hearing = Hearing(parts.recogniser, board, hearing_report, clock)

    def start(self) -> None:
        """Start the thread."""
        self._worker.start()

    def stop(self, timeout_s: float) -> bool:
        """End a call in progress and the thread; takes without words stay on the board.

        Returns whether it ended in time.
        """
        self._hearing.closing = True
        self._recogniser.shut_down()
        self._cleaner.shut_down()
        return self._worker.stop(timeout_s)

    def prepare(self, settings: Settings) -> None:
        """Load the model, hidden behind the speech."""
        self._worker.post(lambda: self._prepare(settings))

    def phrase(self, phrase: Phrase) -> None:
        """Recognise a phrase of a dictation under way."""
        self._worker.post(lambda: self._phrase(phrase))

    def tail(self, phrase: Phrase, pausing: bool) -> None:
        """Look ahead at what was said since the last phrase, if that is cheap."""
        self._worker.post(lambda: self._tail(phrase, pausing))

    def dropped(self, dictation_id: str) -> None:
        """It was no dictation."""
        self._worker.post(lambda: self._forget(dictation_id))

    def ended(self, dictation_id: str) -> None:
        """All phrases of the take have been given: make the text."""
        self._worker.post(lambda: self._ended(dictation_id))

    def again(
        self, row: Dictation, samples: Samples, settings: Settings, done: Callable[[Progress], None]
    ) -> None:
        """Recognise kept sound. `done` gets a row with its words, or with the reason for none."""
        self._worker.post(lambda: self._again(row, samples, settings, done))

    # ── on the thread ────────────────────────────────────────────────────────────────────────────

    def _prepare(self, settings: Settings) -> None:
        self._report.loading(True)
        try:
            self._recogniser.prepare(settings)
        except DictateError as error:
            # Not told yet: the same error comes with the first phrase, if there ever is one.
            if not self._hearing.closing:
                log.warning("recogniser: %s while loading", type(error).__name__)
        finally:
            # After the recogniser, which is waited for first.
            self._cleaner.prepare(settings.text)
            self._report.loading(False)
            self._rest(settings)

    def _rest(self, settings: Settings) -> None:
        minutes = settings.recogniser.idle_minutes
        self._worker.when_idle(minutes * 60.0, self._unload if minutes else None)

    def _unload(self) -> None:
        self._recogniser.unload()
        self._cleaner.unload()

    def _phrase(self, phrase: Phrase) -> None:
        with self._writing.paused():
            self._hearing.phrase(phrase)
        progress = self._board.get(phrase.dictation_id)
        # After the release the whole is written at once.
        if progress is not None and not progress.released_s and not progress.aside:
            self._writing.ahead(progress, progress.transcript)

    def _tail(self, phrase: Phrase, pausing: bool) -> None:
        with self._writing.paused():
            foreseen = self._hearing.tail(phrase, pausing)
        progress = self._board.get(phrase.dictation_id)
        if progress is not None and foreseen is not None:
            self._writing.ahead(progress, foreseen)

    def _forget(self, dictation_id: str) -> None:
        self._hearing.close(dictation_id)

    def _ended(self, dictation_id: str) -> None:
        spent = self._hearing.close(dictation_id)
        progress = self._board.get(dictation_id)
        if progress is None or self._hearing.closing:
            return
        progress = _with_spent(progress, spent)
        error: DictateError | None = None
        if not progress.aside:
            progress, error = self._finish(progress)
        after = self._board.change(dictation_id, lambda it: replace(progress, aside=it.aside))
        if after is not None and not self._hearing.closing:
            self._report.finished(after, error)
        self._rest(progress.settings)

    def _finish(self, progress: Progress) -> tuple[Progress, DictateError | None]:
        transcript = progress.transcript
        if progress.error is not None:
            try:
                samples = self._spools.read(progress.row.id)
                transcript = self._whole(progress.row.id, samples, progress.settings)
            except DictateError as error:
                if not transcript.text:
                    note = str(error)
                    return with_row(progress, _failed(progress.row, note)), error
                # Some words are better than none, as long as the user knows that some are missing.
                note = "Some of the recording could not be recognised. Retry it from the history."
                row = replace(progress.row, note=note)
                return self._writing.write(with_row(progress, row), transcript), RecogniserError(
                    "Some of the recording could not be recognised.",
                    hint="The sound is kept: retry it from the history.",
                )
        return self._writing.write(progress, transcript), None

    def _whole(self, dictation_id: str, samples: Samples, settings: Settings) -> Transcript:
        phrase = Phrase(dictation_id, 0, 0.0, samples)
        text = self._recogniser.recognise(phrase, settings)
        return Transcript(dictation_id, (text,))

    def _again(
        self, row: Dictation, samples: Samples, settings: Settings, done: Callable[[Progress], None]
    ) -> None:
        progress = Progress(row, settings)
        self._report.loading(True)
        try:
            transcript = self._whole(row.id, samples, settings)
        except DictateError as error:
            done(replace(with_row(progress, replace(row, note=str(error))), error=error))
            return
        finally:
            self._report.loading(False)
            self._rest(settings)
        done(self._writing.write(progress, transcript))


def _with_spent(progress: Progress, spent: Spent) -> Progress:
    """The row says what looking ahead has cost, if it was done."""
    row = progress.row
    costs = {"speculated": spent.used_s, "wasted": spent.wasted_s}
    timings = {**row.timings_s, **{stage: took_s for stage, took_s in costs.items() if took_s}}
    return with_row(progress, replace(row, timings_s=timings))


def _failed(row: Dictation, note: str) -> Dictation:
    return replace(row, state=State.FAILED, note=note)
