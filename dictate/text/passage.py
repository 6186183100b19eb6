"""What a rule is given: the text as it stands, and what is known of it.

Also the few questions that several rules ask of a text.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from dictate.core.dictation import Transcript
from dictate.text.marks import APOSTROPHES, CLOSERS, OPENERS, STOPS, WORD


@dataclass(frozen=True, slots=True)
class Seam:
    """Where two phrases meet in the joined text.

    Attributes:
        position: Of the space between them.
        pause_s: Silence between them.
        foreseen: Whether the phrase before was recognised knowing how the next begins.
    """

    position: int
    pause_s: float
    foreseen: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of a dictation on its way through the rules.

    Attributes:
        text: As the rules before left it.
        languages: Codes such as `en` of all its phrases; empty where none is known.
        seams: Where its phrases meet; right only as long as no rule has changed the text.
    """

    text: str
    languages: frozenset[str] = frozenset()
    seams: tuple[Seam, ...] = ()

    def speaks(self, language: str) -> bool:
        """Whether it is in this language and no other."""
        return self.languages == {language}


def passage_of(transcript: Transcript) -> Passage:
    """The joined phrases, with their languages and seams."""
    seams = []
    languages = set()
    position = 0
    skipped = foreseen = False
    for phrase in transcript.phrases:
        text = phrase.text.strip()
        if not text:
            skipped = True
            continue
        if phrase.language:
            languages.add(re.split(r"[-_]", phrase.language, maxsplit=1)[0].lower())
        if position:
            # Between phrases with nothing said lies more than the last pause.
            pause_s = float("inf") if skipped else phrase.pause_before_s
            seams.append(Seam(position, pause_s, foreseen))
            position += 1
        position += len(text)
        skipped, foreseen = False, bool(phrase.next_words)
    return Passage(transcript.text, frozenset(languages), tuple(seams))


_CHUNK = re.compile(r"`[^`\n]*`|\S+")
# A dot, slash, underscore, at sign … inside a chunk: addresses, file names, versions, numbers,
# code. Not two dots: "wait...what" is speech.
_CODE = re.compile(
    r"[\w)\]](?:[@:/\\_=#&+|<>~^$*{}]+|\.)[\w(\[/]|^[/\\~@#$.-][\w/\\]|[_`{}<>=\\]|://|\w\(\w"
)
_CODE_MARKS = "@/\\_=#&+|<>~^$*{}`("
_NUMBER = re.compile(r"[.:][\w(\[/]|-(?<!\S-)[\w/\\]")


class Verbatim:
    """The stretches of a text that no rule may reach into: addresses, numbers, times, code.

    `3.14`, `10:30`, `a.b@c.org`, `https://x.y/z?a,b`, `snake_case`, `~/file`, `` `a  b` ``.
    """

    def __init__(self, text: str) -> None:
        self._spans: list[tuple[int, int]] = []
        # Most text has nothing of the kind, and to know that is quick.
        if any(mark in text for mark in _CODE_MARKS) or _NUMBER.search(text):
            chunks = (m for m in _CHUNK.finditer(text) if _CODE.search(m[0]))
            self._spans = [(m.start(), m.start() + len(_without_stop(m[0]))) for m in chunks]
        self._starts = [start for start, _ in self._spans]

    def around(self, position: int) -> tuple[int, int] | None:
        """The stretch that holds the character at `position`, as start and end; else None."""
        found = bisect_right(self._starts, position) - 1
        if found >= 0 and position < self._spans[found][1]:
            return self._spans[found]
        return None


def _without_stop(chunk: str) -> str:
    """A chunk without the punctuation of the sentence around it."""
    bare = chunk.rstrip(f".,;:!?…{CLOSERS}")
    if "(" in bare and chunk[len(bare) :].startswith(")"):
        return chunk[: len(bare) + 1]  # the bracket of a call is its own
    return bare or chunk


_SENTENCE_END = re.compile(rf"(?:^|[{STOPS}\n])[{re.escape(CLOSERS)}]*\s*[{re.escape(OPENERS)}]*$")
_LOOK_BACK = 12


def starts_sentence(text: str, position: int) -> bool:
    """Whether a word at `position` is the first of a sentence."""
    low = max(0, position - _LOOK_BACK)
    # `^` in the pattern means the beginning of the text, so a cut-off must not look like one.
    before = text[low:position] if low == 0 else "\0" + text[low:position]
    return _SENTENCE_END.search(before) is not None


_WORD = re.compile(rf"{WORD}(?:[{APOSTROPHES}-]{WORD})*")


def words(text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
    """The words between two positions; `don't` and `e-mail` are one.

    For scripts that put spaces between words.
    """
    return _WORD.finditer(text, start, end)


def has_words(text: str) -> bool:
    """Whether there is anything but punctuation and space."""
    return any(c.isalnum() for c in text)


def capitalised(word: str) -> str:
    """The word with a capital first letter; as it is where that would change its length."""
    first = word[:1].title()
    return first + word[1:] if len(first) == 1 else word
