from __future__ import annotations

import pytest

from dictate.evaluation.bench.cells import (
    PROMISED,
    QUICK,
    Cell,
    CellError,
    every_cell,
    parse_cells,
)


def test_a_list_of_cells_is_read_as_it_is_written() -> None:
    cells = [Cell(5), Cell(60, "solid", 150), Cell(10, "silence")]
    assert parse_cells(",".join(map(str, cells))) == cells


def test_kind_and_release_may_be_left_out() -> None:
    assert parse_cells("5 60:solid") == [Cell(5, "pauses", 0), Cell(60, "solid", 0)]


def test_a_cell_that_is_named_twice_is_measured_once() -> None:
    assert parse_cells("5,5:pauses:0,few").count(Cell(5)) == 1


@pytest.mark.parametrize(
    "text", ["", "five", "5:loud", "5:pauses:soon", "1", "5:pauses:0:0", "5:pauses:-1"]
)
def test_what_is_no_cell_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_cells(text)
    assert "60:solid:150" in caught.value.hint


def test_the_whole_matrix_has_every_length_kind_and_release() -> None:
    cells = every_cell()
    assert len([cell for cell in cells if cell.speaks]) == 7 * 2 * 4
    assert {cell.kind for cell in cells if not cell.speaks} == {"silence", "noise"}


def test_the_promises_and_the_quick_set_are_part_of_the_matrix() -> None:
    assert set(PROMISED) <= set(every_cell())
    assert set(QUICK) <= set(every_cell())
