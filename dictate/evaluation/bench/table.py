"""The figures as tables on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table

from dictate.evaluation.bench.arms import CLEANING, OURS, PLAIN, PLAIN_CLEAN

ENOUGH = 10
"""Runs behind a percentile that is shown."""


_PLAIN = (PLAIN.name, PLAIN_CLEAN.name)
_CLEANING = tuple(arm.name for arm in CLEANING)


def tables(found: Mapping[str, Any]) -> Iterator[RenderableType]:
    """What a report says, part by part."""
    if found.get("validation"):
        yield _validation(found["validation"])
    elif found.get("quality"):
        rows = found["quality"]
        yield _quality([row for row in rows if "words" in row])
        yield _invented([row for row in rows if "invented_words" in row])
    elif found["rows"]:
        yield _waits(found["rows"])
        if any(row["needed"] for row in found["rows"]):
            yield _cleaned(found["rows"])
        if found["slopes_ms_per_s"]:
            yield _slopes(found["slopes_ms_per_s"])
    if found["promises"] and not found.get("validation"):
        yield _promises(found["promises"])
    yield _about(found)


def _table(title: str, left: str, *right: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, title_style="bold")
    table.add_column(left, no_wrap=True)
    for name in right:
        table.add_column(name, justify="right")
    return table


def _waits(rows: Sequence[Mapping[str, Any]]) -> Table:
    heads = ("runs", "p50 ms", "p90", "p99", "plain ÷", "core-s/s", "wasted")
    table = _table("\nFrom the release to the text", "dictation, arm", *heads)
    plain = {
        (row["arm"], _without_release(row["cell"])): row["p50_ms"]
        for row in rows
        if row["arm"] in _PLAIN
    }
    for row in rows:
        other = PLAIN_CLEAN if row["arm"] in _CLEANING else PLAIN
        beside = plain.get((other.name, _without_release(row["cell"])))
        is_plain = row["arm"] in _PLAIN
        table.add_row(
            f"{row['cell']}  {row['arm']}",
            str(row["runs"]),
            f"{row['p50_ms']:.0f}",
            *(f"{row[name]:.0f}" if row["runs"] >= ENOUGH else "" for name in ("p90_ms", "p99_ms")),
            "" if is_plain else _times(beside, row["p50_ms"]),
            "" if is_plain else f"{row['core_per_s']:.2f}",
            "" if is_plain else f"{100 * row['wasted']:.0f} %",
        )
    return table


def _cleaned(rows: Sequence[Mapping[str, Any]]) -> Table:
    heads = ("needed it", "cleaned", "share", "runs whose last one did")
    table = _table("\nSentences that needed the cleaner", "dictation, arm", *heads)
    for row in rows:
        if row["needed"]:
            table.add_row(
                f"{row['cell']}  {row['arm']}",
                str(row["needed"]),
                str(row["cleaned"]),
                f"{100 * row['cleaned'] / row['needed']:.1f} %",
                f"{row['last_needed']} of {row['runs']}",
            )
    return table


def _times(plain_ms: float | None, ours_ms: float) -> str:
    return f"{plain_ms / ours_ms:.1f}" if plain_ms and ours_ms else ""


def _without_release(cell: str) -> str:
    return cell.rsplit(":", 1)[0]


def _slopes(found: Mapping[str, float]) -> Table:
    table = _table("\nHow the wait grows, ms for each second dictated", "arm", "slope")
    for name, value in found.items():
        table.add_row(name, f"{value:.2f}")
    return table


def _promises(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = _table("\nWhat was promised", "", "measured", "promised", "")
    for row in rows:
        sign = "≥" if row["at_least"] else "≤"
        kept = "kept" if row["kept"] else "[bold]missed[/bold]"
        table.add_row(row["what"], f"{row['value']:.2f}", f"{sign} {row['bound']:g}", kept)
    return table


def _validation(rows: Sequence[Mapping[str, Any]]) -> Table:
    heads = ("runs", "skipped ms", "real ms", "skipped core-s/s", "real")
    table = _table("\nThe clock that skips, beside real time (medians)", "dictation", *heads)
    for row in rows:
        table.add_row(
            row["cell"],
            str(row["runs"]),
            f"{row['skipped_p50_ms']:.0f}",
            f"{row['real_p50_ms']:.0f}",
            f"{row['skipped_core_per_s']:.2f}",
            f"{row['real_core_per_s']:.2f}",
        )
    return table


def _quality(rows: Sequence[Mapping[str, Any]]) -> Table:
    heads = (
        "words",
        "wrong %",
        "worse by (95 %)",
        "marks",
        "capitals",
        "seam marks",
        "seam capitals",
        "first",
        "last",
        "read twice",
    )
    table = _table(
        "\nThe same model, the same words: errors in %, points worse, F1 of marks, words recalled",
        "clips, arm",
        *heads,
    )
    for row in rows:
        error, worse = row["word_error_points"], row.get("worse_than_plain_points")
        twice = f"{row['read_twice']} of {row['phrases']}" if row["arm"] == OURS.name else ""
        table.add_row(
            f"{row['clips']}  {row['arm']}",
            str(row["words"]),
            f"{error['value']:.1f}",
            "" if worse is None else f"{worse['value']:+.2f} ({_bounds(worse)})",
            *(
                f"{row[name]:.1f}"
                for name in (
                    "marks_f1",
                    "capitals_f1",
                    "seam_marks_f1",
                    "seam_capitals_f1",
                    "first_word",
                    "last_word",
                )
            ),
            twice,
        )
    return table


def _invented(rows: Sequence[Mapping[str, Any]]) -> Table:
    table = _table("\nWhere nothing was said", "arm", "clips", "words invented")
    for row in rows:
        table.add_row(row["arm"], str(row["count"]), str(row["invented_words"]))
    return table


def _bounds(found: Mapping[str, float | None]) -> str:
    low, high = found["low"], found["high"]
    return "not known" if low is None or high is None else f"{low:+.2f} to {high:+.2f}"


def _about(found: Mapping[str, Any]) -> str:
    ours, plain, qt = found["memory_mb"]["ours"], found["memory_mb"]["plain"], found["qt_thread_ms"]
    machine = found["machine"]
    lines = [
        "",
        f"model {found['model']}, {machine['threads']} of {machine['cores']} cores; every "
        f"dictation ends with the same phrase of {found['last_phrase_s']:.1f} s",
        f"memory, program and children: {ours['peak']:.0f} MB at its peak, "
        f"{ours['proportional']:.0f} MB (PSS) between dictations"
        + (f"; the plain way {plain['peak']:.0f} MB" if plain["peak"] else ""),
        f"Qt's thread was late by {qt['p99']:.1f} ms (99th percentile), at most {qt['worst']:.1f}",
        f"measured in {found['took_s'] / 60:.1f} minutes"
        + (", ended before it was done" if found["stopped_early"] else ""),
    ]
    lines += [found[name] for name in ("left_out", "put_in") if name in found]
    return "\n".join(lines)
