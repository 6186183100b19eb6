"""Puts spaces where they belong around punctuation.

Careful by rule: a space is taken away before a mark only where a space or the end follows it, and
put after one only between two words of letters. So addresses, numbers, times, dots in a row,
smileys and code stay as they are. French puts spaces before its high marks; they stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dictate.core.dictation import Edit
from dictate.text.passage import Passage, Verbatim

KIND = "spacing"

_LETTER = "A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f"  # Latin, Greek, Cyrillic
# Patterns begin with the character they look for and then look back: that is several times faster
# than looking back at every character.
_AFTER_WORD = r"[ \t](?<=[^\s,.;:!?…(\[{<>=+*/|&-].)[ \t]*"
_AFTER_LETTER = rf"[ \t](?<=[{_LETTER}].)[ \t]*"
_END = r"(?=\s|[\"'»”’]|$)"  # noqa: RUF001 - closing quotes
_LOW = rf"[,.](?![ \t]+\.)(?:{_END}|(?=\)))|[)\]]"  # not ". . ."
_HIGH = rf"[!?;\u060c\u061b\u061f\u0964]{_END}"
_BEFORE_MARK = re.compile(rf"{_AFTER_WORD}(?={_LOW}|{_HIGH})|{_AFTER_LETTER}(?=:{_END})")
_BEFORE_LOW_MARK = re.compile(rf"{_AFTER_WORD}(?={_LOW})")
_AFTER_OPENER = re.compile(r"[ \t](?<=[(\[¿¡].)[ \t]*(?=[^\s)\]])")
_MISSING = re.compile(rf"[,;!?](?<=[{_LETTER}][{_LETTER}].)(?=[{_LETTER}][{_LETTER}])")
_MANY = re.compile(r"[ \t](?<=\S.)[ \t]+(?=\S)")


def find_spacing(passage: Passage) -> list[Edit]:
    """The edits that mend spaces."""
    text = passage.text
    verbatim = Verbatim(text)
    edits: dict[int, Edit] = {}
    for start, end, after in _found(passage):
        around = verbatim.around(start if start < end else start - 1)
        if around is not None and around[0] < start and end < around[1]:
            continue
        # The first pattern that wants a stretch has it; they are ordered by how much they take.
        edits.setdefault(start, Edit(KIND, start, text[start:end], after))
    return [edits[start] for start in sorted(edits)]


def _found(passage: Passage) -> Iterator[tuple[int, int, str]]:
    """Stretches of space and what should stand there: start, end, new text."""
    text = passage.text
    before_mark = _BEFORE_LOW_MARK if passage.speaks("fr") else _BEFORE_MARK
    inner = text.strip()
    if not inner:
        return
    first = text.index(inner)
    for start, end in ((0, first), (first + len(inner), len(text))):
        if start < end:
            yield start, end, ""
    for pattern, after in (
        (before_mark, ""),
        (_AFTER_OPENER, ""),
        (_MANY, " "),
    ):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), after
    for match in _MISSING.finditer(text):
        yield match.end(), match.end(), " "
