"""Puts dictations into the history and their sound where the settings want it.

The rule: sound leaves the spool only when the words are safe in a window, or the sound itself is
safe beside its row. What was not delivered keeps its sound whatever the settings say, because it is
all there is to try again with.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from dictate.core.dictation import Dictation, State
from dictate.core.ports import History, Spools
from dictate.core.recovery import recovered
from dictate.core.worker import Tally, Worker
from dictate.errors import HistoryError, SpoolError
from dictate.settings.schema import Settings

log = logging.getLogger(__name__)

PRUNE_EVERY_S = 3600.0
RECENT = 10


class Keeper:
    """The one place that decides what is kept of a dictation. Any thread.

    Args:
        history: Where rows and kept sound live.
        spools: Where the sound of takes under way lives.
        wall_clock: Unix time.
        changed: Called on the keeper's thread with the newest rows after each change.
        failed: Called once per kind of trouble that the user should know of.
        tally: Counts what is under way.
    """

    def __init__(  # noqa: PLR0913 - one thing each
        self,
        history: History,
        spools: Spools,
        *,
        wall_clock: Callable[[], float],
        changed: Callable[[tuple[Dictation, ...]], None],
        failed: Callable[[HistoryError | SpoolError], None],
        tally: Tally,
    ) -> None:
        self._history = history
        self._spools = spools
        self._wall_clock = wall_clock
        self._changed = changed
        self._failed = failed
        self._worker = Worker("keeper", tally=tally)

    def start(self) -> None:
        """Start the thread and show what there is."""
        self._worker.start()
        self._worker.post(self._publish)

    def stop(self, timeout_s: float) -> bool:
        """Finish what was asked for. Returns whether that was done in time."""
        return self._worker.stop(timeout_s)

    def write(self, row: Dictation) -> None:
        """Make the row durable before returning; a failure is told, never raised."""
        try:
            self._history.put(row)
        except HistoryError as error:
            log.warning("history: a row could not be written")
            self._failed(error)

    def settle(self, row: Dictation, settings: Settings) -> None:
        """The dictation has come to its end: write the row, then see to the sound. Returns at once.

        Args:
            row: Its last state.
            settings: Those of its key-down; they say what is to stay.
        """
        self._worker.post(lambda: self._settle(row, settings))

    def recover(self, found: Callable[[int], None]) -> None:
        """Turn what an earlier run left behind into rows; `found` gets their number if any."""
        self._worker.post(lambda: self._recover(found))

    def later(self, task: Callable[[], None]) -> None:
        """Do something that has to read the history, off the caller's thread."""
        self._worker.post(task)

    def publish(self) -> None:
        """Tell the newest rows again."""
        self._worker.post(self._publish)

    def prune(self, settings: Settings) -> None:
        """Delete what has outlived its keeping time."""
        self._worker.post(lambda: self._prune(settings))

    def _recover(self, found: Callable[[int], None]) -> None:
        try:
            rows, finished = recovered(self._history, self._spools)
        except (HistoryError, SpoolError) as error:
            self._failed(error)
            return
        for dictation_id in finished:
            self._spools.remove(dictation_id)
        for row in rows:
            self._keep_sound(row)
        self._publish()
        if rows:
            log.info("%d dictations recovered", len(rows))
            found(len(rows))

    def _settle(self, row: Dictation, settings: Settings) -> None:
        delivered = row.state is State.DONE
        keep = settings.history.keep
        if delivered and keep == "nothing":
            self._forget(row.id)
        elif delivered and keep == "text":
            self.write(row)
            self._spools.remove(row.id)
        else:
            self._keep_sound(row)
        self._publish()

    def _keep_sound(self, row: Dictation) -> None:
        """Write the row, and move its sound beside it. The spool stays if that fails."""
        self.write(row)
        try:
            samples = self._spools.read(row.id)
        except SpoolError:
            return  # nothing spooled: pasted again from the history, or recorded without a disk
        try:
            self._history.keep_sound(row.id, samples)
            self._history.put(replace(row, has_sound=True))
        except HistoryError as error:
            log.warning("history: the sound of a dictation stays in its spool")
            self._failed(error)
            return
        self._spools.remove(row.id)

    def _forget(self, dictation_id: str) -> None:
        try:
            self._history.delete(dictation_id)
        except HistoryError as error:
            self._failed(error)
        self._spools.remove(dictation_id)

    def _publish(self) -> None:
        try:
            self._changed(tuple(self._history.recent(RECENT)))
        except HistoryError as error:
            self._failed(error)

    def _prune(self, settings: Settings) -> None:
        try:
            self._history.prune(self._wall_clock(), settings.history)
        except HistoryError as error:
            self._failed(error)
        self._worker.when_idle(PRUNE_EVERY_S, lambda: self._prune(settings))
        self._publish()
