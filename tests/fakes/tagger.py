"""A tagger that does what it is told."""

from __future__ import annotations

from collections.abc import Callable

from dictate.core.dictation import Edit
from dictate.errors import CleanupError

Answer = tuple[str, tuple[Edit, ...]]


class FakeTagger:
    """Answers with what `answer` makes of the text; late or failing if it raises."""

    def __init__(self, answer: Callable[[str], Answer] = lambda text: (text, ())) -> None:
        self.answer = answer
        self.there = True
        self.asked: list[tuple[str, float]] = []
        self.calls: list[str] = []

    def available(self) -> bool:
        return self.there

    def prepare(self) -> None:
        self.calls.append("prepare")

    def clean(self, text: str, deadline_s: float) -> Answer:
        self.asked.append((text, deadline_s))
        return self.answer(text)

    def unload(self) -> None:
        self.calls.append("unload")

    def shut_down(self) -> None:
        self.calls.append("shut down")


def fail(_text: str) -> Answer:
    """An answer that does not come."""
    raise CleanupError("The tagger stumbled.")
