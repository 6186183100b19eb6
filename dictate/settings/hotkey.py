"""What the name of a hotkey means: `ctrl_r`, `f9`, `ctrl+alt+space`.

Pure and for every operating system: a hotkey is one or more *parts*, each the name of a key. The
platforms turn names into the key codes of the keyboard at hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from dictate.errors import SettingsError

_SIDELESS = ("ctrl", "alt", "shift", "super", "alt_gr")
MODIFIERS: tuple[str, ...] = (*_SIDELESS, *(f"{m}_{s}" for m in _SIDELESS[:4] for s in "lr"))
"""Names of modifier keys. Without a side either key of the pair will do."""

_MODIFIER_TITLES = {
    "ctrl": "Ctrl", "alt": "Alt", "shift": "Shift", "super": "Super", "alt_gr": "AltGr",
}  # fmt: skip
_NAMED = {
    "backspace": "Backspace", "caps_lock": "Caps Lock", "delete": "Delete", "down": "Down",
    "end": "End", "enter": "Enter", "esc": "Esc", "home": "Home", "insert": "Insert",
    "left": "Left", "menu": "Menu", "num_lock": "Num Lock", "page_down": "Page Down",
    "page_up": "Page Up", "pause": "Pause", "print_screen": "Print Screen", "right": "Right",
    "scroll_lock": "Scroll Lock", "space": "Space", "tab": "Tab", "up": "Up",
    "apostrophe": "'", "backslash": "\\", "bracket_left": "[", "bracket_right": "]", "comma": ",",
    "equal": "=", "grave": "`", "less": "<", "minus": "-", "period": ".", "semicolon": ";",
    "slash": "/",
    "media_next": "Next Track", "media_play_pause": "Play/Pause",
    "media_previous": "Previous Track", "media_stop": "Stop", "mic_mute": "Microphone Mute",
    "volume_down": "Volume Down", "volume_mute": "Mute", "volume_up": "Volume Up",
    "kp_add": "Keypad +", "kp_decimal": "Keypad .", "kp_divide": "Keypad /",
    "kp_enter": "Keypad Enter", "kp_multiply": "Keypad *", "kp_subtract": "Keypad -",
}  # fmt: skip
TITLES = MappingProxyType(
    {
        **_MODIFIER_TITLES,
        **{f"{m}_l": f"Left {_MODIFIER_TITLES[m]}" for m in _SIDELESS[:4]},
        **{f"{m}_r": f"Right {_MODIFIER_TITLES[m]}" for m in _SIDELESS[:4]},
        **_NAMED,
        **{f"f{n}": f"F{n}" for n in range(1, 25)},
        **{f"kp_{n}": f"Keypad {n}" for n in range(10)},
        **{c: c.upper() for c in "abcdefghijklmnopqrstuvwxyz0123456789"},
    }
)
"""Every key that has a name, and how it is written on a keyboard."""

_ALIASES = {
    "control": "ctrl", "option": "alt", "altgr": "alt_gr", "escape": "esc", "return": "enter",
    "win": "super", "windows": "super", "meta": "super", "cmd": "super", "command": "super",
    "del": "delete", "ins": "insert", "pgup": "page_up", "pgdn": "page_down", "break": "pause",
    "print": "print_screen", "spacebar": "space", "capslock": "caps_lock",
    "scrolllock": "scroll_lock", "numlock": "num_lock",
    "'": "apostrophe", "\\": "backslash", "[": "bracket_left", "]": "bracket_right", ",": "comma",
    "=": "equal", "`": "grave", "<": "less", "-": "minus", ".": "period", ";": "semicolon",
    "/": "slash",
}  # fmt: skip
_SIDES = {"left": "l", "right": "r", "l": "l", "r": "r"}

_TAKEN = MappingProxyType(
    {
        ("shift", "insert"): "pastes",
        ("ctrl", "v"): "pastes",
        ("ctrl", "shift", "v"): "pastes",
        ("super", "v"): "pastes",
    }
)
"""Keys that Dictate presses itself; as a hotkey they would run in a circle."""

_EXAMPLES = "Use for example ctrl_r, f9 or ctrl+alt+space."


@dataclass(frozen=True, slots=True)
class Hotkey:
    """A key, a modifier alone, or a chord.

    Attributes:
        parts: Names of keys, all down while the hotkey is held. In a chord that ends in an ordinary
            key the modifiers come first and have no side; it begins when its last key goes down.
    """

    parts: tuple[str, ...]

    @property
    def key(self) -> str:
        """The last part: what goes down last."""
        return self.parts[-1]

    @property
    def modifiers(self) -> tuple[str, ...]:
        """All parts before the last."""
        return self.parts[:-1]

    @property
    def modifier_only(self) -> bool:
        """Whether no ordinary key is in it: then the windows see it too, for their shortcuts."""
        return all(part in MODIFIERS for part in self.parts)

    @property
    def name(self) -> str:
        """As the settings have it; `parse` gives back an equal hotkey."""
        return "+".join(self.parts)

    @property
    def title(self) -> str:
        """As a keyboard has it: `Right Ctrl`, `Ctrl+Alt+Space`."""
        return "+".join(TITLES.get(part, f"key {part.strip('<>')}") for part in self.parts)


def parse(text: str) -> Hotkey:
    """Read the name of a hotkey.

    Letter case and spaces around `+` do not matter; `Right Ctrl`, `right-ctrl` and `ctrl_r` are the
    same. `<65027>` is the key with that number: a keysym on X11, a virtual key elsewhere.

    Raises:
        SettingsError: No such key, or it cannot be a hotkey; the hint says what can.
    """
    parts = [_part(piece, text) for piece in text.split("+")]
    ordinary = [part for part in parts if part not in MODIFIERS]
    if len(ordinary) > 1:
        raise SettingsError(
            f"A hotkey has one ordinary key, {text!r} has {len(ordinary)}.", hint=_EXAMPLES
        )
    modifiers = [part for part in parts if part in MODIFIERS]
    if ordinary:
        modifiers = [_sideless(part) for part in modifiers]
    modifiers.sort(key=MODIFIERS.index)
    hotkey = Hotkey((*modifiers, *ordinary))
    if len(set(hotkey.parts)) != len(hotkey.parts):
        raise SettingsError(f"The hotkey {text!r} names a key twice.", hint=_EXAMPLES)
    if use := "sets a take aside" if "esc" in hotkey.parts else _TAKEN.get(hotkey.parts):
        raise SettingsError(
            f"{hotkey.title} cannot be the hotkey: Dictate {use} with it.", hint=_EXAMPLES
        )
    return hotkey


def parse_or_none(text: str) -> Hotkey | None:
    """As `parse`, but empty text is no key.

    Raises:
        SettingsError: It names no key.
    """
    return parse(text) if text.strip() else None


def _sideless(modifier: str) -> str:
    # The X server and Windows report for a chord that Ctrl is held, not which one.
    return modifier if modifier in _SIDELESS else modifier[:-2]


def _part(piece: str, whole: str) -> str:
    words = piece.strip().lower().replace("-", " ").replace("_", " ").split()
    name = "_".join(words) or piece.strip()
    name = _ALIASES.get(name, name)
    if len(words) == 2 and words[0] in _SIDES:
        words.reverse()
    if len(words) == 2 and words[1] in _SIDES:
        sided = f"{_ALIASES.get(words[0], words[0])}_{_SIDES[words[1]]}"
        name = sided if sided in MODIFIERS else name
    if name in TITLES or (name[:1] + name[-1:] == "<>" and name[1:-1].isdecimal()):
        return name
    raise SettingsError(
        f"There is no key named {piece.strip()!r} (hotkey {whole!r}).", hint=_hint(name)
    )


def _hint(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, TITLES, n=1, cutoff=0.7)
    return f"Did you mean {near[0]}?" if near else _EXAMPLES
