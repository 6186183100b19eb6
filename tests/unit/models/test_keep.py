"""Verifying and removing, and what the doctor says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from dictate.core.findings import Finding, Health
from dictate.errors import ModelError
from dictate.models import places, probe
from dictate.models.find import InstalledModel, installed
from dictate.models.keep import remove, verify
from dictate.models.places import hub_cache
from dictate.models.probing import card_works, findings
from dictate.settings.paths import device_file, models_dir
from dictate.settings.schema import RecogniserSettings, Settings
from tests.unit.models.stage import lay, lay_cached, lay_fetched


@pytest.fixture(autouse=True)
def ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "ships"
    monkeypatch.setattr(places, "shipped", lambda *parts: folder.joinpath(*parts))
    return folder / "models"


def only(settings: Settings | None = None) -> InstalledModel:
    (model,) = installed(settings or Settings())
    return model


def own(folder: Path, model: str = "") -> Settings:
    asked = RecogniserSettings(models_folder=str(folder), model=model)
    return replace(Settings(), recogniser=asked)


def about(topic: str, settings: Settings | None = None) -> list[Finding]:
    return [one for one in findings(settings or Settings()) if one.topic == topic]


class TestVerify:
    def test_a_whole_model_passes_with_the_names_of_what_was_compared(self) -> None:
        lay_fetched(models_dir(), "base.en")
        assert "model.bin" in verify(only()).compared

    def test_a_damaged_one_is_told_with_the_command_that_mends_it(self) -> None:
        folder = lay_fetched(models_dir(), "base.en")
        raw = (folder / "model.bin").read_bytes()
        (folder / "model.bin").write_bytes(raw[:-1] + b"x")
        with pytest.raises(ModelError, match=r"base.en is damaged: model\.bin") as caught:
            verify(only())
        assert caught.value.hint == "Fetch it again: dictate models pull base.en"

    def test_of_ones_own_model_only_the_structure_can_be_looked_at(self, tmp_path: Path) -> None:
        lay(tmp_path / "own" / "mine")
        assert verify(only(own(tmp_path / "own"))).compared == ()


class TestRemove:
    def test_a_fetched_model_goes_with_all_its_files_and_says_how_much_that_is(self) -> None:
        folder = lay_fetched(models_dir(), "base.en")
        lay_fetched(models_dir(), "tiny")
        size = sum(path.stat().st_size for path in folder.iterdir())
        model = next(one for one in installed(Settings()) if one.name == "base.en")
        assert remove(model) == size
        assert [one.name for one in installed(Settings())] == ["tiny"]
        assert not (models_dir() / "base.en").exists()

    def test_what_is_not_dictates_is_not_deleted(self, ships: Path, tmp_path: Path) -> None:
        lay(ships / "tiny-en")
        lay_cached(hub_cache(), "Systran/faster-whisper-small")
        lay(tmp_path / "own" / "mine")
        models = installed(own(tmp_path / "own"))
        assert len(models) == 3
        for model in models:
            with pytest.raises(ModelError):
                remove(model)
            assert model.weights.exists()


class TestDoctor:
    def test_without_a_model_the_command_that_helps_is_told(self) -> None:
        (finding,) = about("model")
        assert finding.health is Health.BROKEN
        assert "dictate models pull" in finding.remedy

    def test_the_model_that_is_used_is_named_with_its_place(self) -> None:
        lay_fetched(models_dir(), "base.en")
        (finding,) = about("model")
        assert finding.health is Health.GOOD
        assert finding.text == "base.en (0 MB, fetched) is used."

    def test_a_model_used_in_place_of_another_is_a_limit_with_its_remedy(self) -> None:
        lay_fetched(models_dir(), "base.en")
        (finding,) = about("model", own(Path("/nowhere"), "small"))
        assert finding.health is Health.LIMITED
        assert finding.text == "The model small is not installed. base.en is used instead."
        assert finding.remedy == "Fetch it: dictate models pull small"

    def test_a_damaged_model_is_named_even_when_another_is_used(self) -> None:
        lay_fetched(models_dir(), "base.en")
        (lay_fetched(models_dir(), "small") / "config.json").unlink()
        good, damaged = about("model")
        assert good.health is Health.GOOD
        assert damaged.text == "small cannot be used: config.json is missing."
        assert damaged.remedy == "Fetch it again: dictate models pull small"

    @pytest.mark.parametrize(
        ("memory", "health", "says"),
        [
            (None, Health.FACT, "on the processor"),
            ("nonsense", Health.FACT, "on the processor"),
            ({"works": True}, Health.GOOD, "on the graphics card"),
            ({"works": False, "why": "No cuDNN was found."}, Health.LIMITED, "No cuDNN"),
            ({"works": False, "why": "", "unfinished": 1}, Health.LIMITED, "ended when it tried"),
        ],
    )
    def test_the_graphics_card_is_told_as_it_was_remembered(
        self, memory: object, health: Health, says: str
    ) -> None:
        if memory is not None:
            device_file().parent.mkdir(parents=True, exist_ok=True)
            device_file().write_text(memory if isinstance(memory, str) else json.dumps(memory))
        (finding,) = about("graphics card")
        assert finding.health is health
        assert says in finding.text
        assert bool(finding.remedy) == (health is Health.LIMITED)
        assert card_works() == (health is Health.GOOD)

    def test_whoever_asks_for_the_processor_gets_no_advice_about_the_card(self) -> None:
        cpu = replace(Settings(), recogniser=RecogniserSettings(device="cpu"))
        (finding,) = about("graphics card", cpu)
        assert finding.health is Health.FACT

    def test_the_room_answers_the_doctor(self) -> None:
        assert {finding.topic for finding in probe()} >= {"model", "graphics card"}
