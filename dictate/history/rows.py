"""A dictation as a row of the database, and back.

Reading never fails: a row that was damaged gives what is left of it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from dictate.core.dictation import Dictation, Edit, State

COLUMNS = (
    "id",
    "started_at_s",
    "state",
    "duration_s",
    "raw",
    "text",
    "model",
    "language",
    "application",
    "note",
    "timings",
    "edits",
    "rules",
    "cleaner",
)
"""In the order of the table, after its key `seq`. New ones come last."""

FIRST_COLUMNS = 12
"""So many a row has that was written before there were more; SQLite leaves such a row as it is."""

_STATES = {state.value: state for state in State}
_DAMAGED = "This entry was damaged; some of it may be missing."


def to_row(dictation: Dictation) -> tuple[object, ...]:
    """The values of `COLUMNS`. `has_sound` is not among them: the files say it."""
    return (
        _storable(dictation.id),
        dictation.started_at_s,
        dictation.state.value,
        dictation.duration_s,
        _storable(dictation.raw),
        _storable(dictation.text),
        _storable(dictation.model),
        _storable(dictation.language),
        _storable(dictation.application),
        _storable(dictation.note),
        json.dumps(dict(dictation.timings_s)),
        json.dumps([[e.kind, e.start, e.before, e.after] for e in dictation.edits]),
        _storable(dictation.rules),
        _storable(dictation.cleaner),
    )


def from_row(row: Sequence[object], *, has_sound: bool = False) -> Dictation:
    """The dictation that a row holds.

    Args:
        row: The values of `COLUMNS`, of any type.
        has_sound: Whether its sound is kept.
    """
    values = dict(zip(COLUMNS, row, strict=False))
    state = state_of(values.get("state"))
    found = Dictation(
        id=_text(values.get("id")),
        started_at_s=number_of(values.get("started_at_s")),
        state=state or State.FAILED,
        duration_s=number_of(values.get("duration_s")),
        raw=_text(values.get("raw")),
        text=_text(values.get("text")),
        model=_text(values.get("model")),
        language=_text(values.get("language")),
        application=_text(values.get("application")),
        note=_text(values.get("note")),
        timings_s=_timings(values.get("timings")),
        edits=_edits(values.get("edits")),
        has_sound=has_sound,
        rules=_text(values.get("rules")),
        cleaner=_text(values.get("cleaner")),
    )
    return found if state else replace(found, note=found.note or _DAMAGED)


def state_of(value: object) -> State | None:
    """A state as it is stored; None for anything else."""
    return _STATES.get(value) if isinstance(value, str) else None


def decoded(stored: bytes) -> str:
    """Text as SQLite gives it; damaged characters become the replacement character."""
    return stored.decode("utf-8", "replace")


def _storable(text: str) -> str:
    """Text without lone halves of characters, which UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return decoded(value)
    return value if isinstance(value, str) else ""


def number_of(value: object) -> float:
    """A number as it is stored; 0 for anything else."""
    if isinstance(value, (int, float)) and math.isfinite(value):
        return float(value)
    return 0.0


def _timings(value: object) -> Mapping[str, float]:
    found = _json(value)
    if not isinstance(found, dict):
        return MappingProxyType({})
    return MappingProxyType({k: float(v) for k, v in found.items() if isinstance(v, (int, float))})


def _edits(value: object) -> tuple[Edit, ...]:
    found = _json(value)
    if not isinstance(found, list):
        return ()
    return tuple(
        Edit(kind, start, before, after)
        for kind, start, before, after in (e for e in found if _is_edit(e))
    )


def _is_edit(found: object) -> bool:
    return (
        isinstance(found, list)
        and len(found) == 4
        and isinstance(found[1], int)
        and all(isinstance(found[n], str) for n in (0, 2, 3))
    )


def _json(value: object) -> Any:
    try:
        return json.loads(_text(value))
    except (ValueError, RecursionError):
        return None
