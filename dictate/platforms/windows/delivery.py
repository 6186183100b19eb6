"""Delivers on Windows: pastes with a receipt, and puts the clipboard back.

The words are only promised (delayed rendering); Windows asks for them when somebody reads, and the
window that has the clipboard open at that moment names the reader. A read by another program before
the keys uses the promise up, so it is made anew right before they are sent. Keys do not reach the
windows of programs that run as administrator: nothing is read then, and that is said.

Written to the documented interface; not run on real hardware.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

from dictate.core.dictation import Delivery, Focus, FocusKind, Landing
from dictate.core.findings import Finding, Health
from dictate.core.ports import Clock
from dictate.errors import DeliveryError, DictateError
from dictate.platforms.text_gate import passable
from dictate.settings.hotkey import parse
from dictate.settings.schema import Settings

if TYPE_CHECKING:
    from dictate.platforms.windows.win32 import Win32

T = TypeVar("T")

OnInject = Callable[[list[tuple[int, bool]]], None]

TERMINALS = frozenset(
    {"alacritty", "cmd", "conhost", "kitty", "mintty", "openconsole", "powershell", "putty", "pwsh",
     "wezterm-gui", "windowsterminal"}
)  # fmt: skip
"""Names of programs, without `.exe`. More come from the settings."""

_TEXT = 13  # CF_UNICODETEXT
_HANDLES = frozenset({2, 9})
"""CF_BITMAP and CF_PALETTE are handles; Windows makes them anew from CF_DIB."""
_UNKEPT = frozenset({3, 14, *range(0x80, 0x90), *range(0x200, 0x400)})
"""Metafiles, owner-drawn and private formats: handles of others, which cannot be kept."""

_PRIVATE = (
    # Microsoft Learn, "Clipboard Formats": leaves history, cloud and monitors out, where they obey.
    ("ExcludeClipboardContentFromMonitorProcessing", b"\0\0\0\0"),
    ("CanIncludeInClipboardHistory", b"\0\0\0\0"),
    ("CanUploadToCloudClipboard", b"\0\0\0\0"),
)

_SHIFT, _CTRL, _INSERT, _V = 0xA0, 0xA2, 0x2D, 0x56
_MODIFIERS: Mapping[str, int] = {
    "shift_l": 0xA0, "shift_r": 0xA1, "ctrl_l": 0xA2, "ctrl_r": 0xA3, "alt_l": 0xA4, "alt_r": 0xA5,
    "super_l": 0x5B, "super_r": 0x5C,
}  # fmt: skip

_QUIET_S = 0.2
_OPEN_TRIES, _OPEN_PAUSE_S = 20, 0.02
_MODIFIER_POLL_S = 0.01

NO_WINDOW = "No window has the keyboard."
OWN_WINDOW = "Dictate itself has the keyboard."
LEFT_BY_WISH = "The settings say to leave the text on the clipboard."
KEY_HELD = "The hotkey was held down again."
MOVED = "Another window took the keyboard at the last moment."
NOT_READ = "The window did not take the text."
NOT_RESTORED = "Part of what was on the clipboard before could not be kept."


class WindowsDeliverer:
    """Pastes into the foreground window.

    Args:
        api: The system.
        on_inject: Told of every virtual key right before it is sent.
    """

    def __init__(
        self,
        api: Win32,
        *,
        on_inject: OnInject = lambda _: None,
        clock: Clock = time.monotonic,
    ) -> None:
        self._api = api
        self._on_inject = on_inject
        self._clock = clock
        self._terminals: tuple[str, ...] = ()
        self._words = b""
        self._ours = -1
        self._before: Mapping[int, bytes] = {}
        self._target = 0
        self._promised = False
        self._landed = threading.Event()
        self._restore_at: threading.Timer | None = None
        api.on_render = self._render

    def prepare(self) -> None:
        """Nothing: reading the clipboard takes no other program's answer here."""

    def focus(self) -> Focus:
        """What has the keyboard now."""
        window, process, program = self._api.foreground()
        if not window:
            return Focus(FocusKind.NOTHING)
        if process == os.getpid():
            kind = FocusKind.OWN
        elif program in TERMINALS or program in {name.lower() for name in self._terminals}:
            kind = FocusKind.TERMINAL
        else:
            kind = FocusKind.WINDOW
        return Focus(kind, f"{window:#x}", program)

    def deliver(
        self, text: str, settings: Settings, about_to_send: Callable[[Focus], None]
    ) -> Delivery:
        """Paste `text` where the focus is; see `core.ports.Deliverer`."""
        started_s = self._clock()
        self._terminals = settings.delivery.terminals
        self._settle()
        kept = self._wait_for_modifiers(settings, started_s)
        focus = self.focus()
        refusal = _refusal(focus, settings) or (KEY_HELD if kept else "")
        if refusal:
            self.copy(text)
            return Delivery(Landing.COPIED, focus, reason=refusal, restored=False)
        whole = self._offer(_passable(text, focus))
        try:
            about_to_send(focus)
            moved = self.focus() != focus
            if not moved:
                self._send(focus)
        except BaseException:
            self._call(self._restore)
            raise
        if moved:
            self.copy(text)
            return Delivery(Landing.COPIED, focus, reason=MOVED, restored=False)
        landed = self._landed.wait(settings.delivery.receipt_wait_ms / 1000)
        took_s = self._clock() - started_s
        self._target = 0
        if not landed:
            return Delivery(Landing.UNPROVEN, focus, reason=NOT_READ, restored=False, took_s=took_s)
        self._restore_at = threading.Timer(_QUIET_S, self._restore_later)
        self._restore_at.start()
        reason = "" if whole else NOT_RESTORED
        return Delivery(Landing.PASTED, focus, reason=reason, restored=whole, took_s=took_s)

    def copy(self, text: str) -> None:
        """Put `text` on the clipboard for good; see `core.ports.Deliverer`."""
        words = passable(text, terminal=False)
        self._call(lambda: self._put({_TEXT: _encoded(words)}))
        self._before, self._ours = {}, -1

    def select_back(self, text: str, settings: Settings) -> bool:  # noqa: ARG002 - none is proven
        """Nothing here proves what stands before the caret; see `core.ports.Deliverer`."""
        return False

    def settle(self) -> None:
        """Finish a restore that is still under way. *Blocks*, at most a moment."""
        self._settle()

    def shut_down(self) -> None:
        """Settle. What is on the clipboard belongs to the system and stays."""
        with suppress(DeliveryError):
            self._settle()
            if self._promised:
                self._call(lambda: self._put({_TEXT: self._words}))
        self._api.close()

    def probe(self) -> list[Finding]:
        """What the doctor says of pasting here."""
        text = (
            "Words are pasted by keys, and it is proven, but not into programs of administrators."
        )
        return [Finding("paste", Health.GOOD, text)]

    # ── the clipboard ───────────────────────────────────────────────────────────────────────────

    def _call(self, work: Callable[[], T]) -> T:
        try:
            return self._api.call(work)
        except TimeoutError:
            raise DeliveryError(
                "The clipboard does not answer.", hint="The words are kept; try again."
            ) from None

    @contextmanager
    def _opened(self) -> Iterator[None]:
        """The clipboard is one for all, and others hold it for moments: a poll with an end."""
        for _ in range(_OPEN_TRIES):
            if self._api.open_clipboard():
                break
            time.sleep(_OPEN_PAUSE_S)
        else:
            raise DeliveryError(
                "Another program keeps the clipboard open.", hint="The words are kept; try again."
            )
        try:
            yield
        finally:
            self._api.close_clipboard()

    def _put(self, content: Mapping[int, bytes]) -> None:
        self._promised = False
        with self._opened():
            self._api.empty_clipboard()
            for number, data in content.items():
                self._api.set_bytes(number, data)

    def _offer(self, words: str) -> bool:
        """Promise the words. Returns whether all that was there before is kept."""
        self._words = _encoded(words)
        self._landed.clear()
        self._target = 0
        return self._call(self._keep_and_promise)

    def _keep_and_promise(self) -> bool:
        whole = True
        if self._api.changes() != self._ours:
            with self._opened():
                numbers = [n for n in self._api.formats() if n not in _HANDLES]
                found = {n: self._api.get_bytes(n) for n in numbers if n not in _UNKEPT}
            whole = len(found) == len(numbers) and None not in found.values()
            self._before = {n: data for n, data in found.items() if data is not None}
        self._promise()
        return whole

    def _promise(self) -> None:
        with self._opened():
            self._api.empty_clipboard()
            for name, value in _PRIVATE:
                self._api.set_bytes(self._api.format_named(name), value)
            self._api.promise(_TEXT)
            self._promised = True
        self._ours = self._api.changes()

    def _render(self, number: int) -> None:
        """On the window's thread: somebody reads."""
        if number != _TEXT:
            return
        self._api.set_bytes(_TEXT, self._words)
        self._promised = False
        # The sequence number moves when a promise is kept.
        self._ours = self._api.changes()
        if self._target and self._api.reader() == self._target:
            self._landed.set()

    def _restore(self) -> None:
        if self._ours == self._api.changes():
            self._put(self._before)
        self._before, self._ours = {}, -1

    def _restore_later(self) -> None:
        with suppress(DeliveryError):
            self._call(self._restore)

    def _settle(self) -> None:
        timer, self._restore_at = self._restore_at, None
        if timer is not None:
            timer.join(2.0)

    # ── keys ────────────────────────────────────────────────────────────────────────────────────

    def _wait_for_modifiers(self, settings: Settings, started_s: float) -> bool:
        """Wait for modifiers to come up, then release them. Returns whether the hotkey is held."""
        ends_s = started_s + settings.delivery.modifiers_wait_ms / 1000
        pause = threading.Event()
        while self._held() and self._clock() < ends_s:
            pause.wait(_MODIFIER_POLL_S)
        hotkey: set[int] = set()
        with suppress(DictateError):
            parts = parse(settings.hotkey.key).parts
            hotkey = {key for name, key in _MODIFIERS.items() if name in parts}
        free = [(key, False) for key in self._held() if key not in hotkey]
        if free:
            self._on_inject(list(free))
            self._api.send_keys(free)
        return any(key in hotkey for key in self._held())

    def _held(self) -> list[int]:
        return [key for key in _MODIFIERS.values() if self._api.is_down(key)]

    def _send(self, focus: Focus) -> None:
        if not self._promised:
            self._call(self._promise)
        _, self._target, _ = self._api.foreground()
        first, key = (_SHIFT, _INSERT) if focus.kind is FocusKind.TERMINAL else (_CTRL, _V)
        strokes = [(first, True), (key, True), (key, False), (first, False)]
        self._on_inject(list(strokes))
        self._api.send_keys(strokes)


def _refusal(focus: Focus, settings: Settings) -> str:
    if settings.delivery.method == "clipboard":
        return LEFT_BY_WISH
    if focus.kind is FocusKind.NOTHING:
        return NO_WINDOW
    return OWN_WINDOW if focus.kind is FocusKind.OWN else ""


def _passable(text: str, focus: Focus) -> str:
    words = passable(text, terminal=focus.kind is FocusKind.TERMINAL)
    if not words:
        raise DeliveryError("There is nothing in the text that can be pasted.")
    return words


def _encoded(words: str) -> bytes:
    return words.replace("\n", "\r\n").encode("utf-16-le") + b"\0\0"
