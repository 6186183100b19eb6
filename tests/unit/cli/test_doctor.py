from __future__ import annotations

import argparse
import json
import sys
import threading
from collections.abc import Sequence
from types import ModuleType

import pytest

from dictate.cli import doctor
from dictate.cli.doctor import PROBES, Probe, examine, line, run
from dictate.core.findings import Finding, Health
from dictate.errors import MicrophoneError

GOOD = Finding("tray", Health.GOOD, "There is one.")
LIMITED = Finding("tray", Health.LIMITED, "There is none.", "Install one.")
BROKEN = Finding("sound", Health.BROKEN, "It does not answer.", "Restart it.")


class Room(ModuleType):
    """A module with the probes of a test."""

    def __init__(self) -> None:
        super().__init__("a_room")
        self.frozen = threading.Event()

    def well(self) -> Sequence[Finding]:
        return [GOOD, LIMITED]

    def broken(self) -> Sequence[Finding]:
        return [BROKEN]

    def failing(self) -> Sequence[Finding]:
        raise MicrophoneError("No microphone was found.", hint="Plug one in.")

    def hanging(self) -> Sequence[Finding]:
        self.frozen.wait(10)
        return []


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    room = Room()
    monkeypatch.setitem(sys.modules, "a_room", room)
    return room


def probes(*functions: str) -> tuple[Probe, ...]:
    return tuple(Probe(name, "a_room", name) for name in functions)


@pytest.mark.usefixtures("room")
def test_findings_come_in_the_order_of_the_probes() -> None:
    assert list(examine(probes("well", "broken"))) == [GOOD, LIMITED, BROKEN]


@pytest.mark.usefixtures("room")
def test_a_probe_that_fails_is_a_finding_with_its_hint_and_the_others_go_on() -> None:
    failed, broken = examine(probes("failing", "broken"))
    assert (failed.topic, failed.health, failed.remedy) == (
        "failing",
        Health.BROKEN,
        "Plug one in.",
    )
    assert "No microphone was found." in failed.text
    assert broken == BROKEN


def test_a_probe_that_hangs_is_a_finding_and_the_others_go_on(room: Room) -> None:
    hung, broken = examine(probes("hanging", "broken"), deadline_s=0.05)
    room.frozen.set()
    assert (hung.topic, hung.health) == ("hanging", Health.BROKEN)
    assert broken == BROKEN


@pytest.mark.usefixtures("room")
@pytest.mark.parametrize(("functions", "code"), [(("well",), 0), (("well", "broken"), 1)])
def test_the_exit_code_says_whether_something_is_broken(
    functions: tuple[str, ...],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(doctor, "PROBES", probes(*functions))
    assert run(argparse.Namespace(json=False)) == code
    assert GOOD.text in capsys.readouterr().out


@pytest.mark.usefixtures("room")
def test_a_program_gets_every_field(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "PROBES", probes("well", "broken"))
    run(argparse.Namespace(json=True))
    rows = json.loads(capsys.readouterr().out)
    assert [Finding(**row) for row in rows] == [GOOD, LIMITED, BROKEN]


def test_the_remedy_stands_below_what_was_found() -> None:
    first, second = line(LIMITED).split("\n")
    assert first.split() == ["!", "tray", "There", "is", "none."]
    assert second.split() == ["→", "Install", "one."]
    assert "\n" not in line(GOOD)


def test_colours_are_added_and_nothing_else() -> None:
    coloured = line(BROKEN, coloured=True)
    assert coloured != line(BROKEN)
    assert coloured.replace("\033[31m", "").replace("\033[0m", "") == line(BROKEN)


def test_every_probe_names_a_function_that_exists() -> None:
    from importlib import import_module

    for probe in PROBES:
        assert callable(getattr(import_module(probe.module), probe.function)), probe
