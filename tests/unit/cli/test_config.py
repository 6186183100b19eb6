"""`dictate config …`."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from dictate.__main__ import main
from dictate.settings.options import describe
from dictate.settings.paths import settings_file
from dictate.settings.schema import Settings
from dictate.settings.store import load
from dictate.settings.template import default_file


def config(*words: str) -> int:
    return main(["config", *words])


@pytest.fixture
def file() -> Path:
    return settings_file()


def told(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    streams = capsys.readouterr()
    return streams.out, streams.err


def editor(tmp_path: Path, script: str) -> str:
    path = tmp_path / "an editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return f"'{path}' --wait"


def test_path_is_where_the_file_is(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    assert config("path") == 0
    assert told(capsys) == (f"{file}\n", "")


def test_get_prints_one_value_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    wanted = {"hotkey.key": "ctrl_r", "text.fillers": "true", "delivery.terminals": "[]"}
    for key, printed in wanted.items():
        assert config("get", key) == 0
        assert told(capsys) == (f"{printed}\n", "")


def test_get_prints_all_as_they_would_stand_in_the_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert config("get") == 0
    lines = told(capsys)[0].splitlines()
    assert len(lines) == len(describe())
    assert 'hotkey.key = "ctrl_r"' in lines


def test_get_answers_programs(capsys: pytest.CaptureFixture[str]) -> None:
    config("set", "text.vocabulary.jason", "JSON")
    assert config("get", "--json") == 0
    found = json.loads(told(capsys)[0])
    assert found["text.vocabulary"] == {"jason": "JSON"}
    assert found["microphone.tail_ms"] == 250
    assert config("get", "text.vocabulary.jason", "--json") == 0
    assert json.loads(told(capsys)[0]) == "JSON"


def test_set_changes_one_line_and_unset_brings_the_default_back(
    capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    assert config("set", "microphone.tail_ms", "300") == 0
    assert load(file).settings.microphone.tail_ms == 300
    assert file.read_text() == default_file().replace("# tail_ms = 250", "tail_ms = 300")
    assert config("unset", "microphone.tail_ms") == 0
    assert file.read_text() == default_file()
    assert told(capsys) == ("", "")


def test_every_kind_of_value_can_be_typed(file: Path) -> None:
    config("set", "text.fillers", "off")
    config("set", "delivery.terminals", "foot, kitty")
    config("set", "delivery.method", "clipboard")
    config("set", "text.vocabulary.node dot js", "Node.js")
    config("set", "text.vocabulary.one", "1")
    settings = load(file).settings
    assert not settings.text.fillers
    assert settings.delivery.terminals == ("foot", "kitty")
    assert settings.delivery.method == "clipboard"
    assert settings.text.vocabulary == {"node dot js": "Node.js", "one": "1"}
    config("unset", "text.vocabulary.one")
    assert load(file).settings.text.vocabulary == {"node dot js": "Node.js"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("get", "hotkey.kye"), "Did you mean hotkey.key?"),
        (("get", "text.vocabulary.x"), "has no entry x"),
        (("get", "hotkey.key.x"), "has no entries"),
        (("set", "hotkey.kye", "f9"), "Did you mean hotkey.key?"),
        (("set", "hotkey", "f9"), "There is no option"),
        (("set", "hotkey.key", "f99"), "There is no key named"),
        (("set", "microphone.tail_ms", "-1"), "0 to 2000"),
        (("set", "microphone.tail_ms", "long"), "whole number"),
        (("set", "delivery.method", "magic"), "auto, clipboard"),
        (("unset", "nothing.at_all"), "There is no option"),
    ],
)
def test_a_mistake_is_one_sentence_and_changes_nothing(
    capsys: pytest.CaptureFixture[str], file: Path, words: tuple[str, ...], says: str
) -> None:
    assert config(*words) == 2
    out, err = told(capsys)
    assert out == ""
    assert err.startswith("dictate: ")
    assert says in err
    assert not file.exists()


def test_check_names_what_cannot_be_used(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    assert config("check") == 0
    assert "is not there" in told(capsys)[0]
    config("set", "hotkey.key", "f9")
    assert config("check") == 0
    assert "is in order" in told(capsys)[0]
    file.write_text("[hotkey]\ntap_ms = true\nkye = 1\n")
    assert config("check") == 2
    out, err = told(capsys)
    assert out == ""
    assert [line.startswith(f"dictate: {file}: ") for line in err.splitlines()] == [True, True]


def test_a_file_that_was_put_aside_is_told(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(b"\0")
    assert config("set", "hotkey.key", "f9") == 0
    assert "settings.toml.broken-1" in told(capsys)[1]
    assert load(file).settings.hotkey.key == "f9"


def test_edit_opens_the_fresh_file_in_the_editor_that_was_named(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "false")
    monkeypatch.setenv(
        "VISUAL", editor(tmp_path, 'echo "key = \\"f8\\"" >> "$2"; cat "$2" > "$0.saw"')
    )
    assert config("edit") == 2  # the line went to the end, under [overlay]
    assert 'no option "key" in [overlay]' in told(capsys)[1]
    assert (tmp_path / "an editor.saw").read_text().startswith(default_file())
    assert load(file).settings == Settings()


def test_an_editor_that_fails_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    for wanted, says in (("false", "ended with 1"), ("/no/such/editor", "cannot be started")):
        monkeypatch.setenv("EDITOR", wanted)
        assert config("edit") == 2
        assert says in told(capsys)[1]
    monkeypatch.delenv("EDITOR")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert config("edit") == 2
    assert "Name one in EDITOR" in told(capsys)[1]
