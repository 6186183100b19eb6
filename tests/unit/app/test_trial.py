"""The self-check: what fails is named, with what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dictate.__main__ import main
from dictate.app import trial
from dictate.app.samples import Sample, shipped_sample
from dictate.app.trial import Stage, try_out
from dictate.core.findings import Health
from dictate.models import shipped
from dictate.models.shipped import shipped_cleaner, shipped_recogniser

TOOK = "took_s"


def test_without_the_sample_model_it_says_so_after_what_does_work() -> None:
    told: list[Stage] = []
    result = try_out(shipped_sample(), None, told.append)
    assert [(stage.name, stage.health) for stage in result.stages] == [
        ("decode", Health.GOOD),
        ("voice", Health.GOOD),
        ("load", Health.BROKEN),
    ]
    assert told == result.stages
    assert "tiny-en" in told[-1].text
    assert told[-1].remedy
    assert not result.good


def test_a_sample_that_cannot_be_decoded_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.flac"
    broken.write_bytes(b"no sound")
    result = try_out(Sample(broken, "a", "a"), None, lambda _: None)
    assert [(stage.name, stage.health) for stage in result.stages] == [("decode", Health.BROKEN)]


def test_a_library_that_cannot_be_loaded_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> object:
        raise ImportError("libonnx.so: cannot open shared object file")

    monkeypatch.setattr(trial, "load_voice", refuse)
    result = try_out(shipped_sample(), None, lambda _: None)
    assert result.stages[-1].health is Health.BROKEN
    assert "libonnx" in result.stages[-1].text


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_command_exits_with_one_and_says_what_failed_and_what_to_do(
    form: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(shipped, "shipped", lambda *parts: tmp_path.joinpath(*parts))
    assert main(["selfcheck", *(["--json"] if form == "json" else [])]) == 1
    out, err = capsys.readouterr()
    if form == "json":
        answer = json.loads(out)
        assert answer["good"] is False
        assert answer["stages"][-1]["remedy"]
        assert answer["libraries"]
        assert "instruction_sets" in answer
        assert answer[TOOK] < 10
    else:
        assert "ctranslate2" in out
        assert "tiny-en" in err
        assert "dictate models pull" in err


def test_why_no_tagger_runs_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shipped, "shipped", lambda *parts: tmp_path.joinpath(*parts))
    assert shipped_recogniser() is None
    assert shipped_cleaner() is None
    assert "model" in trial.why_no_tagger()[0]
    folder = tmp_path / "models" / "tiny-clean"
    folder.mkdir(parents=True)
    (folder / "x.gguf").write_bytes(b"GGUF")
    model = shipped_cleaner()
    assert model is not None
    assert model.size_bytes == 4
    monkeypatch.setattr("dictate.core.choices.find_spec", lambda _: None)
    assert "llama-cpp-python" in trial.why_no_tagger()[0]
