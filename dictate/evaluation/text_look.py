"""What became of a case, laid beside what is right: what the scores look at."""

from __future__ import annotations

from dataclasses import dataclass

from dictate.app.samples import distance
from dictate.core.dictation import Edit
from dictate.evaluation.text_suite import Case
from dictate.evaluation.text_words import Shown, matched, plain_words, shown


@dataclass(frozen=True, slots=True)
class Undone:
    """An edit that was proposed and not carried out: `raw[start:start + len(before)]` stayed."""

    start: int
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What an arm made of a case.

    Attributes:
        text: As it would be delivered.
        took_ms: How long it took.
        edits: From the raw text to this one, where the arm names them.
        undone: Edits that a veto did not let through.
        refused: Why nothing of what was proposed was used; empty where something was.
    """

    text: str
    took_ms: float = 0.0
    edits: tuple[Edit, ...] = ()
    undone: tuple[Undone, ...] = ()
    refused: str = ""


class Look:
    """A case beside an answer, with what several scores ask for."""

    def __init__(self, case: Case, answer: Answer) -> None:
        self.case = case
        self.answer = answer
        self.raw = plain_words(case.raw)
        self.words = shown(answer.text)
        self.plain = plain_words(answer.text)
        self.wanted = nearest(case, answer.text)
        self.wanted_plain = plain_words(self.wanted)
        self.wrong = distance(self.wanted_plain, self.plain)

    def aligned(self) -> list[tuple[Shown, Shown]]:
        """Words of the answer beside the same words of the nearest accepted text."""
        wanted = shown(self.wanted)
        return [
            (self.words[ours], wanted[theirs])
            for ours, theirs in matched(self.plain, self.wanted_plain)
        ]


def nearest(case: Case, text: str) -> str:
    """The accepted text with the fewest words changed; of equals the one nearest in marks."""
    if text.strip() in case.accept:
        return text.strip()
    words, marked = plain_words(text), text.split()
    return min(
        case.accept,
        key=lambda one: (distance(plain_words(one), words), distance(one.split(), marked)),
    )
