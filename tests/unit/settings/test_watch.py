"""Edits of the settings file are taken up, whichever way the editor writes."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from dictate.settings.edit import set_value, write_default
from dictate.settings.schema import Settings
from dictate.settings.store import Loaded
from dictate.settings.watch import SettingsWatcher


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "settings.toml"
    write_default(path)
    return path


class Heard:
    """What the watcher told."""

    def __init__(self, file: Path) -> None:
        self.told: list[Loaded] = []
        self.watcher = SettingsWatcher(file, self.told.append)

    def look(self, times: int = 2) -> list[Loaded]:
        self.told.clear()
        for _ in range(times):
            self.watcher.check()
        return list(self.told)


def test_nothing_is_told_while_nothing_changes(file: Path) -> None:
    assert Heard(file).look(5) == []


def test_an_edit_is_told_once(file: Path) -> None:
    heard = Heard(file)
    set_value(file, "hotkey.tap_ms", 1)
    (loaded,) = heard.look(5)
    assert loaded.settings.hotkey.tap_ms == 1


def test_an_edit_counts_when_the_file_has_looked_the_same_twice(file: Path) -> None:
    heard = Heard(file)
    file.write_text("[hotkey]\ntap_ms = 1\n")
    assert heard.look(1) == []
    file.write_text("[hotkey]\ntap_ms = 1\n[text]\nfillers = false\n")
    assert heard.look(1) == []
    (loaded,) = heard.look(1)
    assert not loaded.settings.text.fillers


def test_an_editor_that_removes_the_file_for_a_moment_does_not_reset_anything(file: Path) -> None:
    set_value(file, "hotkey.tap_ms", 1)
    heard = Heard(file)
    text = file.read_text()
    file.unlink()
    assert heard.look(1) == []
    file.write_text(text)
    assert heard.look(3) == []


def test_a_removed_file_means_the_defaults(file: Path) -> None:
    set_value(file, "hotkey.tap_ms", 1)
    heard = Heard(file)
    file.unlink()
    assert heard.look(3) == [Loaded(Settings())]


def test_a_half_written_file_is_told_but_keeps_the_settings_in_use(file: Path) -> None:
    set_value(file, "hotkey.tap_ms", 1)
    heard = Heard(file)
    file.write_text("[hotkey]\ntap_ms = 2\n[text\n")
    (loaded,) = heard.look(3)
    assert loaded.settings.hotkey.tap_ms == 1
    assert loaded.problems[0].text.startswith("The settings file is not valid TOML (line 3)")
    file.write_text("[hotkey]\ntap_ms = 2\n")
    (loaded,) = heard.look(3)
    assert (loaded.settings.hotkey.tap_ms, loaded.problems) == (2, ())


def test_a_change_of_comments_alone_is_not_told(file: Path) -> None:
    heard = Heard(file)
    file.write_text(file.read_text() + "# more\n")
    assert heard.look(3) == []


@pytest.mark.expects_warning("could not be taken up")
def test_the_thread_tells_and_outlives_a_listener_that_fails(file: Path) -> None:
    told: list[Loaded] = []
    first, second = threading.Event(), threading.Event()

    def listen(loaded: Loaded) -> None:
        told.append(loaded)
        if len(told) == 1:
            first.set()
            raise RuntimeError("a listener that fails")
        second.set()

    watcher = SettingsWatcher(file, listen, every_s=0.01)
    watcher.start()
    try:
        set_value(file, "hotkey.tap_ms", 1)
        assert first.wait(10)
        set_value(file, "hotkey.tap_ms", 2)
        assert second.wait(10)
    finally:
        watcher.stop()
    assert told[-1].settings.hotkey.tap_ms == 2
    assert not [t for t in threading.enumerate() if t.name == "settings watcher"]
