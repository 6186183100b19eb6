"""One dictation's way through recogniser, cleaner and delivery into the history.

The engine calls it from its own thread and the capture thread feeds it; each call returns at once.
The work is done by three threads, each of which owns one thing: `words` the recogniser, `delivery`
the deliverer, `keeper` what is kept. The order of delivery is the session's business.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from dictate.core.dictation import Delivery, Dictation, Landing, Phrase, State, TakeEnd
from dictate.core.keeper import Keeper
from dictate.core.landing import LandingReport, LandingStrip
from dictate.core.notices import DictationsChanged, Notice, Severity, Told, WordsChanged
from dictate.core.ports import Clock, Parts
from dictate.core.progress import Board, Progress, with_row
from dictate.core.recovery import SHORTEST_S
from dictate.core.words import Words, WordsReport
from dictate.core.worker import Tally
from dictate.errors import DictateError, HistoryError, SpoolError
from dictate.settings.schema import Settings

log = logging.getLogger(__name__)

WORTH_A_WORD_S = 1.0
"""Only a longer take without words is worth telling the user about."""


@dataclass(frozen=True, slots=True)
class StreamReport:
    """Whom the stream tells. Called on any thread; each must return at once."""

    text_ready: Callable[[str], None]
    job_ended: Callable[[str], None]
    postponed: Callable[[str], None]
    key_down: Callable[[], bool]
    loading: Callable[[bool], None]
    tell: Callable[[Notice], None]


class Stream:
    """Everything that happens to a dictation but its recording.

    Args:
        parts: What it passes through.
        report: Whom to tell.
        clock: The engine's clock.
        wall_clock: Unix time.
        tally: Counts what is under way.
    """

    def __init__(
        self, parts: Parts, report: StreamReport, clock: Clock, wall_clock: Clock, tally: Tally
    ) -> None:
        self._parts = parts
        self._report = report
        self._wall_clock = wall_clock
        self._board = Board()
        self._told: set[str] = set()
        self._keeper = Keeper(
            parts.history,
            parts.spools,
            wall_clock=wall_clock,
            changed=lambda recent: report.tell(DictationsChanged(recent)),
            failed=self._tell_once,
            tally=tally,
        )
        words_report = WordsReport(self._has_words, self._heard, report.loading)
        self._words = Words(parts, self._board, words_report, clock, tally)
        landing_report = LandingReport(
            writing=self._keeper.write,
            landed=self._landed,
            postponed=report.postponed,
            key_down=report.key_down,
            failed=self._tell_error,
        )
        self._landing = LandingStrip(parts.deliverer, landing_report, clock, tally)

    def start(self, settings: Settings) -> None:
        """Start the threads."""
        self._keeper.start()
        self._keeper.recover(self._recovered)
        self._keeper.prune(settings)
        self._words.start()
        self._landing.start()

    def stop(self, timeout_s: float = 5.0) -> bool:
        """Put what is under way into the history and end. Returns whether all ended in time."""
        ended = self._words.stop(timeout_s)
        ended = self._landing.stop(timeout_s) and ended
        for progress in self._board.all():
            if self._board.remove(progress.row.id) is not None:
                note = "Dictate was closed before the words were there. Retry it from the history."
                row = replace(progress.row, state=State.SET_ASIDE, note=note)
                self._keeper.settle(row, progress.settings)
        return self._keeper.stop(timeout_s) and ended

    # ── from the engine ──────────────────────────────────────────────────────────────────────────

    def begin(self, dictation_id: str, settings: Settings, started_at_s: float) -> None:
        """A take begins."""
        self._board.begin(dictation_id, settings, started_at_s)

    def make_ready(self, dictation_id: str, settings: Settings) -> None:
        """Load the model and look at window and clipboard while the user speaks."""
        self._words.prepare(settings)
        self._landing.prepare(lambda focus: self._spoken_into(dictation_id, focus.application))

    def released(self, dictation_id: str, now_s: float) -> None:
        """The user has ended the take; the wait begins."""
        self._board.change(dictation_id, lambda it: replace(it, released_s=now_s))

    def phrase(self, phrase: Phrase) -> None:
        """A phrase was spoken."""
        self._words.phrase(phrase)

    def tail(self, phrase: Phrase, pausing: bool) -> None:
        """What was said since the last phrase may be looked at ahead."""
        self._words.tail(phrase, pausing)

    def take_ended(self, dictation_id: str, end: TakeEnd) -> None:
        """Every phrase of the take has been given."""
        self._board.change(
            dictation_id,
            lambda it: replace(it, end=end, row=replace(it.row, duration_s=end.duration_s)),
        )
        self._words.ended(dictation_id)

    def drop(self, dictation_id: str) -> None:
        """It was no dictation."""
        self._board.remove(dictation_id)
        self._words.dropped(dictation_id)

    def set_aside(self, dictation_id: str) -> None:
        """Keep it, deliver nothing. Its row is written once its sound is complete."""
        after = self._board.change(dictation_id, lambda it: replace(it, aside=True))
        if after is not None and after.row.raw:
            self._set_aside(after)

    def hold_back(self, dictation_id: str) -> None:
        """Its words go to the history and nowhere else."""
        progress = self._board.get(dictation_id)
        if progress is not None:
            note = "It was not pasted because the screen was locked or the machine slept."
            row = replace(progress.row, note=note)
            self._set_aside(with_row(progress, row))
            self._report.tell(
                Told(
                    "Not pasted",
                    "The words of your last dictation wait in the history.",
                    "Choose “Paste the last one again” to paste them.",
                    Severity.WARNING,
                )
            )

    def deliver(self, dictation_id: str, settings: Settings) -> None:
        """Paste its words, from the board or, once more, from the history."""
        progress = self._board.get(dictation_id)
        if progress is not None:
            self._landing.deliver(progress)
        else:
            self._keeper.later(lambda: self._deliver_again(dictation_id, settings))

    def copy(self, dictation_id: str) -> None:
        """Put its words on the clipboard for good."""
        self._keeper.later(lambda: self._copy(dictation_id))

    def swap(self, settings: Settings) -> None:
        """Put the other wording in the place of the one pasted last."""
        self._landing.swap(settings, self._report.tell)

    def retry(self, dictation_id: str, settings: Settings) -> None:
        """Recognise its kept sound again; the words go to the history."""
        self._keeper.later(lambda: self._retry(dictation_id, settings))

    def newest(self, found: Callable[[Dictation | None], None]) -> None:
        """Find the newest dictation that has words; `found` is called on another thread."""
        self._keeper.later(lambda: found(self._newest()))

    def typed(self) -> None:
        """The user pressed another key."""
        self._landing.typed()

    def prune(self, settings: Settings) -> None:
        """Delete what has outlived its keeping time."""
        self._keeper.prune(settings)

    def _spoken_into(self, dictation_id: str, application: str) -> None:
        self._board.change(dictation_id, lambda it: replace(it, application=application))

    # ── from the threads ─────────────────────────────────────────────────────────────────────────

    def _heard(self, dictation_id: str, words: str, tail: str) -> None:
        progress = self._board.get(dictation_id)
        if progress is not None and not progress.end:
            self._report.tell(WordsChanged(words, tail))

    def _has_words(self, progress: Progress, error: DictateError | None) -> None:
        if self._board.get(progress.row.id) is None:
            return
        if error is not None:
            self._tell_error(error)
        if progress.aside:
            self._set_aside(progress)
        elif progress.row.state is State.WORKING:
            self._keeper.write(progress.row)
            self._report.text_ready(progress.row.id)
        else:
            self._without_words(progress)

    def _without_words(self, progress: Progress) -> None:
        """Nothing was said, or nothing could be recognised."""
        row = progress.row
        self._board.remove(row.id)
        if row.state is State.SILENT and row.duration_s < SHORTEST_S:
            self._parts.spools.remove(row.id)
        else:
            self._keeper.settle(row, progress.settings)
        if row.state is State.SILENT and row.duration_s >= WORTH_A_WORD_S:
            self._report.tell(
                Told("Nothing was heard", "No words were recognised in your last dictation.")
            )
        self._report.job_ended(row.id)

    def _set_aside(self, progress: Progress) -> None:
        row = replace(progress.row, state=State.SET_ASIDE)
        self._board.remove(row.id)
        if row.duration_s or row.raw:
            self._keeper.settle(row, progress.settings)
        else:
            self._parts.spools.remove(row.id)
        self._report.job_ended(row.id)

    def _landed(
        self, progress: Progress, delivery: Delivery | None, error: DictateError | None
    ) -> None:
        row, settings = progress.row, progress.settings
        self._board.remove(row.id)
        if delivery is not None and delivery.focus.secret:
            settings = replace(settings, history=replace(settings.history, keep="nothing"))
        self._keeper.settle(row, settings)
        if error is not None:
            self._tell_error(error)
        elif delivery is not None and delivery.reason:
            pasted = delivery.landing is Landing.PASTED
            self._report.tell(
                Told(
                    "Clipboard not restored" if pasted else "On the clipboard",
                    delivery.reason,
                    "" if pasted else "Paste it yourself with Ctrl+V.",
                    Severity.WARNING,
                )
            )
        self._report.job_ended(row.id)

    def _retried(self, progress: Progress) -> None:
        row = progress.row
        if progress.error is not None:
            self._tell_error(progress.error)
        else:
            if row.state in (State.FAILED, State.SILENT) and row.text:
                row = replace(row, state=State.SET_ASIDE)
            found = "The words are in the history." if row.text else "No words were recognised."
            self._report.tell(Told("Recognised again", found))
        self._keeper.write(row)
        self._keeper.publish()

    def _newest(self) -> Dictation | None:
        rows = self._parts.history.recent(20)
        return next((row for row in rows if row.text), None)

    def _deliver_again(self, dictation_id: str, settings: Settings) -> None:
        row = self._parts.history.get(dictation_id)
        if row is None or not row.text:
            self._report.job_ended(dictation_id)
            return
        progress = Progress(replace(row, note=""), settings)
        self._board.put(progress)
        self._landing.deliver(progress)

    def _copy(self, dictation_id: str) -> None:
        row = self._parts.history.get(dictation_id)
        if row is not None and row.text:
            self._landing.copy(row.text)

    def _retry(self, dictation_id: str, settings: Settings) -> None:
        history = self._parts.history
        row, samples = history.get(dictation_id), history.sound(dictation_id)
        if row is None or samples is None or self._board.get(dictation_id) is not None:
            text = "The sound of this dictation is not kept."
            self._report.tell(Told("Cannot retry", text, severity=Severity.WARNING))
            return
        self._words.again(row, samples, settings, self._retried)

    def _recovered(self, count: int) -> None:
        noun = "dictation was" if count == 1 else "dictations were"
        self._report.tell(
            Told(
                "Recovered",
                f"{count} {noun} cut off when Dictate ended last time, and kept.",
                "Open the history and choose Retry.",
            )
        )

    def _tell_error(self, error: DictateError) -> None:
        self._report.tell(Told("Something went wrong", error.message, error.hint, Severity.ERROR))

    def _tell_once(self, error: HistoryError | SpoolError) -> None:
        if error.message not in self._told:
            self._told.add(error.message)
            self._tell_error(error)
