"""A desktop without a panel for the icon, and one where the panel comes later."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from Xlib.display import Display

from tests.e2e.children import Children, wait_until
from tests.e2e.ui.steer import Shown
from tests.e2e.windows import Screen


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[tuple[Children, dict[str, str]]]:
    """A display with a window manager and nothing else."""
    children = Children(tmp_path / "log")
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "XDG_RUNTIME_DIR")},
        "QT_QPA_PLATFORM": "xcb",
        "NO_AT_BRIDGE": "1",
    }
    number = tmp_path / "display"
    with number.open("wb") as file:
        children.start(
            "xvfb",
            ["Xvfb", "-displayfd", str(file.fileno()), "-screen", "0", "1280x800x24",
             "-nolisten", "tcp", "-noreset"],
            environment,
            pass_fds=[file.fileno()],
        )  # fmt: skip
    wait_until(lambda: number.read_text().endswith("\n"), "the number of the display")
    environment["DISPLAY"] = f":{number.read_text().strip()}"
    children.start("openbox", ["openbox"], environment)
    yield children, environment
    children.end_all()


def test_without_a_panel_the_window_shows_and_the_icon_comes_with_the_panel(
    bare: tuple[Children, dict[str, str]], home: Path
) -> None:
    children, environment = bare
    shown = Shown(children, environment, home / "s")
    display = Display(environment["DISPLAY"])
    screen = Screen(display)
    try:
        wait_until(lambda: screen.titled("Dictate"), "the window instead of the icon", 10.0)
        assert shown.where("tray") is None
        children.start("trayer", ["trayer", "--SetDockType", "true"], environment)
        wait_until(lambda: shown.where("tray"), "the icon", 15.0)
    finally:
        display.close()
        shown.close()
