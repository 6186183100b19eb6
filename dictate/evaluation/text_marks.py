"""What an arm changed in a text, as stretches to be shown: what stayed, went, came, was undone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from dictate.core.dictation import Edit
from dictate.evaluation.text_look import Answer, Undone
from dictate.text.changes import applied
from dictate.ui.changes import Fate, Run, runs_of

CHANGED = "changed"
"""The kind of a change that nobody has named."""

_PIECE = re.compile(r"\s+|\S+")


def runs_of_answer(raw: str, answer: Answer) -> list[Run]:
    """The raw text with every change; those that the arm did not name are found by comparing."""
    return runs_of(raw, edits_of(raw, answer))


def edits_of(raw: str, answer: Answer) -> Sequence[Edit]:
    """The edits of the answer where they lead to its text, else those that comparing finds."""
    try:
        if applied(raw, answer.edits) == answer.text:
            return answer.edits
    except ValueError:
        pass
    return tuple(compared(raw, answer.text))


def compared(raw: str, text: str) -> Iterator[Edit]:
    """The changes from one text to another, by whole words."""
    ours, theirs = _PIECE.findall(raw), _PIECE.findall(text)
    starts = [0]
    for piece in ours:
        starts.append(starts[-1] + len(piece))
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for what, low, high, begin, end in matcher.get_opcodes():
        if what != "equal":
            before, after = "".join(ours[low:high]), "".join(theirs[begin:end])
            yield Edit(CHANGED, starts[low], before, after)


def with_undone(raw: str, runs: Iterable[Run], undone: Iterable[Undone]) -> list[Run | Undone]:
    """The runs, and each undone edit in the place where the text stayed as it was.

    Args:
        raw: The text of the runs that stayed or went.
        runs: Of `raw`, in order.
        undone: Of `raw`; what does not lie in a stretch that stayed is left out.
    """
    wanted = sorted((one for one in undone if _fits(raw, one)), key=lambda one: one.start)
    shown: list[Run | Undone] = []
    at = 0
    for run in runs:
        if run.fate is not Fate.STAYED:
            shown.append(run)
            at += len(run.text) if run.fate is Fate.WENT else 0
            continue
        end = at + len(run.text)
        for one in wanted:
            stop = one.start + len(one.before)
            if at <= one.start and stop <= end:
                shown += (Run(raw[at : one.start]), one)
                at = stop
        shown.append(Run(raw[at:end]))
        at = end
    return [one for one in shown if isinstance(one, Undone) or one.text]


def _fits(raw: str, undone: Undone) -> bool:
    return raw.startswith(undone.before, undone.start)
