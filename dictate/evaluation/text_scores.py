"""What is measured of a cleaned text: a table of scores.

Each score gives for a case what was found and out of how many; `bootstrap` divides the sums. A case
that says nothing about a score gives (0, 0).

To add a score, write a function from a `Look` to two numbers, and a row below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from dictate.app.samples import distance
from dictate.evaluation.bootstrap import Statistic, quantile, ratio
from dictate.evaluation.spoken_forms import invented
from dictate.evaluation.text_look import Look, nearest
from dictate.evaluation.text_words import Shown, count_phrase, has_phrase, plain_words
from dictate.text.marks import word_set

SURE_FILLERS = word_set("um umm uh uhh uhm er erm err hm hmm mmm")
"""Never words of a written English sentence, unless it speaks of them."""

AMBIGUOUS_FILLERS = ("like", "you know", "sort of", "kind of", "basically", "literally")
"""Fillers or words: the accepted texts of a case say which. "I mean" is mostly the cue of a
correction and is counted there, as distance."""

Part: TypeAlias = tuple[float, float]


# ── words ────────────────────────────────────────────────────────────────────────────────────────


def _distance(look: Look) -> Part:
    return look.wrong, max(1, len(look.wanted_plain))


def _fall(look: Look) -> Part:
    raw = distance(plain_words(nearest(look.case, look.case.raw)), look.raw)
    return raw - look.wrong, raw


def _exact(look: Look) -> Part:
    return float(look.wrong == 0), 1


def _exact_text(look: Look) -> Part:
    return float(look.answer.text.strip() in look.case.accept), 1


def _unchanged(look: Look) -> Part:
    if not look.case.is_clean:
        return 0, 0
    return float(look.answer.text.strip() == look.case.raw.strip()), 1


def _unchanged_words(look: Look) -> Part:
    if not any(plain_words(one) == look.raw for one in look.case.accept):
        return 0, 0
    return float(look.plain == look.raw), 1


# ── fillers ──────────────────────────────────────────────────────────────────────────────────────


def _fillers(look: Look) -> Part:
    meant = max(_sure_fillers(plain_words(one)) for one in look.case.accept)
    said, left = _sure_fillers(look.raw), _sure_fillers(look.plain)
    return max(0, left - meant), max(0, said - meant)


def _sure_fillers(words: Sequence[str]) -> int:
    return sum(word in SURE_FILLERS for word in words)


def _ambiguous(look: Look) -> Part:
    """Left, of those that no accepted text has."""
    left = of = 0
    for filler in AMBIGUOUS_FILLERS:
        meant = max(count_phrase(one, filler) for one in look.case.accept)
        idle = max(0, count_phrase(look.case.raw, filler) - meant)
        left += min(idle, max(0, count_phrase(look.answer.text, filler) - meant))
        of += idle
    return left, of


def _ambiguous_lost(look: Look) -> Part:
    """Gone, of those that every accepted text has."""
    gone = of = 0
    for filler in AMBIGUOUS_FILLERS:
        needed = min(count_phrase(one, filler) for one in look.case.accept)
        needed = min(needed, count_phrase(look.case.raw, filler))
        gone += max(0, needed - count_phrase(look.answer.text, filler))
        of += needed
    return gone, of


# ── content ──────────────────────────────────────────────────────────────────────────────────────


def _kept(look: Look) -> Part:
    return sum(has_phrase(look.answer.text, one) for one in look.case.keep), len(look.case.keep)


def _lost_cases(look: Look) -> Part:
    found, of = _kept(look)
    return float(found < of), float(of > 0)


def _forbidden_cases(look: Look) -> Part:
    phrases = look.case.must_not
    return float(any(has_phrase(look.answer.text, one) for one in phrases)), float(bool(phrases))


def _invented(look: Look) -> Part:
    accepted = (plain_words(one) for one in look.case.accept)
    return len(invented(look.plain, look.raw, *accepted)), len(look.plain)


# ── case and marks, of words that are right ──────────────────────────────────────────────────────


def _case_f1(look: Look) -> Part:
    capital = [
        (_with_capital(ours), _with_capital(wanted)) for ours, wanted in look.aligned()
    ]  # fmt: skip
    return _f1(capital)


def _marks_f1(look: Look) -> Part:
    return _f1([(ours.mark, wanted.mark) for ours, wanted in look.aligned()])


def _with_capital(word: Shown) -> str:
    return word.letters if word.letters != word.letters.lower() else ""


def _f1(pairs: Sequence[tuple[str, str]]) -> Part:
    """F1 as a share: twice what is in both, of what is in either; empty texts count for nothing."""
    both = sum(ours == wanted for ours, wanted in pairs if wanted)
    ours = sum(bool(one) for one, _ in pairs)
    wanted = sum(bool(one) for _, one in pairs)
    return 2 * both, ours + wanted


# ── the veto, and time ───────────────────────────────────────────────────────────────────────────


def _undone(look: Look) -> Part:
    return len(look.answer.undone), 1


def _refused(look: Look) -> Part:
    return float(bool(look.answer.refused)), 1


def _took(look: Look) -> Part:
    return look.answer.took_ms, 1


class Unit(StrEnum):
    """How a figure is written."""

    PERCENT = "%"
    EACH = "a case"
    MS = "ms"


@dataclass(frozen=True, slots=True)
class Score:
    """One thing that is measured.

    Attributes:
        name: For the command line and JSON.
        title: For tables.
        about: What it says, for a user.
        part: Of one case: what was found, and out of how many.
        more_is_better: Which way is up; None where neither is.
        unit: How it is written.
        statistic: How the cases become one figure.
        rare: Whether what is found is so rare that a table had better say how often it was.
    """

    name: str
    title: str
    about: str
    part: Callable[[Look], Part]
    more_is_better: bool | None = True
    unit: Unit = Unit.PERCENT
    statistic: Statistic = ratio
    rare: bool = False


SCORES = (
    Score("exact", "exact words", "Cases whose words are those of an accepted text.", _exact),
    Score(
        "exact-text", "exact text", "Cases that are an accepted text to the last mark.", _exact_text
    ),
    Score(
        "distance", "word distance", "Words to insert, delete or replace until it is the nearest "
        "accepted text, of its words.", _distance, more_is_better=False,
    ),
    Score("fall", "distance gone", "How much of the raw text's distance is gone.", _fall),
    Score(
        "unchanged", "clean unchanged", "Texts in which nothing had to be done, left as they were.",
        _unchanged,
    ),
    Score(
        "unchanged-words", "right words unchanged",
        "Texts in which no word had to be changed, and none was.", _unchanged_words,
    ),
    Score(
        "fillers", "um, uh, er left", "Of those said that no accepted text has.", _fillers,
        more_is_better=False, rare=True,
    ),
    Score(
        "ambiguous", "like, you know left", 'Idle "like", "you know", "sort of" … that were left.',
        _ambiguous, more_is_better=False, rare=True,
    ),
    Score(
        "ambiguous-lost", "meant ones lost", 'Meant "like", "you know", "sort of" … that are gone.',
        _ambiguous_lost, more_is_better=False, rare=True,
    ),
    Score("kept", "must-keep kept", "Words and phrases that must be kept, and are.", _kept),
    Score(
        "lost-cases", "cases that lost one", "Cases in which a must-keep word is gone.",
        _lost_cases, more_is_better=False, rare=True,
    ),
    Score(
        "forbidden-cases", "cases with a must-not", "Cases in which a must-not word stands.",
        _forbidden_cases, more_is_better=False, rare=True,
    ),
    Score(
        "invented", "words invented", "Written words that were neither said nor are another form "
        "of what was said.", _invented, more_is_better=False, rare=True,
    ),
    Score("case-f1", "case F1", "Capitals, on words that are right.", _case_f1),
    Score("marks-f1", "punctuation F1", "Marks after words that are right.", _marks_f1),
    Score(
        "undone", "edits undone", "Edits that the veto did not let through.", _undone,
        more_is_better=None, unit=Unit.EACH,
    ),
    Score(
        "refused", "refused", "Cases of which nothing that was proposed was used.", _refused,
        more_is_better=None,
    ),
    Score(
        "median-ms", "median time", "Half of the cases took less.", _took, more_is_better=False,
        unit=Unit.MS, statistic=quantile(0.5),
    ),
    Score(
        "p90-ms", "90th percentile", "Nine of ten cases took less.", _took, more_is_better=False,
        unit=Unit.MS, statistic=quantile(0.9),
    ),
)  # fmt: skip


def score_named(name: str) -> Score:
    """The score with this name.

    Raises:
        KeyError: There is none.
    """
    return {score.name: score for score in SCORES}[name]
