"""A window with the least that can be pasted into: it asks for the clipboard when Ctrl+V comes.

x_field.py OUT [AGAIN_MS]     what was pasted is kept in the file OUT

With AGAIN_MS it asks once more so much later, as browsers do.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from Xlib import X
from Xlib.display import Display


def main() -> None:
    """Show the window until the process is killed."""
    out = Path(sys.argv[1])
    again_s = int(sys.argv[2]) / 1000 if len(sys.argv) > 2 else 0.0
    display = Display()
    screen = display.screen()
    window = screen.root.create_window(0, 0, 400, 200, 0, screen.root_depth)
    window.set_wm_name(out.name)
    window.set_wm_class("field", "Field")
    window.change_attributes(event_mask=X.KeyPressMask)
    window.map()
    atom = display.intern_atom
    clipboard, utf8, into = atom("CLIPBOARD"), atom("UTF8_STRING"), atom("PASTED")
    display.sync()
    out.write_text("", encoding="utf-8")
    while True:
        event = display.next_event()
        if event.type == X.KeyPress and event.state & X.ControlMask:
            if display.keycode_to_keysym(event.detail, 0) == ord("v"):
                window.convert_selection(clipboard, utf8, into, event.time)
        elif event.type == X.SelectionNotify and event.property:
            found = window.get_full_property(into, X.AnyPropertyType)
            window.delete_property(into)
            out.write_text(out.read_text("utf-8") + found.value.decode(), encoding="utf-8")
            if again_s:
                time.sleep(again_s)
                window.convert_selection(clipboard, utf8, into, X.CurrentTime)
                again_s = 0.0


if __name__ == "__main__":
    main()
