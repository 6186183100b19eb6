"""A Windows with one clipboard, one window in front, and a keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from dictate.platforms.windows.win32 import Win32

T = TypeVar("T")

TEXT = 13


class FakeWin32(Win32):
    """`front` gets the keys; `reads` says whether it pastes when they come."""

    def __init__(self) -> None:
        self.on_render: Callable[[int], None] = lambda _: None
        self.content: dict[int, bytes | None] = {TEXT: "the user's\0".encode("utf-16-le")}
        self.front = (0x51, 77, "notepad")
        self.reads = True
        self.held: set[int] = set()
        self.sent: list[tuple[int, bool]] = []
        self.text = ""
        self.closed = False
        self.busy = 0
        self._open = False
        self._changes = 1
        self._reader = 0
        self._names = ["", "HTML Format"]

    def read(self, process: int, number: int = TEXT) -> bytes | None:
        """Another program opens the clipboard and reads."""
        self._reader = process
        if number in self.content and self.content[number] is None:
            self.on_render(number)
        self._reader = 0
        return self.content.get(number)

    def copy_elsewhere(self, data: bytes) -> None:
        """Another program copies something."""
        self.content = {TEXT: data}
        self._changes += 1

    def call(self, work: Callable[[], T]) -> T:
        return work()

    def open_clipboard(self) -> bool:
        assert not self._open
        if self.busy:
            self.busy -= 1
            return False
        self._open = True
        return True

    def close_clipboard(self) -> None:
        assert self._open
        self._open = False

    def empty_clipboard(self) -> None:
        assert self._open
        self.content = {}
        self._changes += 1

    def formats(self) -> Iterator[int]:
        assert self._open
        return iter(list(self.content))

    def get_bytes(self, number: int) -> bytes | None:
        return self.content[number]

    def set_bytes(self, number: int, data: bytes) -> None:
        assert self._open or self._reader
        self.content[number] = data
        self._changes += 1

    def promise(self, number: int) -> None:
        assert self._open
        self.content[number] = None

    def format_named(self, name: str) -> int:
        if name not in self._names:
            self._names.append(name)
        return 0xC000 + self._names.index(name)

    def changes(self) -> int:
        return self._changes

    def reader(self) -> int:
        return self._reader

    def foreground(self) -> tuple[int, int, str]:
        return self.front

    def is_down(self, key: int) -> bool:
        return key in self.held

    def send_keys(self, strokes: Sequence[tuple[int, bool]]) -> bool:
        self.sent += strokes
        self.held -= {key for key, down in strokes if not down}
        if any(down for _, down in strokes) and self.reads:
            data = self.read(self.front[1])
            assert data is not None
            self.text += data.decode("utf-16-le").removesuffix("\0")
        return True

    def close(self) -> None:
        self.closed = True
