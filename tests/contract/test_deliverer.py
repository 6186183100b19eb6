"""What every `Deliverer` keeps, the fake like the real ones."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from dictate.core.dictation import Focus, FocusKind, Landing
from dictate.core.ports import Deliverer
from dictate.platforms.linux.x11_delivery import X11Deliverer
from dictate.platforms.linux.x11_hold import hold_command
from dictate.platforms.macos.delivery import MacDeliverer
from dictate.platforms.windows.delivery import WindowsDeliverer
from dictate.settings.schema import DeliverySettings, Settings
from tests.fakes.deliverer import FakeDeliverer
from tests.fakes.quartz import FakeQuartz
from tests.fakes.win32 import TEXT, FakeWin32
from tests.xserver import XServer, wait_until

FIELD = Path(__file__).resolve().parents[1] / "e2e/targets/x_field.py"
USERS = "the user's"


class Rig(Protocol):
    """A deliverer, one window with the keyboard, and the user's clipboard."""

    @property
    def deliverer(self) -> Deliverer: ...
    def window(self) -> str: ...
    def clipboard(self) -> str: ...
    def focus_nothing(self) -> None: ...
    def close(self) -> None: ...


class FakeRig:
    def __init__(self, folder: Path) -> None:
        del folder
        self.deliverer = FakeDeliverer()

    def window(self) -> str:
        return self.deliverer.windows.get("w1", "")

    def clipboard(self) -> str:
        return self.deliverer.clipboard

    def focus_nothing(self) -> None:
        self.deliverer.now = Focus(FocusKind.NOTHING)

    def close(self) -> None: ...


class WindowsRig:
    def __init__(self, folder: Path) -> None:
        del folder
        self.api = FakeWin32()
        self.deliverer = WindowsDeliverer(self.api)

    def window(self) -> str:
        return self.api.text

    def clipboard(self) -> str:
        return (self.api.read(1, TEXT) or b"").decode("utf-16-le").removesuffix("\0")

    def focus_nothing(self) -> None:
        self.api.front = (0, 0, "")

    def close(self) -> None: ...


class MacRig:
    def __init__(self, folder: Path) -> None:
        del folder
        self.api = FakeQuartz()
        self.deliverer = MacDeliverer(self.api)

    def window(self) -> str:
        return self.api.text

    def clipboard(self) -> str:
        return self.api.clipboard

    def focus_nothing(self) -> None:
        self.api.program = ("", 0)

    def close(self) -> None: ...


class X11Rig:
    def __init__(self, folder: Path) -> None:
        self.server = XServer()
        self._environment = {**os.environ, "DISPLAY": self.server.name}
        self._out = folder / "field.txt"
        self._field = subprocess.Popen([sys.executable, FIELD, self._out], env=self._environment)
        wait_until(self._out.exists, "the field")
        self._copy(USERS)
        self._point_at(20)
        self.deliverer = X11Deliverer(self._environment, hold_command=hold_command())

    def window(self) -> str:
        return self._out.read_text("utf-8")

    def clipboard(self) -> str:
        command = ["xclip", "-o", "-selection", "clipboard", "-t", "UTF8_STRING"]
        return subprocess.run(  # it fails where nothing is on the clipboard (yet)
            command, env=self._environment, capture_output=True, timeout=5, check=False
        ).stdout.decode()

    def focus_nothing(self) -> None:
        # Without a window manager keys go to the window under the pointer.
        self._point_at(500)

    def close(self) -> None:
        self._copy("nothing is left to be held")
        self.deliverer.shut_down()
        self._field.kill()
        self._field.wait(5)
        self.server.close()

    def _copy(self, text: str) -> None:
        script = f"printf %s {text!r} | xclip -i -selection clipboard >/dev/null 2>&1"
        subprocess.run(["sh", "-c", script], env=self._environment, timeout=5, check=True)
        wait_until(lambda: self.clipboard() == text, "the copied text")

    def _point_at(self, x: int) -> None:
        self.server.hands.screen().root.warp_pointer(x, 20)
        self.server.hands.sync()


RIGS: dict[str, Callable[[Path], Rig]] = {
    "fake": FakeRig,
    "windows": WindowsRig,
    "macos": MacRig,
    "x11": X11Rig,
}


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    missing = [program for program in ("Xvfb", "xclip") if shutil.which(program) is None]
    if request.param == "x11" and missing:
        pytest.skip(f"needs {' and '.join(missing)}")
    rig = RIGS[request.param](tmp_path)
    yield rig
    rig.close()


