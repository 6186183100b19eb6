"""Where a speaker hesitated in a text whose ums are gone: there, a restart is likely one."""

from __future__ import annotations

from collections.abc import Iterable

from dictate.core.dictation import CleanedText
from dictate.text.changes import carried
from dictate.text.fillers import KIND as FILLER

_NEAR = 1


def within(pauses: Iterable[int], start: int, end: int) -> tuple[int, ...]:
    """The pauses from `start` to `end` of a text, as places of that part of it."""
    return tuple(place - start for place in pauses if start <= place <= end)


def pauses_in(ruled: CleanedText) -> tuple[int, ...]:
    """Places of the rules' text at which they took a filler out, in order.

    Not where they took out what was said again there, too: "the, um, the red" is "the red" now, and
    nothing more broke off.
    """
    gone = [edit for edit in ruled.edits if not edit.after and any(map(str.isalnum, edit.before))]
    places = carried([edit.start for edit in gone], ruled.edits)
    settled = [place for place, edit in zip(places, gone, strict=True) if edit.kind != FILLER]
    return tuple(
        place
        for place, edit in zip(places, gone, strict=True)
        if edit.kind == FILLER and not any(abs(place - other) <= _NEAR for other in settled)
    )
