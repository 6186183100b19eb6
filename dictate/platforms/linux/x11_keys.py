"""The keys that paste: which chord, on which keycodes of the present keyboard, and sending them.

Runs on the X thread. Keycodes are looked up in the server's map at each paste, for layouts change
while a program runs. XTest events carry no mark of being synthetic, so the hotkey source is told of
them right before they are sent.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from dictate.core.dictation import Focus, FocusKind
from dictate.platforms.linux.x11_thread import X11Thread

OnInject = Callable[[list[tuple[int, bool]]], None]
"""Hears of the keys about to be sent: keycode, and whether it goes down. Must return at once."""

SHIFT, LOCK, CONTROL = 0, 1, 2
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
    Chord("Ctrl+V", (CONTROL,), _V),
    Chord("Shift+Insert", (SHIFT,), _INSERT),
    Chord("Paste key", (), _XF86_PASTE),
)

# In a terminal Ctrl+V is a control character. With Shift+Insert xterm, rxvt and others take
# PRIMARY, some take CLIPBOARD: both are offered.
_TERMINAL = (
    Chord("Shift+Insert", (SHIFT,), _INSERT, primary=True),
    Chord("Ctrl+Shift+V", (CONTROL, SHIFT), _V, primary=True),
)

# Programs in which Ctrl+V means something else. The command-line editors live in terminals.
_OWN_WAYS: Mapping[str, tuple[Chord, ...]] = {
    "emacs": (Chord("Shift+Insert", (SHIFT,), _INSERT, primary=True),),
    "gvim": (Chord("Shift+Insert", (SHIFT,), _INSERT, primary=True),),
}


def chords_for(focus: Focus) -> tuple[Chord, ...]:
    """The chords that paste in a window, best first."""
    if focus.kind is FocusKind.TERMINAL:
        return _TERMINAL
    return _OWN_WAYS.get(focus.application, _WINDOW)


@dataclass(frozen=True, slots=True)
class Keymap:
    """The keyboard as the server has it now.

    Attributes:
        codes: Keysym to the keycode that gives it without Shift.
        modifiers: The keycodes of each of the eight modifiers.
    """

    codes: Mapping[int, int]
    modifiers: tuple[tuple[int, ...], ...]

    def keycodes(self, chord: Chord, kept_down: Collection[int] = ()) -> tuple[int, ...]:
        """The keycodes of a chord, modifiers first; empty where this keyboard lacks one.

        A modifier that a key in `kept_down` holds already is left out: pressing and releasing that
        key would let go of it.
        """
        rows = [self.modifiers[row] for row in chord.modifiers]
        key = self.codes.get(chord.keysym, 0)
        if not key or not all(rows):
            return ()
        return (*(row[0] for row in rows if not set(row) & set(kept_down)), key)

    def rows_of(self, keycodes: Collection[int]) -> set[int]:
        """The modifiers that these keys hold, without locks, which change no chord."""
        return {
            row
            for row, members in enumerate(self.modifiers)
            if row != LOCK and any(code in keycodes for code in members)
        }


def read_keymap(connection: X11Thread) -> Keymap:
    """Ask the server for its present keyboard."""
    display = connection.display
    first: int = display.display.info.min_keycode
    rows = display.get_keyboard_mapping(first, display.display.info.max_keycode - first + 1)
    wanted = (_V, _INSERT, _XF86_PASTE)
    codes: dict[int, int] = {}
    # Columns 0 and 2 are the unshifted keysyms of the first and the second layout (X protocol,
    # Keyboards); toolkits look for shortcuts in the other layouts when the present one has none.
    for column in (0, 2):
        for code, keysyms in enumerate(rows, start=first):
            if len(keysyms) > column and keysyms[column] in wanted:
                codes.setdefault(keysyms[column], code)
    modifiers = tuple(
        tuple(code for code in members if code) for members in display.get_modifier_mapping()
    )
    return Keymap(codes, modifiers)


def held_modifiers(connection: X11Thread, keymap: Keymap) -> set[int]:
    """Keycodes of the modifiers that are down now."""
    bits = connection.display.query_keymap()
    members = {code for row in keymap.modifiers for code in row}
    return {code for code in members if bits[code // 8] >> code % 8 & 1}


def choose(
    focus: Focus, keymap: Keymap, kept_down: Collection[int]
) -> tuple[Chord, tuple[int, ...]] | None:
    """The best chord that this keyboard can do now.

    Args:
        focus: Where it goes.
        keymap: The keyboard.
        kept_down: Modifiers that stay down: only a chord that wants them can work.

    Returns:
        The chord and its keycodes, or None.
    """
    kept = keymap.rows_of(kept_down)
    for chord in chords_for(focus):
        codes = keymap.keycodes(chord, kept_down)
        if codes and kept <= set(chord.modifiers):
            return chord, codes
    return None


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
    from Xlib import X

    strokes = [(code, False) for code in sorted(release)]
    strokes += [(code, True) for code in codes] + [(code, False) for code in reversed(codes)]
    on_inject(list(strokes))
    for code, down in strokes:
        kind: Any = X.KeyPress if down else X.KeyRelease
        connection.display.xtest_fake_input(kind, code)
    connection.display.sync()
