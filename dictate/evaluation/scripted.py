"""Sentences with slips as people say them, and what is to be written instead.

They are those of the shipped suite that are one sentence of English and have a slip. Where a model
of random weights can neither hear nor write, they are what it is taken to have heard and written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from dictate.app.samples import words_in
from dictate.core.dictation import Edit, PhraseText, Transcript
from dictate.evaluation.text_suite import Case, read_suite
from dictate.settings.paths import shipped
from dictate.settings.schema import TextSettings
from dictate.text.gate import needs_a_writer
from dictate.text.rules import RulesCleaner
from dictate.text.sentences import opens_with_a_correction, pieces_of

Tagged = tuple[str, tuple[Edit, ...]]
"""A text behind the tagger, and what that changed."""

SLIPS = frozenset({"filler", "repeat", "correction", "restart", "cutoff"})

_SHORTEST, _LONGEST = 4, 18
"""Words of a sentence that is taken."""

_ONE_SENTENCE = re.compile(r"[A-Z][^.?!\n\u2026]*[.?!]")

_LEAST_LEFT = 0.4
"""Share of a sentence's words that is left after rules and tagger at least."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence.

    Attributes:
        raw: As it is said.
        clean: As it is to be written.
        is_hard: Whether words are still wrong where rules alone have mended it; or, once
            `told_hard` was asked, whether a writer has work behind the tagger.
    """

    raw: str
    clean: str
    is_hard: bool

    @property
    def length(self) -> int:
        """Words, as they are said."""
        return len(self.raw.split())


@cache
def sentences() -> Sequence[Sentence]:
    """All of them, in the suite's order.

    Raises:
        SuiteError: The suite is not there.
    """
    cases = read_suite(shipped("resources", "evaluation", "suite.jsonl"))
    return [Sentence(case.raw, case.accept[0], _is_hard(case)) for case in cases if _is_one(case)]


def told_hard(pool: Sequence[Sentence], tag: Callable[[str], Tagged]) -> Sequence[Sentence]:
    """The sentences, with the gate's own word on whether a writer has work in each.

    Args:
        pool: The sentences.
        tag: The tagger.
    """
    return [replace(one, is_hard=needs_a_writer(*tag(_ruled(one.raw)))) for one in pool]


def written(text: str) -> str | None:
    """What is to be written for a text made of these sentences, whatever was cleaned of it before.

    Returns:
        None where one of its sentences is not known.
    """
    found = [_written(text[piece.start : piece.end]) for piece in pieces_of(text)]
    known = [one for one in found if one is not None]
    return " ".join(known) if known and len(known) == len(found) else None


def _is_one(case: Case) -> bool:
    raw = case.raw
    return (
        case.language == "en"
        and not case.is_clean
        and bool(SLIPS & set(case.tags))
        and _SHORTEST <= len(raw.split()) <= _LONGEST
        and _ONE_SENTENCE.fullmatch(raw) is not None
        and len(pieces_of(raw)) == 1
        and not opens_with_a_correction(raw)
    )


def _is_hard(case: Case) -> bool:
    ruled = words_in(_ruled(case.raw))
    return all(ruled != words_in(accepted) for accepted in case.accept)


def _ruled(text: str) -> str:
    said = Transcript("1", (PhraseText("1", 0, text, language="en"),))
    return RulesCleaner().clean(said, TextSettings()).text


def _written(text: str) -> str | None:
    """For a sentence of which words may have gone: the one that has all of its words in order."""
    words = words_in(text)
    best: tuple[int, str] | None = None
    for said, sentence in _known():
        gone = len(said) - len(words)
        if 0 <= gone <= (1 - _LEAST_LEFT) * len(said) and (best is None or gone < best[0]):
            rest = iter(said)
            if all(word in rest for word in words):
                best = gone, sentence.clean
    return best[1] if best else None


@cache
def _known() -> Sequence[tuple[Sequence[str], Sentence]]:
    return [(words_in(one.raw), one) for one in sentences()]
