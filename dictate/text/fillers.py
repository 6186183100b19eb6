"""Leaves out um, uh, er and their like, with the punctuation that was theirs.

Words that mean nothing where they stand ("like", "you know") go the same way; `idle` finds them.

What is a filler depends on the language: German "um" and "er", Dutch "er", Portuguese "um" are
words. Where the languages of a dictation are mixed, only what is a filler in each of them goes.

What happens to the punctuation, in the order in which it is asked::

    "Hmm?"  'he said "um"'          stays: it is an answer, or it is spoken of
    "Um, so I think"                goes with its comma; the capital moves on: "So I think"
    "I think so. Um. Then"          goes with its stop: "I think so. Then"
    "Well, um. Yes"                 goes with the comma before it: "Well. Yes"
    "I, uh, think"                  both commas were its own: "I think"
    "Well, um, yes"                 one comma is the sentence's: "Well, yes"
    "apples, uh, pears and plums"   one comma is the list's: "apples, pears and plums"
    "It was late, um, we left"      one comma is the clause's: "It was late, we left"
    "On Monday, uh we go"           the comma was there without it: "On Monday, we go"
    "I think uh, we go"             the comma was its own: "I think we go"
    "I think um... we go"           the dots were its own: "I think we go"
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from dictate.core.dictation import Edit
from dictate.text.filler_words import (
    ANYWHERE,
    COMMA_AFTER,
    FILLERS,
    NO_COMMA_AFTER,
    OPENS_CLAUSE,
)
from dictate.text.idle import idle_words
from dictate.text.marks import (
    ACCENTS,
    APOSTROPHES,
    CLOSERS,
    DASHES,
    DOTS,
    OPENERS,
    WORD,
)
from dictate.text.passage import Passage, Verbatim, capitalised, has_words, starts_sentence

KIND = "filler"

ENGLISH = frozenset({"en"})

_LEFT = re.compile(rf"(?P<mark>\.\.\.|[,;:…{DASHES}])?\s*$")
_RIGHT = re.compile(
    rf"\s*(?P<mark>\.\.\.|[,.;:!?…{re.escape(CLOSERS)}]|[\u2013\u2014]|-(?!\w))?\s*"
)
_BETWEEN = re.compile(rf"(?:\.\.\.|[\s,;…{DASHES}])*")
_NAMED = re.compile(r"\bwords?\s+$", re.IGNORECASE)
_LIST_GOES_ON = re.compile(r"\w+(?: \w+)?(?:,| (?:and|or|und|oder|et|ou|y|o) )", re.IGNORECASE)
_NEXT_WORD = re.compile(rf"[{re.escape(OPENERS)}]*(?P<word>{WORD}(?:[{APOSTROPHES}-]{WORD})*)")
_LAST_WORD = re.compile(rf"[\w{APOSTROPHES}{ACCENTS}]+$")
_LOOK_BACK = 40


def find_fillers(passage: Passage) -> list[Edit]:
    """The edits that leave out fillers; none where nothing but fillers would be left out of."""
    verbatim = Verbatim(passage.text)
    runs = list(_runs(passage, verbatim))
    if not runs or not has_words("".join(_outside(passage.text, runs))):
        return []
    edits: list[Edit] = []
    end = 0
    owed = False  # a capital is owed to the word that opens the sentence once the fillers are gone
    for run, following in zip(runs, [*runs[1:], None], strict=True):
        deletion = _deletion(passage, run, end)
        edits.append(deletion)
        end = deletion.start + len(deletion.before)
        if starts_sentence(passage.text, run.start):
            owed = owed or passage.text[run.start].isupper()
        if owed and (following is None or following.start != end):
            edits += _capital(passage.text, verbatim, end)
            owed = False
    return edits


def is_filler_word(word: str, languages: frozenset[str]) -> bool:
    """Whether a word on its own looks like a filler."""
    return _pattern(languages).fullmatch(word) is not None


@dataclass(frozen=True, slots=True)
class _Run:
    """One filler, or several with nothing but punctuation between them."""

    start: int
    end: int


@lru_cache(maxsize=16)
def _pattern(languages: frozenset[str]) -> re.Pattern[str]:
    """The words that are fillers in all of the languages."""
    tables = [frozenset(FILLERS.get(language, ())) for language in languages]
    common = frozenset.intersection(*tables) if tables else frozenset(ANYWHERE)
    if not common:
        return re.compile(r"(?!)")
    part = rf"\w{APOSTROPHES}{ACCENTS}@/\\"
    return re.compile(
        rf"(?<![{part}#$&.-])(?:{'|'.join(sorted(common))})(?![{part}]|[.-]\w)", re.IGNORECASE
    )


def _runs(passage: Passage, verbatim: Verbatim) -> Iterator[_Run]:
    text = passage.text
    run: _Run | None = None
    for start, end in _spans(passage):
        if verbatim.around(start):
            continue
        if run is not None and _BETWEEN.fullmatch(text, run.end, start):
            run = _Run(run.start, end)
            continue
        if run is not None:
            yield run
        run = _Run(start, end)
    if run is not None:
        yield run


def _spans(passage: Passage) -> list[tuple[int, int]]:
    """Where fillers stand, those that are words elsewhere among them."""
    found = _pattern(passage.languages).finditer(passage.text)
    spans = [match.span() for match in found if _is_filler(passage.text, match)]
    if passage.languages == ENGLISH:
        spans = sorted({*spans, *idle_words(passage.text)})
    return spans


def _is_filler(text: str, match: re.Match[str]) -> bool:
    """Whether a word that looks like a filler is not something else."""
    start, end = match.span()
    before, after = text[:start][-1:], text[end : end + 1]
    opens = starts_sentence(text, start)
    return not (
        (len(match[0]) > 1 and match[0].isupper())  # the ER
        or (match[0][0].isupper() and not opens and _after_small_letter(text, start))  # Um Qasr
        or (before != "" and before in OPENERS and after != "" and after in CLOSERS)  # said "um"
        or _NAMED.search(text, max(0, start - _LOOK_BACK), start)  # the word um
        or (opens and after in {"?", "!"})  # Hmm? Hmm!
    )


def _after_small_letter(text: str, start: int) -> bool:
    """Whether the word before ends right there in a small letter: then a capital means a name."""
    return text[max(0, start - 2) : start - 1].islower() and text[start - 1] == " "


def _outside(text: str, runs: Iterable[_Run]) -> Iterator[str]:
    at = 0
    for run in runs:
        yield text[at : run.start]
        at = run.end
    yield text[at:]


def _deletion(passage: Passage, run: _Run, floor: int) -> Edit:
    """What goes with a run; nothing before `floor`, where the deletion before it ended."""
    text = passage.text
    around = _around(text, run)
    if starts_sentence(text, run.start):
        low, high = _span_at_start(around, run)
    else:
        low, high = _span_inside(passage, around, run)
    low = max(low, floor)
    return Edit(KIND, low, text[low:high], "")


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands next to a run of fillers.

    Attributes:
        before: The mark before it, or nothing.
        before_mark: Where that mark starts; where there is none, as `before_space`.
        before_space: Where the space before the run starts.
        after: The mark after it, or nothing.
        after_mark: Where that mark ends; where there is none, the end of the run.
        after_space: Where the space after the run, or after the mark, ends.
        at_end: Whether nothing follows.
    """

    before: str
    before_mark: int
    before_space: int
    after: str
    after_mark: int
    after_space: int
    at_end: bool


