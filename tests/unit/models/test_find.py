"""Which models are found, and which one is taken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dictate.errors import ModelError
from dictate.models import places
from dictate.models.catalogue import Kind
from dictate.models.find import choose, installed
from dictate.models.places import Place, hub_cache
from dictate.settings.paths import models_dir
from dictate.settings.schema import RecogniserSettings, Settings
from tests.unit.models.stage import lay, lay_cached, lay_fetched
from tests.unit.models.test_weights import weights


@pytest.fixture(autouse=True)
def nothing_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation without sample models, so that these tests see only what they lay out."""
    ships = tmp_path / "ships"
    monkeypatch.setattr(places, "shipped", lambda *parts: ships.joinpath(*parts))
    return ships / "models"


def settings(model: str = "", folder: Path | None = None, language: str = "en") -> Settings:
    own = RecogniserSettings(
        model=model, models_folder=str(folder) if folder else "", language=language
    )
    return replace(Settings(), recogniser=own)


def names(asked: Settings) -> list[str]:
    return [model.name for model in installed(asked)]


def test_with_nothing_installed_the_command_that_helps_is_told() -> None:
    assert installed(settings()) == []
    with pytest.raises(ModelError) as caught:
        choose(settings())
    assert caught.value.hint == "Fetch one that suits this machine: dictate models pull"


def test_all_places_are_searched_and_a_name_counts_once(
    nothing_ships: Path, tmp_path: Path
) -> None:
    lay(nothing_ships / "tiny-en")
    lay_cached(hub_cache(), "Systran/faster-whisper-small")
    lay_cached(hub_cache(), "somebody/whisper-of-the-sea")
    lay_fetched(models_dir(), "base.en")
    own = tmp_path / "own"
    lay(own / "mine")
    lay(own / "small")
    found = installed(settings(folder=own))
    assert [(model.name, model.place) for model in found] == [
        ("mine", Place.YOURS),
        ("small", Place.YOURS),
        ("base.en", Place.FETCHED),
        ("somebody/whisper-of-the-sea", Place.CACHE),
        ("tiny-en", Place.SHIPPED),
    ]
    assert {model.kind for model in found} == {Kind.RECOGNISER}
    assert not any(model.problem for model in found)


def test_a_folder_that_is_itself_a_model_will_do(tmp_path: Path) -> None:
    own = lay(tmp_path / "my-model")
    assert names(settings(folder=own)) == ["my-model"]
    assert choose(settings(model=str(own))).folder == own


def test_the_hubs_variables_say_where_its_cache_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert hub_cache() == tmp_path / "cache" / "huggingface" / "hub"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert hub_cache() == Path.home() / ".cache" / "huggingface" / "hub"
    monkeypatch.setenv("HF_HOME", str(tmp_path / "a"))
    assert hub_cache() == tmp_path / "a" / "hub"
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "b"))
    assert hub_cache() == tmp_path / "b"


def test_the_commit_that_main_names_is_taken_from_the_cache() -> None:
    old = lay_cached(hub_cache(), "Systran/faster-whisper-tiny", commit="aaa")
    new = lay_cached(hub_cache(), "Systran/faster-whisper-tiny", commit="bbb", main=False)
    assert choose(settings()).folder == old
    (hub_cache() / "models--Systran--faster-whisper-tiny" / "refs" / "main").write_text("bbb")
    assert choose(settings()).folder == new


def test_the_newest_whole_fetch_is_taken() -> None:
    lay_fetched(models_dir(), "base.en", at_s=1)
    newest = lay_fetched(models_dir(), "base.en", at_s=2)
    lay(models_dir() / "base.en" / "without-record")
    assert choose(settings()).folder == newest


def test_the_best_model_is_taken_and_a_sample_only_when_there_is_nothing_else(
    nothing_ships: Path,
) -> None:
    lay(nothing_ships / "tiny-en")
    toy = choose(settings())
    assert toy.name == "tiny-en"
    assert toy.note.endswith("dictate models pull")
    lay_fetched(models_dir(), "tiny")
    assert choose(settings()).name == "tiny"
    lay_fetched(models_dir(), "small.en", raw=weights(vocabulary=51_864))
    best = choose(settings())
    assert (best.name, best.note) == ("small.en", "")


def test_a_model_for_english_is_not_taken_for_another_language() -> None:
    lay_fetched(models_dir(), "small.en", raw=weights(vocabulary=51_864))
    only = choose(settings(language="de"))
    assert only.name == "small.en"
    assert "English only" in only.note
    lay_fetched(models_dir(), "tiny")
    assert choose(settings(language="de")).name == "tiny"
    assert choose(settings(language="en")).name == "small.en"


def test_a_huge_model_of_another_program_is_not_taken_unasked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lay_cached(hub_cache(), "Systran/faster-whisper-large-v3")
    lay_cached(hub_cache(), "Systran/faster-whisper-base")
    assert choose(settings()).name == "large-v3"
    monkeypatch.setattr("dictate.models.find._HEAVY_BYTES", 10)
    lay_fetched(models_dir(), "tiny")
    assert choose(settings()).name == "tiny"
    assert choose(settings(model="large-v3")).name == "large-v3"


