"""One paste on X11, from a finished text to the proof that the window has read it.

::

    look ─► take a snapshot, wait for modifiers ─► claim ─► tell `about_to_send` ─► look again
         ─► keys ─► receipt ─► 200 ms of quiet ─► restore (in the background)

Every step that cannot be done ends with the words on the clipboard and a reason for the user.
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dictate.core.dictation import Delivery, Focus, FocusKind, Landing
from dictate.core.ports import Clock
from dictate.errors import DeliveryError
from dictate.platforms.linux import x11_keys
from dictate.platforms.linux.x11_focus import look
from dictate.platforms.linux.x11_formats import Snapshot, text_formats
from dictate.platforms.linux.x11_keys import OnInject
from dictate.platforms.linux.x11_offers import Offer
from dictate.platforms.linux.x11_receipt import Receipt
from dictate.platforms.linux.x11_selections import CLIPBOARD, PRIMARY, WHATEVER, Taken
from dictate.platforms.linux.x11_session import X11Session, wait_for
from dictate.platforms.text_gate import passable
from dictate.settings.schema import Settings

SNAPSHOT_S = 2.0
"""A user waits this long at most for the old clipboard to be read; 64 MiB take about one second."""

_MODIFIER_POLL_S = 0.01
_TRIES = 4
_STALLED_S = 20.0

NO_WINDOW = "No window has the keyboard."
OWN_WINDOW = "Dictate itself has the keyboard."
NO_CHORD = "This keyboard layout has no key that pastes."
KEY_HELD = "The hotkey was held down again."
MOVED = "Another window took the keyboard at the last moment."
NOT_READ = "The window did not take the text."
READ_BY_OTHERS = "The text was read, but not by the window that has the keyboard."
LEFT_BY_WISH = "The settings say to leave the text on the clipboard."
TAKEN = "Another program took the clipboard before the window had read the text."
RESTLESS = "another program kept changing the clipboard"
NOT_RESTORED = "What was on the clipboard before could not be put back: {}."


@dataclass(frozen=True, slots=True)
class _Offered:
    """The words are on offer; what was there before is known."""

    offer: Offer
    focus: Focus
    taken: Mapping[str, Taken]

    @property
    def lost(self) -> str:
        """Why something of what was there before cannot be put back; empty when all can."""
        return next((t.snapshot.lost for t in self.taken.values() if t.snapshot.lost), "")


def taken_away() -> DeliveryError:
    """The error when the clipboard cannot be had."""
    return DeliveryError(
        "Another program keeps taking the clipboard.", hint="Close it, then paste again."
    )


class _CannotPasteError(Exception):
    """The words go to the clipboard instead; `args` are the reason and the focus."""


class Paste:
    """One text on its way to the window that has the keyboard.

    Args:
        session: A living one.
        text: What to paste.
        settings: As they were at key-down.
        on_inject: Told of every key right before it is sent.
        started_s: When the delivery began.
    """

    def __init__(  # noqa: PLR0913 - one delivery needs all of it
        self,
        session: X11Session,
        text: str,
        settings: Settings,
        *,
        on_inject: OnInject,
        started_s: float,
        clock: Clock = time.monotonic,
    ) -> None:
        self._session = session
        self._text = text
        self._settings = settings.delivery
        self._on_inject = on_inject
        self._hotkey = settings.hotkey.key
        self._clock = clock
        self._started_s = started_s
        self.receipt: Receipt = session.receipt()

    def run(self, about_to_send: Callable[[Focus], None]) -> Delivery:
        """Do it. *Blocks* until the window has read the words, or is taken not to.

        Raises:
            DeliveryError: The X server is gone, or the clipboard cannot be had.
        """
        try:
            offered = self._send(self._offer(), about_to_send)
        except _CannotPasteError as problem:
            reason, focus = problem.args
            return self._copy(reason, focus)
        return self._prove(offered)

    # ── before the keys ─────────────────────────────────────────────────────────────────────────

    def _look(self) -> Focus:
        focus = self._session.look(self._settings.terminals).focus
        refusal = ""
        if self._settings.method == "clipboard":
            refusal = LEFT_BY_WISH
        elif focus.kind is FocusKind.NOTHING:
            refusal = NO_WINDOW
        elif focus.kind is FocusKind.OWN:
            refusal = OWN_WINDOW
        if refusal:
            raise _CannotPasteError(refusal, focus)
        return focus

    def _offer(self) -> _Offered:
        """Own the selections with the words, in place of what is known to have been there."""
        selections = self._session.selections
        for tries_left in reversed(range(_TRIES)):
            names = self._selections_for(self._look())
            taken = self._take(names)
            focus = self._look()
            if self._selections_for(focus) != names:
                continue  # the user went to a terminal, or came from one, meanwhile
            self._check_chord(focus)
            formats = text_formats(self._words(focus), secret=True)
            claim = functools.partial(selections.claim, formats, taken, self.receipt.heard)
            offer = self._session.call(claim)
            if offer is None and not tries_left:
                taken = dict.fromkeys(names, Taken(Snapshot(lost=RESTLESS), WHATEVER))
                seize = functools.partial(selections.claim, formats, taken, self.receipt.heard)
                offer = self._session.call(seize)
            if offer is not None:
                return _Offered(offer, focus, taken)
        raise taken_away()

    def _take(self, names: tuple[str, ...]) -> dict[str, Taken]:
        """Read what the selections hold, while the user lets go of the modifiers."""
        selections = self._session.selections
        taking = self._session.call(lambda: {n: selections.take(n, SNAPSHOT_S) for n in names})
        self._wait_for_modifiers()
        return {name: wait_for(future, SNAPSHOT_S + 1.0) for name, future in taking.items()}

    def _selections_for(self, focus: Focus) -> tuple[str, ...]:
        takes_primary = any(chord.primary for chord in x11_keys.chords_for(focus))
        return (CLIPBOARD, PRIMARY) if takes_primary else (CLIPBOARD,)

    def _words(self, focus: Focus) -> str:
        words = passable(self._text, terminal=focus.kind is FocusKind.TERMINAL)
        if not words:
            raise DeliveryError("There is nothing in the text that can be pasted.")
        return words

    def _wait_for_modifiers(self) -> None:
        """Give the user time to let go of Shift, Ctrl, Alt and Super.

        The core protocol has no event for keys of other windows, so the state is asked for.
        """
        ends_s = self._started_s + self._settings.modifiers_wait_ms / 1000
        pause = threading.Event()
        while self._session.keys(self._hotkey).held and self._clock() < ends_s:
            pause.wait(_MODIFIER_POLL_S)

    def _check_chord(self, focus: Focus) -> None:
        keys = self._session.keys(self._hotkey)
        if not keys.choose(focus):
            raise _CannotPasteError(KEY_HELD if keys.kept else NO_CHORD, focus)

    # ── the keys ────────────────────────────────────────────────────────────────────────────────

    def _send(self, offered: _Offered, about_to_send: Callable[[Focus], None]) -> _Offered:
        """Send the keys. Returns what was on offer at that moment.

        When another program has taken the clipboard since, its content is newer: that is what will
        have to come back, and the words are offered again.
        """
        try:
            about_to_send(offered.focus)
            reason = self._session.call(functools.partial(self._press, offered))
            for _ in range(_TRIES):
                if reason != TAKEN:
                    break
                told, offered = offered.focus, self._offer()
                reason = MOVED
                if offered.focus == told:
                    reason = self._session.call(functools.partial(self._press, offered))
            if reason:
                raise _CannotPasteError(reason, offered.focus)
        except BaseException:
            if self._session.alive:
                self._session.call(lambda: self._session.selections.restore(offered.offer))
            raise
        return offered

    def _press(self, offered: _Offered) -> str:
        """On the X thread, with nothing in between: the last look, and the keys."""
        connection = self._session.connection
        seen = look(connection, self._settings.terminals)
        if seen.focus != offered.focus:
            return MOVED
        keys = x11_keys.read_keys(connection, self._hotkey)
        codes = keys.choose(seen.focus)
        if not codes:
            return KEY_HELD if keys.kept else NO_CHORD
        connection.sync()
        if not self._session.selections.owns(offered.offer):
            return TAKEN
        self.receipt.arm(offered.offer, seen.target, self._settings.receipt_wait_ms / 1000)
        x11_keys.send(connection, codes, keys.free, self._on_inject)
        return ""

    # ── after the keys ──────────────────────────────────────────────────────────────────────────

    def _prove(self, offered: _Offered) -> Delivery:
        receipt = self.receipt
        receipt.landed.wait(self._settings.receipt_wait_ms / 1000)
        if not receipt.landed.is_set() and receipt.reading:
            receipt.landed.wait(_STALLED_S)
        if self._session.call(self._conclude):
            return Delivery(
                Landing.PASTED,
                offered.focus,
                reason=NOT_RESTORED.format(offered.lost) if offered.lost else "",
                restored=not offered.lost,
                took_s=self._clock() - self._started_s,
            )
        owned = self._session.call(lambda: self._session.selections.owns(offered.offer))
        reason = READ_BY_OTHERS if receipt.read_by_others else NOT_READ
        if not owned:
            reason = TAKEN
        return Delivery(
            Landing.UNPROVEN,
            offered.focus,
            reason=reason,
            restored=False,
            took_s=self._clock() - self._started_s,
        )

    def _conclude(self) -> bool:
        """On the X thread: whether it landed; if not, the words stay."""
        if self.receipt.landed.is_set():
            return True
        self.receipt.leave()
        return False

    def _copy(self, reason: str, focus: Focus) -> Delivery:
        formats = text_formats(self._words(focus), secret=False)
        if not self._session.call(lambda: self._session.selections.keep(formats)):
            raise taken_away()
        took_s = self._clock() - self._started_s
        return Delivery(Landing.COPIED, focus, reason=reason, restored=False, took_s=took_s)