def _around(text: str, run: _Run) -> _Around:
    left = _LEFT.search(text, max(0, run.start - _LOOK_BACK), run.start)
    right = _RIGHT.match(text, run.end)
    assert left is not None
    assert right is not None  # every part of both patterns is optional
    before, after = left["mark"] or "", right["mark"] or ""
    return _Around(
        before=before,
        before_mark=left.start(),
        before_space=left.start() + len(before),
        after=after,
        after_mark=right.end("mark") if after else run.end,
        after_space=right.end(),
        at_end=right.end() == len(text),
    )


def _span_at_start(around: _Around, run: _Run) -> tuple[int, int]:
    """What goes with a filler that opens a sentence: its own punctuation and the space after."""
    if around.after and around.after in CLOSERS:
        return around.before_space, run.end
    return (around.before_space if around.at_end else run.start), around.after_space


def _span_inside(passage: Passage, around: _Around, run: _Run) -> tuple[int, int]:
    """What goes with a filler in the middle or at the end of a sentence."""
    match around.after:
        case "" if not around.at_end:
            own = around.before == "," and _cannot_follow(passage, around.before_mark)
            return (around.before_mark, run.end) if own else (run.start, around.after_space)
        case ",":
            return _span_before_comma(passage, around, run)
        case "..." | "…" if around.before or not around.at_end:
            return run.start, around.after_space
        case "-" | "\u2013" | "\u2014":
            twice = around.before != "" and around.before in DASHES
            return (run.start, around.after_space) if twice else (around.before_space, run.end)
        case "." if around.before in DOTS:
            return around.before_space, around.after_mark
        case _:
            # A stop, a bracket or the end: what hung before the filler would hang in the air now.
            hangs = around.before not in DOTS
            return (around.before_mark if hangs else around.before_space), run.end


def _span_before_comma(passage: Passage, around: _Around, run: _Run) -> tuple[int, int]:
    if around.before != ",":
        return run.start, around.after_space
    if _keeps_comma(passage, around):
        return around.before_space, around.after_mark
    return around.before_mark, around.after_mark


def _keeps_comma(passage: Passage, around: _Around) -> bool:
    """Whether one of the two commas around a filler is needed without it."""
    if _cannot_follow(passage, around.before_mark):
        return False
    return (
        _in_table(COMMA_AFTER, passage, around.before_mark)
        or _opens_clause(passage, around.after_space)
        or _LIST_GOES_ON.match(passage.text, around.after_space) is not None
    )


def _opens_clause(passage: Passage, position: int) -> bool:
    """Whether the word that begins at `position` opens a clause."""
    found = _NEXT_WORD.match(passage.text, position)
    return found is not None and _is_in(OPENS_CLAUSE, passage, found["word"])


def _cannot_follow(passage: Passage, comma: int) -> bool:
    """Whether the comma before a filler could not stand there without it."""
    return _in_table(NO_COMMA_AFTER, passage, comma)


def _in_table(table: Mapping[str, frozenset[str]], passage: Passage, position: int) -> bool:
    """Whether the word that ends at `position` stands in the table of a language spoken."""
    found = _LAST_WORD.search(passage.text[max(0, position - _LOOK_BACK) : position])
    return found is not None and _is_in(table, passage, found[0])


def _is_in(table: Mapping[str, frozenset[str]], passage: Passage, word: str) -> bool:
    plain = word.lower().replace("\u2019", "'")
    return any(plain in table.get(language, ()) for language in passage.languages)


def _capital(text: str, verbatim: Verbatim, position: int) -> Iterator[Edit]:
    """The capital of a filler passes to the word that opens the sentence now."""
    found = _NEXT_WORD.match(text, position)
    if found is None:
        return
    word = found["word"]
    # "iPhone", "x86" and "https://…" are written as they are.
    plain = word.islower() and not any(c.isdigit() or c == "_" for c in word)
    if plain and not verbatim.around(found.start("word")):
        yield Edit("case", found.start("word"), word[0], capitalised(word)[0])
