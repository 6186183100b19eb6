"""A screen for the paste tests: its server, its focus, its keyboard, its clipboard from outside."""

from __future__ import annotations

import os
import select
from collections.abc import Mapping

from Xlib import X
from Xlib.display import Display
from Xlib.ext import res

from tests.e2e.children import Children, run, wait_until
from tests.e2e.keyboard import Keyboard


def start_server(children: Children, number: int | None = None) -> str:
    """Start an X server on a free number, or on this one. Returns its name, such as `:7`."""
    read, write = os.pipe()
    chosen = [] if number is None else [f":{number}"]
    children.start(
        "Xvfb",
        [
            "Xvfb",
            *chosen,
            "-displayfd",
            str(write),
            "-screen",
            "0",
            "1280x800x24",
            "-nolisten",
            "tcp",
        ],
        {"PATH": os.environ["PATH"]},
        pass_fds=[write],
    )
    os.close(write)
    with os.fdopen(read, "rb") as told:
        assert select.select([told], [], [], 20.0)[0], "Xvfb does not start"
        return f":{int(told.readline())}"


def start_screen(children: Children) -> Screen:
    """Start a server and a window manager."""
    name = start_server(children)
    environment = {
        "DISPLAY": name,
        "PATH": os.environ["PATH"],
        "HOME": os.environ["HOME"],
        "LANG": "C.UTF-8",
        "GTK_A11Y": "none",
        "NO_AT_BRIDGE": "1",
        "DBUS_SESSION_BUS_ADDRESS": "disabled:",
        "GSETTINGS_BACKEND": "memory",
        "QT_QPA_PLATFORM": "xcb",
    }
    children.start("openbox", ["openbox"], environment)
    screen = Screen(name, environment, children)
    wait_until(screen.has_window_manager, "the window manager")
    screen.close()
    return screen


