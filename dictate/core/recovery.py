"""What an earlier run left behind, and what it means.

A crash, a kill or a power cut leaves spool files and rows that are not finished. Each becomes one
row that says what is known; none is ever pasted by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dictate.core.dictation import Dictation, State
from dictate.core.ports import History, Leftover, Spools

SHORTEST_S = 0.3
"""A take shorter than this that gave no words, or no row, was a slip of the finger."""

_CUT_OFF = "Dictate ended before the words were delivered. Retry recognises the kept sound."
_UNKNOWN = "Dictate ended while pasting: the words may or may not have arrived."


def recovered(history: History, spools: Spools) -> tuple[tuple[Dictation, ...], tuple[str, ...]]:
    """What is left of earlier runs. Reads only.

    Returns:
        The rows as they must be now, oldest first, and the ids of spools that are needed no more.

    Raises:
        HistoryError: The history cannot be read.
        SpoolError: The spools cannot be listed.
    """
    rows = {row.id: _judged(row) for row in history.unfinished()}
    finished = []
    for leftover in spools.leftovers():
        row = rows.get(leftover.dictation_id) or history.get(leftover.dictation_id)
        if _is_needed(row, leftover):
            rows[leftover.dictation_id] = _with_sound(row, leftover)
        else:
            finished.append(leftover.dictation_id)
    return _by_time(rows.values()), tuple(finished)


def _is_needed(row: Dictation | None, leftover: Leftover) -> bool:
    if row is None:
        return leftover.duration_s >= SHORTEST_S
    return row.state is not State.DONE and not row.has_sound


def _judged(row: Dictation) -> Dictation:
    if row.state is State.DELIVERING:
        return replace(row, state=State.DELIVERY_UNKNOWN, note=_UNKNOWN)
    return replace(row, state=State.RECOVERED, note=_CUT_OFF)


def _with_sound(row: Dictation | None, leftover: Leftover) -> Dictation:
    if row is None:
        row = Dictation(
            leftover.dictation_id, leftover.started_at_s, State.RECOVERED, note=_CUT_OFF
        )
    if leftover.lost_s > 0:
        damage = f"{leftover.lost_s:.1f} s of the sound were damaged."
        row = replace(row, note=f"{row.note} {damage}".strip())
    return replace(row, duration_s=leftover.duration_s)


def _by_time(rows: Iterable[Dictation]) -> tuple[Dictation, ...]:
    return tuple(sorted(rows, key=lambda row: (row.started_at_s, row.id)))
