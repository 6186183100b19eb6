"""Selects the text right before the caret; the primary selection proves that it is that text.

X11 has no way to ask a window what stands in it. But a program that selects text owns PRIMARY with
it (ICCCM 2.6.1), so what Shift+Left has selected can be read and compared. When it is another text,
Right puts the caret back to where the selection ended, which is where it was.

Terminals select by mouse only, and some programs do not offer PRIMARY: there nothing is proven.
"""

from __future__ import annotations

import functools
import threading
import unicodedata
from dataclasses import dataclass
from typing import Any

from dictate.core.dictation import FocusKind
from dictate.core.ports import Clock
from dictate.platforms.linux import x11_keys
from dictate.platforms.linux.x11_focus import client_of, look
from dictate.platforms.linux.x11_formats import Snapshot
from dictate.platforms.linux.x11_keys import OnInject
from dictate.platforms.linux.x11_selections import PRIMARY
from dictate.platforms.linux.x11_session import X11Session, wait_for
from dictate.settings.schema import Settings

LONGEST = 600
"""Steps of the caret. More key strokes than this would be seen running."""

PROOF_S = 2.0
"""How long the window has to select and to say what it has selected."""

READ_S = 0.5
_LOOK_S = 0.01

_SHIFT = 0
"""Row of the modifier mapping (X protocol, SetModifierMapping)."""
_LEFT, _RIGHT = 0xFF51, 0xFF53
"""Keysyms of the arrows."""
_TEXT = ("UTF8_STRING", "text/plain;charset=utf-8", "STRING", "text/plain")
_JOINER = "\u200d"


def steps_over(text: str) -> int:
    """How often Left has to be pressed to pass over the text: once for each visible character."""
    steps = 0
    joined = False
    for sign in text:
        ties = unicodedata.category(sign) in ("Mn", "Mc", "Me", "Sk") or sign == _JOINER
        steps += not (ties or joined)
        joined = sign == _JOINER
    return steps


@dataclass(frozen=True, slots=True)
class _Before:
    """What was so before the keys: the window that has the keyboard, and PRIMARY's owner."""

    window: str
    clients: frozenset[int]


class SelectBack:
    """One attempt. `run` *blocks*, at most some `PROOF_S`.

    Args:
        session: A living one.
        settings: Of now: the hotkey's name, and what counts as a terminal.
        on_inject: Told of every key right before it is sent.
        clock: Seconds that never jump.
    """

    def __init__(
        self, session: X11Session, settings: Settings, *, on_inject: OnInject, clock: Clock
    ) -> None:
        self._session = session
        self._terminals = settings.delivery.terminals
        self._patience_s = settings.delivery.modifiers_wait_ms / 1000
        self._hotkey = settings.hotkey.key
        self._on_inject = on_inject
        self._clock = clock

    def run(self, text: str) -> bool:
        """Whether exactly `text` is selected now; if not, the caret is where it was.

        Raises:
            DeliveryError: The X server is gone.
        """
        steps = steps_over(text)
        if not 0 < steps <= LONGEST:
            return False
        self._wait_for_modifiers()
        before = self._session.call(functools.partial(self._select, steps))
        if before is None:
            return False
        ends_s = self._clock() + PROOF_S
        pause = threading.Event()
        while self._clock() < ends_s:
            if self._selected(before) == text:
                return True
            pause.wait(_LOOK_S)
        self._session.call(functools.partial(self._put_back, before))
        return False

    def _wait_for_modifiers(self) -> None:
        """The keys that asked for this may still be down."""
        ends_s = self._clock() + self._patience_s
        pause = threading.Event()
        while self._session.keys(self._hotkey).held and self._clock() < ends_s:
            pause.wait(_LOOK_S)

    # ── on the X thread ──────────────────────────────────────────────────────────────────────────

    def _select(self, steps: int) -> _Before | None:
        connection = self._session.connection
        seen = look(connection, self._terminals)
        keys = x11_keys.read_keys(connection, self._hotkey)
        left = keys.keymap.codes([_LEFT])
        shift = keys.keymap.modifiers[_SHIFT]
        if seen.focus.kind is not FocusKind.WINDOW or keys.held or not (left and shift):
            return None
        code = min(left)
        strokes = [(min(shift), True)]
        strokes += [(code, True), (code, False)] * steps
        strokes += [(min(shift), False)]
        x11_keys.strike(connection, strokes, self._on_inject)
        return _Before(seen.focus.window, seen.target.clients)

    def _put_back(self, before: _Before) -> None:
        connection = self._session.connection
        right = x11_keys.read_keys(connection, self._hotkey).keymap.codes([_RIGHT])
        # Without a selection Right would move the caret on.
        still_there = look(connection, self._terminals).focus.window == before.window
        if right and still_there and self._owner() in before.clients:
            code = min(right)
            x11_keys.strike(connection, [(code, True), (code, False)], self._on_inject)

    def _owner(self) -> int:
        """The client that owns PRIMARY; 0 for none."""
        connection = self._session.connection
        atom = connection.display.get_atom(PRIMARY)
        owner: Any = connection.display.get_selection_owner(atom)
        return client_of(connection, owner.id) if owner else 0

    # ── the proof ────────────────────────────────────────────────────────────────────────────────

    def _selected(self, before: _Before) -> str | None:
        """What the window has selected; None where that cannot be said."""
        if self._session.call(self._owner) not in before.clients:
            return None
        taking = self._session.call(lambda: self._session.selections.take(PRIMARY, READ_S))
        return _text_in(wait_for(taking, READ_S + 1.0).snapshot)


def _text_in(snapshot: Snapshot) -> str | None:
    for target in _TEXT:
        for found in snapshot.formats:
            if found.target == target:
                encoding = "latin-1" if found.type == "STRING" else "utf-8"
                return found.data.decode(encoding, "replace").replace("\u2029", "\n")
    return None