class Screen:
    """One display, looked at with tools that have nothing to do with the program."""

    def __init__(self, name: str, environment: Mapping[str, str], children: Children) -> None:
        self.name = name
        self.environment = environment
        self._children = children
        self.display = Display(name)
        self.keyboard = Keyboard(self.display)

    def close(self) -> None:
        """Close the connection."""
        self.display.close()

    def clear(self) -> None:
        """Empty selections, an American keyboard, no key down."""
        run(["setxkbmap", "us", "-option", ""], self.environment)
        wait_until(lambda: self.keysym_of(55) == 0x76, "the American layout")
        self.take_clipboard_away()
        self.keyboard.release_all()

    def use_layouts(self, layouts: str) -> None:
        """Use several keyboard layouts at a time, such as `us,ru`; Caps Lock goes to the next."""
        options = ["-option", "", "-option", "grp:caps_toggle"]
        run(["setxkbmap", "-layout", layouts, *options], self.environment)
        first = 0x76 if layouts.startswith("us") else 0x6CD
        wait_until(lambda: self.keysym_of(55) == first, "the layouts")

    def has_window_manager(self) -> bool:
        """Whether one has told of itself."""
        atom = self.display.intern_atom("_NET_SUPPORTING_WM_CHECK")
        return self.display.screen().root.get_full_property(atom, 0) is not None

    def keysym_of(self, keycode: int) -> int:
        """What a key makes without Shift, as the server has it now."""
        return int(self.display.get_keyboard_mapping(keycode, 1)[0][0])

    def focus(self, title: str) -> None:
        """Wait for a window and give it the keyboard."""

        def has_it() -> bool:
            found = run(["xdotool", "getactivewindow", "getwindowname"], self.environment)
            return title in found.stdout.decode()

        def appears() -> list[bytes]:
            return run(["xdotool", "search", "--name", title], self.environment).stdout.split()

        window = wait_until(appears, f"a window named {title}", 20.0)[-1].decode()
        wait_until(
            lambda: (
                not run(["xdotool", "windowactivate", window], self.environment).returncode
                and has_it()
            ),
            f"focus on {title}",
        )
        # The toolkit hears of the focus after the window manager does.
        run(["xdotool", "sleep", "0.2"], self.environment)

    def give_keyboard(self, window: str) -> None:
        """At once, without asking the window manager. `window` as in `Focus`."""
        wanted = self.display.create_resource_object("window", int(window, 16))
        wanted.set_input_focus(X.RevertToParent, X.CurrentTime)
        self.display.sync()

    def focus_nothing(self) -> None:
        """Take the keyboard away from every window."""
        self.display.set_input_focus(0, 0, 0)
        self.display.sync()

    # ── the clipboard, seen from outside ────────────────────────────────────────────────────────

    def copy(self, data: bytes, target: str = "", selection: str = "clipboard") -> None:
        """Let another program own a selection with this content."""
        kind = ["-t", target] if target else []
        # xclip goes to the background and keeps its standard output: it must not be a pipe.
        command = [
            "sh",
            "-c",
            'exec "$@" >/dev/null 2>&1',
            "-",
            "xclip",
            "-i",
            "-selection",
            selection,
        ]
        before = self.owner(selection.upper())
        assert run([*command, *kind], self.environment, stdin=data).returncode == 0
        wait_until(lambda: self.owner(selection.upper()) != before, "the copied content")

    def paste(self, target: str = "UTF8_STRING", selection: str = "clipboard") -> bytes | None:
        """What a program gets that asks for it; None where nothing is to be had."""
        command = ["xclip", "-o", "-selection", selection, "-t", target]
        answer = run(command, self.environment, timeout_s=60.0)
        return answer.stdout if answer.returncode == 0 else None

    def targets(self, selection: str = "clipboard") -> list[str]:
        """The forms in which the selection can be had."""
        return (self.paste("TARGETS", selection) or b"").decode().split()

    def all_formats(self, selection: str = "clipboard") -> dict[str, bytes | None]:
        """Everything that can be had, byte for byte."""
        asked = [t for t in self.targets(selection) if t not in NO_CONTENT]
        return {target: self.paste(target, selection) for target in asked}

    def kinds(self) -> dict[str, tuple[str, int]]:
        """Type and bits per item of every form that the clipboard can be had in."""
        return {t: self._kind(t) for t in self.targets() if t not in NO_CONTENT}

    def _kind(self, target: str) -> tuple[str, int]:
        window = self.display.screen().root.create_window(0, 0, 1, 1, 0, 0)
        into = self.display.intern_atom("LOOKED_AT")
        atoms = (self.display.intern_atom(name) for name in ("CLIPBOARD", target))
        window.convert_selection(*atoms, into, X.CurrentTime)
        while self.display.next_event().type != X.SelectionNotify:
            continue
        found = window.get_full_property(into, X.AnyPropertyType)
        window.destroy()
        return self.display.get_atom_name(found.property_type), found.format

    def owner_pid(self, selection: str = "CLIPBOARD") -> int:
        """The process behind a selection; 0 for none."""
        spec = {"client": self.owner(selection), "mask": res.LocalClientPIDMask}
        answer = self.display.res_query_client_ids([spec])
        return next((id.value[0] for id in answer.ids if id.value), 0)

    def owner(self, selection: str = "CLIPBOARD") -> int:
        """The window that owns a selection; 0 for none."""
        window = self.display.get_selection_owner(self.display.intern_atom(selection))
        return window.id if window else 0

    def take_clipboard_away(self) -> None:
        """Leave both selections without an owner."""
        window = self.display.screen().root.create_window(0, 0, 1, 1, 0, 0)
        for selection in ("CLIPBOARD", "PRIMARY"):
            window.set_selection_owner(self.display.intern_atom(selection), 0)
        self.display.sync()
        window.destroy()
        self.display.sync()


NO_CONTENT = frozenset({"TARGETS", "TIMESTAMP", "MULTIPLE", "SAVE_TARGETS", "PIXMAP", "BITMAP"})
