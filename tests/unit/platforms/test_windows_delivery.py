"""Pasting on Windows, over a stand-in for the system's calls."""

from __future__ import annotations

import os
import time

import pytest

from dictate.core.dictation import Delivery, Focus, FocusKind, Landing
from dictate.errors import DeliveryError
from dictate.platforms.windows.delivery import (
    KEY_HELD,
    LEFT_BY_WISH,
    MOVED,
    NO_WINDOW,
    NOT_READ,
    OWN_WINDOW,
    WindowsDeliverer,
)
from dictate.settings.schema import DeliverySettings, HotkeySettings, Settings
from tests.fakes.win32 import TEXT, FakeWin32

USERS = "the user's\0".encode("utf-16-le")
CTRL_V = [(0xA2, True), (0x56, True), (0x56, False), (0xA2, False)]
SHIFT_INSERT = [(0xA0, True), (0x2D, True), (0x2D, False), (0xA0, False)]


@pytest.fixture
def api() -> FakeWin32:
    return FakeWin32()


@pytest.fixture
def injected() -> list[tuple[int, bool]]:
    return []


@pytest.fixture
def deliverer(api: FakeWin32, injected: list[tuple[int, bool]]) -> WindowsDeliverer:
    return WindowsDeliverer(api, on_inject=injected.extend)


def deliver(
    deliverer: WindowsDeliverer, text: str = "words", *, hotkey: str = "f9", method: str = "auto"
) -> Delivery:
    settings = Settings(
        hotkey=HotkeySettings(key=hotkey),
        delivery=DeliverySettings(method=method, receipt_wait_ms=200, modifiers_wait_ms=50),
    )
    return deliverer.deliver(text, settings, lambda _: None)


def text_on(api: FakeWin32) -> str:
    data = api.read(1)
    assert data is not None
    return data.decode("utf-16-le").removesuffix("\0")


def test_a_paste_is_proven_by_the_target_and_everything_comes_back(
    api: FakeWin32, deliverer: WindowsDeliverer, injected: list[tuple[int, bool]]
) -> None:
    html = api.format_named("HTML Format")
    api.content[html] = b"<b>the user's</b>"
    delivery = deliver(deliverer, "one\ntwo")
    assert delivery.landing is Landing.PASTED
    assert delivery.restored
    assert api.text == "one\r\ntwo"
    assert api.sent == injected == CTRL_V
    deliverer.settle()
    assert api.content == {TEXT: USERS, html: b"<b>the user's</b>"}


def test_a_terminal_gets_shift_insert_and_no_line_break(
    api: FakeWin32, deliverer: WindowsDeliverer
) -> None:
    api.front = (0x51, 77, "windowsterminal")
    deliver(deliverer, "one\ntwo")
    deliverer.settle()
    assert api.text == "one two"
    assert api.sent == SHIFT_INSERT


def test_a_read_by_another_program_is_no_proof(api: FakeWin32, deliverer: WindowsDeliverer) -> None:
    api.reads = False
    delivery = deliver(deliverer)
    assert (delivery.landing, delivery.reason) == (Landing.UNPROVEN, NOT_READ)
    assert not delivery.restored
    assert text_on(api) == "words"


def test_a_manager_that_read_before_the_keys_does_not_use_up_the_proof(
    api: FakeWin32, deliverer: WindowsDeliverer
) -> None:
    def manager_reads(_: Focus) -> None:
        assert api.read(1) is not None

    delivery = deliverer.deliver("words", Settings(), manager_reads)
    assert delivery.landing is Landing.PASTED
    deliverer.settle()
    assert api.content == {TEXT: USERS}


def test_what_the_user_copies_after_the_paste_stays(
    api: FakeWin32, deliverer: WindowsDeliverer
) -> None:
    deliver(deliverer)
    api.copy_elsewhere(b"newer")
    deliverer.settle()
    assert api.content == {TEXT: b"newer"}


def test_two_in_a_row_give_the_first_clipboard_back(
    api: FakeWin32, deliverer: WindowsDeliverer
) -> None:
    deliver(deliverer, "one ")
    deliver(deliverer, "two")
    deliverer.settle()
    assert api.text == "one two"
    assert api.content == {TEXT: USERS}


def test_what_cannot_be_kept_is_reported(api: FakeWin32, deliverer: WindowsDeliverer) -> None:
    api.content[14] = b"a metafile's handle"
    delivery = deliver(deliverer)
    assert delivery.landing is Landing.PASTED
    assert not delivery.restored
    assert delivery.reason
    deliverer.settle()
    assert api.content == {TEXT: USERS}


@pytest.mark.parametrize(
    ("front", "method", "reason"),
    [
        ((0, 0, ""), "auto", NO_WINDOW),
        ((0x51, os.getpid(), "dictate"), "auto", OWN_WINDOW),
        ((0x51, 77, "notepad"), "clipboard", LEFT_BY_WISH),
    ],
)
def test_where_nothing_may_be_pasted_the_words_are_copied(
    front: tuple[int, int, str],
    method: str,
    reason: str,
    api: FakeWin32,
    deliverer: WindowsDeliverer,
) -> None:
    api.front = front
    delivery = deliver(deliverer, method=method)
    assert (delivery.landing, delivery.reason) == (Landing.COPIED, reason)
    assert api.sent == []
    assert text_on(api) == "words"


def test_a_held_modifier_is_released_but_never_the_hotkey(
    api: FakeWin32, deliverer: WindowsDeliverer, injected: list[tuple[int, bool]]
) -> None:
    api.held = {0xA1}
    assert deliver(deliverer).landing is Landing.PASTED
    assert injected[0] == (0xA1, False)
    deliverer.settle()
    api.held = {0xA3}
    delivery = deliver(deliverer, hotkey="ctrl_r")
    assert (delivery.landing, delivery.reason) == (Landing.COPIED, KEY_HELD)
    assert 0xA3 in api.held


def test_a_window_that_takes_the_keyboard_at_the_last_moment_gets_nothing(
    api: FakeWin32, deliverer: WindowsDeliverer
) -> None:
    def move(_: Focus) -> None:
        api.front = (0x52, 78, "cmd")

    delivery = deliverer.deliver("words", Settings(), move)
    assert (delivery.landing, delivery.reason) == (Landing.COPIED, MOVED)
    assert api.sent == []
    assert text_on(api) == "words"


def test_when_the_engine_objects_the_clipboard_is_as_it_was(
    api: FakeWin32, deliverer: WindowsDeliverer
) -> None:
    def object_to_it(_: Focus) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        deliverer.deliver("words", Settings(), object_to_it)
    assert api.sent == []
    assert api.content == {TEXT: USERS}


def test_a_clipboard_that_is_open_elsewhere_is_waited_for_but_not_for_ever(
    api: FakeWin32, deliverer: WindowsDeliverer
) -> None:
    api.busy = 3
    deliverer.copy("words")
    assert text_on(api) == "words"
    api.busy = 10_000
    began_s = time.monotonic()
    with pytest.raises(DeliveryError):
        deliverer.copy("more")
    assert time.monotonic() - began_s < 2


def test_at_the_end_a_promise_is_kept(api: FakeWin32, deliverer: WindowsDeliverer) -> None:
    api.reads = False
    deliver(deliverer)
    deliverer.shut_down()
    assert api.closed
    assert api.content == {TEXT: "words\0".encode("utf-16-le")}


def test_the_program_in_front_is_known(deliverer: WindowsDeliverer) -> None:
    assert deliverer.focus() == Focus(FocusKind.WINDOW, "0x51", "notepad")
