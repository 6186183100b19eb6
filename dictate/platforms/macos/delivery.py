"""Delivers on macOS: puts the words on the clipboard and presses Command+V.

There is no proof here that the window read them, so the words stay on the clipboard and every paste
counts as not proven. Without the permission to send keys they are only copied, and that is said.

Written to the documented interface; not run on real hardware.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from dictate.core.dictation import Delivery, Focus, FocusKind, Landing
from dictate.core.findings import Finding, Health
from dictate.core.ports import Clock
from dictate.errors import DeliveryError
from dictate.platforms.text_gate import passable
from dictate.settings.schema import Settings

if TYPE_CHECKING:
    from dictate.platforms.macos.quartz import Quartz

OnInject = Callable[[list[tuple[int, bool]]], None]

TERMINALS = frozenset(
    {"com.apple.terminal", "com.github.wez.wezterm", "com.googlecode.iterm2",
     "com.mitchellh.ghostty", "dev.warp.warp-stable", "io.alacritty", "net.kovidgoyal.kitty",
     "org.alacritty"}
)  # fmt: skip
"""Bundle identifiers in lower case. More come from the settings."""

_V = 0x09  # kVK_ANSI_V
_COMMAND_FLAG = 0x100000  # kCGEventFlagMaskCommand
_MODIFIER_POLL_S = 0.01

NO_WINDOW = "No window has the keyboard."
OWN_WINDOW = "Dictate itself has the keyboard."
LEFT_BY_WISH = "The settings say to leave the text on the clipboard."
NOT_ALLOWED = "Dictate may not send keys; allow it in Privacy & Security, Accessibility."
MOVED = "Another program took the keyboard at the last moment."
NOT_PROVEN = "Whether the window took the text cannot be seen on macOS."


class MacDeliverer:
    """Pastes into the front program.

    Args:
        api: The system.
        on_inject: Told of every virtual key right before it is sent.
    """

    def __init__(
        self,
        api: Quartz,
        *,
        on_inject: OnInject = lambda _: None,
        clock: Clock = time.monotonic,
    ) -> None:
        self._api = api
        self._on_inject = on_inject
        self._clock = clock
        self._terminals: tuple[str, ...] = ()

    def prepare(self) -> None:
        """Nothing: what was on the clipboard is replaced for good."""

    def focus(self) -> Focus:
        """What has the keyboard now: a program, for its windows cannot be told apart."""
        bundle, process = self._api.front()
        if not process:
            return Focus(FocusKind.NOTHING)
        if process == os.getpid():
            kind = FocusKind.OWN
        elif bundle.lower() in TERMINALS | {name.lower() for name in self._terminals}:
            kind = FocusKind.TERMINAL
        else:
            kind = FocusKind.WINDOW
        return Focus(kind, str(process), bundle)

    def deliver(
        self, text: str, settings: Settings, about_to_send: Callable[[Focus], None]
    ) -> Delivery:
        """Paste `text` where the focus is; see `core.ports.Deliverer`."""
        started_s = self._clock()
        self._terminals = settings.delivery.terminals
        focus = self.focus()
        refusal = self._refusal(focus, settings)
        words = passable(text, terminal=focus.kind is FocusKind.TERMINAL)
        if not words:
            raise DeliveryError("There is nothing in the text that can be pasted.")
        if refusal:
            self._put(words)
            return Delivery(Landing.COPIED, focus, reason=refusal, restored=False)
        ends_s = started_s + settings.delivery.modifiers_wait_ms / 1000
        pause = threading.Event()
        while self._api.modifiers_held() and self._clock() < ends_s:
            pause.wait(_MODIFIER_POLL_S)
        about_to_send(focus)
        self._put(words)
        if self.focus() != focus:
            return Delivery(Landing.COPIED, focus, reason=MOVED, restored=False)
        self._on_inject([(_V, True), (_V, False)])
        # The events carry their own modifiers, so that held ones need not be released.
        self._api.send_key(_V, _COMMAND_FLAG, down=True)
        self._api.send_key(_V, _COMMAND_FLAG, down=False)
        took_s = self._clock() - started_s
        return Delivery(Landing.UNPROVEN, focus, reason=NOT_PROVEN, restored=False, took_s=took_s)

    def copy(self, text: str) -> None:
        """Put `text` on the clipboard for good; see `core.ports.Deliverer`."""
        self._put(passable(text, terminal=False))

    def select_back(self, text: str, settings: Settings) -> bool:  # noqa: ARG002 - none is proven
        """Nothing here proves what stands before the caret; see `core.ports.Deliverer`."""
        return False

    def settle(self) -> None:
        """Nothing is under way."""

    def shut_down(self) -> None:
        """What is on the clipboard belongs to the system and stays."""

    def probe(self) -> list[Finding]:
        """What the doctor says of pasting here."""
        if not self._api.may_send_keys():
            text = "Dictate may not send keys: words are left on the clipboard."
            remedy = "Allow it in System Settings, Privacy & Security, Accessibility."
            return [Finding("paste", Health.LIMITED, text, remedy)]
        text = "Words are pasted by keys; that they arrived cannot be proven on macOS."
        return [Finding("paste", Health.LIMITED, text)]

    def _put(self, words: str) -> None:
        if not self._api.copy(words):
            raise DeliveryError(
                "The clipboard does not answer.", hint="The words are kept; try again."
            )

    def _refusal(self, focus: Focus, settings: Settings) -> str:
        if settings.delivery.method == "clipboard":
            return LEFT_BY_WISH
        if focus.kind is FocusKind.NOTHING:
            return NO_WINDOW
        if focus.kind is FocusKind.OWN:
            return OWN_WINDOW
        return "" if self._api.may_send_keys() else NOT_ALLOWED
