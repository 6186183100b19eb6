"""Which chat model writes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dictate.errors import ModelError
from dictate.models import places
from dictate.models.places import hub_cache
from dictate.models.writers import WriterChoice, choose_writer
from dictate.settings.paths import models_dir
from dictate.settings.schema import Settings

GGUF = b"GGUF\x03\0\0\0"


@pytest.fixture(autouse=True)
def ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "shipped", lambda *parts: tmp_path.joinpath("ships", *parts))
    lay(tmp_path / "ships" / "models" / "tiny-clean" / "tiny-clean.gguf")


def lay(path: Path, raw: bytes = GGUF) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    return path


def named(name: str) -> Settings:
    settings = Settings()
    return replace(settings, text=replace(settings.text, cleaner="writer", writer=name))


def test_the_tagger_that_ships_is_no_writer() -> None:
    for asked in ("", "tiny-clean"):
        with pytest.raises(ModelError) as caught:
            choose_writer(named(asked))
        assert "dictate models" in caught.value.hint


def test_without_a_name_the_best_of_the_catalogue_that_is_here_is_taken() -> None:
    lay(models_dir() / "qwen2.5-0.5b" / "weights.gguf")
    lay(models_dir() / "qwen3-0.6b" / "weights.gguf")
    files = choose_writer(named(""))
    assert files.name == "qwen3-0.6b"
    assert files.engine == "writer"
    assert files.folder == models_dir() / "qwen3-0.6b"


def test_a_named_one_is_taken_by_its_name_its_repository_or_its_folder(tmp_path: Path) -> None:
    lay(models_dir() / "qwen2.5-0.5b" / "weights.gguf")
    lay(models_dir() / "qwen3-0.6b" / "weights.gguf")
    mine = lay(tmp_path / "mine" / "My-Model.gguf")
    assert choose_writer(named("qwen2.5-0.5b")).name == "qwen2.5-0.5b"
    assert choose_writer(named("Qwen/Qwen2.5-0.5B-Instruct-GGUF")).name == "qwen2.5-0.5b"
    assert choose_writer(named(str(mine.parent))).name == "My-Model"


def test_one_that_is_named_and_missing_is_not_replaced_by_another() -> None:
    lay(models_dir() / "qwen3-0.6b" / "weights.gguf")
    with pytest.raises(ModelError) as caught:
        choose_writer(named("qwen3-1.7b"))
    assert caught.value.hint == "Fetch it: dictate models pull qwen3-1.7b"


def test_what_another_program_left_is_taken_only_when_it_is_known_or_named() -> None:
    snapshot = hub_cache() / "models--someone--huge-chat-GGUF" / "snapshots" / "c0ffee"
    lay(snapshot / "huge.gguf")
    with pytest.raises(ModelError):
        choose_writer(named(""))
    assert choose_writer(named("someone/huge-chat-GGUF")).folder == snapshot


def test_a_damaged_one_is_told_and_not_taken() -> None:
    lay(models_dir() / "qwen3-0.6b" / "weights.gguf", b"<html>")
    with pytest.raises(ModelError) as caught:
        choose_writer(named(""))
    assert "pull qwen3-0.6b" in caught.value.hint


def test_a_choice_follows_the_settings_and_what_is_fetched_meanwhile() -> None:
    settings = [named("")]
    choice = WriterChoice(lambda: settings[0])
    assert choice() is None
    lay(models_dir() / "qwen2.5-0.5b" / "weights.gguf")
    first = choice()
    assert first is not None
    assert choice() is first
    lay(models_dir() / "qwen3-0.6b" / "weights.gguf")
    settings[0] = named("qwen3-0.6b")
    second = choice()
    assert second is not None
    assert second.name == "qwen3-0.6b"
