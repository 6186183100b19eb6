"""What is put together by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate.app import assembly
from dictate.app.assembly import Notes
from dictate.core.notices import Notice, Told
from dictate.core.recognition import ModelFiles
from dictate.errors import ModelError
from dictate.settings.schema import Settings

TOY = "Only a sample. Get a real one: dictate models pull base.en"


@pytest.fixture
def told() -> list[Notice]:
    return []


def texts(told: list[Notice]) -> list[str]:
    return [notice.text for notice in told if isinstance(notice, Told)]


def test_a_sample_model_is_told_once_for_each_start_whoever_finds_it(
    told: list[Notice], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assembly, "choose", lambda _: ModelFiles("x", tmp_path, 1, note=TOY))
    notes = Notes(told.append)
    notes.look(Settings())
    notes(TOY)
    notes("")
    assert texts(told) == [TOY]


def test_no_model_at_all_is_told_at_the_start_with_the_command_that_fetches_one(
    told: list[Notice],
) -> None:
    def none(_settings: Settings) -> ModelFiles:
        raise ModelError("No speech model is installed.", hint="dictate models pull base.en")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assembly, "choose", none)
        Notes(told.append).look(Settings())
    (notice,) = told
    assert isinstance(notice, Told)
    assert notice.hint == "dictate models pull base.en"
