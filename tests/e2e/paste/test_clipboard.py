"""What was on the clipboard comes back, or the user is told that it does not."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dictate.core.dictation import Focus, Landing
from dictate.platforms.linux.x11_delivery import X11Deliverer
from dictate.platforms.linux.x11_fetch import OWNER_SILENT, TOO_BIG
from dictate.settings.schema import Settings
from tests.e2e.children import Child, Children, wait_until
from tests.e2e.keyboard import RIGHT_SHIFT
from tests.e2e.paste.conftest import ROOT, Open
from tests.e2e.paste.screen import Screen

Own = Callable[..., Child]
Figures = Callable[[str], None]
MIB = 1024 * 1024


def nothing(_: Focus) -> None:
    """For deliveries of which nobody needs to be told."""


@pytest.fixture
def own(screen: Screen, children: Children) -> Own:
    """Start a program that owns the clipboard."""

    def start(*how: str) -> Child:
        script = ROOT / "tests/e2e/targets/clipboard_owner.py"
        child = children.start("owner", [sys.executable, script, *how], screen.environment)
        wait_until(lambda: "ready" in child.output(), "the owner")
        return child

    return start


def test_a_picture_with_html_files_and_text_comes_back_byte_for_byte(
    screen: Screen, deliverer: X11Deliverer, open_field: Open, own: Own, figures: Figures
) -> None:
    own("rich")
    before = screen.all_formats()
    assert len(before) > 20
    assert {"image/png", "text/html", "text/uri-list", "application/x-custom"} <= before.keys()
    field = open_field("line")
    delivery = deliverer.deliver("words", Settings(), nothing)
    assert delivery.restored
    assert not delivery.reason
    field.shows("words")
    deliverer.settle()
    after = screen.all_formats()
    assert after == {target: data for target, data in before.items() if data is not None}
    figures(f"{len(after)} formats restored, {delivery.took_s * 1000:.0f} ms to the text")


def test_formats_that_are_not_bytes_come_back_too(
    screen: Screen, deliverer: X11Deliverer, open_field: Open, own: Own
) -> None:
    own("odd")
    before, kinds = screen.all_formats(), screen.kinds()
    open_field("line")
    assert deliverer.deliver("words", Settings(), nothing).restored
    deliverer.settle()
    assert screen.all_formats() == before
    assert screen.kinds() == kinds


def test_an_empty_clipboard_is_empty_again(
    screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    open_field("line")
    assert deliverer.deliver("words", Settings(), nothing).restored
    deliverer.settle()
    assert screen.owner() == 0


@pytest.mark.parametrize("prepared", [False, True])
def test_64_mib_come_back(
    prepared: bool, screen: Screen, deliverer: X11Deliverer, open_field: Open, own: Own,
    figures: Figures,
) -> None:  # fmt: skip
    own("big", str(64 * MIB))
    field = open_field("line")
    if prepared:
        deliverer.prepare()
        time.sleep(4.0)  # somebody speaks
    delivery = deliverer.deliver("words", Settings(), nothing)
    assert delivery.landing is Landing.PASTED
    assert delivery.restored, delivery.reason
    field.shows("words")
    deliverer.settle()
    back = screen.paste()
    assert back is not None
    assert len(back) == 64 * MIB
    assert back[-64:] == bytes(range(32, 96))
    how = "read while speaking" if prepared else "read at delivery"
    figures(f"64 MiB restored, {how}: {delivery.took_s * 1000:.0f} ms to the text")


def test_what_is_bigger_is_said_to_be_lost(
    screen: Screen, deliverer: X11Deliverer, open_field: Open, own: Own
) -> None:
    own("big", str(65 * MIB))
    field = open_field("line")
    delivery = deliverer.deliver("words", Settings(), nothing)
    assert delivery.landing is Landing.PASTED
    assert not delivery.restored
    assert TOO_BIG in delivery.reason
    field.shows("words")
    deliverer.settle()
    assert screen.paste() == b"words"


def test_a_frozen_owner_costs_a_moment_and_is_reported(
    screen: Screen, deliverer: X11Deliverer, open_field: Open, own: Own, figures: Figures
) -> None:
    owner = own("rich")
    field = open_field("line")
    owner.signal(signal.SIGSTOP)
    delivery = deliverer.deliver("words", Settings(), nothing)
    owner.signal(signal.SIGCONT)
    assert delivery.landing is Landing.PASTED
    assert not delivery.restored
    assert OWNER_SILENT in delivery.reason
    assert delivery.took_s < 1.5
    field.shows("words")
    deliverer.settle()
    assert screen.paste() == b"words"
    figures(f"frozen owner: {delivery.took_s * 1000:.0f} ms to the text")
    # From now on the clipboard is ours: the next delivery is whole again.
    again = deliverer.deliver(" more", Settings(), nothing)
    assert again.restored
    deliverer.settle()
    assert screen.paste() == b"words"


def test_an_owner_that_falls_silent_keeps_what_it_has_told(
    screen: Screen, deliverer: X11Deliverer, open_field: Open, own: Own
) -> None:
    own("mute", "4")
    open_field("line")
    delivery = deliverer.deliver("words", Settings(), nothing)
    assert delivery.landing is Landing.PASTED
    assert not delivery.restored
    assert OWNER_SILENT in delivery.reason
    deliverer.settle()
    assert list(screen.all_formats().values()) == [b"content"] * 3


def test_a_transfer_that_stalls_is_given_up(
    deliverer: X11Deliverer, open_field: Open, own: Own
) -> None:
    own("stalling")
    field = open_field("line")
    delivery = deliverer.deliver("words", Settings(), nothing)
    assert not delivery.restored
    assert delivery.took_s < 2.5
    field.shows("words")


@pytest.mark.parametrize("answers", ["0", "1", "4"])
def test_an_owner_that_dies_while_it_is_asked_leaves_an_empty_clipboard(
    answers: str, screen: Screen, deliverer: X11Deliverer, open_field: Open, own: Own
) -> None:
    own("dying", answers)
    field = open_field("line")
    delivery = deliverer.deliver("words", Settings(), nothing)
    assert delivery.landing is Landing.PASTED
    assert delivery.restored
    field.shows("words")
    deliverer.settle()
    assert screen.owner() == 0


def test_an_owner_that_keeps_changing_ends_with_its_newest_content(
    screen: Screen, deliverer: X11Deliverer, open_field: Open, own: Own
) -> None:
    own("restless", "1500")
    field = open_field("line")
    deliverer.prepare()
    delivery = deliverer.deliver("words", Settings(), nothing)
    # It may take the clipboard from under the words; then nothing was proven, and it is said.
    assert delivery.landing is Landing.PASTED or delivery.reason
    deliverer.settle()
    wait_until(lambda: screen.paste() == b"at last", "the newest content", 5.0)
    assert field.text() in {"words", ""} or field.text().isdigit()


def test_what_changed_while_the_user_spoke_is_what_comes_back(
    screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    screen.copy(b"before the key")
    open_field("line")
    deliverer.prepare()
    time.sleep(0.2)
    screen.copy(b"copied while speaking")
    assert deliverer.deliver("words", Settings(), nothing).restored
    deliverer.settle()
    assert screen.paste() == b"copied while speaking"


def test_what_changed_while_a_modifier_was_held_is_what_comes_back(
    screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    screen.copy(b"before the key")
    field = open_field("line")
    screen.keyboard.press(RIGHT_SHIFT)

    def copy_and_let_go() -> None:
        screen.copy(b"copied meanwhile")
        screen.keyboard.release(RIGHT_SHIFT)

    hand = threading.Timer(0.3, copy_and_let_go)
    hand.start()
    assert deliverer.deliver("words", Settings(), nothing).restored
    hand.join()
    field.shows("words")
    deliverer.settle()
    assert screen.paste() == b"copied meanwhile"


def test_what_the_user_copies_after_the_paste_stays(
    screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    screen.copy(b"the user's own")
    open_field("line")
    assert deliverer.deliver("words", Settings(), nothing).landing is Landing.PASTED
    screen.copy(b"newer")
    deliverer.settle()
    assert screen.paste() == b"newer"


def test_what_the_user_copies_right_before_the_keys_is_what_comes_back(
    screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    screen.copy(b"the user's own")
    field = open_field("line")
    delivery = deliverer.deliver("words", Settings(), lambda _: screen.copy(b"newer"))
    assert delivery.landing is Landing.PASTED
    field.shows("words")
    deliverer.settle()
    assert screen.paste() == b"newer"


def test_copied_text_stays(screen: Screen, deliverer: X11Deliverer, open_field: Open) -> None:
    deliverer.copy("copied ä 你")
    assert screen.paste() == "copied ä 你".encode()
    assert "x-kde-passwordManagerHint" not in screen.targets()
    open_field("line")
    assert deliverer.deliver("words", Settings(), nothing).restored
    deliverer.settle()
    assert screen.paste() == "copied ä 你".encode()


def test_every_common_form_of_the_words_is_offered(screen: Screen, deliverer: X11Deliverer) -> None:
    deliverer.copy("plain ä")
    for target in ("UTF8_STRING", "text/plain;charset=utf-8", "text/plain", "TEXT"):
        assert screen.paste(target) == "plain ä".encode()
    assert screen.paste("STRING") == "plain ä".encode("latin-1")
    assert screen.paste("TIMESTAMP") is not None
    assert screen.paste("image/png") is None
    deliverer.copy("not Latin-1: 你")
    assert "STRING" not in screen.targets()


def test_words_on_offer_ask_managers_not_to_keep_them(
    screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    open_field("line")
    seen: list[bytes | None] = []

    def look(_: Focus) -> None:
        seen.append(screen.paste("x-kde-passwordManagerHint"))

    deliverer.deliver("words", Settings(), look)
    assert seen == [b"secret"]


def test_after_the_end_the_clipboard_still_pastes_and_its_keeper_goes_with_it(
    screen: Screen, deliverer: X11Deliverer, open_field: Open, own: Own
) -> None:
    own("rich")
    before = {target: data for target, data in screen.all_formats().items() if data is not None}
    open_field("line")
    deliverer.deliver("words", Settings(), nothing)
    deliverer.shut_down()
    keeper = screen.owner_pid()
    assert keeper != 0
    assert Path(f"/proc/{keeper}").exists()
    assert screen.all_formats() == before
    screen.copy(b"newer")
    wait_until(lambda: not Path(f"/proc/{keeper}").exists(), "the end of the keeper")


def test_after_the_end_a_terminals_primary_selection_still_pastes(
    screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    screen.copy(b"selected before", selection="primary")
    open_field("xterm")
    deliverer.deliver("words", Settings(), nothing)
    deliverer.shut_down()
    assert screen.paste(selection="primary") == b"selected before"
    assert screen.owner() == 0
    screen.take_clipboard_away()


def test_a_clipboard_manager_that_saves_is_preferred(
    screen: Screen, deliverer: X11Deliverer, open_field: Open, own: Own
) -> None:
    manager = own("manager")
    screen.copy(b"the user's own")
    open_field("line")
    deliverer.deliver("words", Settings(), nothing)
    deliverer.shut_down()
    assert screen.owner_pid() == manager.pid
    assert screen.paste() == b"the user's own"


def test_who_owns_nothing_leaves_nothing_behind(screen: Screen, deliverer: X11Deliverer) -> None:
    screen.copy(b"the user's own")
    owner = screen.owner()
    deliverer.focus()
    deliverer.shut_down()
    assert screen.owner() == owner
