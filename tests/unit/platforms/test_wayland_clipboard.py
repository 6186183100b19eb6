"""Words on the clipboard of a Wayland session, through a stand-in for wl-copy."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dictate.core.dictation import FocusKind, Landing
from dictate.core.findings import Health
from dictate.errors import DeliveryError
from dictate.platforms.linux import wayland_clipboard
from dictate.platforms.linux.wayland_clipboard import PRESS_PASTE, WaylandClipboard
from dictate.settings.schema import Settings


def with_program(folder: Path, script: str) -> WaylandClipboard:
    """A session in which wl-copy is this shell script; what it is given goes to `$OUT`."""
    program = folder / "wl-copy"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    path = f"{folder}:{os.environ['PATH']}"
    return WaylandClipboard({"PATH": path, "OUT": str(folder / "out")})


def test_the_words_are_copied_and_the_user_is_told_to_paste(tmp_path: Path) -> None:
    deliverer = with_program(tmp_path, 'echo "$@" > "$OUT.args"; cat > "$OUT"')
    sent: list[object] = []
    delivery = deliverer.deliver("Grüße\x1b\n", Settings(), sent.append)
    assert (delivery.landing, delivery.reason) == (Landing.COPIED, PRESS_PASTE)
    assert not delivery.restored
    assert delivery.focus.kind is FocusKind.WINDOW
    assert sent == []
    assert (tmp_path / "out").read_text() == "Grüße"
    # The words are on no command line, where every user could read them.
    assert "Gr" not in (tmp_path / "out.args").read_text()


def test_a_program_that_stays_in_the_background_is_not_waited_for(tmp_path: Path) -> None:
    deliverer = with_program(tmp_path, 'cat > "$OUT"; (sleep 2) & exit 0')
    deliverer.copy("words")
    assert (tmp_path / "out").read_text() == "words"


def test_without_the_program_the_remedy_is_named(tmp_path: Path) -> None:
    deliverer = WaylandClipboard({"PATH": str(tmp_path)})
    with pytest.raises(DeliveryError) as error:
        deliverer.copy("words")
    assert "wl-clipboard" in error.value.hint
    assert deliverer.probe()[0].health is Health.BROKEN


@pytest.mark.expects_warning("wl-copy ended with 1")
def test_a_compositor_that_refuses_is_an_error_without_the_words(tmp_path: Path) -> None:
    deliverer = with_program(tmp_path, "exit 1")
    with pytest.raises(DeliveryError) as error:
        deliverer.copy("secret words")
    assert "secret" not in str(error.value)
    assert deliverer.probe()[0].health is Health.LIMITED


@pytest.mark.expects_warning("TimeoutExpired")
def test_a_program_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wayland_clipboard, "_COPY_S", 0.2)
    deliverer = with_program(tmp_path, "exec sleep 5")
    with pytest.raises(DeliveryError):
        deliverer.copy("words")
