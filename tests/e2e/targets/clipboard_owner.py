"""A program that owns the clipboard, well or badly; it says `ready` when it does.

clipboard_owner.py rich          picture, HTML, files, text and a custom format, by Qt
clipboard_owner.py odd           words of 16 and 32 bits, an empty format, one without a name
clipboard_owner.py big BYTES     one long text, piece by piece
clipboard_owner.py restless MS   owns it anew, with other text, for so many milliseconds
clipboard_owner.py dying N       ends after N answers
clipboard_owner.py mute N        answers N times, then never again, but lives
clipboard_owner.py stalling      begins a transfer in pieces and sends but one
clipboard_owner.py manager       a clipboard manager: takes over when it is asked to save
"""

from __future__ import annotations

import sys
import time
from typing import Any

from Xlib import X, Xatom
from Xlib.display import Display
from Xlib.protocol import event as events


def say_ready() -> None:
    """Tell whoever waits that the clipboard is ours."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def rich() -> None:
    """All that Qt offers for a picture with HTML, files, text and a custom format."""
    from PySide6 import QtCore, QtGui, QtWidgets

    app = QtWidgets.QApplication([])
    picture = QtGui.QImage(64, 64, QtGui.QImage.Format.Format_RGB32)
    picture.fill(QtGui.QColor("teal"))
    content = QtCore.QMimeData()
    content.setText("ORIGINAL ä 你")
    content.setHtml("<b>ORIGINAL</b>")
    content.setImageData(picture)
    content.setUrls([QtCore.QUrl("file:///tmp/one"), QtCore.QUrl("file:///tmp/two")])
    content.setData("application/x-custom", b"\x00\x01binary\xff")
    app.clipboard().setMimeData(content)
    QtCore.QTimer.singleShot(0, say_ready)
    app.exec()


class Owner:
    """Owns the clipboard with the least of the protocol."""

    def __init__(self, selection: str = "CLIPBOARD") -> None:
        self.display = Display()
        root = self.display.screen().root
        self.window = root.create_window(0, 0, 1, 1, 0, 0, event_mask=X.PropertyChangeMask)
        self.selection = self.atom(selection)
        self.formats: dict[int, tuple[int, int, Any]] = {}
        self.answers_left = sys.maxsize
        self.at_the_end = "die"
        self.in_pieces = 0
        self.own()

    def atom(self, name: str) -> int:
        """The atom of a name."""
        return int(self.display.intern_atom(name))

    def offer(self, target: str, kind: str, width: int, data: Any) -> None:
        """Offer one more format."""
        self.formats[self.atom(target)] = (self.atom(kind), width, data)

    def own(self) -> None:
        """Become the owner."""
        self.window.set_selection_owner(self.selection, X.CurrentTime)
        self.display.sync()

    def serve(self) -> None:
        """Answer until the selection is lost."""
        say_ready()
        while True:
            event = self.display.next_event()
            if event.type == X.SelectionClear:
                return
            if event.type == X.SelectionRequest:
                self.answer(event)

    def answer(self, event: Any) -> None:
        """Answer one request."""
        if not self.answers_left:
            if self.at_the_end == "die":
                sys.exit()
            return
        self.answers_left -= 1
        done = True
        if event.target == self.atom("TARGETS"):
            targets = [event.target, *self.formats]
            event.requestor.change_property(event.property, Xatom.ATOM, 32, targets)
        elif event.target in self.formats:
            kind, width, data = self.formats[event.target]
            if self.in_pieces:
                self.send_pieces(event, kind, data)
                return
            event.requestor.change_property(event.property, kind, width, data)
        else:
            done = False
        self.notify(event, done=done)

    def notify(self, event: Any, *, done: bool) -> None:
        """Tell the requestor that the answer is there, or that there is none."""
        answer = events.SelectionNotify(
            time=event.time,
            requestor=event.requestor,
            selection=event.selection,
            target=event.target,
            property=event.property if done else X.NONE,
        )
        event.requestor.send_event(answer)
        self.display.sync()

    def send_pieces(self, event: Any, kind: int, data: bytes, *, limit: int = sys.maxsize) -> None:
        """An incremental transfer (ICCCM 2.7.2), at most `limit` pieces of it."""
        event.requestor.change_attributes(event_mask=X.PropertyChangeMask)
        event.requestor.change_property(event.property, self.atom("INCR"), 32, [len(data)])
        self.notify(event, done=True)
        limit = min(limit, self.answers_left)
        for start in [*range(0, len(data), self.in_pieces), len(data)]:
            if not limit:
                return
            limit -= 1
            self.wait_for_deletion(event)
            piece = data[start : start + self.in_pieces]
            event.requestor.change_property(event.property, kind, 8, piece)
            self.display.sync()

    def wait_for_deletion(self, request: Any) -> None:
        """Until the reader has taken the piece before."""
        while True:
            event = self.display.next_event()
            if (
                event.type == X.PropertyNotify
                and event.state == X.PropertyDelete
                and event.window.id == request.requestor.id
                and event.atom == request.property
            ):
                return


def odd() -> None:
    """Formats that are not strings of bytes."""
    owner = Owner()
    owner.offer("application/x-words", "INTEGER", 32, [1, 2**32 - 1, 3])
    owner.offer("application/x-shorts", "INTEGER", 16, [1, 65535, 3])
    owner.offer("application/x-empty", "application/x-empty", 8, b"")
    owner.offer("application/x-atoms", "ATOM", 32, [owner.atom("TARGETS"), owner.atom("STRING")])
    owner.offer("text/x-moz-url", "text/x-moz-url", 8, "https://example.org".encode("utf-16"))
    owner.offer("UTF8_STRING", "UTF8_STRING", 8, b"text")
    owner.serve()


def big(size: str) -> None:
    """One long text."""
    owner = Owner()
    block = bytes(range(32, 96)) * 1024
    owner.offer(
        "UTF8_STRING", "UTF8_STRING", 8, (block * (int(size) // len(block) + 1))[: int(size)]
    )
    owner.in_pieces = 200_000
    owner.serve()


def restless(for_ms: str) -> None:
    """Owns the clipboard again and again, as some programs do."""
    owner = Owner()
    owner.offer("UTF8_STRING", "UTF8_STRING", 8, b"0")
    say_ready()
    ends_s, count = time.monotonic() + int(for_ms) / 1000, 0
    while time.monotonic() < ends_s:
        count += 1
        owner.offer("UTF8_STRING", "UTF8_STRING", 8, str(count).encode())
        owner.own()
        until_s = time.monotonic() + 0.03
        while time.monotonic() < until_s:
            while owner.display.pending_events():
                event = owner.display.next_event()
                if event.type == X.SelectionRequest:
                    owner.answer(event)
            time.sleep(0.001)
    owner.offer("UTF8_STRING", "UTF8_STRING", 8, b"at last")
    owner.own()
    owner.serve()


def few(answers: str, at_the_end: str) -> None:
    """Answers only so often."""
    owner = Owner()
    for number in range(8):
        owner.offer(f"application/x-{number}", "STRING", 8, b"content")
    owner.answers_left, owner.at_the_end = int(answers), at_the_end
    owner.serve()


def stalling() -> None:
    """Begins and does not go on."""
    owner = Owner()
    owner.offer("UTF8_STRING", "UTF8_STRING", 8, b"x" * 500_000)
    owner.in_pieces, owner.answers_left = 100_000, 2
    owner.serve()


def manager() -> None:
    """Takes the clipboard over when its owner asks (freedesktop ClipboardManager)."""
    service = Owner("CLIPBOARD_MANAGER")
    save, clipboard = service.atom("SAVE_TARGETS"), service.atom("CLIPBOARD")
    service.formats[save] = (service.atom("NULL"), 32, [])
    say_ready()
    while True:
        event = service.display.next_event()
        if event.type != X.SelectionRequest:
            continue
        if event.selection == service.selection and event.target == save:
            wanted = event.requestor.get_full_property(event.property, Xatom.ATOM).value
            kept = {target: fetch(service, clipboard, target) for target in wanted}
            service.formats = {target: value for target, value in kept.items() if value}
            service.window.set_selection_owner(clipboard, X.CurrentTime)
            service.notify(event, done=True)
        else:
            service.answer(event)


def fetch(owner: Owner, selection: int, target: int) -> tuple[int, int, Any] | None:
    """Read one format of a selection."""
    into = owner.atom("KEPT")
    owner.window.convert_selection(selection, target, into, X.CurrentTime)
    while True:
        event = owner.display.next_event()
        if event.type == X.SelectionNotify:
            break
    found = owner.window.get_full_property(into, X.AnyPropertyType) if event.property else None
    return (found.property_type, found.format, found.value) if found is not None else None


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["rich"]:
            rich()
        case ["odd"]:
            odd()
        case ["big", size]:
            big(size)
        case ["restless", for_ms]:
            restless(for_ms)
        case ["dying", answers]:
            few(answers, "die")
        case ["mute", answers]:
            few(answers, "stay")
        case ["stalling"]:
            stalling()
        case ["manager"]:
            manager()
        case _:
            sys.exit(__doc__)
