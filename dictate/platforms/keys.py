"""Turns key events into the news of one hotkey. Pure: no keyboard, no clock, no thread.

Works on the key codes of the system at hand, never on characters: Shift and layouts change those
between press and release, and a set of held characters gets stuck.

::

    Up ──all parts down, the last one now──► Held ──any part up──► Up
    │                                          │
    └──────────────── Paused ◄─────────────────┘

Which other key went down is never part of any news: Dictate hears that there is typing, not what.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

OWN_EVENT_LIFE_S = 1.0
"""An injected key event that has not come back by then was swallowed by the system."""


class News(StrEnum):
    """What a `HotkeyListener` is told."""

    PRESSED = "pressed"
    RELEASED = "released"
    OTHER = "other"
    ESCAPE = "escape"


@dataclass(frozen=True, slots=True)
class Binding:
    """A hotkey in the key codes of one keyboard.

    Attributes:
        parts: For each part of the hotkey the codes of which any one will do.
        modifier_only: Whether the parts may go down in any order; else the last one ends the chord.
        modifiers: The codes of all modifiers, Caps Lock and its like excluded.
        escape: The codes of Esc.
    """

    parts: tuple[frozenset[int], ...]
    modifier_only: bool
    modifiers: frozenset[int] = frozenset()
    escape: frozenset[int] = frozenset()

    def is_down(self, down: frozenset[int]) -> bool:
        """Whether all parts are down."""
        return all(part & down for part in self.parts)


NOTHING = Binding(parts=(frozenset(),), modifier_only=False)
"""No key: it is never down."""


# ── events ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Down:
    """A key went down, or repeats.

    Attributes:
        code: The key.
        exact: Whether the system says that the modifiers of the hotkey and no others are in effect;
            None where it does not say and the keys seen decide.
        ours: Whether Dictate injected it itself.
    """

    code: int
    exact: bool | None = None
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Up:
    """A key came up."""

    code: int


@dataclass(frozen=True, slots=True)
class Resync:
    """The system says that these keys are down and no others."""

    down: frozenset[int]


@dataclass(frozen=True, slots=True)
class Rebind:
    """Another hotkey, or another keyboard."""

    binding: Binding


@dataclass(frozen=True, slots=True)
class Pause:
    """Let the hotkey through to the windows, or take it again."""

    paused: bool


@dataclass(frozen=True, slots=True)
class WatchEscape:
    """Whether Esc is news of its own, or just another key."""

    wanted: bool


KeyEvent: TypeAlias = Down | Up | Resync | Rebind | Pause | WatchEscape


# ── the machine ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Free:
    """The hotkey is not held."""


@dataclass(frozen=True, slots=True)
class Held:
    """The hotkey is held, for as long as one code of each of these parts is down."""

    parts: tuple[frozenset[int], ...]


@dataclass(frozen=True, slots=True)
class Paused:
    """The hotkey belongs to the windows."""


Phase: TypeAlias = Free | Held | Paused


@dataclass(frozen=True, slots=True)
class Keys:
    """What is known of the keyboard."""

    binding: Binding = NOTHING
    phase: Phase = Free()
    down: frozenset[int] = frozenset()
    escape_wanted: bool = False


def step(keys: Keys, event: KeyEvent) -> tuple[Keys, tuple[News, ...]]:
    """What is known after the event, and what the listener is told of it."""
    match event:
        case Down():
            return _down(keys, event)
        case Up(code):
            return _loosen(replace(keys, down=keys.down - {code}))
        case Resync(down):
            return _loosen(replace(keys, down=down))
        case Rebind() | Pause() | WatchEscape():
            return _ordered(keys, event)


def _ordered(keys: Keys, order: Rebind | Pause | WatchEscape) -> tuple[Keys, tuple[News, ...]]:
    match order:
        case Rebind(binding):
            free, news = (keys, ()) if binding == keys.binding else _let_go(keys)
            return replace(free, binding=binding), news
        case Pause(True):
            free, news = _let_go(keys)
            return replace(free, phase=Paused()), news
        case Pause():
            phase = Free() if isinstance(keys.phase, Paused) else keys.phase
            return replace(keys, phase=phase), ()
        case WatchEscape(wanted):
            return replace(keys, escape_wanted=wanted), ()


def _down(keys: Keys, event: Down) -> tuple[Keys, tuple[News, ...]]:
    code, binding = event.code, keys.binding
    if code in keys.down:  # auto-repeat
        return keys, ()
    keys = replace(keys, down=keys.down | {code})
    if event.ours:
        return keys, ()
    if keys.escape_wanted and code in binding.escape:
        return keys, (News.ESCAPE,)
    if isinstance(keys.phase, Free) and _begins(keys, event):
        # With sticky keys a chord begins although its modifiers are up: they cannot end it then.
        held = tuple(part for part in binding.parts if part & keys.down)
        return replace(keys, phase=Held(held)), (News.PRESSED,)
    if code in binding.modifiers and any(code in part for part in binding.parts):
        return keys, ()  # on the way to the chord
    return keys, (News.OTHER,)


def _begins(keys: Keys, event: Down) -> bool:
    binding = keys.binding
    if binding.modifier_only:
        return binding.is_down(keys.down) and any(event.code in part for part in binding.parts)
    if event.code not in binding.parts[-1]:
        return False
    if event.exact is not None:
        return event.exact
    # As the system grabs it: F9 is not Shift+F9, which belongs to the window.
    foreign = (keys.down & binding.modifiers).difference(*binding.parts)
    return not foreign and binding.is_down(keys.down)


def _loosen(keys: Keys) -> tuple[Keys, tuple[News, ...]]:
    match keys.phase:
        case Held(parts) if not all(part & keys.down for part in parts):
            return _let_go(keys)
        case Free() | Held() | Paused():
            return keys, ()


def _let_go(keys: Keys) -> tuple[Keys, tuple[News, ...]]:
    if isinstance(keys.phase, Held):
        return replace(keys, phase=Free()), (News.RELEASED,)
    return keys, ()


# ── our own events ───────────────────────────────────────────────────────────────────────────────


class OwnEvents:
    """The key events that Dictate has injected and not yet seen come back.

    XTest events carry no mark: they are told from the user's by what was announced, in its order,
    within `OWN_EVENT_LIFE_S`. A user's event that is equal to an announced one is taken for it and
    the announced one for the user's, which comes to the same.
    """

    def __init__(self) -> None:
        self._awaited: deque[tuple[int, bool, float]] = deque()

    def announce(self, events: Iterable[tuple[int, bool]], now_s: float) -> None:
        """These `(code, goes down)` are about to be injected."""
        self._awaited.extend((code, down, now_s + OWN_EVENT_LIFE_S) for code, down in events)

    def claim(self, code: int, down: bool, now_s: float) -> bool:
        """Whether the event is one of ours; it is counted off then."""
        while self._awaited and self._awaited[0][2] < now_s:
            self._awaited.popleft()
        for index, (awaited, goes_down, _) in enumerate(self._awaited):
            if (awaited, goes_down) == (code, down):
                del self._awaited[index]
                return True
        return False
