"""Which window has the keyboard, what kind of program it is, and which X clients belong to it.

Runs on the X thread. A window's title is never read.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from dictate.core.dictation import Focus, FocusKind
from dictate.platforms.linux.x11_thread import X11Thread

TERMINALS = frozenset(
    {
        "alacritty", "aterm", "com.mitchellh.ghostty", "contour", "cool-retro-term",
        "deepin-terminal", "dev.warp.warp", "eterm", "foot", "ghostty", "gnome-terminal",
        "gnome-terminal-server", "guake", "hyper", "io.elementary.terminal", "kgx", "kitty",
        "konsole", "lilyterm", "lxterminal", "mate-terminal", "mlterm", "org.gnome.console",
        "org.gnome.ptyxis", "org.wezfurlong.wezterm", "pantheon-terminal", "ptyxis", "qterminal",
        "rio", "roxterm", "rxvt", "sakura", "st", "st-256color", "tabby", "terminator",
        "terminix", "terminology", "termite", "tilda", "tilix", "urxvt", "uxterm", "warp",
        "waveterm", "wezterm", "xfce4-terminal", "xterm", "yakuake",
    }
)  # fmt: skip
"""Instance or class of WM_CLASS in lower case. More come from the settings."""

_DEPTH = 32
"""Windows lie in each other, but never this deep."""


@dataclass(frozen=True, slots=True)
class Target:
    """The programs that get the keys now: their X clients, and their process ids."""

    clients: frozenset[int] = frozenset()
    pids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the keyboard focus."""

    focus: Focus
    target: Target = Target()


_NOWHERE = Look(Focus(FocusKind.NOTHING))


def client_of(connection: X11Thread, window: int) -> int:
    """The base of the resource ids of the client that made a window: one per connection."""
    mask: int = connection.display.display.info.resource_id_mask
    return window & ~mask


def pid_of(connection: X11Thread, window: int) -> int:
    """The process behind a window, as the server knows it; 0 where it does not."""
    from Xlib import error
    from Xlib.ext import res

    if not connection.display.has_extension("X-Resource"):
        return 0
    spec = {"client": window, "mask": res.LocalClientPIDMask}
    try:
        answer = connection.display.res_query_client_ids([spec])
    except error.XError:
        return 0
    return next((id.value[0] for id in answer.ids if id.value), 0)


def look(connection: X11Thread, terminals: Collection[str] = ()) -> Look:
    """What has the keyboard now.

    Args:
        connection: On whose thread this runs.
        terminals: More names to be treated as terminals.
    """
    from Xlib import error

    for _ in range(3):  # a window may close between two questions about it
        try:
            return _look(connection, terminals)
        except error.XError:
            continue
    return _NOWHERE


def _look(connection: X11Thread, terminals: Collection[str]) -> Look:
    root = connection.display.screen().root
    focused = _focused_window(connection, root)
    if focused is None:
        return _NOWHERE
    # A window manager that has no window to give the focus to keeps it in a nameless one.
    top = _top_level(focused, root) or _active_window(connection, root, focused)
    if top is None or _is_desktop(connection, top):
        return _NOWHERE
    owners = (focused, top)
    pids = {pid_of(connection, window.id) for window in owners} | {_pid_by_hint(connection, top)}
    target = Target(
        frozenset(client_of(connection, window.id) for window in owners), frozenset(pids - {0})
    )
    names = [name.lower() for name in top.get_wm_class() or ()]
    if os.getpid() in pids:
        kind = FocusKind.OWN
    elif any(name in TERMINALS or name in _lower(terminals) for name in names):
        kind = FocusKind.TERMINAL
    else:
        kind = FocusKind.WINDOW
    return Look(Focus(kind, f"{top.id:#x}", names[-1] if names else ""), target)


def _focused_window(connection: X11Thread, root: Any) -> Any | None:
    """The window with the input focus; None when keys go nowhere."""
    from Xlib import X

    focused = connection.display.get_input_focus().focus
    if focused == X.NONE:
        return None
    if focused == X.PointerRoot:
        # Without a window manager keys go to what is under the pointer.
        under = root.query_pointer().child
        return _client_inside(under) if under else None
    return None if focused.id == root.id else focused


def _client_inside(frame: Any) -> Any:
    """The program's window inside a window manager's frame; the frame where there is none."""
    level = [frame]
    for _ in range(_DEPTH):
        for window in level:
            if window.get_wm_class():
                return window
        level = [child for window in level for child in window.query_tree().children]
    return frame


def _active_window(connection: X11Thread, root: Any, focused: Any) -> Any | None:
    """What the window manager calls active; where it says nothing of that, the focus itself."""
    from Xlib import Xatom

    atom = connection.display.get_atom("_NET_ACTIVE_WINDOW")
    found = root.get_full_property(atom, Xatom.WINDOW)
    if found is None or not found.value:
        return focused
    if not found.value[0]:
        return None
    return connection.display.create_resource_object("window", found.value[0])


def _ancestors(window: Any, root: Any) -> Iterator[Any]:
    for _ in range(_DEPTH):
        if not window or window.id == root.id:
            return
        yield window
        window = window.query_tree().parent


def _top_level(focused: Any, root: Any) -> Any | None:
    """The program's own window around the focus: the outermost that says its WM_CLASS."""
    named = [window for window in _ancestors(focused, root) if window.get_wm_class()]
    return named[-1] if named else None


def _is_desktop(connection: X11Thread, window: Any) -> bool:
    from Xlib import Xatom

    atom = connection.display.get_atom
    kinds = window.get_full_property(atom("_NET_WM_WINDOW_TYPE"), Xatom.ATOM)
    return kinds is not None and atom("_NET_WM_WINDOW_TYPE_DESKTOP") in kinds.value


def _pid_by_hint(connection: X11Thread, window: Any) -> int:
    from Xlib import Xatom

    found = window.get_full_property(connection.display.get_atom("_NET_WM_PID"), Xatom.CARDINAL)
    return int(found.value[0]) if found is not None and found.value else 0


def _lower(names: Collection[str]) -> set[str]:
    return {name.lower() for name in names}
