"""A window with the least that can be pasted into: it asks for the clipboard when Ctrl+V comes."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from Xlib import X, Xatom
from Xlib.display import Display


def main() -> None:
    """Show the window until the process is killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="what was pasted is kept in this file")
    parser.add_argument("--again-ms", type=int, default=0, help="ask again later, as browsers do")
    parser.add_argument("--apart", action="store_true", help="ask on a connection of its own")
    parser.add_argument("--desktop", action="store_true", help="be the desktop behind all windows")
    given = parser.parse_args()

    display = Display()
    screen = display.screen()
    window = screen.root.create_window(0, 0, 400, 200, 0, screen.root_depth)
    window.set_wm_name(given.out.name)
    window.set_wm_class("field", "Field")
    window.change_attributes(event_mask=X.KeyPressMask)
    if given.desktop:
        kind = display.intern_atom("_NET_WM_WINDOW_TYPE")
        desktop = display.intern_atom("_NET_WM_WINDOW_TYPE_DESKTOP")
        window.change_property(kind, Xatom.ATOM, 32, [desktop])
    window.map()
    display.sync()

    reader = Reader(Display() if given.apart else display)
    given.out.write_text("", encoding="utf-8")
    reads = [0.0, given.again_ms / 1000] if given.again_ms else [0.0]
    while True:
        event = display.next_event()
        if event.type != X.KeyPress or not event.state & X.ControlMask:
            continue
        if display.keycode_to_keysym(event.detail, 0) == ord("v"):
            for wait_s in reads:
                time.sleep(wait_s)
                text = given.out.read_text("utf-8") + reader.read()
                given.out.write_text(text, encoding="utf-8")
            del reads[1:]


class Reader:
    """Reads the clipboard on a connection."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._window = display.screen().root.create_window(0, 0, 1, 1, 0, 0)

    def read(self) -> str:
        """The text on the clipboard."""
        atom = self._display.intern_atom
        names = ("CLIPBOARD", "UTF8_STRING", "PASTED")
        self._window.convert_selection(*map(atom, names), X.CurrentTime)
        while True:
            event = self._display.next_event()
            if event.type == X.SelectionNotify:
                break
        found = self._window.get_full_property(atom("PASTED"), X.AnyPropertyType)
        self._window.delete_property(atom("PASTED"))
        return str(found.value.decode()) if found is not None else ""


if __name__ == "__main__":
    main()
