"""Where two texts differ, and which of equal words is the one that is missing."""

from __future__ import annotations

import pytest

from dictate.text.alignment import MOST_CELLS, Hole, holes_between, tokens_of


def differences(said: str, written: str) -> list[str]:
    """What is missing, and what stands there instead, where anything is."""
    one, other = tokens_of(said), tokens_of(written)
    return [
        " ".join(token.text for token in one[hole.first : hole.stop])
        + " > "
        + " ".join(token.text for token in other[hole.begin : hole.end])
        for hole in holes_between(one, other)
        if (hole.first, hole.begin) != (hole.stop, hole.end)
    ]


@pytest.mark.parametrize(
    ("said", "written", "expected"),
    [
        ("to Anna no to Maria", "to Maria", ["to Anna no > "]),
        ("a b a c", "a x c", ["b a > x"]),
        ("we go", "go go", ["we > go"]),
    ],
)
def test_as_little_as_possible_is_left_over(said: str, written: str, expected: list[str]) -> None:
    assert differences(said, written) == expected


def test_a_stretch_that_is_too_long_to_compare_is_one_hole() -> None:
    assert MOST_CELLS == 4000
    one, many = tokens_of("we"), tokens_of("we " * 4001)
    assert holes_between(one, many) == [Hole(0, 1, 0, 4001)]
    assert len(holes_between(one, many[:4000])) == 2
