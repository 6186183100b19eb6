"""The list of models that ships with Dictate."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dictate.errors import ModelError
from dictate.models import catalogue as module
from dictate.models.catalogue import Kind, catalogue, entry_called


def test_every_model_that_faster_whisper_knows_by_a_short_name_is_in_it() -> None:
    sizes = ("tiny", "base", "small", "medium")
    wanted = {*sizes, *(f"{size}.en" for size in sizes), "large-v3", "large-v3-turbo", "turbo"}
    wanted |= {"distil-small.en", "distil-medium.en", "distil-large-v3", "distil-large-v3.5"}
    for name in wanted:
        entry = entry_called(name)
        assert entry is not None
        assert entry.kind is Kind.RECOGNISER
        assert entry.files[0] == "model.bin"
        assert entry.english_only == (name.endswith(".en") or name.startswith("distil"))


def test_no_name_is_claimed_twice() -> None:
    claimed = [name for entry in catalogue() for name in (entry.name, entry.repo, *entry.also)]
    assert len(claimed) == len({name.casefold() for name in claimed})


def test_every_row_is_complete_and_free_to_use() -> None:
    for entry in catalogue():
        assert re.fullmatch(r"[\w.-]+/[\w.-]+", entry.repo)
        assert entry.licence in {"MIT", "Apache-2.0"}
        assert entry.size_bytes > 10**7
        assert entry.memory_mb > 100
        assert entry.suits
        if entry.kind is Kind.RECOGNISER:
            assert {"config.json", "tokenizer.json"} < set(entry.files)
            assert entry.window_ms > entry.phrase_ms > 0
        else:
            assert entry.files[0].endswith(".gguf")


def test_bigger_models_of_one_family_rank_higher_and_cost_more() -> None:
    family = [entry_called(name) for name in ("tiny", "base", "small", "medium", "large-v3")]
    known = [entry for entry in family if entry is not None]
    assert len(known) == 5
    for what in ("rank", "size_bytes", "window_ms", "phrase_ms", "memory_mb"):
        values = [getattr(entry, what) for entry in known]
        assert values == sorted(set(values))


@pytest.mark.parametrize("text", ["[[recogniser]]\nname = 'x'\n", "not toml", "recogniser = 3"])
def test_a_damaged_list_is_a_broken_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    path = tmp_path / "models.toml"
    path.write_text(text)
    monkeypatch.setattr(module, "shipped", lambda *_parts: path)
    with pytest.raises(ModelError, match="cannot be read") as caught:
        catalogue()
    assert caught.value.hint == "Install Dictate again."
