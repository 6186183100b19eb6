"""Answers for the selections that this process owns, and notes who reads them.

Runs on the X thread. Every content has a window of its own: a request names the window it is for,
so a reader that asked for the dictated words gets them even if the user's clipboard has been put
back meanwhile. What is too big for one request goes piece by piece (INCR, ICCCM 2.7.2).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from dictate.core.ports import Clock
from dictate.platforms.linux.x11_formats import SECRET_HINT, Format
from dictate.platforms.linux.x11_thread import X11Thread

_STALLED_S = 20.0
"""A reader that takes no piece for this long is given up."""

_META = ("TARGETS", "TIMESTAMP", "MULTIPLE", "SAVE_TARGETS")


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody asked for the content, not just for the list of targets.

    Attributes:
        requestor: The window that it was asked into: its client is the reader.
        target: In which format.
        finished: Whether all bytes have been handed over.
    """

    requestor: int
    target: str
    finished: bool


class Offer:
    """One content under one window, as owner of one or two selections.

    Attributes:
        window: The owning window.
        formats: By name of the target.
        time: Server time at which it took its selections.
        on_read: Called with every read when it begins and when it ends.
    """

    def __init__(
        self,
        window: Any,
        formats: Iterable[Format],
        server_time: int,
        on_read: Callable[[Read], None],
    ) -> None:
        self.window = window
        self.formats = {f.target: f for f in formats}
        self.time = server_time
        self.on_read = on_read


@dataclass(slots=True)
class _Transfer:
    """What is left to send to one reader, piece by piece."""

    offer: Offer
    window: Any
    property: int
    type: int
    format: Format
    sent: int
    moved_s: float


