"""What kind of desktop this is, and what a hotkey can hope for on it."""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from dictate.core.findings import Finding, Health
from dictate.errors import PlatformError, SettingsError
from dictate.settings import paths
from dictate.settings.hotkey import parse
from dictate.settings.schema import HotkeySettings
from dictate.settings.store import load

KNOCK_S = 0.5
"""How long a display may take to answer a connection; a living one needs microseconds."""


class Session(StrEnum):
    """What windows are drawn by."""

    X11 = "X11"
    WAYLAND = "Wayland"
    WINDOWS = "Windows"
    MACOS = "macOS"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Desktop:
    """What was found.

    Attributes:
        session: What windows are drawn by.
        name: The desktop's own name, such as `GNOME`; empty where it has none.
        compositor: Under Wayland the compositor where it is known, such as `sway`; else empty.
        display: The name of the display, such as `:0`; empty where there is none.
        reachable: Whether something answers there.
    """

    session: Session
    name: str = ""
    compositor: str = ""
    display: str = ""
    reachable: bool = True


_COMPOSITORS = (
    ("SWAYSOCK", "sway"),
    ("HYPRLAND_INSTANCE_SIGNATURE", "Hyprland"),
    ("NIRI_SOCKET", "niri"),
    ("WAYFIRE_SOCKET", "Wayfire"),
    ("LABWC_PID", "labwc"),
)
_COMPOSITOR_OF = {"GNOME": "Mutter", "KDE": "KWin", "COSMIC": "cosmic-comp", "Hyprland": "Hyprland"}


def answers(display: str, environment: Mapping[str, str]) -> bool:
    """Whether somebody listens at a local display: `:0`, or a Wayland socket's name or path."""
    if local := re.fullmatch(r"(?:unix)?:(\d+)(?:\.\d+)?", display):
        path = Path(f"/tmp/.X11-unix/X{local[1]}")  # noqa: S108 - where X servers listen
    elif ":" in display:  # an X server on another machine; only a connection can tell
        return True
    else:
        path = Path(environment.get("XDG_RUNTIME_DIR", ""), display)
    with suppress(OSError), socket.socket(socket.AF_UNIX) as knock:
        knock.settimeout(KNOCK_S)
        knock.connect(str(path))
        return True
    return False


def look(
    environment: Mapping[str, str],
    *,
    system: str = sys.platform,
    answers: Callable[[str, Mapping[str, str]], bool] = answers,
) -> Desktop:
    """The desktop of a process with this environment.

    Args:
        environment: Of the process.
        system: As `sys.platform`.
        answers: Whether somebody listens at a display.
    """
    if system == "win32":
        return Desktop(Session.WINDOWS)
    if system == "darwin":
        return Desktop(Session.MACOS)
    name = environment.get("XDG_CURRENT_DESKTOP", "").split(":")[-1]
    wayland, x11 = environment.get("WAYLAND_DISPLAY", ""), environment.get("DISPLAY", "")
    told = environment.get("XDG_SESSION_TYPE", "")
    # A session of type X11 may have inherited the Wayland display of the one that started it; one
    # of type Wayland hears keys through XWayland only while an X window has the focus.
    if (wayland and not (told == "x11" and x11)) or (told == "wayland" and x11):
        display = wayland or x11
        compositor = next(
            (compositor for variable, compositor in _COMPOSITORS if environment.get(variable)),
            _COMPOSITOR_OF.get(name, ""),
        )
        return Desktop(Session.WAYLAND, name, compositor, display, answers(display, environment))
    if x11:
        return Desktop(Session.X11, name, "", x11, answers(x11, environment))
    return Desktop(Session.NONE, name, reachable=False)


# ── for the doctor ───────────────────────────────────────────────────────────────────────────────


_BINDINGS = {
    "sway": "In sway: `bindsym --no-repeat F9 exec dictate start` and "
    "`bindsym --release F9 exec dictate stop`.",
    "Hyprland": "In Hyprland: `bind = , F9, exec, dictate start` and "
    "`bindr = , F9, exec, dictate stop`.",
    "Mutter": "In Settings, Keyboard, Custom Shortcuts: bind a key to `dictate toggle`.",
    "KWin": "In System Settings, Shortcuts, Add Command: bind a key to `dictate toggle`.",
}


def binding_advice(desktop: Desktop) -> str:
    """How to have a key under Wayland, where no program may watch the keyboard."""
    anywhere = "Bind a key of the desktop to `dictate toggle`."
    return _BINDINGS.get(desktop.compositor, anywhere)


def probe(hotkey: HotkeySettings | None = None) -> Sequence[Finding]:
    """What of display, hotkey and notifications works here.

    Args:
        hotkey: The key to try; that of the settings file where None.
    """
    desktop = look(os.environ)
    wanted = hotkey or load(paths.settings_file()).settings.hotkey
    return [_session(desktop), *_display_and_hotkey(desktop, wanted), *_notifications(desktop)]


def _session(desktop: Desktop) -> Finding:
    if desktop.session is Session.NONE:
        return Finding(
            "session",
            Health.BROKEN,
            "There is no desktop session: no hotkey, no tray, no pasting.",
            "Start Dictate inside a desktop session; `dictate transcribe` works without one.",
        )
    parts = [str(desktop.session), desktop.name, desktop.compositor]
    return Finding("session", Health.FACT, ", ".join(part for part in parts if part) + ".")


def _display_and_hotkey(desktop: Desktop, hotkey: HotkeySettings) -> Sequence[Finding]:
    match desktop.session:
        case Session.NONE:
            return []
        case Session.X11:
            if not desktop.reachable:
                return [_no_answer(desktop)]
            from dictate.platforms.linux.x11_probe import probe_keyboard

            return probe_keyboard(hotkey)
        case Session.WAYLAND:
            hotkeys = Finding(
                "hotkey",
                Health.LIMITED,
                "Under Wayland no program may watch the keyboard, Dictate's hotkey does not work.",
                binding_advice(desktop),
            )
            return [hotkeys] if desktop.reachable else [_no_answer(desktop), hotkeys]
        case Session.WINDOWS | Session.MACOS:
            return [Finding("hotkey", Health.FACT, _named(hotkey))]


def _no_answer(desktop: Desktop) -> Finding:
    return Finding(
        "display",
        Health.BROKEN,
        f"The {desktop.session} display {desktop.display} does not answer.",
        "Start Dictate inside the desktop session it is to serve.",
    )


def _named(hotkey: HotkeySettings) -> str:
    try:
        return f"{parse(hotkey.key).title}."
    except SettingsError as error:
        return error.message


def _notifications(desktop: Desktop) -> Sequence[Finding]:
    if desktop.session in {Session.WINDOWS, Session.MACOS}:
        return []
    from dictate.platforms.notify import server_name

    try:
        shown_by = server_name()
    except PlatformError as error:
        return [
            Finding(
                "notices",
                Health.LIMITED,
                f"No desktop notifications: {error.message} Notices are shown by the tray icon.",
            )
        ]
    return [Finding("notices", Health.GOOD, f"Desktop notifications are shown by {shown_by}.")]
