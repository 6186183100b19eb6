"""What a user types into a search box, as conditions of SQL. Nothing typed is ever syntax.

Words are looked for by their beginnings and without regard to capitals and accents, all of them
must be there, and "words in quotes" must stand in a row. The index knows words with spaces between
them; what is no such word (Chinese, Japanese, Thai, emoji, `++`) is looked for letter by letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TERM = re.compile(r'"(?P<quoted>[^"]*)"?|(?P<bare>[^\s"]+)')
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)
_CONNECTED = re.compile(r"[\s.,;:!?'\u2019@/_-]*")
"""Marks between words, which the index passes over too."""


@dataclass(frozen=True, slots=True)
class Query:
    """Conditions that must all hold.

    Attributes:
        match: For the full-text index; empty for none.
        parts: Texts that must occur as they are.
    """

    match: str = ""
    parts: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing."""
        return not self.match and not self.parts

    def where(self) -> tuple[str, list[str]]:
        """A condition on the table `dictations`, and its parameters."""
        conditions: list[str] = []
        parameters: list[str] = []
        if self.match:
            conditions.append("seq IN (SELECT rowid FROM words WHERE words MATCH ?)")
            parameters.append(self.match)
        for part in self.parts:
            conditions.append("(raw LIKE ? ESCAPE '\\' OR text LIKE ? ESCAPE '\\')")
            parameters += [_like(part)] * 2
        return " AND ".join(conditions) or "TRUE", parameters


def parse(typed: str) -> Query:
    """The query that a typed text means; every text means one."""
    typed = typed.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    matches: list[str] = []
    parts: list[str] = []
    for found in _TERM.finditer(typed):
        term = (found["quoted"] if found["bare"] is None else found["bare"]).strip()
        if not term:
            continue
        if _UNSPACED.search(term) or not any(c.isalnum() for c in term):
            parts.append(term)
            continue
        matches.append(f'"{term}"*')
        if any(not c.isalnum() and not _CONNECTED.fullmatch(c) for c in term):
            parts.append(term)  # "c++": the index finds every c
    return Query(" ".join(matches), tuple(parts))


def holds(typed: str, text: str) -> bool:
    """The same question asked of a text that is not in the database; plainer, by parts of words."""
    terms = (found["quoted"] or found["bare"] or "" for found in _TERM.finditer(typed))
    return all(term.strip().casefold() in text.casefold() for term in terms)


def _like(part: str) -> str:
    escaped = re.sub(r"([%_\\])", r"\\\1", part)
    return f"%{escaped}%"
