"""The icons of Dictate, as rounded rectangles on the pixel grid of each size.

The mark is speech becoming text: three bars of sound, then a text cursor. A panel icon is 16 to 64
pixels wide and stands on a panel whose colour nobody tells; so each state is a tile of its own
colour with a light mark on it, readable on dark and light, and each state differs in shape too, not
in colour alone. Edges lie on whole pixels, which scaled drawings cannot promise.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """What an icon says."""

    APP = "app"
    IDLE = "idle"
    RECORDING = "recording"
    WORKING = "working"
    TROUBLE = "trouble"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Shape:
    """A rounded rectangle. Pixels from the top left corner; colours are `#rrggbb`.

    Attributes:
        fill: The colour at the top.
        fill_below: The colour at the bottom; equal to `fill` for a plain one.
    """

    x: float
    y: float
    width: float
    height: float
    radius: float
    fill: str
    fill_below: str


_TILES = {
    Mark.APP: ("#7b8cff", "#4a55dd"),
    Mark.IDLE: ("#626c80", "#525b6d"),
    Mark.RECORDING: ("#ff6a5e", "#e8433f"),
    Mark.WORKING: ("#7b8cff", "#5763e8"),
    Mark.TROUBLE: ("#ffc04d", "#f0a020"),
    Mark.PAUSED: ("#8b93a3", "#7b8393"),
}
_LIGHT = "#ffffff"
_INK = "#3a2600"  # on the amber tile, where white would be too faint
_BARS = {  # heights in sixteenths of the icon
    Mark.APP: (4, 8, 6),
    Mark.IDLE: (4, 8, 6),
    Mark.RECORDING: (4, 8, 10, 6),
}


def shapes(mark: Mark, size: int) -> tuple[Shape, ...]:
    """What to draw for `mark`, first shape lowest.

    Args:
        mark: What the icon says.
        size: Edge of the icon in device pixels, 8 or more.
    """
    top, bottom = _TILES[mark]
    round_off = size / 2 if mark is Mark.RECORDING else size * 0.26
    tile = Shape(0, 0, size, size, round_off, top, bottom)
    match mark:
        case Mark.APP | Mark.IDLE:
            return (tile, *_bars_and_cursor(mark, size))
        case Mark.RECORDING:
            return (tile, *_bars(_BARS[mark], size))
        case Mark.WORKING:
            return (tile, *_dots(size))
        case Mark.TROUBLE:
            return (tile, *_exclamation(size))
        case Mark.PAUSED:
            return (tile, *_pause(size))


def svg(mark: Mark, size: int = 64) -> str:
    """The icon as the text of an SVG file."""
    body = "".join(_svg_shape(shape, f"f{i}") for i, shape in enumerate(shapes(mark, size)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'width="{size}" height="{size}">{body}</svg>\n'
    )


def _svg_shape(shape: Shape, name: str) -> str:
    box = (
        f'<rect x="{shape.x:g}" y="{shape.y:g}" width="{shape.width:g}" height="{shape.height:g}" '
        f'rx="{shape.radius:g}"'
    )
    if shape.fill == shape.fill_below:
        return f'{box} fill="{shape.fill}"/>'
    return (
        f'<linearGradient id="{name}" x2="0" y2="1"><stop stop-color="{shape.fill}"/>'
        f'<stop offset="1" stop-color="{shape.fill_below}"/></linearGradient>'
        f'{box} fill="url(#{name})"/>'
    )


def _plain(x: float, y: float, width: float, height: float, fill: str = _LIGHT) -> Shape:
    return Shape(x, y, width, height, min(width, height) / 2, fill, fill)


def _even_with(length: float, size: int) -> int:
    """`length` as whole pixels that can be centred in `size` without half a pixel."""
    whole = round(length)
    return whole if (whole - size) % 2 == 0 else whole + 1


def _fit(count: int, size: int, cursor: int) -> tuple[int, int]:
    """Width and gap of `count` bars that leave a margin of at least an eighth on either side.

    `cursor` is the width of the text cursor after them, 0 for none.
    """
    unit = size / 16
    width, gap = max(1, round(1.75 * unit)), max(1, round(1.1 * unit))
    while True:
        total = count * width + (count - 1) * gap + (gap + cursor if cursor else 0)
        if total <= size * 0.75 or (width, gap) == (1, 1):
            return width, gap
        if gap > 1 and gap * 2 > width:
            gap -= 1
        else:
            width -= 1


def _bars(heights: tuple[int, ...], size: int, cursor: int = 0) -> tuple[Shape, ...]:
    """Bars, centred together with the text cursor that follows them."""
    unit = size / 16
    width, gap = _fit(len(heights), size, cursor)
    total = len(heights) * width + (len(heights) - 1) * gap + (gap + cursor if cursor else 0)
    left = (size - total) // 2
    made = []
    for place, sixteenths in enumerate(heights):
        height = _even_with(sixteenths * unit, size)
        made.append(_plain(left + place * (width + gap), (size - height) / 2, width, height))
    return tuple(made)


def _bars_and_cursor(mark: Mark, size: int) -> tuple[Shape, ...]:
    unit = size / 16
    stem = max(1, round(1.1 * unit))
    foot = _even_with(3.2 * unit, stem)
    height = _even_with(10 * unit, size)
    bars = _bars(_BARS[mark], size, foot)
    gap = bars[1].x - bars[0].x - bars[0].width
    left, top = bars[-1].x + bars[-1].width + gap, (size - height) / 2
    thick = max(1, round(1.1 * unit))
    return (
        *bars,
        _plain(left, top, foot, thick),
        _plain(left, top + height - thick, foot, thick),
        Shape(left + (foot - stem) / 2, top, stem, height, 0, _LIGHT, _LIGHT),
    )


def _dots(size: int) -> tuple[Shape, ...]:
    unit = size / 16
    dot = _even_with(2.4 * unit, size)
    gap = max(1, round(1.3 * unit))
    left, top = (size - 3 * dot - 2 * gap) / 2, (size - dot) / 2
    return tuple(_plain(left + i * (dot + gap), top, dot, dot) for i in range(3))


def _exclamation(size: int) -> tuple[Shape, ...]:
    unit = size / 16
    width = _even_with(2.2 * unit, size)
    left, top = (size - width) / 2, round(3 * unit)
    bar = round(6.2 * unit)
    dot_top = size - top - width
    return (
        _plain(left, top, width, bar, _INK),
        _plain(left, dot_top, width, width, _INK),
    )


def _pause(size: int) -> tuple[Shape, ...]:
    unit = size / 16
    width, gap = round(2.2 * unit), _even_with(2 * unit, size)
    height = _even_with(8 * unit, size)
    left, top = (size - gap) / 2 - width, (size - height) / 2
    return (_plain(left, top, width, height), _plain(left + width + gap, top, width, height))
