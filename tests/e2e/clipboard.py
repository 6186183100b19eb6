"""The clipboard of a desktop, as another program fills it and as another program reads it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.children import Child, run, wait_until

if TYPE_CHECKING:
    from tests.e2e.desktop import Desktop

HERE = Path(__file__).parent
NOT_CONTENT = {"TARGETS", "TIMESTAMP", "MULTIPLE", "SAVE_TARGETS", "BITMAP", "PIXMAP"}
"""Targets whose answers are about the owner, or, as the last two (ICCCM 2.6.2), name something in
the X server that is its owner's: what can be kept of a clipboard has other names."""


class Clipboard:
    """Reads and fills the selections of a display."""

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop

    def _xclip(self, *words: str, selection: str = "clipboard") -> bytes:
        done = run(
            ["timeout", "3", "xclip", "-selection", selection, "-o", *words],
            self._desktop.environment,
        )
        return done.stdout

    def targets(self) -> list[str]:
        """The formats that are offered."""
        return sorted(set(self._xclip("-t", "TARGETS").decode().split()) - NOT_CONTENT)

    def content(self) -> dict[str, bytes]:
        """Every format with its bytes."""
        return {target: self._xclip("-t", target) for target in self.targets()}

    def text(self, selection: str = "clipboard") -> str:
        """The text."""
        return self._xclip("-t", "UTF8_STRING", selection=selection).decode()

    def owner(self) -> int:
        """Whose it is: a number that changes with every owner; 0 for nobody."""
        return self._desktop.screen.owner_of("CLIPBOARD")

    def fill(self, text: str) -> None:
        """Another program copies a text."""
        done = run(
            ["sh", "-c", "exec xclip -selection clipboard -i >/dev/null 2>&1"],
            self._desktop.environment,
            stdin=text.encode(),
        )
        assert done.returncode == 0

    def fill_with_everything(self, text: str = "copied before") -> Child:
        """A program copies a picture, HTML, a list of files and a text, all at once.

        Returns:
            The program; the content goes with it.
        """
        owner = self._desktop.windows.start(
            "clipboard owner",
            [sys.executable, HERE / "clipboard_owner.py", text],
            self._desktop.environment,
        )
        wait_until(lambda: "image/png" in self.targets(), "the clipboard is filled")
        return owner
