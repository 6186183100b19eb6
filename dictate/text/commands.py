r"""Writes spoken punctuation and layout: "hello comma how are you question mark".

What a recogniser put around the spoken command goes with it, for it took the command for words::

    "Hello, comma, how are you? Question mark."   "Hello, how are you?"
    "First point. New paragraph. Second point."   "First point.\n\nSecond point."
    "He said open quote hello close quote"        'He said "hello"'
    "Put a comma there"                           stays: it is spoken of, not obeyed
    "Write literal comma here"                    "Write comma here"

Commands that follow each other are written as one: "full stop new line".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dictate.core.dictation import Edit
from dictate.text.command_words import COMMANDS, ESCAPES, SPOKEN_OF, Joins, VoiceCommand
from dictate.text.marks import APOSTROPHES, word_set
from dictate.text.passage import Passage, Verbatim, capitalised

KIND = "command"

_MARKS = ".,;:!?…"
_BEFORE = re.compile(rf"(?P<mark>[{_MARKS}]*)(?P<space>\s*)$")
_AFTER = re.compile(rf"[{_MARKS}]*\s*")
_LAST_WORD = re.compile(rf"([\w{APOSTROPHES}-]+)\W*$")
_LOOK_BACK = 40

_SMALL_AGAIN = word_set(
    "and but or so because then that which who the a an this these those it he she we you they "
    "how what when where why if as at by for from in of on to with is are was were do does did"
)
"""Words that lose the capital they got from a stop that is none now; never part of a name."""


@dataclass(frozen=True, slots=True)
class _Found:
    """One spoken command in the text: `escaped` when it is to be written as words."""

    command: VoiceCommand
    start: int
    end: int
    escaped: bool


class Commands:
    """The commands that are switched on, made ready to be looked for.

    Args:
        off: Names of rows that are switched off.
    """

    def __init__(self, off: Sequence[str] = ()) -> None:
        self._off = frozenset(name.strip().casefold() for name in off)

    def find(self, passage: Passage) -> list[Edit]:
        """The edits that write what was commanded."""
        if len(passage.languages) != 1:
            return []
        (language,) = passage.languages
        pattern, by_words = _prepared(language, self._off)
        if pattern is None:
            return []
        edits: list[Edit] = []
        floor = 0
        for run in _runs(passage.text, _found(passage.text, language, pattern, by_words)):
            made = list(_written(passage.text, run, floor))
            edits += made
            floor = made[-1].start + len(made[-1].before) if made else floor
        return edits


@lru_cache(maxsize=32)
def _prepared(
    language: str, off: frozenset[str]
) -> tuple[re.Pattern[str] | None, dict[str, VoiceCommand]]:
    """A pattern of all that is said for the rows that are on, and the row of each."""
    by_words = {
        said: command
        for command in COMMANDS
        if command.name not in off
        for said in command.spoken(language)
    }
    if not by_words:
        return None, {}
    longest_first = sorted(by_words, key=len, reverse=True)
    words = "|".join(re.escape(said).replace(r"\ ", r"\s+") for said in longest_first)
    escape = ESCAPES.get(language)
    before = rf"(?:(?P<escape>{re.escape(escape)})\s+)?" if escape else "(?P<escape>(?!))?"
    pattern = rf"(?<![\w{APOSTROPHES}-]){before}(?P<said>{words})(?![\w{APOSTROPHES}-])"
    return re.compile(pattern, re.IGNORECASE), by_words


def _found(
    text: str, language: str, pattern: re.Pattern[str], by_words: dict[str, VoiceCommand]
) -> Iterator[_Found]:
    verbatim: Verbatim | None = None
    spoken_of = SPOKEN_OF.get(language, frozenset())
    for match in pattern.finditer(text):
        verbatim = verbatim or Verbatim(text)
        if verbatim.around(match.start("said")):
            continue
        command = by_words[" ".join(match["said"].casefold().split())]
        escaped = match["escape"] is not None
        if not escaped and _last_word(text, match.start()) in spoken_of:
            continue
        yield _Found(command, match.start(), match.end(), escaped)


def _last_word(text: str, position: int) -> str:
    """The word right before, unless a mark stands between."""
    before = text[max(0, position - _LOOK_BACK) : position]
    found = _LAST_WORD.search(before)
    if found is None or any(mark in before[found.end(1) :] for mark in _MARKS):
        return ""
    return found[1].casefold()


def _runs(text: str, found: Iterator[_Found]) -> Iterator[list[_Found]]:
    """Commands with nothing but marks and space between them belong together."""
    run: list[_Found] = []
    for each in found:
        if run and (each.escaped or run[-1].escaped or _apart(text, run[-1], each)):
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _apart(text: str, left: _Found, right: _Found) -> bool:
    between = _AFTER.match(text, left.end)
    return between is None or between.end() < right.start


def _written(text: str, run: Sequence[_Found], floor: int) -> Iterator[Edit]:
    """The edits of one run; nothing before `floor` is touched."""
    first, last = run[0], run[-1]
    if first.escaped:
        words = text[first.start : first.end].split(maxsplit=1)[1]
        yield Edit(KIND, first.start, text[first.start : first.end], words)
        return
    before = _BEFORE.search(text, max(floor, first.start - _LOOK_BACK), first.start)
    after = _AFTER.match(text, last.end)
    assert before is not None
    assert after is not None  # every part of both patterns is optional
    low, high = before.start(), after.end()
    written = _joined([each.command for each in run], before["mark"], at_start=low == 0)
    at_end = high == len(text)
    if at_end:
        written = written.rstrip(" ")
    yield Edit(KIND, low, text[low:high], written)
    if not at_end:
        yield from _recased(text, high, last.command.joins, before["mark"])


def _joined(commands: Sequence[VoiceCommand], mark: str, *, at_start: bool) -> str:
    """What is written for a run, spaces at its ends included.

    Args:
        commands: Of the run.
        mark: What the recogniser had put before it.
        at_start: Whether nothing stands before it.
    """
    written = "" if commands[0].joins in (Joins.LEFT, Joins.STOP, Joins.BOTH) else mark
    space = "" if at_start else " "
    for command in commands:
        match command.joins:
            case Joins.LEFT | Joins.STOP:
                written, space = written + command.writes, " "
            case Joins.RIGHT:
                written, space = written + space + command.writes, ""
            case Joins.BOTH:
                written, space = written + command.writes, ""
            case Joins.NEITHER:
                written, space = written + space + command.writes, " "
            case Joins.LINE:
                line = command.writes.lstrip("\n") if at_start and not written else command.writes
                written, space = written + (line or command.writes), ""
    return written + space


def _recased(text: str, position: int, joins: Joins, mark: str) -> Iterator[Edit]:
    """A capital where a sentence begins now; none where the recogniser's stop is gone."""
    word = re.compile(r"[^\W\d_]+").match(text, position)
    if word is None:
        return
    begins = joins in (Joins.STOP, Joins.LINE)
    if begins and word[0].islower():
        yield Edit("case", position, word[0][0], capitalised(word[0])[0])
    elif begins or (joins in (Joins.RIGHT, Joins.NEITHER) and "." in mark):
        return  # the recogniser's stop still stands before the word
    elif word[0].istitle() and word[0].lower() in _SMALL_AGAIN:
        yield Edit("case", position, word[0][0], word[0][0].lower())
