"""The hotkey on one connection to an X server, until the connection breaks.

There is one watchdog: while the hotkey is held the server is asked every `WATCH_S` whether it still
is. A release can be lost for good (a frozen virtual machine, a server that changes its devices),
and a microphone that stays open is worse than a question.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from dictate.errors import DictateError, PlatformError
from dictate.platforms.inbox import Inbox
from dictate.platforms.keys import Down, Pause, Rebind, Resync, Up, WatchEscape
from dictate.platforms.linux.x11_ear import (
    Announce,
    Ask,
    Bind,
    Ear,
    Ended,
    Heard,
    Item,
    Ready,
    Refresh,
    Stop,
)
from dictate.platforms.linux.x11_keyboard import LOST, X11Keyboard
from dictate.platforms.linux.x11_keymap import Grab, X11Hotkey, resolve
from dictate.settings.hotkey import parse

log = logging.getLogger(__name__)

WATCH_S = 0.15
"""How often the server is asked while the hotkey is held: a lost release costs no more."""
MAP_SETTLES_S = 0.1
"""setxkbmap changes the map in several steps; it is read when no more come."""
GRAB_AGAIN_S = 5.0
"""How often a key that another program has is asked for again."""
READY_LIMIT_S = 3.0
"""A recorder that has not begun by then never will."""
NO_GRABS: frozenset[Grab] = frozenset()


class AfreshError(Exception):
    """This connection is of no more use."""


BROKEN: tuple[type[Exception], ...] = (*LOST, AfreshError)
"""What ends a connection."""


class Connection:
    """What the hotkey thread has while a connection lives."""

    def __init__(self, keyboard: X11Keyboard, inbox: Inbox[Item], ear: Ear) -> None:
        # Refuses to be imported without a display.
        from dictate.platforms.linux.x11_recorder import KeyRecorder

        self._keyboard = keyboard
        self._inbox = inbox
        self._ear = ear
        self._hotkey: X11Hotkey = resolve(None, keyboard.keymap())
        self._problem: DictateError | None = None
        self._grabs = NO_GRABS
        self._escape_grabs = NO_GRABS
        self._due: dict[Callable[[], None], float] = {}
        self._ready = False
        self._recorder = KeyRecorder(
            self._heard, self._records, self._recorder_ended, keyboard.end_recording
        )

    def serve(self) -> None:
        """Listen until something ends it.

        Raises:
            AfreshError: `Refresh` or `Stop` came, or the recorder ended.
            ConnectionClosedError: The server is gone; see `LOST`.
        """
        self._ear.take(Resync(self._keyboard.down()))
        self._bind()
        self._recorder.start()
        try:
            self._after(READY_LIMIT_S, self._check_ready)
            while True:
                while (item := self._inbox.take()) is not None:
                    self._handle(item)
                self._do_what_is_due()
                if self._keyboard.map_changed():
                    self._after(MAP_SETTLES_S, self._bind)
                self._inbox.wait(self._next_due_s(), self._keyboard.fileno())
        finally:
            self._recorder.stop()
            self._recorder.join(0.5)

    # ── on the recorder's thread ─────────────────────────────────────────────────────────────────

    def _heard(self, code: int, down: bool, state: int) -> None:
        self._inbox.post(Heard(self, code, down, state, self._ear.now_s()))

    def _records(self) -> None:
        self._inbox.post(Ready(self))

    def _recorder_ended(self) -> None:
        self._inbox.post(Ended(self))

    # ── what comes in ────────────────────────────────────────────────────────────────────────────

    def _handle(self, item: Item) -> None:
        match item:
            case Heard() | Ready() | Ended():
                if item.recorder is self:  # else late news of a recorder that was ended
                    self._handle_recorded(item)
            case Announce(events):
                self._ear.own.announce(events, self._ear.now_s())
            case Ask(answer):
                works = self._ready and not self._problem
                binding = self._hotkey.binding
                answer.set_result(binding.is_down(self._keyboard.down()) if works else None)
            case Bind(settings):
                self._ear.bind(settings)
                self._bind()
            case Pause():
                self._ear.take(item)
                self._bind()
            case WatchEscape():
                self._ear.take(item)
                self._take_escape()
            case Refresh():
                raise AfreshError
            case Stop():
                self._ear.stopped = True
                raise AfreshError

    def _handle_recorded(self, item: Heard | Ready | Ended) -> None:
        match item:
            case Heard(_, code, down, state, at_s):
                ours = self._ear.own.claim(code, down, at_s)
                exact = self._hotkey.is_exact(state)
                self._ear.take(Down(code, exact, ours) if down else Up(code), at_s)
                if self._ear.holds and self._watch not in self._due:
                    self._after(WATCH_S, self._watch)
            case Ready():
                self._ready = True
                # What came up before the recording began was not heard. What went down since has
                # been, and waits in the inbox: it must not be taken for known.
                self._ear.take(Resync(self._ear.down & self._keyboard.down()))
                self._report()
            case Ended():
                raise AfreshError

    # ── what is done later ───────────────────────────────────────────────────────────────────────

    def _after(self, pause_s: float, do: Callable[[], None]) -> None:
        self._due[do] = self._ear.now_s() + pause_s

    def _next_due_s(self) -> float | None:
        return min(self._due.values()) - self._ear.now_s() if self._due else None

    def _do_what_is_due(self) -> None:
        now_s = self._ear.now_s()
        for do in [do for do, due_s in self._due.items() if due_s <= now_s]:
            del self._due[do]
            do()

    def _watch(self) -> None:
        if not self._ear.holds:
            return
        down = self._keyboard.down()
        if not self._ear.down <= down:
            self._ear.take(Resync(self._ear.down & down))
        if self._ear.holds:
            self._after(WATCH_S, self._watch)

    def _check_ready(self) -> None:
        if not self._ready:
            log.warning("the X server does not begin to record keys")
            raise AfreshError

    # ── hotkey and grabs ─────────────────────────────────────────────────────────────────────────

    def _bind(self) -> None:
        """Read the keyboard map and take the hotkey on it."""
        self._due.pop(self._bind, None)
        keymap = self._keyboard.keymap()
        self._problem = None
        try:
            hotkey = parse(self._ear.settings.key)
            found = resolve(hotkey, keymap)
            self._take_grabs(NO_GRABS if self._ear.paused else found.grabs, hotkey.title)
        except DictateError as problem:
            found, self._problem = resolve(None, keymap), problem
            self._take_grabs(NO_GRABS)
        if found != self._hotkey:
            self._hotkey = found
            self._ear.take(Rebind(found.binding))
        self._take_escape()
        self._report()

    def _take_grabs(self, wanted: frozenset[Grab], title: str = "") -> None:
        self._keyboard.ungrab(self._grabs - wanted)
        if self._keyboard.grab(wanted - self._grabs):
            self._grabs = wanted
            return
        self._keyboard.ungrab(wanted)
        self._grabs = NO_GRABS
        self._after(GRAB_AGAIN_S, self._bind)
        raise PlatformError(
            f"{title} is taken by another program.",
            hint="Free it there, or choose another hotkey in the settings.",
        )

    def _take_escape(self) -> None:
        wanted = self._hotkey.escape_grabs if self._ear.escape_wanted else NO_GRABS
        self._keyboard.ungrab(self._escape_grabs - wanted)
        if not self._keyboard.grab(wanted - self._escape_grabs):
            # Such as Alt+Esc for the window manager: heard all the same, only not kept from it.
            log.info("another program has Esc, alone or with a modifier")
        self._escape_grabs = wanted

    def _report(self) -> None:
        if self._ready:
            self._ear.tell(self._problem)
