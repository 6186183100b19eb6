"""The hotkey where the system asks a hook about every key: Windows and macOS.

::

    hook's thread: machine of `keys.py`, answers at once whether the key is swallowed
        └──► queue ──► hotkey thread ──► HotkeyListener; keeps the hook alive

The answer cannot wait for anybody: a hook that is slow is removed by the system without a word. Two
watchdogs: while the hotkey is held the system is asked every `WATCH_S` whether it still is (the
lock screen and windows of administrators swallow releases), and every `HEALTH_S` whether the hook's
thread still lives.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from dictate.core.ports import Clock, HotkeyListener
from dictate.errors import DictateError, PlatformError
from dictate.platforms.keys import (
    NOTHING,
    Binding,
    Down,
    Held,
    KeyEvent,
    Keys,
    News,
    OwnEvents,
    Pause,
    Rebind,
    Resync,
    Up,
    WatchEscape,
    step,
)
from dictate.settings.hotkey import Hotkey, parse
from dictate.settings.schema import HotkeySettings

log = logging.getLogger(__name__)

WATCH_S = 0.1
HEALTH_S = 2.0

OnKey = Callable[[int, bool], bool]
"""Called with a key code and whether it goes down; whether the windows shall not have it."""


class Hook(Protocol):
    """The system's side. One thread starts and stops it."""

    def start(self, on_key: OnKey) -> None:
        """Begin to call `on_key`, on a thread of the hook's own.

        Raises:
            PlatformError: The system does not let programs hear keys.
        """

    def stop(self) -> None:
        """End; `start` may be called again."""

    def is_alive(self) -> bool:
        """Whether it still listens."""

    def bind(self, hotkey: Hotkey) -> Binding:
        """The hotkey in this system's key codes.

        Raises:
            PlatformError: The system has no such key.
        """

    def down(self, codes: frozenset[int]) -> frozenset[int]:
        """Which of these are down now."""


class HookHotkeySource:
    """A `HotkeySource` over a hook that can swallow keys."""

    def __init__(self, hook: Hook, clock: Clock = time.monotonic) -> None:
        self._hook = hook
        self._clock = clock
        self._lock = threading.Lock()  # over the next three
        self._keys = Keys()
        self._own = OwnEvents()
        self._swallowed: frozenset[int] = frozenset()
        # What the hotkey thread has to do, in order; None: end.
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        # For the hotkey thread alone.
        self._listener: HotkeyListener
        self._problem: DictateError | None = None
        self._told: str | None = None

    # ── for any thread ───────────────────────────────────────────────────────────────────────────

    def start(self, settings: HotkeySettings, listener: HotkeyListener) -> None:
        """Begin. Says `hotkey_works` or `hotkey_failed`; goes on trying after a failure."""
        self._listener = listener
        self.rebind(settings)
        self._thread = threading.Thread(target=self._run, name="hotkey", daemon=True)
        self._thread.start()

    def rebind(self, settings: HotkeySettings) -> None:
        """Take up another key. Says `hotkey_works` or `hotkey_failed`."""
        self._work.put(partial(self._bind, settings))

    def pause(self, paused: bool) -> None:
        """Let the hotkey through to the windows, or take it again."""
        self._step(Pause(paused))

    def capture_escape(self, wanted: bool) -> None:
        """While wanted, Esc reaches Dictate and not the focused window."""
        self._step(WatchEscape(wanted))

    def refresh(self) -> None:
        """Look afresh: after suspend, or whenever keys may have been missed."""
        self._work.put(self._hook.stop)

    def discount(self, events: Sequence[tuple[int, bool]]) -> None:
        """These `(key code, goes down)` are about to be injected: they are no news."""
        with self._lock:
            self._own.announce(events, self._clock())

    def is_down(self) -> bool | None:
        """Whether the hotkey is physically down, as the system says."""
        with self._lock:
            binding = self._keys.binding
        return binding.is_down(self._hook.down(frozenset().union(*binding.parts)))

    def stop(self) -> None:
        """End. *Blocks*, at most one second."""
        self._work.put(None)
        if self._thread is not None:
            self._thread.join(timeout=1.0)
            if self._thread.is_alive():
                log.warning("the hotkey thread did not end within a second")

    # ── on the hook's thread ─────────────────────────────────────────────────────────────────────

    def _on_key(self, code: int, down: bool) -> bool:
        now_s = self._clock()
        with self._lock:
            ours = self._own.claim(code, down, now_s)
            self._keys, news = step(self._keys, Down(code, ours=ours) if down else Up(code))
            wanted = News.ESCAPE in news or (
                News.PRESSED in news and not self._keys.binding.modifier_only
            )
            if wanted:
                self._swallowed |= {code}
            swallow = code in self._swallowed  # its repeats and its release, too
            if not down:
                self._swallowed -= {code}
            self._pass_on(news, now_s)
        return swallow

    def _step(self, event: KeyEvent) -> None:
        with self._lock:
            self._keys, news = step(self._keys, event)
            self._pass_on(news, self._clock())

    def _pass_on(self, news: Sequence[News], at_s: float) -> None:
        for piece in news:
            self._work.put(partial(self._tell_news, piece, at_s))

    # ── on the hotkey thread ─────────────────────────────────────────────────────────────────────

    def _run(self) -> None:
        try:
            while True:
                try:
                    work = self._work.get(timeout=WATCH_S if self._holds() else HEALTH_S)
                except queue.Empty:
                    self._look_after()
                else:
                    if work is None:
                        break
                    work()
                self._heal()
            self._end()
        except Exception:
            log.exception("the hotkey thread failed")
            self._listener.hotkey_failed(
                PlatformError("The hotkey has stopped working.", hint="Start Dictate again.")
            )
        finally:
            self._hook.stop()

    def _end(self) -> None:
        self._hook.stop()
        self._step(Resync(frozenset()))
        while not self._work.empty():
            if work := self._work.get_nowait():
                work()

    def _holds(self) -> bool:
        with self._lock:
            return isinstance(self._keys.phase, Held)

    def _look_after(self) -> None:
        with self._lock:
            known = self._keys.down
        # Asked without the lock: the hook must not wait for the answer.
        gone = known - self._hook.down(known)
        if gone:
            with self._lock:
                known = self._keys.down
            self._step(Resync(known - gone))

    def _heal(self) -> None:
        if self._hook.is_alive():
            return
        try:
            self._hook.start(self._on_key)
        except DictateError as problem:
            self._step(Resync(frozenset()))
            self._work.put(partial(self._tell, problem))
        else:
            self._look_after()
            self._work.put(partial(self._tell, self._problem))

    def _bind(self, settings: HotkeySettings) -> None:
        self._told = None
        try:
            binding, self._problem = self._hook.bind(parse(settings.key)), None
        except DictateError as problem:
            binding, self._problem = NOTHING, problem
        self._step(Rebind(binding))
        if self._hook.is_alive():
            self._work.put(partial(self._tell, self._problem))

    def _tell(self, problem: DictateError | None) -> None:
        said = str(problem) if problem else ""
        if said == self._told:
            return
        self._told = said
        if problem:
            self._listener.hotkey_failed(problem)
        else:
            self._listener.hotkey_works()

    def _tell_news(self, piece: News, at_s: float) -> None:
        tell = {
            News.PRESSED: self._listener.key_pressed,
            News.RELEASED: self._listener.key_released,
            News.OTHER: self._listener.other_key_pressed,
            News.ESCAPE: self._listener.escape_pressed,
        }
        tell[piece](at_s)
