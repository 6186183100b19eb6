"""The words stand in the windows of other programs, and the clipboard is as it was."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from dictate.core.dictation import Delivery, Focus, Landing
from dictate.errors import DeliveryError
from dictate.platforms.linux.x11_delivery import X11Deliverer
from dictate.settings.schema import DeliverySettings, Settings
from tests.e2e.children import Children
from tests.e2e.paste.conftest import Open
from tests.e2e.paste.screen import Screen

WORDS = "Grüße, 你好 🙂 and a dictated line."
Figures = Callable[[str], None]
KINDS = ("line", "page", "entry", "editor", "xterm")


def nothing(_: Focus) -> None:
    """For deliveries of which nobody needs to be told."""


def deliver(deliverer: X11Deliverer, text: str = WORDS, **options: object) -> Delivery:
    settings = Settings(delivery=DeliverySettings(**options))  # type: ignore[arg-type]
    return deliverer.deliver(text, settings, nothing)


@pytest.mark.parametrize("kind", KINDS)
def test_the_words_stand_in_the_window_and_the_clipboard_is_as_it_was(
    kind: str, screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    screen.copy(b"the user's own")
    screen.copy(b"selected before", selection="primary")
    field = open_field(kind)
    delivery = deliver(deliverer)
    assert delivery.landing is Landing.PASTED
    assert delivery.restored
    field.shows(WORDS)
    deliverer.settle()
    assert screen.paste() == b"the user's own"
    assert screen.paste(selection="primary") == b"selected before"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("russian")
def test_the_words_stand_under_a_russian_only_keyboard(
    kind: str, screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    screen.copy(b"the user's own")
    field = open_field(kind)
    assert deliver(deliverer).landing is Landing.PASTED
    deliverer.settle()
    assert screen.paste() == b"the user's own"
    if kind == "editor":
        screen.clear()  # to save with Ctrl+S there must be an S
    field.shows(WORDS)


@pytest.mark.parametrize("kind", ["line", "page", "entry", "editor"])
@pytest.mark.parametrize("layout", ["us", "ru"])
def test_selected_text_is_replaced(
    kind: str, layout: str, screen: Screen, deliverer: X11Deliverer, open_field: Open,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    field = open_field(kind, text="old words", select=True)
    if layout == "ru":
        request.getfixturevalue("russian")
    assert deliver(deliverer).landing is Landing.PASTED
    if layout == "ru":
        deliverer.settle()
        screen.clear()
    field.shows(WORDS)


def test_a_window_that_is_busy_when_the_keys_come_still_gets_the_words(
    screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    screen.copy(b"the user's own")
    field = open_field("page", block_ms=700)
    delivery = deliver(deliverer)
    assert delivery.landing is Landing.PASTED
    assert delivery.took_s > 0.7
    field.shows(WORDS)
    deliverer.settle()
    assert screen.paste() == b"the user's own"


def test_the_window_counts_and_not_the_clipboard_manager(
    screen: Screen, deliverer: X11Deliverer, open_field: Open, children: Children
) -> None:
    screen.copy(b"the user's own")
    children.start("parcellite", ["parcellite"], screen.environment)
    time.sleep(1.5)  # it polls every 500 ms and has no sign of being ready
    field = open_field("page", block_ms=700)
    delivery = deliver(deliverer)
    assert delivery.landing is Landing.PASTED
    assert delivery.took_s > 0.7
    field.shows(WORDS)
    deliverer.settle()
    assert screen.paste() == b"the user's own"


def test_a_manager_that_reads_is_no_proof_that_the_window_did(
    screen: Screen, deliverer: X11Deliverer, open_field: Open, children: Children
) -> None:
    children.start("parcellite", ["parcellite"], screen.environment)
    time.sleep(1.5)
    field = open_field("page", block_ms=3000)
    delivery = deliver(deliverer, receipt_wait_ms=1200)
    assert delivery.landing is Landing.UNPROVEN
    assert not delivery.restored
    assert delivery.reason
    deliverer.settle()
    assert screen.paste() == WORDS.encode()
    field.child.end()


def test_a_window_that_does_not_read_leaves_the_words_on_the_clipboard(
    screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    screen.copy(b"the user's own")
    field = open_field("page", block_ms=2000)
    delivery = deliver(deliverer, receipt_wait_ms=400)
    assert delivery.landing is Landing.UNPROVEN
    assert not delivery.restored
    deliverer.settle()
    assert screen.paste() == WORDS.encode()
    field.shows(WORDS)


def test_a_read_before_the_keys_is_no_proof(
    screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    field = open_field("page", block_ms=2000)
    settings = Settings(delivery=DeliverySettings(receipt_wait_ms=400))
    read: list[bytes | None] = []
    delivery = deliverer.deliver(WORDS, settings, lambda _: read.append(screen.paste()))
    assert read == [WORDS.encode()]
    assert delivery.landing is Landing.UNPROVEN
    field.child.end()


def test_a_window_that_reads_twice_gets_the_words_twice(
    screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    screen.copy(b"the user's own")
    first = open_field("twice")
    assert deliver(deliverer, "one ").landing is Landing.PASTED
    first.shows("one one ")
    deliverer.settle()
    assert screen.paste() == b"the user's own"
    first.child.end()
    second = open_field("twice")
    deliver(deliverer, "one ")
    deliver(deliverer, "two ")
    second.shows("one one two ")
    deliverer.settle()
    assert screen.paste() == b"the user's own"


def test_a_program_that_reads_on_another_connection_is_known_by_its_process(
    screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    screen.copy(b"the user's own")
    field = open_field("apart")
    assert deliver(deliverer).landing is Landing.PASTED
    field.shows(WORDS)
    deliverer.settle()
    assert screen.paste() == b"the user's own"


def test_no_line_break_and_no_escape_reach_a_terminal(
    deliverer: X11Deliverer, open_field: Open
) -> None:
    field = open_field("xterm")
    deliver(deliverer, "one\ntwo\n\n\tthree \x1b[201~four\u202e\n")
    field.shows("one two three [201~four")


def test_a_program_the_user_calls_a_terminal_gets_no_line_break(
    deliverer: X11Deliverer, open_field: Open
) -> None:
    field = open_field("page")
    deliver(deliverer, "one\ntwo\n", terminals=("qt_field.py",))
    field.shows("one two")


def test_line_breaks_stay_in_other_windows_but_for_the_last(
    deliverer: X11Deliverer, open_field: Open
) -> None:
    field = open_field("page")
    deliver(deliverer, "one\n\ntwo\r\nthree\n")
    field.shows("one\n\ntwo\nthree")


def test_dictations_one_after_the_other_arrive_in_order_and_the_first_clipboard_comes_back(
    screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    screen.copy(b"the user's own")
    field = open_field("page")
    for number in range(5):
        assert deliver(deliverer, f"{number} ").landing is Landing.PASTED
    field.shows("0 1 2 3 4 ")
    deliverer.settle()
    assert screen.paste() == b"the user's own"


def test_a_terminal_and_at_once_a_field_give_both_selections_back(
    screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    screen.copy(b"the user's own")
    screen.copy(b"selected before", selection="primary")
    field = open_field("line")
    window = deliverer.focus().window
    terminal = open_field("xterm")
    deliver(deliverer, "first")
    screen.give_keyboard(window)
    deliver(deliverer, "second")
    field.shows("second")
    deliverer.settle()
    assert screen.paste() == b"the user's own"
    assert screen.paste(selection="primary") == b"selected before"
    screen.focus("xterm")
    terminal.shows("first")


def test_a_delivery_that_fails_at_once_gives_back_what_the_one_before_owed(
    screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    screen.copy(b"the user's own")
    field = open_field("line")
    deliver(deliverer, "words")
    with pytest.raises(DeliveryError):
        deliver(deliverer, "\x1b")
    deliverer.settle()
    assert screen.paste() == b"the user's own"
    field.shows("words")


def test_a_long_text_goes_piece_by_piece(
    screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    screen.copy(b"the user's own")
    field = open_field("page")
    text = " ".join(f"word{number}" for number in range(150_000))
    assert deliver(deliverer, text).landing is Landing.PASTED
    field.shows(text)
    deliverer.settle()
    assert screen.paste() == b"the user's own"


def test_words_in_a_log_there_are_none(
    deliverer: X11Deliverer, open_field: Open, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    field = open_field("line", text="canary-field")
    deliver(deliverer, "canary-words")
    field.shows("canary-fieldcanary-words")
    deliverer.copy("canary-copied")
    assert "canary" not in caplog.text


@pytest.mark.parametrize("kind", ["line", "entry", "xterm"])
def test_how_long_the_words_take(
    kind: str, screen: Screen, deliverer: X11Deliverer, open_field: Open, figures: Figures
) -> None:
    screen.copy(b"the user's own")
    open_field(kind)
    took_ms = []
    for _ in range(15):
        delivery = deliver(deliverer, "x ")
        assert delivery.landing is Landing.PASTED
        took_ms.append(delivery.took_s * 1000)
        deliverer.settle()
    took_ms.sort()
    figures(f"text to {kind}: median {took_ms[7]:.0f} ms, worst {took_ms[-1]:.0f} ms of 15")
    assert took_ms[7] < 250
