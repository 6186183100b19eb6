"""Which way the words take, and what happens when one fails."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping

import pytest

from dictate.core.dictation import Delivery, Focus, FocusKind, Landing
from dictate.core.findings import Finding, Health
from dictate.errors import DeliveryError
from dictate.platforms.delivery import METHODS, FirstThatWorks, make_deliverer
from dictate.settings.schema import Settings
from tests.fakes.deliverer import FakeDeliverer


class Way(FakeDeliverer):
    """A fake that the doctor may ask."""

    def probe(self) -> list[Finding]:
        return [Finding("paste", Health.GOOD, "It works.")]


class FailsAfterTheWord(Way):
    """Fails when the engine has been told already."""

    def deliver(
        self, text: str, settings: Settings, about_to_send: Callable[[Focus], None]
    ) -> Delivery:
        del text, settings
        about_to_send(self.now)
        raise DeliveryError("It broke.")


@pytest.mark.parametrize(
    ("system", "environment", "names"),
    [
        ("linux", {"DISPLAY": ":0"}, ["x11"]),
        ("linux", {"DISPLAY": ":0", "XDG_SESSION_TYPE": "x11"}, ["x11"]),
        ("linux", {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, ["wayland"]),
        ("linux", {"DISPLAY": ":0", "XDG_SESSION_TYPE": "wayland"}, ["wayland"]),
        ("linux", {}, []),
        ("win32", {}, ["windows"]),
        ("darwin", {}, ["macos"]),
    ],
)
def test_the_machine_decides(system: str, environment: Mapping[str, str], names: list[str]) -> None:
    assert [method.name for method in METHODS if method.suits(system, environment)] == names


def test_choosing_imports_no_library_of_any_system() -> None:
    code = (
        "import sys; from dictate.platforms.delivery import make_deliverer;"
        "make_deliverer({'DISPLAY': ':none'}, system='linux');"
        "sys.exit(any(name in sys.modules for name in ('Xlib', 'PySide6', 'pynput')))"
    )
    assert subprocess.run([sys.executable, "-c", code], env=os.environ, check=False).returncode == 0


def test_the_first_way_that_works_is_taken() -> None:
    broken, working, unused = Way(), Way(), Way()
    broken.fails = DeliveryError("No server.")
    ways = FirstThatWorks([broken, working, unused])
    delivery = ways.deliver("words", Settings(), lambda _: None)
    assert delivery.landing is Landing.PASTED
    assert working.windows == {"w1": "words"}
    assert unused.windows == {}
    ways.copy("copied")
    assert working.clipboard == "copied"
    assert unused.clipboard == "the user's"


def test_after_the_engine_was_told_no_other_way_is_tried() -> None:
    second = Way()
    ways = FirstThatWorks([FailsAfterTheWord(), second])
    told: list[Focus] = []
    with pytest.raises(DeliveryError, match="broke"):
        ways.deliver("words", Settings(), told.append)
    assert len(told) == 1
    assert second.windows == {}


def test_when_no_way_works_the_last_error_is_told() -> None:
    ways = [Way(), Way()]
    for number, way in enumerate(ways):
        way.fails = DeliveryError(f"Way {number} is closed.")
    with pytest.raises(DeliveryError, match="Way 1"):
        FirstThatWorks(ways).deliver("words", Settings(), lambda _: None)
    with pytest.raises(DeliveryError, match="Way 1"):
        FirstThatWorks(ways).copy("words")


def test_a_machine_without_a_desktop_says_so() -> None:
    nowhere = make_deliverer({}, system="linux")
    nowhere.prepare()
    nowhere.settle()
    nowhere.shut_down()
    assert nowhere.focus().kind is FocusKind.NOTHING
    with pytest.raises(DeliveryError) as error:
        nowhere.copy("words")
    assert "DISPLAY" in error.value.hint
    with pytest.raises(DeliveryError):
        nowhere.deliver("words", Settings(), lambda _: None)
    assert [finding.health for finding in nowhere.probe()] == [Health.BROKEN]


def test_every_way_is_settled_and_shut_down_but_only_the_first_prepares() -> None:
    ways = [Way(), Way()]
    first_that_works = FirstThatWorks(ways)
    first_that_works.prepare()
    first_that_works.settle()
    first_that_works.shut_down()
    assert [way.prepared for way in ways] == [True, False]
    assert all(way.settled and way.shut for way in ways)
    assert len(first_that_works.probe()) == 2
