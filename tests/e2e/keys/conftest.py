"""A display with windows on it, and a hotkey source that listens there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dictate.platforms.linux.x11_hotkeys import X11HotkeySource
from tests.e2e.keys.screen import Screen, Window
from tests.fakes.ears import Ears


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    screen = Screen(tmp_path)
    monkeypatch.setenv("DISPLAY", screen.name)
    yield screen
    screen.close()


@pytest.fixture
def source(screen: Screen) -> Iterator[X11HotkeySource]:
    source = X11HotkeySource()
    assert screen.name
    yield source
    source.stop()


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def terminal(screen: Screen) -> Window:
    return screen.open_terminal()
