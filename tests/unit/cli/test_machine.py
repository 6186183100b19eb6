from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from dictate.cli import machine
from dictate.core.findings import Health
from dictate.models import places
from dictate.settings import paths


def test_a_settings_file_with_a_wrong_value_is_named(home: Path) -> None:
    file = paths.settings_file()
    file.parent.mkdir(parents=True)
    file.write_text('[microphone]\ntail_ms = "long"\n')
    (finding,) = machine.probe_settings()
    assert finding.health is Health.LIMITED
    assert "tail_ms" in finding.text
    assert str(home) in finding.text


def test_without_a_settings_file_the_defaults_are_good() -> None:
    (finding,) = machine.probe_settings()
    assert finding.health is Health.GOOD


def test_a_folder_that_others_can_look_into_is_named_with_the_remedy() -> None:
    history = paths.history_dir()
    history.mkdir(parents=True)
    history.chmod(0o755)
    (finding,) = machine.probe_folders()
    assert finding.health is Health.LIMITED
    assert finding.remedy == f"chmod 700 '{history}'"
    history.chmod(0o700)
    (finding,) = machine.probe_folders()
    assert finding.health is Health.GOOD


def test_a_runtime_folder_of_somebody_else_is_broken(home: Path) -> None:
    runtime = home / "run" / "dictate"
    runtime.mkdir(parents=True)
    runtime.chmod(0o777)
    (finding,) = machine.probe_folders()
    assert finding.health is Health.BROKEN
    assert str(runtime) in finding.text


@pytest.mark.parametrize(
    ("log", "told"),
    [
        (b"setting up\n", "just begun"),
        (b"  [1/200] cc a.c\n  [50/200] cc b.c\n", "25 %"),
    ],
)
def test_a_build_under_way_says_how_far_it_is(
    log: bytes, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "find_spec", lambda _: None)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    (tmp_path / "cleaner.log").write_bytes(log)
    (finding,) = machine.probe_cleaner()
    assert finding.health is Health.FACT
    assert told in finding.text


def test_a_build_that_failed_says_what_the_script_wrote_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "find_spec", lambda _: None)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    (tmp_path / "cleaner.log").write_bytes(b"  [1/200] cc a.c\n")
    (tmp_path / "cleaner.failed").write_text("It needs a C++ compiler.\n")
    (finding,) = machine.probe_cleaner()
    assert (finding.health, finding.remedy) == (Health.LIMITED, "It needs a C++ compiler.")


def test_the_doctor_says_which_model_writes_and_what_to_do_where_none_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "find_spec", lambda _: "there")
    monkeypatch.setattr(places, "shipped", lambda *parts: tmp_path.joinpath("ships", *parts))
    paths.settings_file().parent.mkdir(parents=True, exist_ok=True)
    paths.settings_file().write_text('[text]\ncleaner = "writer"\n')
    (finding,) = machine.probe_cleaner()
    assert finding.health is Health.LIMITED
    assert "dictate models pull" in finding.remedy
    folder = paths.models_dir() / "qwen3-0.6b"
    folder.mkdir(parents=True)
    (folder / "weights.gguf").write_bytes(b"GGUF\x03\0\0\0")
    (finding,) = machine.probe_cleaner()
    assert finding.health is Health.GOOD
    assert "qwen3-0.6b" in finding.text


def test_without_a_display_there_is_no_tray_and_qt_is_not_asked() -> None:
    assert "DISPLAY" not in os.environ
    (finding,) = machine.probe_tray()
    assert finding.health is Health.LIMITED
    assert "no display" in finding.text


def test_a_display_that_is_not_there_is_a_finding_with_qts_own_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DISPLAY", ":9753")
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    (finding,) = machine.probe_tray()
    assert finding.health is Health.BROKEN
    assert "Qt does not start here" in finding.text
    assert ":9753" in finding.text
