"""From text to window: the thread that asks the deliverer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from dictate.core.dictation import Delivery, Dictation, Focus, FocusKind, Landing, State
from dictate.core.notices import Told
from dictate.core.ports import Clock, Deliverer
from dictate.core.progress import Progress
from dictate.core.swapping import Pasted, swapped
from dictate.core.worker import Tally, Worker
from dictate.errors import DeliveryError, DictateError
from dictate.settings.schema import Settings

log = logging.getLogger(__name__)

NO_SPACE_BEFORE = frozenset(".,;:!?)]}%\u2026\u00bb\u201d\u2019")
SPACELESS = ("zh", "ja", "th", "lo", "my", "km", "yue")
"""Languages written without spaces between sentences."""


@dataclass(frozen=True, slots=True)
class LandingReport:
    """Whom the delivery thread tells. Each is called on its thread and must return at once."""

    writing: Callable[[Dictation], None]
    """Make this row durable, now: the paste keys follow."""
    landed: Callable[[Progress, Delivery | None, DictateError | None], None]
    """It is over: how it ended, or why it did not."""
    postponed: Callable[[str], None]
    """The key is down again; nothing was sent."""
    key_down: Callable[[], bool]
    """Whether the hotkey is down now."""
    failed: Callable[[DictateError], None]
    """A copy to the clipboard failed."""


class _KeyDownError(Exception):
    """The key is down again: this is no moment to paste."""


class LandingStrip:
    """Owns the deliverer: every call to it is made on this one thread."""

    def __init__(
        self, deliverer: Deliverer, report: LandingReport, clock: Clock, tally: Tally
    ) -> None:
        self._deliverer = deliverer
        self._report = report
        self._clock = clock
        self._worker = Worker("delivery", tally=tally)
        self._last: Pasted | None = None
        self._typed_since = True

    def start(self) -> None:
        """Start the thread."""
        self._worker.start()

    def stop(self, timeout_s: float) -> bool:
        """Finish the delivery in progress, give the clipboard back, end."""
        self._worker.post(self._deliverer.settle)
        ended = self._worker.stop(timeout_s)
        self._deliverer.shut_down()
        return ended

    def prepare(self, seen: Callable[[Focus], None]) -> None:
        """A dictation has begun; there is time now to look at the clipboard.

        Args:
            seen: Called on the delivery thread with what has the keyboard now.
        """
        self._worker.post(lambda: self._prepare(seen))

    def deliver(self, progress: Progress) -> None:
        """Paste the text of this dictation where the focus is."""
        self._worker.post(lambda: self._deliver(progress))

    def copy(self, text: str) -> None:
        """Put a text on the clipboard for good."""
        self._worker.post(lambda: self._copy(text))

    def swap(self, settings: Settings, tell: Callable[[Told], None]) -> None:
        """Put the other wording in the place of the one pasted last."""
        self._worker.post(lambda: self._swap(settings, tell))

    def typed(self) -> None:
        """The user pressed another key: the caret may stand anywhere now. Any thread."""
        self._typed_since = True

    # ── on the thread ────────────────────────────────────────────────────────────────────────────

    def _prepare(self, seen: Callable[[Focus], None]) -> None:
        self._deliverer.prepare()
        seen(self._deliverer.focus())

    def _deliver(self, progress: Progress) -> None:
        row = progress.row
        began_s = self._clock()

        def about_to_send(focus: Focus) -> None:
            if self._report.key_down():
                raise _KeyDownError
            if not focus.secret:
                at = replace(row, state=State.DELIVERING, application=focus.application)
                self._report.writing(at)

        try:
            text = self._spaced(row, progress)
            delivery = self._deliverer.deliver(text, progress.settings, about_to_send)
        except _KeyDownError:
            self._report.postponed(row.id)
            return
        except DeliveryError as error:
            failed = replace(row, state=State.FAILED, note=str(error))
            self._report.landed(replace(progress, row=failed), None, error)
            return
        landed_s = self._clock()
        pasted = Pasted(delivery.focus.window, text, row.text, row)
        self._last = pasted if delivery.landing is Landing.PASTED else None
        self._typed_since = False
        timings = {**row.timings_s, "deliver": delivery.took_s or landed_s - began_s}
        if progress.released_s:
            timings["wait"] = landed_s - progress.released_s
        row = replace(
            row,
            state=_STATES[delivery.landing],
            application=delivery.focus.application,
            note=delivery.reason or row.note,
            timings_s=timings,
        )
        log.info(
            "dictation %s: %d characters %s, %.0f ms after the release",
            row.id,
            len(row.text),
            delivery.landing.value,
            1000 * timings.get("wait", 0.0),
        )
        self._report.landed(replace(progress, row=row), delivery, None)

    def _spaced(self, row: Dictation, progress: Progress) -> str:
        """The text, after a space if it goes on where the last one ended."""
        focus = self._deliverer.focus()
        goes_on = (
            progress.settings.delivery.space_between
            and focus.kind in (FocusKind.WINDOW, FocusKind.TERMINAL)
            and focus.window
            and self._last is not None
            and focus.window == self._last.window
            and not self._typed_since
            and row.language not in SPACELESS
            and not row.text[:1].isspace()
            and row.text[:1] not in NO_SPACE_BEFORE
        )
        return f" {row.text}" if goes_on else row.text

    def _swap(self, settings: Settings, tell: Callable[[Told], None]) -> None:
        self._last = swapped(self._deliverer, self._last, settings, tell)

    def _copy(self, text: str) -> None:
        try:
            self._deliverer.copy(text)
        except DeliveryError as error:
            self._report.failed(error)


_STATES = {
    Landing.PASTED: State.DONE,
    Landing.COPIED: State.COPIED,
    Landing.UNPROVEN: State.DELIVERY_UNKNOWN,
}