def nothing(_: Focus) -> None:
    """For deliveries of which nobody needs to be told."""


def test_the_words_stand_in_the_window(rig: Rig) -> None:
    rig.deliverer.prepare()
    delivery = rig.deliverer.deliver("Grüße ", Settings(), nothing)
    assert delivery.landing is not Landing.COPIED
    wait_until(lambda: rig.window() == "Grüße ", "the words")
    assert delivery.focus.kind is FocusKind.WINDOW
    assert delivery.took_s >= 0


def test_the_engine_is_told_once_and_before(rig: Rig) -> None:
    told: list[tuple[Focus, str]] = []
    delivery = rig.deliverer.deliver(
        "words", Settings(), lambda focus: told.append((focus, rig.window()))
    )
    assert told == [(delivery.focus, "")]


def test_a_clipboard_is_restored_or_the_words_are_on_it_and_it_is_said(rig: Rig) -> None:
    delivery = rig.deliverer.deliver("words", Settings(), nothing)
    rig.deliverer.settle()
    assert delivery.restored == (rig.clipboard() == USERS)
    if not delivery.restored:
        assert rig.clipboard() == "words"
        assert delivery.reason
    assert (delivery.landing is Landing.PASTED) == (not delivery.reason)


def test_two_arrive_in_order(rig: Rig) -> None:
    rig.deliverer.deliver("one ", Settings(), nothing)
    rig.deliverer.deliver("two", Settings(), nothing)
    wait_until(lambda: rig.window() == "one two", "the words")


def test_when_the_engine_objects_nothing_is_sent(rig: Rig) -> None:
    class NotNowError(Exception):
        """The engine's own."""

    def object_to_it(_: Focus) -> None:
        raise NotNowError

    with pytest.raises(NotNowError):
        rig.deliverer.deliver("words", Settings(), object_to_it)
    rig.deliverer.settle()
    assert rig.window() == ""
    rig.deliverer.deliver("later", Settings(), nothing)
    wait_until(lambda: rig.window() == "later", "the words")


def test_who_wants_no_paste_finds_the_words_on_the_clipboard(rig: Rig) -> None:
    told: list[Focus] = []
    settings = Settings(delivery=DeliverySettings(method="clipboard"))
    delivery = rig.deliverer.deliver("words", settings, told.append)
    rig.deliverer.settle()
    assert delivery.landing is Landing.COPIED
    assert delivery.reason
    assert not delivery.restored
    assert (told, rig.window(), rig.clipboard()) == ([], "", "words")


def test_without_a_window_the_words_are_on_the_clipboard(rig: Rig) -> None:
    told: list[Focus] = []
    rig.focus_nothing()
    assert rig.deliverer.focus().kind is FocusKind.NOTHING
    delivery = rig.deliverer.deliver("words", Settings(), told.append)
    rig.deliverer.settle()
    assert delivery.landing is Landing.COPIED
    assert delivery.focus == Focus(FocusKind.NOTHING)
    assert (told, rig.clipboard()) == ([], "words")


def test_a_copied_text_stays_whatever_is_still_under_way(rig: Rig) -> None:
    rig.deliverer.deliver("words", Settings(), nothing)
    rig.deliverer.copy("copied")
    rig.deliverer.settle()
    assert rig.clipboard() == "copied"


def test_the_focus_is_the_same_as_long_as_nothing_changes(rig: Rig) -> None:
    focus = rig.deliverer.focus()
    assert focus.window
    assert rig.deliverer.deliver("words", Settings(), nothing).focus == focus


def test_what_is_selected_back_is_replaced_and_else_the_words_come_after_it(rig: Rig) -> None:
    rig.deliverer.deliver("words", Settings(), nothing)
    rig.deliverer.settle()
    wait_until(lambda: rig.window() == "words", "the words")
    selected = rig.deliverer.select_back("words", Settings())
    rig.deliverer.deliver("others", Settings(), nothing)
    after = "others" if selected else "wordsothers"
    wait_until(lambda: rig.window() == after, "the others")


def test_another_text_is_never_selected(rig: Rig) -> None:
    rig.deliverer.deliver("words", Settings(), nothing)
    rig.deliverer.settle()
    assert not rig.deliverer.select_back("other words", Settings())


def test_settling_and_shutting_down_when_nothing_is_under_way_is_harmless(rig: Rig) -> None:
    rig.deliverer.settle()
    rig.deliverer.settle()
    rig.deliverer.shut_down()
