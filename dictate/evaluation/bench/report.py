"""What was measured, as plain values: the JSON that `dictate bench --json` prints and keeps."""

from __future__ import annotations

import math
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from dictate import __version__
from dictate.evaluation.bench.arms import PLAIN
from dictate.evaluation.bench.cells import PAUSES, SOLID
from dictate.evaluation.bench.quality import NOTHING, SINGLE, Kept
from dictate.evaluation.bench.runs import Run, as_json, rows_of
from dictate.evaluation.bench.stalls import stalls_ms
from dictate.evaluation.bench.verdict import slopes, verdicts
from dictate.evaluation.bench.wish import Measured, Wish
from dictate.evaluation.bench.word_scores import Count, Hits, Score
from dictate.evaluation.bootstrap import Interval, difference, interval, parts_of
from dictate.workers.cores import performance_cores

LIBRARIES = ("ctranslate2", "faster-whisper", "onnxruntime", "PySide6-Essentials")


def report(wish: Wish, measured: Measured) -> dict[str, Any]:
    """All of it."""
    qt_p99_ms, qt_worst_ms = stalls_ms(measured.late_s)
    rows = rows_of(measured.runs)
    found: dict[str, Any] = {
        "program": __version__,
        "machine": {
            "processor": platform.processor() or platform.machine(),
            "cores": performance_cores(),
            "threads": measured.threads,
            "system": platform.platform(),
            "python": platform.python_version(),
            **{name: version(name) for name in LIBRARIES},
        },
        "model": measured.model,
        "cleaning": wish.cleaning,
        "writer": wish.writer,
        "last_phrase_s": round(measured.last_s, 2),
        "took_s": round(measured.took_s, 1),
        "stopped_early": measured.stopped,
        "rows": [{**asdict(row), "cell": str(row.cell)} for row in rows],
        "slopes_ms_per_s": slopes(measured.runs),
        "promises": [
            {**asdict(one), "kept": one.kept}
            for one in verdicts(measured.runs, wish.shape, qt_p99_ms)
        ],
        "qt_thread_ms": {"p99": qt_p99_ms, "worst": qt_worst_ms, "ticks": len(measured.late_s)},
        "memory_mb": {"ours": asdict(measured.memory), "plain": asdict(measured.memory_plain)},
        "runs": [as_json(run) for run in measured.runs],
    }
    if wish.shape:
        found["left_out"] = (
            "Random words: none is counted as right or wrong, and no phrase is read a second time "
            "in the full window. How often that happens a real model says: dictate bench --quality."
        )
    if wish.is_scripted:
        found["put_in"] = (
            "What is recognised and what the writer writes is put in, at the full price of both: "
            "sentences of the shipped suite, each with a slip, and what the suite has instead. "
            "Rules, tagger, gate and veto are the real ones."
        )
    if measured.real:
        found["validation"] = validation(measured.runs, measured.real)
    if measured.kept:
        found["quality"] = quality(measured.kept)
    return found


def validation(skipped: Sequence[Run], real: Sequence[Run]) -> list[dict[str, Any]]:
    """The waits of each cell, in skipped and in real time."""
    real_rows = {row.cell: row for row in rows_of(real)}
    return [
        {
            "cell": str(row.cell),
            "runs": row.runs,
            "skipped_p50_ms": row.p50_ms,
            "real_p50_ms": real_rows[row.cell].p50_ms,
            "skipped_core_per_s": row.core_per_s,
            "real_core_per_s": real_rows[row.cell].core_per_s,
        }
        for row in rows_of(skipped)
        if row.cell in real_rows
    ]


def quality(kept: Sequence[Kept]) -> list[dict[str, Any]]:
    """Each way on each kind of clip, and how much worse than the plain way with what confidence."""
    arms = list(dict.fromkeys(one.arm for one in kept))
    silent = [one for one in kept if one.kind == NOTHING]
    kept = [one for one in kept if one.kind != NOTHING]
    kinds = (None, SINGLE, PAUSES, SOLID)
    rows = []
    for kind in kinds:
        chosen = [one for one in kept if kind in (None, one.kind)]
        plain = [one for one in chosen if one.arm == PLAIN.name]
        for arm in arms:
            ours = [one for one in chosen if one.arm == arm]
            if ours:
                rows.append(_quality_row(kind or "all", arm, ours, plain))
    return [*rows, *(_nothing_row(arm, silent) for arm in arms if silent)]


def _nothing_row(arm: str, silent: Sequence[Kept]) -> dict[str, Any]:
    mine = [one for one in silent if one.arm == arm]
    invented = sum(one.score.count.wrong for one in mine)
    return {"clips": NOTHING, "arm": arm, "count": len(mine), "invented_words": invented}


def _quality_row(
    kind: str, arm: str, ours: Sequence[Kept], plain: Sequence[Kept]
) -> dict[str, Any]:
    scores = [one.score for one in ours]
    counts = [one.count for one in scores]
    said = sum((one for one in counts), Count())
    first = [one.first for one in scores if one.first is not None]
    last = [one.last for one in scores if one.last is not None]
    row: dict[str, Any] = {
        "clips": kind,
        "arm": arm,
        "count": len(ours),
        "words": said.words,
        "word_error_points": _points(interval(_errors(ours))),
        "marks_f1": 100 * _hits(scores, lambda it: it.marks).f1,
        "capitals_f1": 100 * _hits(scores, lambda it: it.capitals).f1,
        "seam_marks_f1": 100 * _hits(scores, lambda it: it.seam_marks).f1,
        "seam_capitals_f1": 100 * _hits(scores, lambda it: it.seam_capitals).f1,
        "first_word": 100 * sum(first) / max(1, len(first)),
        "last_word": 100 * sum(last) / max(1, len(last)),
        "phrases": sum(one.phrases for one in ours),
        "read_twice": sum(one.doubts for one in ours),
    }
    if arm != PLAIN.name and len(plain) == len(ours):
        row["worse_than_plain_points"] = _points(difference(_errors(plain), _errors(ours)))
    return row


def _errors(kept: Sequence[Kept]) -> Any:
    return parts_of([(one.score.count.wrong, one.score.count.words) for one in kept])


def _hits(scores: Sequence[Score], which: Callable[[Score], Hits]) -> Hits:
    return sum((which(one) for one in scores), Hits())


def _points(found: Interval) -> dict[str, float | None]:
    return {
        name: None if math.isnan(value) else round(100 * value, 3)
        for name, value in asdict(found).items()
    }
