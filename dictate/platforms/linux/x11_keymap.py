"""From the name of a hotkey to key codes and grabs, for the keyboard map that an X server has now.

Pure: the map comes in as a value. A grab is a key code with an exact set of modifiers, so that the
lock keys, which must not matter, have to be grabbed in every combination.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

from dictate.errors import PlatformError
from dictate.platforms.keys import Binding
from dictate.settings.hotkey import TITLES, Hotkey

Grab = tuple[int, int]
"""A key code and the modifier mask with which it is pressed."""

_LOCK_ROW = 1  # Shift, Lock, Control, Mod1 … Mod5: the order of X.ShiftMask … X.Mod5Mask
_NUM_LOCK, _SCROLL_LOCK, _ESCAPE = 0xFF7F, 0xFF14, 0xFF1B
_KEYPAD = (0xFF9E, 0xFF9C, 0xFF99, 0xFF9B, 0xFF96, 0xFF9D, 0xFF98, 0xFF95, 0xFF97, 0xFF9A)

# Keysyms as X11/keysymdef.h and XF86keysym.h have them, the best first.
_KEYSYMS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "ctrl_l": (0xFFE3,), "ctrl_r": (0xFFE4,), "shift_l": (0xFFE1,), "shift_r": (0xFFE2,),
        "super_l": (0xFFEB,), "super_r": (0xFFEC,), "alt_l": (0xFFE9,),
        # Where the right Alt is AltGr it is ISO_Level3_Shift, on old layouts Mode_switch.
        "alt_r": (0xFFEA, 0xFE03, 0xFF7E), "alt_gr": (0xFE03, 0xFF7E),
        "backspace": (0xFF08,), "tab": (0xFF09,), "enter": (0xFF0D,), "pause": (0xFF13,),
        "scroll_lock": (_SCROLL_LOCK,), "esc": (_ESCAPE,), "delete": (0xFFFF,), "home": (0xFF50,),
        "left": (0xFF51,), "up": (0xFF52,), "right": (0xFF53,), "down": (0xFF54,),
        "page_up": (0xFF55,), "page_down": (0xFF56,), "end": (0xFF57,), "print_screen": (0xFF61,),
        "insert": (0xFF63,), "menu": (0xFF67,), "num_lock": (_NUM_LOCK,), "caps_lock": (0xFFE5,),
        "space": (0x20,), "apostrophe": (0x27,), "comma": (0x2C,), "minus": (0x2D,),
        "period": (0x2E,), "slash": (0x2F,), "semicolon": (0x3B,), "less": (0x3C,),
        "equal": (0x3D,), "bracket_left": (0x5B,), "backslash": (0x5C,), "bracket_right": (0x5D,),
        "grave": (0x60,),
        "kp_enter": (0xFF8D,), "kp_multiply": (0xFFAA,), "kp_add": (0xFFAB,),
        "kp_subtract": (0xFFAD,), "kp_decimal": (0xFFAE, 0xFF9F, 0xFFAC), "kp_divide": (0xFFAF,),
        **{f"kp_{n}": (0xFFB0 + n, _KEYPAD[n]) for n in range(10)},
        **{f"f{n}": (0xFFBD + n,) for n in range(1, 25)},
        **{c: (ord(c),) for c in "abcdefghijklmnopqrstuvwxyz0123456789"},
        "volume_down": (0x1008FF11,), "volume_mute": (0x1008FF12,), "volume_up": (0x1008FF13,),
        "media_play_pause": (0x1008FF14, 0x1008FF31), "media_stop": (0x1008FF15,),
        "media_previous": (0x1008FF16,), "media_next": (0x1008FF17,), "mic_mute": (0x1008FFB2,),
    }
)  # fmt: skip

# Where a US keyboard has the letters: a layout without Latin letters has the keys all the same.
_LETTER_ROWS = ((24, "qwertyuiop"), (38, "asdfghjkl"), (52, "zxcvbnm"))
_LETTERS = {c: first + n for first, row in _LETTER_ROWS for n, c in enumerate(row)}


@dataclass(frozen=True, slots=True)
class Keymap:
    """What the keys of an X server mean now.

    Attributes:
        symbols: For each key code its keysyms, as GetKeyboardMapping orders them.
        modifiers: The key codes of Shift, Lock, Control, Mod1 … Mod5.
    """

    symbols: Mapping[int, tuple[int, ...]]
    modifiers: tuple[frozenset[int], ...]

    def codes(self, keysyms: Iterable[int]) -> frozenset[int]:
        """The keys that give the first of the keysyms that any key gives without Shift."""
        for keysym in keysyms:
            for level in (0, 2):  # unshifted, in the first and in the second layout
                codes = frozenset(
                    code
                    for code, symbols in self.symbols.items()
                    if symbols[level : level + 1] == (keysym,)
                )
                if codes:
                    return codes
        return frozenset()

    def mask(self, codes: frozenset[int]) -> int:
        """The modifier that these keys give, as a mask; 0 for none."""
        return next((1 << n for n, row in enumerate(self.modifiers) if row & codes), 0)

    @property
    def locks(self) -> int:
        """The mask of Caps Lock, Num Lock and Scroll Lock."""
        num, scroll = (self.mask(self.codes([key])) for key in (_NUM_LOCK, _SCROLL_LOCK))
        return (1 << _LOCK_ROW) | num | scroll


@dataclass(frozen=True, slots=True)
class X11Hotkey:
    """A hotkey on one keyboard map.

    Attributes:
        binding: What the machine in `keys.py` needs.
        mask: The modifiers of the hotkey.
        locks: The modifiers that do not matter.
        grabs: What keeps the hotkey from the windows; nothing for modifiers alone.
        escape_grabs: What keeps Esc from them, with the hotkey held or not.
    """

    binding: Binding
    mask: int
    locks: int
    grabs: frozenset[Grab]
    escape_grabs: frozenset[Grab]

    def is_exact(self, state: int) -> bool:
        """Whether an event's modifier state is that of the hotkey and no more, locks aside."""
        return state & 0xFF & ~self.locks == self.mask & ~self.locks


