"""Reads everything that a selection's owner offers, without ever waiting for the owner.

Runs on the X thread, driven by events: four conversions are under way at a time, each into a window
of its own, because owners such as xclip keep one transfer per requesting window. An owner that is
silent too long is given up, and what was read until then is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from dictate.core.ports import Clock
from dictate.platforms.linux.x11_formats import (
    CAP_BYTES,
    Format,
    Snapshot,
    fetch_order,
    is_spare,
)
from dictate.platforms.linux.x11_thread import X11Thread

ANSWER_S = 0.7
"""An owner that is alive answers within milliseconds; a busy one deserves some hundred."""

_SLOTS = 4
_PIECE_BYTES = 1024 * 1024
_TEXT_TARGETS = ("UTF8_STRING", "STRING")
_NOTHING_THERE = -1

_BIG_BYTES = 4 * 1024 * 1024
"""From this size on one format is read at a time, so that memory holds one and not four."""

OWNER_SILENT = "the program that owned the clipboard did not answer"
TOO_BIG = "the clipboard held more than 64 MiB"
TOO_SLOW = "the program that owned the clipboard took too long"


class _Slot:
    """One conversion under way: its window, what was asked for, and what has come of it."""

    def __init__(self, window: Any) -> None:
        self.window = window
        self.target = ""
        self.incremental = False
        self.type = 0
        self.width = 8
        self.pieces: list[bytes] = []


class Fetch:
    """Reading one selection once.

    Args:
        connection: Whose thread it runs on.
        selection: The selection's atom.
        server_time: Server time of now, for the requests.
        on_done: Called once with the snapshot.
        budget_s: How long all of it may take.
    """

    def __init__(  # noqa: PLR0913 - all are named at the one place that makes it
        self,
        connection: X11Thread,
        selection: int,
        server_time: int,
        on_done: Callable[[Snapshot], None],
        *,
        budget_s: float,
        clock: Clock = time.monotonic,
    ) -> None:
        self._connection = connection
        self._display = connection.display
        self._selection = selection
        self._server_time = server_time
        self._on_done = on_done
        self._clock = clock
        self._ends_s = clock() + budget_s
        self._heard_s = clock()
        self._property = self._display.get_atom("_DICTATE_SELECTION")
        self._incr = self._display.get_atom("INCR")
        self._slots: dict[int, _Slot] = {}
        self._listed: list[str] = []
        self._todo: list[str] = []
        self._kept: dict[str, Format] = {}
        self._total_bytes = 0
        self._lost = ""
        self._lost_targets: list[str] = []
        self.done = False

    def start(self) -> None:
        """Ask for the list of targets."""
        if not self._display.get_selection_owner(self._selection):
            self._finish()
            return
        self._convert(self._new_slot(), "TARGETS")
        self._watch()

    def hurry(self, budget_s: float) -> None:
        """Somebody waits now: be done within `budget_s`."""
        self._ends_s = min(self._ends_s, self._clock() + budget_s)
        self._watch()

    def abandon(self) -> None:
        """Stop without a result: the owner has changed."""
        self.done = True
        self._close_slots()

    # ── events ──────────────────────────────────────────────────────────────────────────────────

    def converted(self, event: Any) -> None:
        """The owner answered a conversion (SelectionNotify)."""
        from Xlib import X

        slot = self._slots.get(event.requestor.id)
        if slot is None or self._display.get_atom(slot.target) != event.target:
            return
        self._heard_s = self._clock()
        if event.property == X.NONE:
            self._refused(slot)
            return
        head = slot.window.get_property(self._property, X.AnyPropertyType, 0, 1)
        if head is None:
            self._refused(slot)
        elif head.property_type == self._incr:
            slot.incremental = True
            # Deleting the property asks for the first piece (ICCCM 2.7.2).
            slot.window.delete_property(self._property)
        elif self._total_bytes + head.bytes_after > CAP_BYTES:
            self._give_up(slot, TOO_BIG)
        else:
            self._read_piece(slot)
            self._complete(slot)

    def property_changed(self, event: Any) -> None:
        """The next piece of an incremental transfer has come (PropertyNotify)."""
        from Xlib import X

        slot = self._slots.get(event.window.id)
        if slot is None or not slot.incremental or event.state != X.PropertyNewValue:
            return
        if event.atom != self._property:
            return
        self._heard_s = self._clock()
        size = self._read_piece(slot)
        if size == 0:
            self._complete(slot)
        elif self._total_bytes > CAP_BYTES:
            self._give_up(slot, TOO_BIG)

    # ── one conversion ──────────────────────────────────────────────────────────────────────────

    def _new_slot(self) -> _Slot:
        from Xlib import X

        window = self._display.screen().root.create_window(
            0, 0, 1, 1, 0, 0, window_class=X.InputOnly, event_mask=X.PropertyChangeMask
        )
        slot = _Slot(window)
        self._slots[window.id] = slot
        return slot

    def _convert(self, slot: _Slot, target: str) -> None:
        slot.target, slot.incremental, slot.pieces = target, False, []
        slot.window.convert_selection(
            self._selection, self._display.get_atom(target), self._property, self._server_time
        )

    def _read_piece(self, slot: _Slot) -> int:
        """Read and delete the property. Returns its size in bytes, or that nothing was there."""
        from Xlib import X

        offset, size = 0, 0
        while True:
            # Deleted by a request of its own: an event of the deletion just before the reply makes
            # python-xlib copy the reply byte by byte, twenty times slower.
            part = slot.window.get_property(
                self._property, X.AnyPropertyType, offset // 4, _PIECE_BYTES // 4
            )
            if part is None:
                return size or _NOTHING_THERE
            data = part.value if isinstance(part.value, bytes) else part.value.tobytes()
            slot.type, slot.width = part.property_type, part.format
            slot.pieces.append(data)
            size += len(data)
            offset += len(data)
            self._total_bytes += len(data)
            if not part.bytes_after:
                slot.window.delete_property(self._property)
                return size

    def _complete(self, slot: _Slot) -> None:
        data = b"".join(slot.pieces)
        if slot.target == "TARGETS":
            self._total_bytes = 0
            self._got_targets(data)
        else:
            kind = self._connection.atom_name(slot.type) if slot.type else slot.target
            self._kept[slot.target] = Format(slot.target, kind, slot.width, self._shared(data))
        self._next(slot)

    def _shared(self, data: bytes) -> bytes:
        """The same bytes under two names, as texts have them, are held and counted once."""
        for other in self._kept.values():
            if len(other.data) == len(data) and other.data == data:
                self._total_bytes -= len(data)
                return other.data
        return data

    def _got_targets(self, data: bytes) -> None:
        atoms = memoryview(data[: len(data) // 4 * 4]).cast("I")
        self._listed = [self._connection.atom_name(atom) for atom in atoms if atom]
        self._todo = fetch_order(self._listed)

    def _refused(self, slot: _Slot) -> None:
        """The owner does not convert to this after all: nobody could have it, nothing is lost."""
        if slot.target == "TARGETS":
            # An owner from before the ICCCM: ask for text straight away.
            self._listed = list(_TEXT_TARGETS)
            self._todo = list(_TEXT_TARGETS)
        self._next(slot)

    def _give_up(self, slot: _Slot, reason: str) -> None:
        self._lost_targets.append(slot.target)
        self._lost = reason
        self._total_bytes -= sum(map(len, slot.pieces))
        # The owner goes on sending into this window; without it, it must stop.
        del self._slots[slot.window.id]
        slot.window.destroy()
        self._next(slot)

    def _next(self, slot: _Slot) -> None:
        slot.target = ""
        slot.pieces = []
        busy = sum(1 for other in self._slots.values() if other.target)
        idle = [other for other in self._slots.values() if not other.target]
        wanted = 1 if self._total_bytes > _BIG_BYTES else _SLOTS
        while self._todo and busy < wanted:
            self._convert(idle.pop() if idle else self._new_slot(), self._todo.pop(0))
            busy += 1
        if not busy:
            self._finish()

    # ── the end ─────────────────────────────────────────────────────────────────────────────────

    def _watch(self) -> None:
        """A watchdog: an owner that is frozen sends no event that could tell of it."""
        if self.done:
            return
        due_s = min(self._heard_s + ANSWER_S, self._ends_s)
        left_s = due_s - self._clock()
        if left_s > 0:
            self._connection.later(left_s, self._watch)
            return
        self._lost_targets += [slot.target for slot in self._slots.values() if slot.target]
        self._lost_targets += self._todo
        self._lost = TOO_SLOW if self._clock() >= self._ends_s else OWNER_SILENT
        self._finish()

    def _finish(self) -> None:
        if self.done:
            return
        self.done = True
        self._close_slots()
        order = {target: place for place, target in enumerate(self._listed)}
        formats = tuple(sorted(self._kept.values(), key=lambda f: order.get(f.target, 0)))
        missed = [t for t in self._lost_targets if not is_spare(t, self._kept)]
        self._on_done(Snapshot(formats, self._lost if missed else ""))

    def _close_slots(self) -> None:
        for slot in self._slots.values():
            slot.window.destroy()
        self._slots.clear()
