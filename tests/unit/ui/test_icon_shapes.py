"""The icons on their pixel grids."""

from __future__ import annotations

from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest

from dictate.settings.paths import shipped
from dictate.ui.icon_shapes import Mark, shapes, svg

SIZES = range(16, 65)
BARS = {Mark.APP: 3, Mark.IDLE: 3, Mark.RECORDING: 4}


@pytest.mark.parametrize("mark", Mark)
def test_everything_lies_inside_the_icon(mark: Mark) -> None:
    for size in SIZES:
        for shape in shapes(mark, size):
            assert shape.x >= 0
            assert shape.y >= 0
            assert shape.x + shape.width <= size
            assert shape.y + shape.height <= size


@pytest.mark.parametrize("mark", Mark)
def test_every_edge_lies_on_a_whole_pixel(mark: Mark) -> None:
    for size in SIZES:
        for shape in shapes(mark, size):
            for length in (shape.x, shape.y, shape.width, shape.height):
                assert length == int(length), (size, shape)


@pytest.mark.parametrize("mark", BARS)
def test_bars_keep_a_margin_and_a_gap(mark: Mark) -> None:
    for size in SIZES:
        bars = shapes(mark, size)[1 : 1 + BARS[mark]]
        assert bars[0].x >= size * 0.1
        for left, right in pairwise(bars):
            assert right.x - (left.x + left.width) >= 1


@pytest.mark.parametrize("mark", Mark)
def test_the_mark_is_centred_to_the_pixel(mark: Mark) -> None:
    for size in SIZES:
        drawn = shapes(mark, size)[1:]
        left = min(shape.x for shape in drawn)
        right = size - max(shape.x + shape.width for shape in drawn)
        assert abs(left - right) <= 1, size


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mark", Mark)
def test_the_mark_stands_out_from_its_tile(mark: Mark) -> None:
    tile, *drawn = shapes(mark, 22)
    for shape in drawn:
        assert _contrast(shape.fill, tile.fill_below) >= 3.0


def test_states_differ_in_shape_and_not_in_colour_alone() -> None:
    def outline(mark: Mark) -> tuple[object, ...]:
        return tuple((s.x, s.y, s.width, s.height, s.radius) for s in shapes(mark, 22))

    states = [mark for mark in Mark if mark is not Mark.APP]
    for one, other in combinations(states, 2):
        assert outline(one) != outline(other)


@pytest.mark.parametrize("mark", Mark)
def test_the_svg_has_one_rectangle_per_shape(mark: Mark) -> None:
    root = ET.fromstring(svg(mark, 64))
    assert len(root.findall("{http://www.w3.org/2000/svg}rect")) == len(shapes(mark, 64))


@pytest.mark.parametrize("mark", Mark)
def test_the_files_that_ship_are_what_the_program_draws(mark: Mark) -> None:
    name = "dictate.svg" if mark is Mark.APP else f"dictate-{mark}.svg"
    assert shipped("resources", "icons", name).read_text("utf-8") == svg(mark)