def resolve(hotkey: Hotkey | None, keymap: Keymap) -> X11Hotkey:
    """The hotkey on this keyboard; for None one that is never pressed.

    Raises:
        PlatformError: The keyboard has no such key.
    """
    modifier_only = hotkey is not None and hotkey.modifier_only
    parts = tuple(_codes_of(part, keymap) for part in hotkey.parts) if hotkey else (frozenset(),)
    held = parts if modifier_only else parts[:-1]
    mask = 0
    for part in held:
        mask |= keymap.mask(part)
    locks = keymap.locks
    lock_codes = frozenset[int]().union(*(_row(keymap, n) for n in range(8) if locks & 1 << n))
    escape = keymap.codes([_ESCAPE])
    return X11Hotkey(
        binding=Binding(
            parts,
            modifier_only,
            modifiers=frozenset[int]().union(*keymap.modifiers) - lock_codes,
            escape=escape,
        ),
        mask=mask,
        locks=locks,
        grabs=frozenset() if modifier_only else _grabs(parts[-1], mask, locks),
        escape_grabs=_grabs(escape, 0, locks) | _grabs(escape, mask, locks),
    )


def _codes_of(name: str, keymap: Keymap) -> frozenset[int]:
    if name.startswith("<"):
        codes = keymap.codes([int(name[1:-1])])
    elif name in _KEYSYMS:
        codes = keymap.codes(_KEYSYMS[name])
    else:  # a modifier without a side
        codes = keymap.codes(_KEYSYMS[f"{name}_l"]) | keymap.codes(_KEYSYMS[f"{name}_r"][:1])
    if not codes and _LETTERS.get(name) in keymap.symbols:
        codes = frozenset({_LETTERS[name]})
    if not codes:
        raise PlatformError(
            f"There is no key {TITLES.get(name, name)} on this keyboard.",
            hint="Choose another hotkey in the settings.",
        )
    return codes


def _row(keymap: Keymap, number: int) -> frozenset[int]:
    return keymap.modifiers[number] if number < len(keymap.modifiers) else frozenset()


def _grabs(codes: frozenset[int], mask: int, locks: int) -> frozenset[Grab]:
    bits = [1 << n for n in range(8) if locks & 1 << n]
    lock_masks = [sum(some) for count in range(len(bits) + 1) for some in combinations(bits, count)]
    return frozenset((code, mask | lock_mask) for code in codes for lock_mask in lock_masks)
