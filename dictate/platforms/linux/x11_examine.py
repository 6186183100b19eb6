"""What the doctor says of pasting on this X server."""

from __future__ import annotations

from dictate.core.dictation import Focus, FocusKind
from dictate.core.findings import Finding, Health
from dictate.platforms.linux.x11_session import X11Session

_EXTENSIONS = (
    ("XFIXES", "what is copied while you speak may be overwritten"),
    ("X-Resource", "reads by programs with several connections cannot be told apart"),
)


def examine(session: X11Session) -> list[Finding]:
    """Look at extensions, keyboard and clipboard manager. *Blocks*.

    Raises:
        DeliveryError: The server is gone.
    """
    return [*_keyboard(session), *_extensions(session), _manager(session)]


def _keyboard(session: X11Session) -> list[Finding]:
    keys = session.keys("")
    can = {kind: bool(keys.choose(Focus(kind))) for kind in (FocusKind.WINDOW, FocusKind.TERMINAL)}
    if all(can.values()):
        return [Finding("paste", Health.GOOD, "Words are pasted by keys, and it is proven.")]
    layout = "Add a layout with Latin letters, or a keyboard with an Insert key."
    if can[FocusKind.WINDOW]:
        text = "This keyboard layout has no key that pastes into terminals."
        return [Finding("paste", Health.LIMITED, text, layout)]
    text = "This keyboard layout has no key that pastes; words are left on the clipboard."
    return [Finding("paste", Health.LIMITED, text, layout)]


def _extensions(session: X11Session) -> list[Finding]:
    display = session.connection.display
    return [
        Finding(
            "paste",
            Health.LIMITED,
            f"This X server has no {name} extension: {then}.",
            "Use a current X server.",
        )
        for name, then in _EXTENSIONS
        if not session.call(lambda name=name: display.has_extension(name))  # type: ignore[misc]
    ]


def _manager(session: X11Session) -> Finding:
    display = session.connection.display

    def owner() -> bool:
        return bool(display.get_selection_owner(display.get_atom("CLIPBOARD_MANAGER")))

    if session.call(owner):
        text = "A clipboard manager runs; it gets your clipboard when Dictate ends."
    else:
        text = "No clipboard manager runs; a small process keeps your clipboard when Dictate ends."
    return Finding("clipboard", Health.FACT, text)
