"""Commands on a real desktop: what the doctor finds, and how commands meet the running one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dictate.core.dictation import RATE_HZ
from tests.e2e.children import run
from tests.e2e.desktop import Desktop
from tests.e2e.program import RUN
from tests.e2e.sound import MICROPHONE
from tests.wav import write_wav

TONE_S = 30


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """Half a minute of sound, so that a microphone hears something."""
    wave = 0.3 * np.sin(2 * np.pi * 440 * np.arange(TONE_S * RATE_HZ) / RATE_HZ)
    write_wav(tmp_path / "tone.wav", wave.astype(np.float32))
    return tmp_path / "tone.wav"


def doctor(environment: Mapping[str, str]) -> tuple[int, dict[str, list[dict[str, Any]]]]:
    done = run([RUN, "doctor", "--json"], environment, timeout_s=60.0)
    assert "Traceback" not in done.stderr.decode()
    findings: dict[str, list[dict[str, Any]]] = {}
    for row in json.loads(done.stdout):
        findings.setdefault(row["topic"], []).append(row)
    return done.returncode, findings


def home_of(desktop: Desktop) -> dict[str, str]:
    return {**desktop.environment, "HOME": str(desktop.new_home())}


def test_the_doctor_finds_everything_in_order(desktop: Desktop, tone: Path, settings: str) -> None:
    program = desktop.start_dictate(settings)
    desktop.sound.play(tone)
    code, found = doctor(program.environment)
    assert code == 0, found
    for topic in (
        *("running", "settings", "folders", "display", "hotkey", "tray"),
        *("sound server", "microphone level", "voice detector", "model"),
    ):
        assert [row["health"] for row in found[topic]] == ["ok"], found[topic]
    assert MICROPHONE in found["microphone"][0]["text"]


def test_the_doctor_is_honest_without_a_display_a_bus_and_a_sound_server(desktop: Desktop) -> None:
    away = {"DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "PULSE_SERVER", "XDG_RUNTIME_DIR"}
    bare = {name: value for name, value in home_of(desktop).items() if name not in away}
    code, found = doctor(bare)
    assert code == 1
    assert found["tray"][0]["health"] == "limited"
    assert any(row["health"] == "broken" and row["remedy"] for row in found["microphone level"])


def test_the_doctor_without_a_real_model_names_the_command_that_fetches_one(
    desktop: Desktop,
) -> None:
    _, found = doctor(home_of(desktop))
    (model,) = found["model"]
    assert model["health"] != "ok"
    assert "dictate models pull" in model["remedy"]


def test_devices_shows_what_each_microphone_hears(desktop: Desktop, tone: Path) -> None:
    environment = home_of(desktop)
    desktop.sound.play(tone)
    (heard,) = json.loads(run([RUN, "devices", "--json"], environment).stdout)
    assert (heard["name"], heard["default"]) == (MICROPHONE, True)
    assert heard["level_dbfs"] > -30
    line = run([RUN, "devices", "--no-level"], environment).stdout.decode()
    assert line.startswith(f"* {MICROPHONE}  Microphone, ")


def test_a_second_start_shows_the_first_and_ends(desktop: Desktop) -> None:
    first = desktop.start_dictate()
    assert first.run().returncode == 0
    assert first.status()["phase"] == "idle"


def test_after_quit_nobody_answers(desktop: Desktop) -> None:
    program = desktop.start_dictate()
    program.stop()
    again = program.run("quit")
    assert again.returncode == 3
    assert again.stderr.decode().startswith("dictate: Dictate is not running.")


def test_verbs_may_come_twice(desktop: Desktop) -> None:
    program = desktop.start_dictate()
    for verb in ("stop", "cancel", "stop"):
        assert program.run(verb).returncode == 0
    assert program.status()["phase"] == "idle"


def test_a_hotkey_that_another_program_has_is_named(desktop: Desktop) -> None:
    holder = desktop.start_dictate('[hotkey]\nkey = "f9"\n')
    _, found = doctor(holder.environment)
    assert "held by the running Dictate" in found["hotkey"][0]["text"]
    elsewhere = home_of(desktop)
    config = Path(elsewhere["HOME"]) / ".config" / "dictate"
    config.mkdir(parents=True)
    (config / "settings.toml").write_text('[hotkey]\nkey = "f9"\n')
    runtime = Path(elsewhere["HOME"]) / "run"
    runtime.mkdir(mode=0o700)
    _, found = doctor({**elsewhere, "XDG_RUNTIME_DIR": str(runtime)})
    assert found["hotkey"][0]["health"] == "broken"
    assert "taken by another program" in found["hotkey"][0]["text"]


def test_a_wrong_setting_is_named_and_the_program_starts(desktop: Desktop) -> None:
    program = desktop.start_dictate('[microphone]\ntail_ms = "long"\n')
    program.allowed_warnings.append("settings: microphone.tail_ms")
    assert program.status()["phase"] == "idle"
    _, found = doctor(program.environment)
    assert "tail_ms" in found["settings"][0]["text"]
