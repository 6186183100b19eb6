"""Windows of other programs, to dictate into, and what they hold."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.error import XError
from Xlib.protocol.event import ClientMessage

from tests.e2e.children import Child, wait_until
from tests.e2e.keyboard import RETURN

if TYPE_CHECKING:
    from tests.e2e.desktop import Desktop

HERE = Path(__file__).parent


class Screen:
    """The windows of a display, by their titles."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._root = display.screen().root
        self._utf8 = display.intern_atom("UTF8_STRING")

    def _property(self, window: object, name: str, kind: int = X.AnyPropertyType) -> object:
        try:
            found = window.get_full_property(self._display.intern_atom(name), kind)  # type: ignore[attr-defined]
        except XError:
            return None  # it has just gone
        return found.value if found else None

    def titled(self, title: str) -> int:
        """The window with this title; 0 where there is none yet."""
        listed = self._property(self._root, "_NET_CLIENT_LIST", Xatom.WINDOW)
        for number in listed if isinstance(listed, Sequence) else ():
            window = self._display.create_resource_object("window", number)
            name = self._property(window, "_NET_WM_NAME") or self._property(window, "WM_NAME")
            if (name.decode() if isinstance(name, bytes) else name) == title:
                return int(number)
        return 0

    def active(self) -> int:
        """The window that the window manager calls active; 0 for none."""
        found = self._property(self._root, "_NET_ACTIVE_WINDOW", Xatom.WINDOW)
        return int(found[0]) if isinstance(found, Sequence) and found else 0

    def owner_of(self, selection: str) -> int:
        """The window that owns a selection; 0 for none."""
        owner = self._display.get_selection_owner(self._display.intern_atom(selection))
        return int(owner.id) if owner else 0

    def activate(self, title: str) -> int:
        """Bring a window to the front and give it the keyboard; wait until it is so."""
        number = wait_until(lambda: self.titled(title), f"a window {title!r}", 20.0)
        message = ClientMessage(
            window=self._display.create_resource_object("window", number),
            client_type=self._display.intern_atom("_NET_ACTIVE_WINDOW"),
            # 2: as if a pager had asked, which no window manager refuses.
            data=(32, [2, X.CurrentTime, 0, 0, 0]),
        )
        mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
        self._root.send_event(message, event_mask=mask)
        self._display.sync()
        wait_until(lambda: self.active() == number and self._has_focus(number), f"{title!r} active")
        return number

    def _has_focus(self, number: int) -> bool:
        focus = self._display.get_input_focus().focus
        while focus not in (X.NONE, X.PointerRoot) and focus.id != self._root.id:
            if focus.id == number:
                return True
            try:
                focus = focus.query_tree().parent
            except XError:
                return False
        return False


class Target(Protocol):
    """A window that one can dictate into."""

    title: str

    def focus(self) -> None:
        """Give it the keyboard."""

    def text(self) -> str:
        """What it holds now."""


class _Window:
    def __init__(self, desktop: Desktop, title: str, command: Sequence[str | Path]) -> None:
        self.title = title
        self._desktop = desktop
        self.process: Child = desktop.windows.start(title, command, desktop.environment)
        self.focus()

    def focus(self) -> None:
        """Give it the keyboard."""
        self._desktop.screen.activate(self.title)


class QtField(_Window):
    """A Qt text field in a process of its own.

    Args:
        desktop: Where it opens.
        text: What it holds at first.
        selected: Whether all of that is selected.
        block_ms: How long it stays deaf after the paste keys, before it asks for the clipboard.
        secret: Whether it is a password field.
    """

    def __init__(
        self,
        desktop: Desktop,
        *,
        title: str = "a Qt field",
        text: str = "",
        selected: bool = False,
        block_ms: int = 0,
        secret: bool = False,
    ) -> None:
        self._file = desktop.new_file("qt")
        command: list[str | Path] = [sys.executable, HERE / "qt_field.py", title, self._file]
        command += ["--text", text, "--block-ms", str(block_ms)]
        command += ["--selected"] * selected + ["--secret"] * secret
        super().__init__(desktop, title, command)

    def text(self) -> str:
        """What the field holds now."""
        return self._file.read_text("utf-8") if self._file.exists() else ""


class GtkField(_Window):
    """The entry of a GTK dialog; what it holds is only known by closing it.

    Args:
        desktop: Where it opens.
        text: What it holds at first; all of it is selected, as GTK does for an entry.
    """

    def __init__(self, desktop: Desktop, *, title: str = "a GTK entry", text: str = "") -> None:
        command = ["zenity", "--entry", f"--title={title}", "--text=?", f"--entry-text={text}"]
        super().__init__(desktop, title, command)

    def text(self) -> str:
        """Press Return and take what zenity prints."""
        if self.process.is_running:
            self.focus()
            self._desktop.keyboard.tap(RETURN)
            self.process.wait()
        lines = self.process.output().splitlines()
        # GTK has things to say about themes and buses; the answer comes last.
        return lines[-1] if lines else ""


class Terminal(_Window):
    """An xterm whose program writes down each byte it is given."""

    def __init__(self, desktop: Desktop, *, title: str = "a terminal") -> None:
        self._file = desktop.new_file("tty")
        listen = f"stty -icanon; exec cat >'{self._file}'"
        super().__init__(desktop, title, ["xterm", "-T", title, "-e", "sh", "-c", listen])

    def text(self) -> str:
        """Every byte so far."""
        return self._file.read_text("utf-8", "replace") if self._file.exists() else ""
