"""A cleaner that does what it is told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from dictate.core.dictation import CleanedText, Transcript
from dictate.errors import CleanupError
from dictate.settings.schema import TextSettings


class FakeCleaner:
    """Writes what `write` makes of the words; fails when `fails` is set."""

    def __init__(self, write: Callable[[str], str] = str.capitalize) -> None:
        self.write = write
        self.fails = False
        self.calls: list[str] = []
        self.ahead: list[tuple[str, str]] = []
        self.styles: list[str] = []

    def prepare(self, settings: TextSettings) -> None:
        del settings
        self.calls.append("prepare")

    def unload(self) -> None:
        self.calls.append("unload")

    def shut_down(self) -> None:
        self.calls.append("shut down")

    def paused(self) -> AbstractContextManager[None]:
        return nullcontext()

    def look_ahead(self, transcript: Transcript, settings: TextSettings) -> None:
        if self.fails:
            raise CleanupError("The cleaner stumbled.")
        self.ahead.append((transcript.text, settings.style))

    def clean(self, transcript: Transcript, settings: TextSettings) -> CleanedText:
        self.styles.append(settings.style)
        if self.fails:
            raise CleanupError("The cleaner stumbled.")
        return CleanedText(transcript.text, self.write(transcript.text), by="fake")
