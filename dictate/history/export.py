"""Dictations as a file to take along: JSON with everything, CSV for tables, plain text to read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from dictate.core.dictation import Dictation

_CSV_COLUMNS = (
    "id",
    "started_at",
    "state",
    "duration_s",
    "language",
    "model",
    "application",
    "text",
    "raw",
    "note",
)


def exported(dictations: Iterable[Dictation], form: str) -> str:
    """The dictations in one text.

    Args:
        dictations: In the order wanted.
        form: One of `FORMS`.
    """
    return FORMS[form](list(dictations))


def as_dict(dictation: Dictation) -> dict[str, Any]:
    """Everything that is known of a dictation, in values that JSON has."""
    return {
        "id": dictation.id,
        "started_at": _time(dictation),
        "started_at_s": dictation.started_at_s,
        "state": dictation.state.value,
        "duration_s": dictation.duration_s,
        "raw": dictation.raw,
        "rules": dictation.rules,
        "text": dictation.text,
        "cleaner": dictation.cleaner,
        "edits": [asdict(edit) for edit in dictation.edits],
        "model": dictation.model,
        "language": dictation.language,
        "application": dictation.application,
        "note": dictation.note,
        "timings_s": dict(dictation.timings_s),
        "has_sound": dictation.has_sound,
    }


def _json(dictations: Sequence[Dictation]) -> str:
    return json.dumps([as_dict(it) for it in dictations], ensure_ascii=False, indent=2) + "\n"


def _csv(dictations: Sequence[Dictation]) -> str:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, _CSV_COLUMNS, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(as_dict(it) for it in dictations)
    return file.getvalue()


def _text(dictations: Sequence[Dictation]) -> str:
    return "".join(f"{_time(it)}\n{it.text or it.raw}\n\n" for it in dictations)


def _time(dictation: Dictation) -> str:
    """UTC to the second, as ISO 8601; empty where a damaged row names no time there is."""
    try:
        return datetime.fromtimestamp(dictation.started_at_s, UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return ""


FORMS: Mapping[str, Callable[[Sequence[Dictation]], str]] = {
    "json": _json,
    "csv": _csv,
    "txt": _text,
}