@pytest.mark.parametrize(
    "name", ["large-v3-turbo", "turbo", "TURBO", "dropbox-dash/faster-whisper-large-v3-turbo"]
)
def test_a_model_answers_to_all_its_names(name: str) -> None:
    lay_cached(hub_cache(), "mobiuslabsgmbh/faster-whisper-large-v3-turbo")
    assert choose(settings(model=name)).name == "large-v3-turbo"


@pytest.mark.parametrize(
    ("asked", "happened", "hint"),
    [
        ("small", "The model small is not installed.", "Fetch it: dictate models pull small"),
        ("smal", "There is no model smal.", "See what there is: dictate models list"),
    ],
)
def test_in_place_of_a_missing_model_another_is_used_and_it_is_said(
    asked: str, happened: str, hint: str
) -> None:
    lay_fetched(models_dir(), "base.en")
    taken = choose(settings(model=asked))
    assert taken.name == "base.en"
    assert taken.note == f"{happened} base.en is used instead. {hint}"


def test_in_place_of_a_damaged_model_another_is_used_and_it_is_said() -> None:
    lay_fetched(models_dir(), "tiny")
    damaged = lay_fetched(models_dir(), "base.en")
    raw = (damaged / "model.bin").read_bytes()
    (damaged / "model.bin").write_bytes(raw[:-9])
    for asked in ("", "base.en"):
        assert choose(settings(model=asked)).name == "tiny"
    note = choose(settings(model="base.en")).note
    assert "The model base.en cannot be used: model.bin has" in note
    assert "dictate models pull base.en" in note


def test_a_damaged_model_alone_is_an_error_with_the_command_that_mends_it() -> None:
    folder = lay_fetched(models_dir(), "base.en")
    (folder / "tokenizer.json").unlink()
    with pytest.raises(ModelError, match=r"tokenizer\.json is missing") as caught:
        choose(settings())
    assert caught.value.hint == "Fetch it again: dictate models pull base.en"


def test_a_damaged_model_of_ones_own_is_not_promised_to_be_fetched(tmp_path: Path) -> None:
    own = tmp_path / "own"
    lay(own / "mine", b"GGUF")
    with pytest.raises(ModelError, match="mine cannot be used") as caught:
        choose(settings(folder=own))
    assert str(own / "mine") in caught.value.hint


def test_a_whole_copy_of_a_damaged_model_is_taken_from_the_next_place(tmp_path: Path) -> None:
    own = tmp_path / "own"
    lay(own / "base.en", b"cut")
    whole = lay_fetched(models_dir(), "base.en")
    assert choose(settings(model="base.en", folder=own)).folder == whole


def test_a_missing_model_is_an_error_where_there_is_no_other() -> None:
    with pytest.raises(ModelError, match="small is not installed") as caught:
        choose(settings(model="small"))
    assert caught.value.hint == "Fetch it: dictate models pull small"


def test_a_model_of_ones_own_shows_by_its_words_that_it_knows_english_only(tmp_path: Path) -> None:
    own = tmp_path / "own"
    lay(own / "mine", weights(vocabulary=51_864))
    assert "English only" in choose(settings(folder=own, language="de")).note
    assert not choose(settings(folder=own)).note


def test_a_fetch_that_is_not_finished_is_not_a_model() -> None:
    lay(models_dir() / ".fetching" / "small" / "abc")
    assert installed(settings()) == []


def test_a_fetched_chat_model_has_its_name_and_a_damaged_one_is_told() -> None:
    folder = models_dir() / "qwen3-0.6b"
    folder.mkdir(parents=True)
    (folder / "Qwen3-0.6B-Q8_0.gguf").write_bytes(b"GGUF\3\0\0\0")
    (whole,) = installed(settings())
    assert (whole.name, whole.problem) == ("qwen3-0.6b", "")
    (folder / "Qwen3-0.6B-Q8_0.gguf").write_bytes(b"<html>")
    (damaged,) = installed(settings())
    assert "not a GGUF model" in damaged.problem


def test_chat_models_are_found_but_never_chosen_to_recognise(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "qwen.gguf").write_bytes(b"GGUF\3\0\0\0")
    found = installed(settings(folder=own))
    assert [(model.name, model.kind) for model in found] == [("qwen", Kind.CLEANER)]
    with pytest.raises(ModelError):
        choose(settings(folder=own))


def test_renewed_files_change_the_stamp() -> None:
    folder = lay_fetched(models_dir(), "base.en")
    before = choose(settings()).stamp
    assert choose(settings()).stamp == before
    (folder / "model.bin").rename(folder / "old")
    (folder / "model.bin").write_bytes((folder / "old").read_bytes())
    assert choose(settings()).stamp != before


def test_a_folder_that_is_not_there_or_cannot_be_read_holds_nothing(tmp_path: Path) -> None:
    assert names(settings(folder=tmp_path / "nowhere")) == []
    (tmp_path / "file").write_text("x")
    assert names(settings(folder=tmp_path / "file")) == []


def test_the_real_model_is_chosen_from_a_folder_of_ones_own(shared: Path) -> None:
    taken = choose(settings(folder=shared / "models"))
    assert (taken.name, taken.note) == ("whisper-base-hybrid-en", "")
