"""The clipboard and the primary selection: what they hold, and whose they are now.

Runs on the X thread. Two rules keep a user's content safe:

* What was there is known before it is replaced: `take` remembers with which change of owner it was
  read, and `claim` refuses when there has been another since.
* Nothing newer is replaced by something older: such a claim carries the server time of the last
  look, and the server ignores a claim that is older than the owner it has (ICCCM 2.1).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from dictate.core.ports import Clock
from dictate.platforms.linux.x11_fetch import Fetch
from dictate.platforms.linux.x11_formats import Format, Snapshot
from dictate.platforms.linux.x11_offers import Offer, Offers, Read
from dictate.platforms.linux.x11_thread import X11Thread

CLIPBOARD = "CLIPBOARD"
PRIMARY = "PRIMARY"


WHATEVER = -1
"""Instead of a count of changes: claim it whatever has changed since."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A snapshot, and after how many changes of owner it was taken."""

    snapshot: Snapshot
    changes: int


@dataclass(slots=True)
class _Selection:
    """One selection as it is now.

    Attributes:
        offer: What it is owned with, where it is ours.
        stands_for: What the user takes it to hold, where it is ours: while dictated words are on
            offer that is the content from before.
        changes: How often another program became its owner, or its owner went.
    """

    name: str
    atom: int
    offer: Offer | None = None
    stands_for: Snapshot = field(default_factory=Snapshot)
    changes: int = 0
    known: Taken | None = None
    fetch: Fetch | None = None
    fetch_ends_s: float = 0.0
    waiting: list[Future[Taken]] = field(default_factory=list)


