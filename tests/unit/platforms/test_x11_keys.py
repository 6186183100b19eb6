"""Which chord pastes, on which keys."""

from __future__ import annotations

import pytest

from dictate.core.dictation import Focus, FocusKind
from dictate.platforms.linux.x11_keymap import Keymap
from dictate.platforms.linux.x11_keys import Keys, sort_keys

V, INSERT, PASTE = 0x76, 0xFF63, 0x1008FF6D
CYRILLIC_EM = 0x6CD
ROWS = ((50, 62), (66,), (37, 105), (64, 205), (77,), (), (133, 134), (92, 203))
MODIFIERS = {37: 0xFFE3, 105: 0xFFE4, 50: 0xFFE1, 62: 0xFFE2, 64: 0xFFE9, 108: 0xFFEA, 66: 0xFFE5}

WINDOW, TERMINAL = Focus(FocusKind.WINDOW), Focus(FocusKind.TERMINAL)


def keymap(**keys: tuple[int, ...]) -> Keymap:
    """A keyboard of modifiers and these keys: `k55=(V,)`."""
    symbols: dict[int, tuple[int, ...]] = {code: (sym,) for code, sym in MODIFIERS.items()}
    symbols |= {int(name[1:]): keysyms for name, keysyms in keys.items()}
    return Keymap(symbols, tuple(frozenset(row) for row in ROWS))


LATIN = keymap(k55=(V, 0x56), k118=(INSERT,), k143=(PASTE,))
RUSSIAN = keymap(k55=(CYRILLIC_EM, 0x6ED), k118=(INSERT,), k143=(PASTE,))
BOTH = keymap(k55=(CYRILLIC_EM, 0x6ED, V, 0x56), k118=(INSERT,))


@pytest.mark.parametrize(
    ("keyboard", "focus", "codes"),
    [
        (LATIN, WINDOW, (37, 55)),
        (LATIN, TERMINAL, (50, 118)),
        (LATIN, Focus(FocusKind.WINDOW, application="emacs"), (50, 118)),
        (RUSSIAN, WINDOW, (50, 118)),
        (RUSSIAN, TERMINAL, (50, 118)),
        (BOTH, WINDOW, (37, 55)),
        (keymap(k60=(V,)), TERMINAL, (37, 50, 60)),
        (keymap(k143=(PASTE,)), WINDOW, (143,)),
        (keymap(k143=(PASTE,)), TERMINAL, ()),
        (keymap(), WINDOW, ()),
        (keymap(k55=(0x30, V)), WINDOW, ()),
    ],
)
def test_the_best_chord_that_the_keyboard_has(
    keyboard: Keymap, focus: Focus, codes: tuple[int, ...]
) -> None:
    assert Keys(keyboard).choose(focus) == codes


def test_a_keyboard_without_ctrl_has_no_chord_with_it() -> None:
    rows = tuple(frozenset[int]() if row == (37, 105) else frozenset(row) for row in ROWS)
    assert Keys(Keymap(LATIN.symbols, rows)).choose(WINDOW) == (50, 118)


@pytest.mark.parametrize(
    ("kept", "focus", "codes"),
    [
        ({105}, WINDOW, (55,)),
        ({37}, WINDOW, (55,)),
        ({62}, WINDOW, (118,)),
        ({62}, TERMINAL, (118,)),
        ({105}, TERMINAL, (50, 55)),
        ({64}, WINDOW, ()),
        ({105, 64}, WINDOW, ()),
        ({66}, WINDOW, (37, 55)),
    ],
)
def test_a_held_hotkey_is_used_or_spoils_the_chord(
    kept: set[int], focus: Focus, codes: tuple[int, ...]
) -> None:
    assert Keys(LATIN, kept=frozenset(kept)).choose(focus) == codes


@pytest.mark.parametrize(
    ("hotkey", "down", "kept", "free"),
    [
        ("ctrl_r", {105}, {105}, set()),
        ("ctrl_r", {37}, set(), {37}),
        ("ctrl_r", {105, 62}, {105}, {62}),
        ("f9", {105, 38}, set(), {105}),
        ("ctrl+shift+v", {37, 50}, set(), {37, 50}),
        ("ctrl+alt+insert", {37, 64}, set(), {37, 64}),
        ("ctrl+alt+insert", {37, 64, 118}, {37, 64}, set()),
        ("no such key", {105}, set(), {105}),
    ],
)
def test_only_a_hotkey_that_is_down_as_a_whole_is_kept(
    hotkey: str, down: set[int], kept: set[int], free: set[int]
) -> None:
    keys = sort_keys(LATIN, frozenset(down), hotkey)
    assert (set(keys.kept), set(keys.free)) == (kept, free)
    assert keys.held == bool(kept or free)
