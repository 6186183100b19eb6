"""An X server with a window manager, the windows that are pasted into, and a deliverer."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from dictate.platforms.linux.x11_delivery import X11Deliverer
from dictate.platforms.linux.x11_hold import hold_command
from tests.e2e.children import Child, Children, run, wait_until
from tests.e2e.paste.screen import Screen, start_screen

NEEDED = (
    "Xvfb", "openbox", "xdotool", "xclip", "setxkbmap", "xterm", "zenity", "mousepad", "parcellite",
    "xev",
)  # fmt: skip
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """One X server for all tests of this folder."""
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    children = Children(tmp_path_factory.mktemp("desktop"))
    try:
        yield start_screen(children)
    finally:
        children.end_all()


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Children]:
    """Processes that end with the test."""
    children = Children(tmp_path / "logs")
    yield children
    children.end_all()


@pytest.fixture
def screen(desktop: Screen, children: Children) -> Iterator[Screen]:
    """The desktop as every test finds it: no window, empty selections, an American keyboard."""
    screen = Screen(desktop.name, desktop.environment, children)
    screen.clear()
    yield screen
    children.end_all()
    screen.clear()
    screen.close()


@pytest.fixture
def injected() -> list[tuple[int, bool]]:
    """Every key that the deliverer has announced."""
    return []


@pytest.fixture
def deliverer(screen: Screen, injected: list[tuple[int, bool]]) -> Iterator[X11Deliverer]:
    """One that has nothing to keep when it ends."""
    environment = {**os.environ, "DISPLAY": screen.name, "PYTHONPATH": str(ROOT)}
    deliverer = X11Deliverer(environment, hold_command=hold_command(), on_inject=injected.extend)
    yield deliverer
    # What it holds would be left to a process of its own: let it hold nothing.
    deliverer.settle()
    screen.take_clipboard_away()
    deliverer.shut_down()


Open = Callable[..., "Field"]


class Field:
    """A window of another program, and what stands in it."""

    def __init__(self, child: Child, out: Path, finish: Callable[[], None]) -> None:
        self._out = out
        self._finish = finish
        self.child = child

    def text(self) -> str:
        """What stands in it now."""
        self._finish()
        return self._out.read_text("utf-8").removesuffix("\n")

    def shows(self, text: str) -> None:
        """Wait until exactly this stands in it."""
        self._finish()
        try:
            wait_until(
                lambda: self._out.read_text("utf-8").removesuffix("\n") == text, "the text", 5.0
            )
        except TimeoutError:
            assert self._out.read_text("utf-8") == text


@dataclass(frozen=True)
class Wanted:
    """A field as a test wants it: what stands in it, and how busy its window is."""

    kind: str
    text: str = ""
    select: bool = False
    block_ms: int = 0


class Opener:
    """Opens windows of other programs."""

    def __init__(self, screen: Screen, children: Children, folder: Path) -> None:
        self._screen = screen
        self._children = children
        self._folder = folder

    def open(self, wanted: Wanted) -> Field:
        """Open one and give it the keyboard."""
        out = self._folder / f"{wanted.kind}-{len(list(self._folder.iterdir()))}.txt"
        match wanted.kind:
            case "line" | "page":
                return self._qt(wanted, out)
            case "entry":
                return self._zenity(wanted, out)
            case "editor":
                return self._mousepad(wanted, out)
            case "twice":
                return self._plain(out, "--again-ms", "120")
            case "apart" | "desktop":
                return self._plain(out, f"--{wanted.kind}")
            case _:
                return self._xterm(out)

    def _start(self, out: Path, command: Sequence[str | Path]) -> Child:
        return self._children.start(out.stem, command, self._screen.environment)

    def _qt(self, wanted: Wanted, out: Path) -> Field:
        script = ROOT / "tests/e2e/targets/qt_field.py"
        command: list[str | Path] = [sys.executable, script, wanted.kind, out]
        command += ["--text", wanted.text, "--block-ms", str(wanted.block_ms)]
        command += ["--select"] if wanted.select else []
        child = self._start(out, command)
        wait_until(out.exists, "the field")
        self._screen.focus(f"qt {out.name}")
        return Field(child, out, lambda: None)

    def _zenity(self, wanted: Wanted, out: Path) -> Field:
        # A GTK entry selects all of its text when it gets the focus.
        assert wanted.select == bool(wanted.text)
        out.write_text("")
        line = f'zenity --entry --title="{out.name}" --entry-text="{wanted.text}" > "{out}"'
        child = self._start(out, ["sh", "-c", line])
        self._screen.focus(out.name)

        def finish() -> None:
            if child.is_running:
                self._screen.keyboard.chord("Return")
                child.wait()

        return Field(child, out, finish)

    def _mousepad(self, wanted: Wanted, out: Path) -> Field:
        out.write_text(wanted.text)
        child = self._start(out, ["mousepad", "--disable-server", out])
        self._screen.focus(out.name)
        if wanted.select:
            self._screen.keyboard.chord("Control_L", "a")
        return Field(child, out, lambda: self._screen.keyboard.chord("Control_L", "s"))

    def _plain(self, out: Path, *how: str) -> Field:
        script = ROOT / "tests/e2e/targets/x_field.py"
        child = self._start(out, [sys.executable, script, out, *how])
        wait_until(out.exists, "the field")
        self._screen.focus(out.name)
        return Field(child, out, lambda: None)

    def _xterm(self, out: Path) -> Field:
        out.write_text("")
        shell = f'stty -echo; printf "\\033]2;{out.name}\\007"; exec cat > "{out}"'
        child = self._start(out, ["xterm", "-e", "sh", "-c", shell])
        self._screen.focus(out.name)
        return Field(child, out, lambda: self._screen.keyboard.chord("Return"))


@pytest.fixture
def open_field(screen: Screen, children: Children, tmp_path: Path) -> Open:
    """Open a window by kind: `line`, `page` (Qt), `entry`, `editor` (GTK), `xterm`.

    And windows that read `twice`, or on a connection `apart`, or that are the `desktop`.
    """
    opener = Opener(screen, children, tmp_path)

    def open_one(kind: str, *, text: str = "", select: bool = False, block_ms: int = 0) -> Field:
        return opener.open(Wanted(kind, text, select, block_ms))

    return open_one


@pytest.fixture
def russian(screen: Screen) -> None:
    """A keyboard on which no key makes a Latin letter."""
    run(["setxkbmap", "ru"], screen.environment)
    wait_until(lambda: screen.keysym_of(55) == 0x6CD, "the Russian layout")
