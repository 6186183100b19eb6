"""The wait against the length of the dictation, drawn as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 76, 190, 44, 56

COLOURS = (
    "#c0392b", "#1f6fb2", "#2a9d6e", "#8e5bb5", "#d28b1c", "#5b6770", "#b0478a", "#6b8e23",
)  # fmt: skip

TICKS_MS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)
TICKS_S = (2, 5, 10, 20, 60, 120, 300, 600, 1200, 3600)

Line = tuple[str, list[tuple[float, float]]]


def plot(found: Mapping[str, Any]) -> str:
    """The medians of a report as a picture, both axes logarithmic; empty where there are none."""
    lines = lines_of(found["rows"])
    if not lines:
        return ""
    title = f"From releasing the key to the text ({found['model']})"
    return "\n".join(_drawn(lines, title)) + "\n"


def lines_of(rows: Sequence[Mapping[str, Any]]) -> list[Line]:
    """The points of each arm, kind and release: (seconds dictated, median wait in ms)."""
    found: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        length, kind, release = row["cell"].split(":")
        if kind in ("pauses", "solid"):
            plain = row["arm"] == "plain"
            name = f"{row['arm']}, {kind}" + ("" if plain else f", +{release} ms")
            found.setdefault(name, []).append((float(length), max(1.0, row["p50_ms"])))
    return [(name, sorted(points)) for name, points in found.items()]


def _drawn(lines: Sequence[Line], title: str) -> Iterator[str]:
    across = _Axis([x for _, points in lines for x, _ in points], TICKS_S, LEFT, WIDTH - RIGHT)
    up = _Axis([y for _, points in lines for _, y in points], TICKS_MS, HEIGHT - BOTTOM, TOP)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">'
    )
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
    yield f'<text x="{LEFT}" y="24" font-size="15" fill="#222222">{escape(title)}</text>'
    yield from _grid(across, up)
    labels = _spread([up.at(points[-1][1]) for _, points in lines])
    colours = (COLOURS[at % len(COLOURS)] for at in range(len(lines)))
    for (name, points), label, colour in zip(lines, labels, colours, strict=True):
        yield from _line(name, points, across, up, colour=colour, label_y=label)
    yield "</svg>"


class _Axis:
    """Numbers to places, logarithmically, over ticks that hold them all."""

    def __init__(
        self, values: Sequence[float], ticks: Sequence[int], begin: float, end: float
    ) -> None:
        low = max((tick for tick in ticks if tick <= min(values)), default=ticks[0])
        high = min((tick for tick in ticks if tick >= max(values)), default=ticks[-1])
        if low == high:
            low, high = low // 2, high * 2
        self.ticks = [tick for tick in ticks if low <= tick <= high]
        self._low, self._high = math.log(low), math.log(high)
        self._begin, self._end = begin, end

    def at(self, value: float) -> float:
        """The place of a number."""
        share = (math.log(value) - self._low) / (self._high - self._low)
        return self._begin + share * (self._end - self._begin)


def _grid(across: _Axis, up: _Axis) -> Iterator[str]:
    for tick in up.ticks:
        y = up.at(tick)
        shown = f"{tick} ms" if tick < 1000 else f"{tick // 1000} s"
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#e3e6e8"/>'
        yield (
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#555555">{shown}</text>'
        )
    for tick in across.ticks:
        x = across.at(tick)
        yield f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#f0f2f3"/>'
        yield (
            f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle" '
            f'fill="#555555">{tick} s</text>'
        )
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield (
        f'<text x="{middle:.0f}" y="{HEIGHT - 14}" text-anchor="middle" '
        'fill="#222222">length of the dictation</text>'
    )


def _line(  # noqa: PLR0913 - what a line consists of
    name: str,
    points: Sequence[tuple[float, float]],
    across: _Axis,
    up: _Axis,
    *,
    colour: str,
    label_y: float,
) -> Iterator[str]:
    places = [(across.at(x), up.at(y)) for x, y in points]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for x, y in places:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'
    yield (
        f'<text x="{WIDTH - RIGHT + 10}" y="{label_y + 4:.1f}" '
        f'fill="{colour}">{escape(name)}</text>'
    )


def _spread(wanted: Sequence[float], gap: float = 16.0) -> list[float]:
    """Places for labels near where they are wanted, none upon another."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    placed = list(wanted)
    above = -math.inf
    for at in order:
        placed[at] = max(wanted[at], above + gap)
        above = placed[at]
    return placed
