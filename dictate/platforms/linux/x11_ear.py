"""What the hotkey thread on X11 knows and is asked for, whatever connection it has."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypeAlias

from dictate.core.ports import Clock, HotkeyListener
from dictate.errors import DictateError
from dictate.platforms.keys import (
    Held,
    KeyEvent,
    Keys,
    News,
    OwnEvents,
    Pause,
    Paused,
    WatchEscape,
    step,
)
from dictate.settings.schema import HotkeySettings

# ── what may lie in the inbox ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Heard:
    """A key event, with the recorder that heard it, the modifiers before it, and when."""

    recorder: object
    code: int
    down: bool
    state: int
    at_s: float


@dataclass(frozen=True, slots=True)
class Ready:
    """The recorder records."""

    recorder: object


@dataclass(frozen=True, slots=True)
class Ended:
    """The recorder's thread has ended."""

    recorder: object


@dataclass(frozen=True, slots=True)
class Bind:
    """Take up another key."""

    settings: HotkeySettings


@dataclass(frozen=True, slots=True)
class Announce:
    """These `(key code, goes down)` will be our own."""

    events: tuple[tuple[int, bool], ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """Is the hotkey down?"""

    answer: Future[bool | None]


@dataclass(frozen=True, slots=True)
class Refresh:
    """Connect afresh."""


@dataclass(frozen=True, slots=True)
class Stop:
    """End."""


Item: TypeAlias = (
    Heard | Ready | Ended | Bind | Announce | Ask | Refresh | Stop | Pause | WatchEscape
)


# ── what is known ────────────────────────────────────────────────────────────────────────────────


class Ear:
    """Runs the machine of `keys.py` and tells the listener. For the hotkey thread alone."""

    def __init__(self, settings: HotkeySettings, listener: HotkeyListener, clock: Clock) -> None:
        self.settings = settings
        self.own = OwnEvents()
        self.stopped = False
        self._keys = Keys()
        self._listener = listener
        self._clock = clock
        self._told: str | None = None

    @property
    def down(self) -> frozenset[int]:
        """The keys that are down as far as was heard."""
        return self._keys.down

    @property
    def holds(self) -> bool:
        """Whether the hotkey is held."""
        return isinstance(self._keys.phase, Held)

    @property
    def paused(self) -> bool:
        """Whether the hotkey belongs to the windows."""
        return isinstance(self._keys.phase, Paused)

    @property
    def escape_wanted(self) -> bool:
        """Whether Esc is to reach Dictate alone."""
        return self._keys.escape_wanted

    def now_s(self) -> float:
        """Seconds on the listener's clock."""
        return self._clock()

    def take(self, event: KeyEvent, at_s: float | None = None) -> None:
        """Step the machine and tell what comes of it."""
        at_s = self._clock() if at_s is None else at_s
        self._keys, news = step(self._keys, event)
        for piece in news:
            match piece:
                case News.PRESSED:
                    self._listener.key_pressed(at_s)
                case News.RELEASED:
                    self._listener.key_released(at_s)
                case News.OTHER:
                    self._listener.other_key_pressed(at_s)
                case News.ESCAPE:
                    self._listener.escape_pressed(at_s)

    def tell(self, problem: DictateError | None) -> None:
        """The hotkey works, or does not. The same thing is not said twice in a row."""
        said = str(problem) if problem else ""
        if said == self._told:
            return
        self._told = said
        if problem:
            self._listener.hotkey_failed(problem)
        else:
            self._listener.hotkey_works()

    def bind(self, settings: HotkeySettings) -> None:
        """The key to listen for; how it goes is told even where nothing changes."""
        self.settings = settings
        self._told = None
