"""Chooses where the hotkey comes from on this machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from dictate.core.ports import HotkeyListener, HotkeySource
from dictate.errors import PlatformError
from dictate.platforms.desktop import Desktop, Session, binding_advice, look
from dictate.settings.schema import HotkeySettings


class Hotkeys(HotkeySource, Protocol):
    """A hotkey source that can be told of injected keys."""

    def discount(self, events: Sequence[tuple[int, bool]]) -> None:
        """These `(key code, goes down)` are about to be injected: they are no news."""


class AbsentHotkeys:
    """No hotkey can be had here; says so, once for every time it is asked for.

    Args:
        why: What to tell.
    """

    def __init__(self, why: PlatformError) -> None:
        self._why = why
        self._listener: HotkeyListener | None = None

    def start(self, settings: HotkeySettings, listener: HotkeyListener) -> None:
        """Say why there is none."""
        self._listener = listener
        self.rebind(settings)

    def rebind(self, settings: HotkeySettings) -> None:  # noqa: ARG002 - any key is as absent
        """Say why there is none."""
        if self._listener is not None:
            self._listener.hotkey_failed(self._why)

    def pause(self, paused: bool) -> None:
        """There is nothing to pause."""

    def capture_escape(self, wanted: bool) -> None:
        """Esc cannot be had either."""

    def refresh(self) -> None:
        """There will still be none."""

    def discount(self, events: Sequence[tuple[int, bool]]) -> None:
        """Nothing is heard."""

    def is_down(self) -> bool | None:
        """Nobody can say."""
        return None

    def stop(self) -> None:
        """There is nothing to end."""


class BothHotkeys:
    """Tells two sources what is about to be injected: keys of ours are no news to either."""

    def __init__(self, first: Hotkeys, second: Hotkeys) -> None:
        self._both = (first, second)

    def discount(self, events: Sequence[tuple[int, bool]]) -> None:
        """See `Hotkeys.discount`."""
        for source in self._both:
            source.discount(events)


def make_hotkeys(environment: Mapping[str, str]) -> Hotkeys:
    """The best source there is for a process with this environment. Nothing is started."""
    return source_for(look(environment))


def source_for(desktop: Desktop) -> Hotkeys:
    """The best source there is on this desktop."""
    match desktop.session:
        case Session.X11:
            from dictate.platforms.linux.x11_hotkeys import X11HotkeySource

            return X11HotkeySource()
        case Session.WINDOWS:
            from dictate.platforms.hook_hotkeys import HookHotkeySource
            from dictate.platforms.windows.hotkeys import WindowsHook

            return HookHotkeySource(WindowsHook())
        case Session.MACOS:
            from dictate.platforms.hook_hotkeys import HookHotkeySource
            from dictate.platforms.macos.hotkeys import MacHook

            return HookHotkeySource(MacHook())
        case Session.WAYLAND:
            # Through XWayland keys come only while an X window has the focus: a hotkey that works
            # now and then is worse than none.
            return AbsentHotkeys(
                PlatformError(
                    "Under Wayland no program may watch the keyboard, so the hotkey does not work.",
                    hint=binding_advice(desktop),
                )
            )
        case Session.NONE:
            return AbsentHotkeys(
                PlatformError(
                    "There is no display, so that no hotkey can be heard.",
                    hint="Start Dictate inside a desktop session.",
                )
            )
