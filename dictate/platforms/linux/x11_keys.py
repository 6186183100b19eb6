"""The keys that paste: which chord, on which keycodes of the present keyboard, and sending them.

Runs on the X thread. Keycodes are looked up in the server's map at each paste, for layouts change
while a program runs. XTest events carry no mark of being synthetic, so the hotkey source is told of
them right before they are sent.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from dictate.core.dictation import Focus, FocusKind
from dictate.errors import DictateError
from dictate.platforms.linux.x11_keymap import Keymap, resolve
from dictate.platforms.linux.x11_thread import X11Thread
from dictate.settings.hotkey import parse

OnInject = Callable[[list[tuple[int, bool]]], None]
"""Hears of the keys about to be sent: keycode, and whether it goes down. Must return at once."""

_SHIFT, _LOCK, _CONTROL = 0, 1, 2
"""Rows of the modifier mapping (X protocol, SetModifierMapping)."""

_V, _INSERT, _XF86_PASTE = 0x76, 0xFF63, 0x1008FF6D
"""Keysyms: `v`, `Insert`, and the Paste key of multimedia keyboards, on most maps if not boards."""


@dataclass(frozen=True, slots=True)
class Chord:
    """One way to paste by keys.

    Attributes:
        name: As a user would say it.
        modifiers: Rows of the modifier mapping to be held.
        keysym: The key.
        primary: Whether programs may paste the primary selection with it.
    """

    name: str
    modifiers: tuple[int, ...]
    keysym: int
    primary: bool = False


# Best first. Ctrl+V leaves PRIMARY alone, and must: a GTK entry drops its selection when another
# program takes PRIMARY, so words spoken over selected text would be inserted beside it.
# Shift+Insert is on every layout; Qt, GTK and browsers take CLIPBOARD with it.
_WINDOW = (
    Chord("Ctrl+V", (_CONTROL,), _V),
    Chord("Shift+Insert", (_SHIFT,), _INSERT),
    Chord("Paste key", (), _XF86_PASTE),
)

# In a terminal Ctrl+V is a control character. With Shift+Insert xterm, rxvt and others take
# PRIMARY, some take CLIPBOARD: both are offered.
_TERMINAL = (
    Chord("Shift+Insert", (_SHIFT,), _INSERT, primary=True),
    Chord("Ctrl+Shift+V", (_CONTROL, _SHIFT), _V, primary=True),
)

# Programs in which Ctrl+V means something else. The command-line editors live in terminals.
_OWN_WAYS: Mapping[str, tuple[Chord, ...]] = {
    "emacs": (Chord("Shift+Insert", (_SHIFT,), _INSERT, primary=True),),
    "gvim": (Chord("Shift+Insert", (_SHIFT,), _INSERT, primary=True),),
}


def chords_for(focus: Focus) -> tuple[Chord, ...]:
    """The chords that paste in a window, best first."""
    if focus.kind is FocusKind.TERMINAL:
        return _TERMINAL
    return _OWN_WAYS.get(focus.application, _WINDOW)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keyboard at one moment.

    Attributes:
        keymap: What the keys mean.
        kept: Modifiers that are down because the whole hotkey is: never released for the user.
        free: The other modifiers that are down.
    """

    keymap: Keymap
    kept: frozenset[int] = frozenset()
    free: frozenset[int] = frozenset()

    @property
    def held(self) -> bool:
        """Whether any modifier is down."""
        return bool(self.kept or self.free)

    def choose(self, focus: Focus) -> tuple[int, ...]:
        """The key codes of the best chord for a window, modifiers first; empty when none can work.

        A modifier that the hotkey holds already is not in it: pressing and releasing it would let
        go of it. A chord that does not want it cannot work.
        """
        kept_rows = {row for row in self._rows(self.kept) if row != _LOCK}
        for chord in chords_for(focus):
            members = [self.keymap.modifiers[row] for row in chord.modifiers]
            codes = self.keymap.codes([chord.keysym])
            if codes and all(members) and kept_rows <= set(chord.modifiers):
                return (*(min(row) for row in members if not row & self.kept), min(codes))
        return ()

    def _rows(self, codes: frozenset[int]) -> set[int]:
        return {row for row, members in enumerate(self.keymap.modifiers) if members & codes}


def read_keys(connection: X11Thread, hotkey: str) -> Keys:
    """Ask the server what its keys mean and which modifiers are down.

    Args:
        connection: On whose thread this runs.
        hotkey: As the settings name it.
    """
    display = connection.display
    first: int = display.display.info.min_keycode
    rows = display.get_keyboard_mapping(first, display.display.info.max_keycode - first + 1)
    modifiers = display.get_modifier_mapping()
    keymap = Keymap(
        {first + n: tuple(row) for n, row in enumerate(rows)},
        tuple(frozenset(code for code in row if code) for row in modifiers),
    )
    bits = display.query_keymap()
    down = frozenset(code for code in keymap.symbols if bits[code // 8] >> code % 8 & 1)
    return sort_keys(keymap, down, hotkey)


def sort_keys(keymap: Keymap, down: frozenset[int], hotkey: str) -> Keys:
    """Tell the hotkey's modifiers from the others among the keys that are down."""
    held = down & frozenset[int]().union(*keymap.modifiers)
    kept = frozenset[int]()
    with contextlib.suppress(DictateError):
        binding = resolve(parse(hotkey), keymap).binding
        if binding.is_down(down):
            kept = held & frozenset[int]().union(*binding.parts)
    return Keys(keymap, kept, held - kept)


def send(
    connection: X11Thread,
    codes: tuple[int, ...],
    release: Collection[int],
    on_inject: OnInject,
) -> None:
    """Release the modifiers in `release`, then press and release the chord.

    Released modifiers are not pressed again: the user lets go of them soon, and the server would
    then have missed that (this is how other programs leave Ctrl stuck).
    """
    strokes = [(code, False) for code in sorted(release)]
    strokes += [(code, True) for code in codes] + [(code, False) for code in reversed(codes)]
    strike(connection, strokes, on_inject)


def strike(connection: X11Thread, strokes: list[tuple[int, bool]], on_inject: OnInject) -> None:
    """Send key strokes: key code, and whether it goes down."""
    from Xlib import X

    on_inject(list(strokes))
    for code, down in strokes:
        kind: Any = X.KeyPress if down else X.KeyRelease
        connection.display.xtest_fake_input(kind, code)
    connection.display.sync()