class Selections:
    """Both selections. Made and used on the thread of its connection only."""

    def __init__(self, connection: X11Thread, *, clock: Clock = time.monotonic) -> None:
        from Xlib import X
        from Xlib.ext import xfixes

        self._connection = connection
        self._display = display = connection.display
        self._clock = clock
        self.offers = Offers(connection, clock=clock)
        self._server_time = 0
        self._handovers: list[Future[bool]] = []
        self._window = display.screen().root.create_window(
            0, 0, 1, 1, 0, 0, window_class=X.InputOnly, event_mask=X.PropertyChangeMask
        )
        names = (CLIPBOARD, PRIMARY)
        self._by_name = {name: _Selection(name, display.get_atom(name)) for name in names}
        self._by_atom = {selection.atom: selection for selection in self._by_name.values()}
        if display.has_extension("XFIXES"):
            display.xfixes_query_version()
            mask = (
                xfixes.XFixesSetSelectionOwnerNotifyMask
                | xfixes.XFixesSelectionWindowDestroyNotifyMask
                | xfixes.XFixesSelectionClientCloseNotifyMask
            )
            for atom in self._by_atom:
                display.xfixes_select_selection_input(self._window, atom, mask)

    # ── what is there ───────────────────────────────────────────────────────────────────────────

    def take(self, name: str, budget_s: float) -> Future[Taken]:
        """Read all that the selection holds; what is known already is not read again."""
        selection = self._by_name[name]
        future: Future[Taken] = Future()
        if selection.offer is not None:
            future.set_result(Taken(selection.stands_for, selection.changes))
        elif selection.known and selection.known.changes == selection.changes:
            future.set_result(selection.known)
        else:
            selection.waiting.append(future)
            ends_s = self._clock() + budget_s
            if selection.fetch is None:
                selection.fetch_ends_s = ends_s
                self._fetch(selection, self.now())
            else:
                selection.fetch_ends_s = min(selection.fetch_ends_s, ends_s)
                selection.fetch.hurry(budget_s)
        return future

    def _fetch(self, selection: _Selection, server_time: int) -> None:
        def done(snapshot: Snapshot) -> None:
            taken = Taken(snapshot, selection.changes)
            selection.fetch = None
            # What could not be read now may be readable next time.
            selection.known = taken if snapshot.whole else None
            waiting, selection.waiting = selection.waiting, []
            for future in waiting:
                if future.set_running_or_notify_cancel():
                    future.set_result(taken)

        left_s = selection.fetch_ends_s - self._clock()
        fetch = Fetch(
            self._connection, selection.atom, server_time, done, budget_s=left_s, clock=self._clock
        )
        selection.fetch = fetch
        fetch.start()

    # ── making it ours ──────────────────────────────────────────────────────────────────────────

    def claim(
        self,
        formats: Iterable[Format],
        instead_of: Mapping[str, Taken],
        on_read: Callable[[Read], None],
    ) -> Offer | None:
        """Own the selections with these formats, to be put back as they were taken.

        Returns:
            The offer; None when a selection has changed since it was taken: take it again.
        """
        from Xlib import X

        now = self.now()
        for name, taken in instead_of.items():
            if taken.changes not in {WHATEVER, self._by_name[name].changes}:
                return None
        offer = self.offers.add(formats, now, on_read)
        ours = [
            self._own(
                self._by_name[name],
                offer,
                taken.snapshot,
                X.CurrentTime if taken.changes == WHATEVER else now,
            )
            for name, taken in instead_of.items()
        ]
        if all(ours):
            return offer
        if not any(ours):
            self.offers.remove(offer)
        return None

    def keep(self, formats: Iterable[Format]) -> bool:
        """Own the clipboard with these formats for good. Returns whether it worked."""
        from Xlib import X

        formats = tuple(formats)
        offer = self.offers.add(formats, self.now(), _nobody)
        if self._own(self._by_name[CLIPBOARD], offer, Snapshot(formats), X.CurrentTime):
            return True
        self.offers.remove(offer)
        return False

    def leave(self, offer: Offer) -> None:
        """What is on offer stays: it is what the selection holds from now on."""
        for selection in self._owned_with(offer):
            selection.stands_for = Snapshot(tuple(offer.formats.values()))

    def restore(self, offer: Offer) -> None:
        """Put back what each selection held, where it is still ours with this offer."""
        now = self.now()
        for selection in self._owned_with(offer):
            snapshot = selection.stands_for
            if snapshot.formats:
                again = self.offers.add(snapshot.formats, now, _nobody)
                self._own(selection, again, Snapshot(snapshot.formats), now)
            elif snapshot.whole:
                self._disown(selection, now)
            else:
                # It held something that could not be read: the words are better than nothing.
                selection.stands_for = Snapshot(tuple(offer.formats.values()))
        # Whoever asked before has been noted by the round trips above and is answered now.
        self._connection.sync()
        if not self._owned_with(offer):
            self.offers.remove(offer)

    def owns(self, offer: Offer) -> bool:
        """Whether the clipboard is ours with this offer."""
        return self._by_name[CLIPBOARD].offer is offer

    def hold(self, name: str, formats: Iterable[Format], server_time: int) -> bool:
        """Take over for another process what it held at `server_time`; not what is newer."""
        formats = tuple(formats)
        offer = self.offers.add(formats, server_time, _nobody)
        return self._own(self._by_name[name], offer, Snapshot(formats), server_time)

    def held(self) -> dict[str, Offer]:
        """What is ours, by name of the selection."""
        return {s.name: s.offer for s in self._by_name.values() if s.offer is not None}

    def hand_over(self) -> Future[bool]:
        """Ask a clipboard manager to take over what we hold (freedesktop ClipboardManager)."""
        from Xlib import Xatom

        future: Future[bool] = Future()
        clipboard, atom = self._by_name[CLIPBOARD], self._display.get_atom
        manager = self._display.get_selection_owner(atom("CLIPBOARD_MANAGER"))
        if clipboard.offer is None or not manager:
            future.set_result(False)
            return future
        self._handovers.append(future)
        targets = [atom(name) for name in clipboard.offer.formats]
        into = atom("_DICTATE_SAVE_TARGETS")
        self._window.change_property(into, Xatom.ATOM, 32, targets)
        self._window.convert_selection(
            atom("CLIPBOARD_MANAGER"), atom("SAVE_TARGETS"), into, self.now()
        )
        return future

    # ── events ──────────────────────────────────────────────────────────────────────────────────

    def handle(self, event: Any) -> None:
        """Every event of the connection comes through here."""
        from Xlib import X
        from Xlib.ext import xfixes

        if isinstance(event, xfixes.SelectionNotify):
            self._owner_changed(event)
        elif event.type == X.SelectionRequest:
            self.offers.requested(event)
        elif event.type == X.SelectionClear:
            self._lost(event)
        elif event.type == X.SelectionNotify:
            self._converted(event)
        elif event.type == X.PropertyNotify:
            self._property_changed(event)
        elif event.type == X.DestroyNotify:
            self.offers.window_destroyed(event)

    def _owner_changed(self, event: Any) -> None:
        selection = self._by_atom.get(event.selection)
        if selection is None or self.offers.has(event.owner.id):
            return
        selection.changes += 1
        selection.known = None
        if selection.fetch is not None:
            selection.fetch.abandon()
            self._fetch(selection, event.timestamp)

    def _lost(self, event: Any) -> None:
        """Another program owns it now (SelectionClear)."""
        selection = self._by_atom.get(event.atom)
        if selection and selection.offer and selection.offer.window.id == event.window.id:
            offer, selection.offer = selection.offer, None
            if not self._owned_with(offer):
                self.offers.remove(offer)

    def _converted(self, event: Any) -> None:
        if event.requestor.id == self._window.id:
            futures, self._handovers = self._handovers, []
            for future in futures:
                future.set_result(bool(event.property))
            return
        for selection in self._by_name.values():
            if selection.fetch is not None and selection.atom == event.selection:
                selection.fetch.converted(event)

    def _property_changed(self, event: Any) -> None:
        from Xlib import X

        if event.window.id == self._window.id:
            self._server_time = event.time
        elif event.state == X.PropertyDelete:
            self.offers.property_deleted(event)
        else:
            for selection in self._by_name.values():
                if selection.fetch is not None:
                    selection.fetch.property_changed(event)

    # ── the server ──────────────────────────────────────────────────────────────────────────────

    def now(self) -> int:
        """Server time of now; every event until now has been handled (ICCCM 2.1)."""
        from Xlib import X, Xatom

        atom = self._display.get_atom("_DICTATE_NOW")
        self._window.change_property(atom, Xatom.STRING, 8, b"", X.PropModeAppend)
        self._connection.sync()
        return self._server_time

    def _own(self, selection: _Selection, offer: Offer, stands_for: Snapshot, now: int) -> bool:
        offer.window.set_selection_owner(selection.atom, now)
        owner = self._display.get_selection_owner(selection.atom)
        if not owner or owner.id != offer.window.id:
            return False
        before, selection.offer = selection.offer, offer
        selection.stands_for = stands_for
        selection.known = None
        if before is not None and before is not offer and not self._owned_with(before):
            self._connection.sync()
            self.offers.remove(before)
        return True

    def _disown(self, selection: _Selection, now: int) -> None:
        from Xlib import X
        from Xlib.protocol import request

        selection.offer = None
        selection.changes += 1
        request.SetSelectionOwner(
            display=self._display.display, window=X.NONE, selection=selection.atom, time=now
        )

    def _owned_with(self, offer: Offer) -> list[_Selection]:
        return [s for s in self._by_name.values() if s.offer is offer]


def _nobody(_: Read) -> None:
    """Who reads the user's own content is nobody's business."""
