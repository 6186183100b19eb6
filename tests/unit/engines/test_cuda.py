"""What is remembered of the graphics card."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate.engines.cuda import REST_S, CardMemory, recall, remember

KEY = "ctranslate2 4.8.5, 1 cards"


def test_what_is_remembered_is_recalled(tmp_path: Path) -> None:
    path = tmp_path / "data" / "device.json"
    memory = CardMemory(KEY, works=False, why="no cuDNN", unfinished=1, tried_at_s=5.0)
    remember(path, memory)
    assert recall(path, KEY) == memory
    assert [one.name for one in path.parent.iterdir()] == ["device.json"]


def test_another_version_or_card_starts_afresh(tmp_path: Path) -> None:
    path = tmp_path / "device.json"
    remember(path, CardMemory(KEY, why="no cuDNN"))
    assert recall(path, "ctranslate2 4.9.0, 1 cards") == CardMemory("ctranslate2 4.9.0, 1 cards")


@pytest.mark.parametrize("raw", ["", "{", "[]", "null", '{"key": "x"}', '{"key": 1, "works": {}}'])
def test_a_damaged_file_is_no_memory(tmp_path: Path, raw: str) -> None:
    path = tmp_path / "device.json"
    path.write_text(raw)
    assert recall(path, KEY) == CardMemory(KEY)


def test_a_folder_that_cannot_be_written_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    remember(tmp_path / "file" / "device.json", CardMemory(KEY))


def test_a_card_that_nobody_tried_may_be_tried() -> None:
    assert CardMemory(KEY).forbids(1000.0, insisted=False) == ""


def test_a_failure_is_remembered_unless_the_user_insists() -> None:
    memory = CardMemory(KEY, why="The graphics card is not used: no cuDNN.")
    assert memory.forbids(1000.0, insisted=False) == memory.why
    assert memory.forbids(1000.0, insisted=True) == ""


def test_a_try_that_ended_the_process_makes_the_card_rest_then_it_is_tried_once_more() -> None:
    once = CardMemory(KEY).trying(1000.0)
    for insisted in (False, True):
        assert "ended when it was tried" in once.forbids(1001.0, insisted=insisted)
        assert once.forbids(1000.0 + REST_S, insisted=insisted) == ""
    twice = once.trying(1000.0 + REST_S)
    assert twice.forbids(1000.0 + 10 * REST_S, insisted=True)


def test_a_clock_that_was_set_back_does_not_keep_the_card_resting_for_ever() -> None:
    assert CardMemory(KEY).trying(5000.0).forbids(1000.0, insisted=False) == ""
