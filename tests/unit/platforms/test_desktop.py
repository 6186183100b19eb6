"""What kind of desktop an environment describes."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from pathlib import Path

import pytest

from dictate.core.findings import Finding, Health
from dictate.platforms import desktop as module
from dictate.platforms.desktop import Desktop, Session, answers, binding_advice, look, probe
from dictate.platforms.hook_hotkeys import HookHotkeySource
from dictate.platforms.hotkeys import AbsentHotkeys, source_for
from dictate.platforms.linux.x11_hotkeys import X11HotkeySource
from dictate.settings.schema import HotkeySettings
from tests.fakes.ears import Ears


def yes(_display: str, _environment: Mapping[str, str]) -> bool:
    return True


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"DISPLAY": ":0"}, Desktop(Session.X11, display=":0")),
        (
            {"DISPLAY": ":0", "XDG_CURRENT_DESKTOP": "ubuntu:GNOME", "XDG_SESSION_TYPE": "x11"},
            Desktop(Session.X11, "GNOME", display=":0"),
        ),
        (
            {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0", "XDG_CURRENT_DESKTOP": "KDE"},
            Desktop(Session.WAYLAND, "KDE", "KWin", "wayland-0"),
        ),
        (
            {"WAYLAND_DISPLAY": "wayland-1", "SWAYSOCK": "/run/sway", "XDG_CURRENT_DESKTOP": "X"},
            Desktop(Session.WAYLAND, "X", "sway", "wayland-1"),
        ),
        (  # a terminal that lost the variable: what DISPLAY names is XWayland
            {"DISPLAY": ":0", "XDG_SESSION_TYPE": "wayland"},
            Desktop(Session.WAYLAND, display=":0"),
        ),
        (  # an X server started from within a Wayland session
            {"DISPLAY": ":5", "WAYLAND_DISPLAY": "wayland-0", "XDG_SESSION_TYPE": "x11"},
            Desktop(Session.X11, display=":5"),
        ),
        ({"XDG_SESSION_TYPE": "tty"}, Desktop(Session.NONE, reachable=False)),
        ({}, Desktop(Session.NONE, reachable=False)),
    ],
)
def test_the_environment_says_what_the_desktop_is(
    environment: dict[str, str], expected: Desktop
) -> None:
    assert look(environment, system="linux", answers=yes) == expected


def test_other_systems_need_no_environment() -> None:
    assert look({}, system="win32").session is Session.WINDOWS
    assert look({"DISPLAY": ":0"}, system="darwin").session is Session.MACOS


def test_a_display_answers_or_does_not(tmp_path: Path) -> None:
    environment = {"XDG_RUNTIME_DIR": str(tmp_path)}
    assert not answers("wayland-0", environment)
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "wayland-0"))
        assert not answers("wayland-0", environment)
        compositor.listen()
        assert answers("wayland-0", environment)
        assert answers(str(tmp_path / "wayland-0"), {})
    assert not answers(":9999", {})


@pytest.mark.parametrize(
    ("compositor", "said"),
    [("sway", "bindsym"), ("Hyprland", "bindr"), ("Mutter", "Custom Shortcuts"), ("", "toggle")],
)
def test_under_wayland_the_advice_fits_the_compositor(compositor: str, said: str) -> None:
    assert said in binding_advice(Desktop(Session.WAYLAND, compositor=compositor))


# ── the source that fits ─────────────────────────────────────────────────────────────────────────


def test_each_desktop_has_its_hotkey_source() -> None:
    x11 = source_for(Desktop(Session.X11, display=":0"))
    assert isinstance(x11, X11HotkeySource)
    x11.stop()
    assert isinstance(source_for(Desktop(Session.WINDOWS)), HookHotkeySource)
    assert isinstance(source_for(Desktop(Session.MACOS)), HookHotkeySource)


@pytest.mark.parametrize(
    ("desktop", "said"),
    [
        (Desktop(Session.WAYLAND, compositor="sway"), "Under Wayland"),
        (Desktop(Session.NONE), "no display"),
    ],
)
def test_where_there_can_be_no_hotkey_it_says_so_with_a_way_out(
    desktop: Desktop, said: str
) -> None:
    source, ears = source_for(desktop), Ears()
    assert isinstance(source, AbsentHotkeys)
    source.start(HotkeySettings(), ears)
    source.rebind(HotkeySettings(key="f9"))
    assert ears.heard == ["failed", "failed"]
    assert said in ears.errors[0].message
    assert ears.errors[0].hint
    assert source.is_down() is None
    source.stop()


# ── the doctor ───────────────────────────────────────────────────────────────────────────────────


def by_topic(findings: object) -> dict[str, Finding]:
    assert isinstance(findings, list)
    return {finding.topic: finding for finding in findings}


def test_without_a_desktop_the_doctor_says_what_is_missing() -> None:
    found = by_topic(probe(HotkeySettings()))
    assert found["session"].health is Health.BROKEN
    assert found["session"].remedy
    assert found["notices"].health is Health.LIMITED


def test_under_wayland_the_doctor_is_honest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setenv("SWAYSOCK", "/run/sway")
    monkeypatch.setattr(module, "look", lambda env: look(env, answers=yes))
    found = by_topic(probe(HotkeySettings()))
    assert found["hotkey"].health is Health.LIMITED
    assert "bindsym" in found["hotkey"].remedy


def test_a_display_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":9999")
    found = by_topic(probe(HotkeySettings()))
    assert found["display"].health is Health.BROKEN
    assert ":9999" in found["display"].text
