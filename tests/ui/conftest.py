"""Qt without a screen. The root conftest chooses the offscreen platform before Qt is imported."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dictate.core.dictation import Dictation, State
from tests.fakes.clock import SteadyClock
from tests.fakes.commands import FakeCommands

HERE = Path(__file__).parent
NOW_S = 1_790_000_000.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says that it has no stacking of windows, and no tray."""
    quiet = pytest.mark.qt_log_ignore(
        "does not support raise", "systemTrayWindowChanged", extend=True
    )
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(quiet)


@pytest.fixture
def clock() -> SteadyClock:
    return SteadyClock()


@pytest.fixture
def commands() -> FakeCommands:
    return FakeCommands()


@pytest.fixture
def rows() -> tuple[Dictation, ...]:
    """A row of each kind, newest first."""
    return (
        Dictation("6", NOW_S - 5, State.WORKING, 4.0),
        Dictation("5", NOW_S - 60, State.DONE, 2.0, "hello", "Hello & welcome.", has_sound=True),
        Dictation("4", NOW_S - 120, State.SILENT, 1.0),
        Dictation("3", NOW_S - 180, State.FAILED, 65.0, note="It broke.", has_sound=True),
        Dictation("2", NOW_S - 240, State.SET_ASIDE, 3.0, text="Not this.", has_sound=True),
        Dictation("1", NOW_S - 300, State.DONE, 3.0, text="First."),
    )


@pytest.fixture(autouse=True)
def application(qtbot: QtBot) -> QtBot:
    """Every test here has a QApplication."""
    return qtbot
