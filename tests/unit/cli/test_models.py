"""`dictate models …`, with the stand-in of the hub."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import huggingface_hub
import pytest

from dictate.__main__ import main
from dictate.models import places
from dictate.models.fetch import Fetch
from dictate.models.places import hub_cache
from dictate.models.recommend import Machine, measure
from dictate.settings.paths import models_dir, settings_file
from tests.fakes.hub import Repository, StandInHub
from tests.unit.models.stage import lay_cached, lay_fetched
from tests.unit.models.test_fetch import FIRST, NAME, REPO, files


@pytest.fixture(autouse=True)
def nothing_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "shipped", lambda *parts: tmp_path.joinpath("ships", *parts))


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandInHub]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    with StandInHub() as hub:
        hub.repositories[REPO] = Repository({FIRST: files()}, FIRST)
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
        yield hub
        huggingface_hub.close_session()


def models(*words: str) -> int:
    return main(["models", *words])


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert models(*words, "--json") == 0
    return json.loads(capsys.readouterr().out)


class TestList:
    def test_without_a_model_everything_that_can_be_fetched_is_offered_with_its_licence(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert models("list") == 0
        out = capsys.readouterr().out
        assert out.startswith("No model is installed.")
        (line,) = [line for line in out.splitlines() if line.strip().startswith("base.en ")]
        assert all(part in line for part in ("148 MB", "English", "MIT", "laptops"))
        assert "qwen3-0.6b" in out
        assert "Apache-2.0" in out

    def test_the_model_in_use_is_marked_and_a_damaged_one_is_told(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        lay_fetched(models_dir(), "base.en")
        (lay_fetched(models_dir(), "small") / "config.json").unlink()
        assert models("list") == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[1].startswith("* base.en")
        assert lines[2].startswith("  small")
        assert lines[3].strip() == "cannot be used: config.json is missing."

    def test_a_program_gets_the_same_as_a_list(self, capsys: pytest.CaptureFixture[str]) -> None:
        lay_fetched(models_dir(), "base.en")
        rows = {row["name"]: row for row in answer(capsys, "list")}
        assert rows["base.en"]["installed"]
        assert rows["base.en"]["used"]
        assert not rows["small"]["installed"]
        assert rows["small"]["licence"] == "MIT"


class TestPull:
    def test_licence_and_size_come_first_and_then_the_model(
        self, hub: StandInHub, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert hub.asked() == []
        assert models("pull", NAME) == 0
        first, second = capsys.readouterr().out.splitlines()
        assert first == f"{NAME}: 1 MB from {REPO}, licence mit"
        assert second.startswith(f"{NAME} is in ")
        assert models("verify") == 0
        assert "every byte of 4 files is as published" in capsys.readouterr().out

    def test_without_a_name_the_one_that_suits_this_machine_is_fetched(
        self,
        hub: StandInHub,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        old = Machine(gflops=40, cores=2, memory_mb=8000)
        monkeypatch.setattr("dictate.models.recommend.measure", lambda *_, **__: old)
        settings_file().parent.mkdir(parents=True, exist_ok=True)
        settings_file().write_text('[recogniser]\nlanguage = "en"\n')
        assert models("pull") == 0
        assert capsys.readouterr().out.startswith(f"{NAME}: 1 MB from {REPO}")
        assert hub.ranges() == [""]

    def test_how_to_use_it_is_told_where_another_one_is_used(
        self, hub: StandInHub, capsys: pytest.CaptureFixture[str]
    ) -> None:
        settings_file().parent.mkdir(parents=True, exist_ok=True)
        settings_file().write_text('[recogniser]\nmodel = "small"\n')
        lay_fetched(models_dir(), "small")
        assert models("pull", NAME) == 0
        assert hub.ranges() == [""]
        last = capsys.readouterr().out.splitlines()[-1]
        assert last == "To recognise with it: dictate config set recogniser.model base.en"

    def test_ctrl_c_keeps_what_is_here_and_says_how_to_go_on(
        self,
        hub: StandInHub,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        def interrupted(_fetch: Fetch) -> Path:
            raise KeyboardInterrupt

        assert hub.ranges() == []
        with monkeypatch.context() as patch:
            patch.setattr(Fetch, "run", interrupted)
            assert models("pull", NAME) == 130
        assert "Go on: dictate models pull base.en" in capsys.readouterr().err

    @pytest.mark.parametrize("name", ["nonsense", "nobody/nothing"])
    def test_a_model_that_does_not_exist_is_one_sentence(
        self, hub: StandInHub, capsys: pytest.CaptureFixture[str], name: str
    ) -> None:
        assert hub.repositories
        assert models("pull", name) == 1
        said = capsys.readouterr().err.splitlines()
        assert len(said) == 2
        assert name in said[0]
        assert said[1].strip() == "See what there is: dictate models list"


class TestKeep:
    def test_a_damaged_model_fails_the_check_and_the_others_are_checked_all_the_same(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        damaged = lay_fetched(models_dir(), "base.en")
        (damaged / "config.json").write_bytes(b'{"lang_ids": [7]}')
        lay_fetched(models_dir(), "tiny")
        assert models("verify") == 1
        told = capsys.readouterr()
        assert "tiny: every byte" in told.out
        assert "base.en is damaged" in told.err
        assert "dictate models pull base.en" in told.err
        assert models("verify", "tiny") == 0

    def test_a_fetched_model_can_be_removed_and_one_of_others_not(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        lay_fetched(models_dir(), "base.en")
        lay_cached(hub_cache(), "Systran/faster-whisper-small")
        assert models("remove", "base.en") == 0
        assert "base.en is removed" in capsys.readouterr().out
        assert models("remove", "small") == 1
        assert "other programs use too" in capsys.readouterr().err
        assert models("remove", "base.en") == 2

    def test_the_path_of_a_model_or_of_all_of_them_is_printed(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = lay_fetched(models_dir(), "large-v3-turbo")
        assert models("path") == 0
        assert capsys.readouterr().out.strip() == str(models_dir())
        assert models("path", "turbo") == 0
        assert capsys.readouterr().out.strip() == str(folder)
        assert models("path", str(folder)) == 0
        assert models("path", "nowhere") == 2


class TestRecommend:
    @pytest.fixture(autouse=True)
    def quick(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("dictate.models.recommend.MEASURE_S", 0.05)

    def test_a_model_is_named_with_reasons_and_the_command(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # Measured once: a machine that is busy with other things is another machine a moment later.
        machine = measure(2, card_works=False)
        monkeypatch.setattr("dictate.models.recommend.measure", lambda *_, **__: machine)
        assert models("recommend") == 0
        out = capsys.readouterr().out.splitlines()
        name = out[0].split(" ", maxsplit=1)[0]
        assert any("fast core" in line for line in out)
        assert out[-1] == f"Fetch it: dictate models pull {name}"
        lay_fetched(models_dir(), name)
        assert models("recommend") == 0
        assert capsys.readouterr().out.splitlines()[-1] == "It is installed."

    def test_a_program_gets_the_estimates(self, capsys: pytest.CaptureFixture[str]) -> None:
        told = answer(capsys, "recommend")
        assert told["name"] in {one["name"] for one in told["estimates"]}
        assert told["reasons"]
