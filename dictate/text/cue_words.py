"""The words by which speakers take something back ("no wait", "I mean"), and those that fill.

Rows of words with commas between them. The back-match rule looks for them, and the veto believes a
correction by them.
"""

from __future__ import annotations

from dictate.text.marks import word_set


def phrases(table: str) -> frozenset[tuple[str, ...]]:
    """The phrases of a table, as rows of words."""
    return frozenset(tuple(phrase.split()) for phrase in table.replace("\n", " ").split(", "))


CUES = phrases("""\
no wait, wait no, or wait, oh wait, wait, no sorry, oh sorry, sorry no, i'm sorry, sorry,
sorry i mean, sorry i meant, no i mean, no i meant, i mean, i meant, i meant to say,
make that, no make that, or no make that, or rather, rather, actually no, no actually,
or actually, well actually, oh actually, actually, scratch that, no scratch that,
strike that, no no, no no no, no no sorry, no, oh no, or no, well no, oops, oops i mean,
excuse me, hold on, correction, never mind, or i mean, or sorry, not that, well, instead,
or instead, no wait i mean, oh i mean, oh i meant, no that's wrong, or""")
"""Cues of a correction; most of them mean something else elsewhere."""

WEAK_CUES = frozenset(
    (cue,) for cue in ("well", "or", "instead", "rather", "actually", "no", "wait", "sorry")
)
"""Cues that are ordinary words too: they count only where the words around agree."""

QUESTIONS = word_set("what which when where who whom whose why how")
