"""Which way the words take to the window: one row per way, best first.

A row says by the environment alone whether it can work at all; nothing is imported or started until
a row is chosen. What fails at run time falls through to the next row that suits, until the paste
keys are about to be sent: from then on a second try could paste twice.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dictate.core.dictation import Delivery, Focus, FocusKind
from dictate.core.findings import Finding, Health
from dictate.core.ports import Deliverer
from dictate.errors import DeliveryError
from dictate.settings.schema import Settings

OnInject = Callable[[list[tuple[int, bool]]], None]
"""Hears of the keys about to be sent: key code, and whether it goes down. Must return at once."""


class ProbedDeliverer(Deliverer, Protocol):
    """A deliverer that can tell the doctor how it is."""

    def probe(self) -> list[Finding]:
        """What works and what does not. *Blocks*, some seconds at most."""


@dataclass(frozen=True, slots=True)
class PasteMethod:
    """One way to the window.

    Attributes:
        name: For the log.
        suits: Whether it can work at all, by the kind of system and its environment.
        make: Makes the deliverer; imports what it needs.
    """

    name: str
    suits: Callable[[str, Mapping[str, str]], bool]
    make: Callable[[Mapping[str, str], OnInject], ProbedDeliverer]


def _x11(environment: Mapping[str, str], on_inject: OnInject) -> ProbedDeliverer:
    from dictate.platforms.linux.x11_delivery import X11Deliverer
    from dictate.platforms.linux.x11_hold import hold_command

    return X11Deliverer(environment, hold_command=hold_command(), on_inject=on_inject)


def _wayland(environment: Mapping[str, str], _: OnInject) -> ProbedDeliverer:
    from dictate.platforms.linux.wayland_clipboard import WaylandClipboard

    return WaylandClipboard(environment)


def _windows(_: Mapping[str, str], on_inject: OnInject) -> ProbedDeliverer:
    from dictate.platforms.windows.delivery import WindowsDeliverer
    from dictate.platforms.windows.win32 import Win32

    return WindowsDeliverer(Win32(), on_inject=on_inject)


def _macos(environment: Mapping[str, str], on_inject: OnInject) -> ProbedDeliverer:
    from dictate.platforms.macos.delivery import MacDeliverer
    from dictate.platforms.macos.quartz import Quartz

    return MacDeliverer(Quartz(environment), on_inject=on_inject)


def _is_wayland(environment: Mapping[str, str]) -> bool:
    return bool(
        environment.get("WAYLAND_DISPLAY") or environment.get("XDG_SESSION_TYPE") == "wayland"
    )


# Under Wayland there is an X server too (XWayland), but its clipboard reaches the other windows
# only while one of its own has the keyboard, and its keys never: it is no way to the window.
METHODS: tuple[PasteMethod, ...] = (
    PasteMethod(
        "x11",
        lambda system, env: system == "linux" and bool(env.get("DISPLAY")) and not _is_wayland(env),
        _x11,
    ),
    PasteMethod("wayland", lambda system, env: system == "linux" and _is_wayland(env), _wayland),
    PasteMethod("windows", lambda system, _: system == "win32", _windows),
    PasteMethod("macos", lambda system, _: system == "darwin", _macos),
)


def make_deliverer(
    environment: Mapping[str, str],
    *,
    on_inject: OnInject = lambda _: None,
    system: str = sys.platform,
) -> ProbedDeliverer:
    """The deliverer of this machine. Nothing is connected or started yet.

    Args:
        environment: Of the process: names display and session.
        on_inject: Told of every key right before it is sent.
        system: As of `sys.platform`.
    """
    suiting = [method for method in METHODS if method.suits(system, environment)]
    return FirstThatWorks([method.make(environment, on_inject) for method in suiting])


class FirstThatWorks:
    """Tries ways in turn; with none it says what is missing."""

    def __init__(self, ways: Sequence[ProbedDeliverer]) -> None:
        self._ways = tuple(ways)

    def prepare(self) -> None:
        """A dictation has begun; see `core.ports.Deliverer`."""
        for way in self._ways[:1]:
            way.prepare()

    def focus(self) -> Focus:
        """What has the keyboard now, as the best way sees it."""
        return self._ways[0].focus() if self._ways else Focus(FocusKind.NOTHING)

    def deliver(
        self, text: str, settings: Settings, about_to_send: Callable[[Focus], None]
    ) -> Delivery:
        """Paste `text` where the focus is; see `core.ports.Deliverer`."""
        told = False

        def tell(focus: Focus) -> None:
            nonlocal told
            told = True
            about_to_send(focus)

        error = _no_way()
        for way in self._ways:
            try:
                return way.deliver(text, settings, tell)
            except DeliveryError as problem:
                if told:
                    raise
                error = problem
        raise error

    def copy(self, text: str) -> None:
        """Put `text` on the clipboard for good; see `core.ports.Deliverer`."""
        error = _no_way()
        for way in self._ways:
            try:
                way.copy(text)
            except DeliveryError as problem:
                error = problem
            else:
                return
        raise error

    def select_back(self, text: str, settings: Settings) -> bool:
        """Select `text` before the caret, if it is that; see `core.ports.Deliverer`."""
        return any(way.select_back(text, settings) for way in self._ways[:1])

    def settle(self) -> None:
        """Finish a restore that is still under way; see `core.ports.Deliverer`."""
        for way in self._ways:
            way.settle()

    def shut_down(self) -> None:
        """Settle, and leave the user a clipboard; see `core.ports.Deliverer`."""
        for way in self._ways:
            way.shut_down()

    def probe(self) -> list[Finding]:
        """What the doctor says of delivery. *Blocks*."""
        if not self._ways:
            error = _no_way()
            return [Finding("paste", Health.BROKEN, error.message, error.hint)]
        return [finding for way in self._ways for finding in way.probe()]


def _no_way() -> DeliveryError:
    return DeliveryError(
        "There is no desktop to paste into.",
        hint="Start Dictate inside a desktop session, where DISPLAY or WAYLAND_DISPLAY is set.",
    )