class Offers:
    """All contents on offer and the transfers under way."""

    def __init__(self, connection: X11Thread, *, clock: Clock = time.monotonic) -> None:
        self._connection = connection
        self._display = connection.display
        self._clock = clock
        self._by_window: dict[int, Offer] = {}
        self._transfers: dict[tuple[int, int], _Transfer] = {}
        self._reads: list[Read] = []
        # A request may be max_request_length words long; the head of ChangeProperty is 24 bytes.
        words: int = self._display.display.info.max_request_length
        self._piece_bytes = (words * 4 - 32) // 4 * 4

    def add(
        self, formats: Iterable[Format], server_time: int, on_read: Callable[[Read], None]
    ) -> Offer:
        """Make a window for the formats. It owns nothing yet."""
        from Xlib import X

        window = self._display.screen().root.create_window(
            0, 0, 1, 1, 0, 0, window_class=X.InputOnly, event_mask=X.PropertyChangeMask
        )
        offer = Offer(window, formats, server_time, on_read)
        self._by_window[window.id] = offer
        return offer

    def remove(self, offer: Offer) -> None:
        """Destroy the window, which gives up what it still owns. Transfers go on."""
        if self._by_window.pop(offer.window.id, None):
            offer.window.destroy()

    def has(self, window: int) -> bool:
        """Whether a window is one of these."""
        return window in self._by_window

    # ── events ──────────────────────────────────────────────────────────────────────────────────

    def requested(self, event: Any) -> None:
        """Somebody wants the content or something about it (SelectionRequest)."""
        from Xlib import X
        from Xlib.protocol import event as events

        offer = self._by_window.get(event.owner.id)
        # ICCCM 2.2: old clients name no property and mean the target.
        into = event.property or event.target
        done = offer is not None and self._answer(offer, event.requestor, event.target, into)
        answer = events.SelectionNotify(
            time=event.time,
            requestor=event.requestor,
            selection=event.selection,
            target=event.target,
            property=into if done else X.NONE,
        )
        event.requestor.send_event(answer, onerror=_ignore)
        # Not just flushed: when a read is made known, the answer stands in the reader's queue, and
        # no key that somebody sends from then on can overtake it.
        self._display.sync()
        reads, self._reads = self._reads, []
        for read in reads:
            if offer is not None:
                offer.on_read(read)

    def property_deleted(self, event: Any) -> None:
        """A reader took a piece and wants the next one (PropertyNotify, deleted)."""
        transfer = self._transfers.get((event.window.id, event.atom))
        if transfer is None:
            return
        piece = transfer.format.data[transfer.sent : transfer.sent + self._piece_bytes]
        transfer.window.change_property(
            transfer.property, transfer.type, transfer.format.width, piece, onerror=_ignore
        )
        # A piece is as long as the socket's buffer, and flush may leave some of it behind.
        self._display.sync()
        transfer.sent += len(piece)
        transfer.moved_s = self._clock()
        if not piece:  # ICCCM 2.7.2: nothing says that all has been sent
            self._end(transfer, finished=True)

    def window_destroyed(self, event: Any) -> None:
        """A reader went away (DestroyNotify)."""
        for transfer in list(self._transfers.values()):
            if transfer.window.id == event.window.id:
                self._end(transfer, finished=False)

    # ── answers ─────────────────────────────────────────────────────────────────────────────────

    def _answer(self, offer: Offer, requestor: Any, target: int, into: int) -> bool:
        from Xlib import Xatom

        atom = self._display.get_atom
        if target == atom("TARGETS"):
            names = [*_META, *offer.formats]
            requestor.change_property(into, Xatom.ATOM, 32, [*map(atom, names)], onerror=_ignore)
            return True
        if target == atom("TIMESTAMP"):
            requestor.change_property(into, Xatom.INTEGER, 32, [offer.time], onerror=_ignore)
            return True
        if target == atom("SAVE_TARGETS"):
            requestor.change_property(into, atom("NULL"), 32, [], onerror=_ignore)
            return True
        if target == atom("MULTIPLE"):
            return self._answer_multiple(offer, requestor, into)
        chosen = offer.formats.get(self._connection.atom_name(target))
        if chosen is None:
            return False
        finished = self._send(offer, chosen, requestor, into)
        # ICCCM 2.2: a TARGETS request only asks, it is not a read; neither is the hint.
        if chosen.target != SECRET_HINT:
            self._reads.append(Read(requestor.id, chosen.target, finished))
        return True

    def _answer_multiple(self, offer: Offer, requestor: Any, into: int) -> bool:
        """Several targets in one request: pairs of target and property (ICCCM 2.6.2)."""
        from Xlib import X

        asked = requestor.get_full_property(into, X.AnyPropertyType)
        if asked is None or asked.format != 32:
            return False
        atoms = list(asked.value)
        multiple = self._display.get_atom("MULTIPLE")
        for place in range(0, len(atoms) - 1, 2):
            target, its_property = atoms[place : place + 2]
            if (
                target == multiple
                or not its_property
                or not self._answer(offer, requestor, target, its_property)
            ):
                atoms[place + 1] = X.NONE
        pair = self._display.get_atom("ATOM_PAIR")
        requestor.change_property(into, pair, 32, atoms, onerror=_ignore)
        return True

    def _send(self, offer: Offer, chosen: Format, requestor: Any, into: int) -> bool:
        """Hand over the bytes, or announce that they come in pieces. Returns whether it is done."""
        from Xlib import X

        kind = self._display.get_atom(chosen.type)
        if len(chosen.data) <= self._piece_bytes:
            requestor.change_property(into, kind, chosen.width, chosen.data, onerror=_ignore)
            return True
        mask = X.PropertyChangeMask | X.StructureNotifyMask
        requestor.change_attributes(event_mask=mask, onerror=_ignore)
        transfer = _Transfer(offer, requestor, into, kind, chosen, 0, self._clock())
        self._transfers[requestor.id, into] = transfer
        self._connection.later(_STALLED_S, lambda: self._check(transfer))
        incr = self._display.get_atom("INCR")
        requestor.change_property(into, incr, 32, [len(chosen.data)], onerror=_ignore)
        return False

    def _check(self, transfer: _Transfer) -> None:
        """A watchdog: a reader that froze sends no event that could tell of it."""
        if self._transfers.get((transfer.window.id, transfer.property)) is not transfer:
            return
        left_s = transfer.moved_s + _STALLED_S - self._clock()
        if left_s > 0:
            self._connection.later(left_s, lambda: self._check(transfer))
        else:
            self._end(transfer, finished=False)

    def _end(self, transfer: _Transfer, *, finished: bool) -> None:
        del self._transfers[transfer.window.id, transfer.property]
        if not any(t.window.id == transfer.window.id for t in self._transfers.values()):
            transfer.window.change_attributes(event_mask=0, onerror=_ignore)
        if finished:
            transfer.offer.on_read(Read(transfer.window.id, transfer.format.target, finished=True))


def _ignore(*_: Any) -> int:
    """Readers may die at any moment; what is sent to them then is nobody's loss."""
    return 1
