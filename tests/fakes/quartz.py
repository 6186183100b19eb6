"""A Mac with one clipboard, one program in front, and a keyboard."""

from __future__ import annotations

from dictate.platforms.macos.quartz import Quartz


class FakeQuartz(Quartz):
    """`program` gets the keys."""

    def __init__(self) -> None:
        self.clipboard = "the user's"
        self.program = ("com.apple.TextEdit", 77)
        self.works = True
        self.allowed = True
        self.held_for = 0
        self.text = ""

    def copy(self, text: str) -> bool:
        if self.works:
            self.clipboard = text
        return self.works

    def front(self) -> tuple[str, int]:
        return self.program

    def may_send_keys(self) -> bool:
        return self.allowed

    def modifiers_held(self) -> bool:
        self.held_for -= 1
        return self.held_for >= 0

    def send_key(self, key: int, flags: int, *, down: bool) -> None:
        if (key, flags, down) == (0x09, 0x100000, True):
            self.text += self.clipboard
