"""The hotkey on X11: hears every key through XRecord, keeps the hotkey from the windows by grabs.

::

    recorder thread (pynput) ──► inbox ──► hotkey thread: machine of `keys.py` ──► HotkeyListener
    any thread: rebind, pause … ──►┘            │
                                                └── own connection: grabs, map, which keys are down

All is done on the hotkey thread, in the order of the inbox. Whatever breaks (the recorder's
thread, the connection, the server) is mended in one way: connect afresh, at first at once and
silently, then at growing intervals.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import closing

from dictate.core.ports import Clock, HotkeyListener
from dictate.errors import DictateError, PlatformError
from dictate.platforms.inbox import Inbox
from dictate.platforms.keys import Pause, Resync, WatchEscape
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
from dictate.settings.schema import HotkeySettings

log = logging.getLogger(__name__)

ANSWER_S = 0.3
"""How long `is_down` waits for the server: it answers in under a millisecond, or it is frozen."""
BACKOFF_S = (0.0, 0.2, 0.5, 1.0, 2.0, 4.0)
"""Pauses before connecting again; the last one repeats."""
SILENT_TRIES = 2
"""A break that one of the first tries mends is not told."""
STEADY_S = 5.0
"""A connection that lived this long was a good one: its break is mended at once."""


class X11HotkeySource:
    """A `HotkeySource` for the display named by `DISPLAY`."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._inbox: Inbox[Item] = Inbox()
        self._thread: threading.Thread | None = None

    def start(self, settings: HotkeySettings, listener: HotkeyListener) -> None:
        """Begin. Says `hotkey_works` or `hotkey_failed`; goes on trying after a failure."""
        ear = Ear(settings, listener, self._clock)
        self._thread = threading.Thread(
            target=_listen, args=(self._inbox, ear), name="hotkey", daemon=True
        )
        self._thread.start()

    def rebind(self, settings: HotkeySettings) -> None:
        """Take up another key. Says `hotkey_works` or `hotkey_failed`."""
        self._inbox.post(Bind(settings))

    def pause(self, paused: bool) -> None:
        """Let the hotkey through to the windows, or take it again."""
        self._inbox.post(Pause(paused))

    def capture_escape(self, wanted: bool) -> None:
        """While wanted, Esc reaches Dictate and not the focused window."""
        self._inbox.post(WatchEscape(wanted))

    def refresh(self) -> None:
        """Look afresh: after suspend, or whenever keys may have been missed."""
        self._inbox.post(Refresh())

    def discount(self, events: Sequence[tuple[int, bool]]) -> None:
        """These `(key code, goes down)` are about to be injected through XTest: they are no news.

        To be called before the first of them is sent.
        """
        self._inbox.post(Announce(tuple(events)))

    def is_down(self) -> bool | None:
        """Whether the hotkey is physically down, as the server says; None when it cannot say.

        *Blocks* until the hotkey thread has asked the server, at most `ANSWER_S`.
        """
        if self._thread is None or self._thread is threading.current_thread():
            return None
        answer: Future[bool | None] = Future()
        self._inbox.post(Ask(answer))
        try:
            return answer.result(timeout=ANSWER_S)
        except TimeoutError:
            return None

    def stop(self) -> None:
        """End. *Blocks*, at most one second."""
        self._inbox.post(Stop())
        if self._thread is None:
            self._inbox.close()
            return
        self._thread.join(timeout=1.0)
        if self._thread.is_alive():
            log.warning("the hotkey thread did not end within a second: the X server is frozen")


# ── the hotkey thread ────────────────────────────────────────────────────────────────────────────


def _listen(inbox: Inbox[Item], ear: Ear) -> None:
    """Serve one connection after the other until `Stop` comes."""
    tries = 0
    try:
        while not ear.stopped:
            began_s = ear.now_s()
            problem = _serve_connection(inbox, ear)
            tries = 0 if ear.now_s() - began_s > STEADY_S else tries
            if problem and tries >= SILENT_TRIES:
                ear.take(Resync(frozenset()))
                ear.tell(problem)
            if problem:
                _wait_unconnected(inbox, ear, BACKOFF_S[min(tries, len(BACKOFF_S) - 1)])
            tries += 1
        ear.take(Resync(frozenset()))
    finally:
        inbox.close()


def _serve_connection(inbox: Inbox[Item], ear: Ear) -> DictateError | None:
    """Serve until the connection breaks; what a user may be told. None: it was asked to end."""
    from dictate.platforms.linux.x11_connection import BROKEN, Connection
    from dictate.platforms.linux.x11_keyboard import X11Keyboard

    try:
        with closing(X11Keyboard()) as keyboard:
            Connection(keyboard, inbox, ear).serve()
    except PlatformError as problem:
        return problem
    except BROKEN:
        if ear.stopped:
            return None
        log.info("the connection for the hotkey ended")
    except Exception:
        log.exception("the hotkey thread failed")
    return PlatformError(
        "The hotkey has stopped working; it is tried again every few seconds.",
        hint="Until it is back, use the tray menu or `dictate toggle`.",
    )


def _wait_unconnected(inbox: Inbox[Item], ear: Ear, pause_s: float) -> None:
    until_s = ear.now_s() + pause_s
    while (left_s := until_s - ear.now_s()) > 0:
        inbox.wait(left_s)
        while (item := inbox.take()) is not None:
            match item:
                case Bind(settings):
                    ear.bind(settings)
                case Pause() | WatchEscape():
                    ear.take(item)
                case Ask(answer):
                    answer.set_result(None)
                case Refresh():
                    return
                case Stop():
                    ear.stopped = True
                    return
                case Heard() | Ready() | Ended() | Announce():
                    """Of a server that is gone."""
