"""An X server that is not there, dies, freezes, or comes back."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from Xlib.ext import res

from dictate.core.dictation import Focus, FocusKind
from dictate.errors import DeliveryError
from dictate.platforms.linux.x11_delivery import X11Deliverer
from dictate.platforms.linux.x11_hold import hold_command
from dictate.settings.schema import DeliverySettings, Settings
from tests.e2e.paste.conftest import ROOT
from tests.xserver import XServer, wait_until

pytestmark = [
    pytest.mark.allows_warning("X connection ended"),
    # python-xlib leaves the socket of a connection that failed to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]


@pytest.fixture
def server() -> Iterator[XServer]:
    server = XServer()
    yield server
    server.close()


@pytest.fixture
def lonely(server: XServer) -> Iterator[X11Deliverer]:
    environment = {**os.environ, "DISPLAY": server.name, "PYTHONPATH": str(ROOT)}
    deliverer = X11Deliverer(environment, hold_command=hold_command())
    yield deliverer
    deliverer.shut_down()


def test_without_a_server_every_call_says_so(server: XServer, lonely: X11Deliverer) -> None:
    server.kill()
    assert lonely.focus().kind is FocusKind.NOTHING
    lonely.prepare()
    lonely.settle()
    for call in (
        lambda: lonely.copy("words"),
        lambda: lonely.deliver("words", Settings(), lambda _: None),
    ):
        with pytest.raises(DeliveryError) as error:
            call()
        assert error.value.hint
        assert "words" not in error.value.message
    server.restart()


def test_a_server_that_comes_back_is_used_again(server: XServer, lonely: X11Deliverer) -> None:
    lonely.copy("before")
    server.kill()
    with pytest.raises(DeliveryError):
        lonely.copy("while it is gone")
    server.restart()
    lonely.copy("after")
    server.run("sh", "-c", 'test "$(xclip -o -selection clipboard)" = after')
    server.run("sh", "-c", "echo x | xclip -i -selection clipboard >/dev/null 2>&1")


def test_a_server_that_dies_before_the_keys_ends_the_delivery_with_an_error(
    server: XServer, lonely: X11Deliverer
) -> None:
    own_window(server)

    def die(_: Focus) -> None:
        server.kill()

    with pytest.raises(DeliveryError):
        lonely.deliver("words", Settings(), die)
    server.restart()


def test_a_server_that_dies_while_the_receipt_is_awaited_does_not_cost_the_whole_wait(
    server: XServer, lonely: X11Deliverer
) -> None:
    own_window(server)
    timer = threading.Timer(0.3, server.kill)
    began_s = time.monotonic()
    timer.start()
    with pytest.raises(DeliveryError):
        lonely.deliver(
            "words", Settings(delivery=DeliverySettings(receipt_wait_ms=20_000)), lambda _: None
        )
    timer.join()
    assert time.monotonic() - began_s < 3.0
    server.restart()


def test_a_frozen_server_costs_an_error_and_not_a_thread(
    server: XServer, lonely: X11Deliverer
) -> None:
    lonely.copy("before")
    server.signal(signal.SIGSTOP)
    began_s = time.monotonic()
    with pytest.raises(DeliveryError):
        lonely.copy("while it is frozen")
    took_s = time.monotonic() - began_s
    server.signal(signal.SIGCONT)
    assert took_s < 5.0
    lonely.copy("after")
    server.run("sh", "-c", 'test "$(xclip -o -selection clipboard)" = after')
    server.run("sh", "-c", "echo x | xclip -i -selection clipboard >/dev/null 2>&1")


def test_the_keeper_of_the_clipboard_goes_with_the_server(
    server: XServer, lonely: X11Deliverer
) -> None:
    lonely.copy("kept")
    lonely.shut_down()
    server.run("sh", "-c", 'test "$(xclip -o -selection clipboard)" = kept')
    owner = server.hands.get_selection_owner(server.hands.intern_atom("CLIPBOARD"))
    spec = {"client": owner.id, "mask": res.LocalClientPIDMask}
    keeper = server.hands.res_query_client_ids([spec]).ids[0].value[0]
    assert "hold" in Path(f"/proc/{keeper}/cmdline").read_text()
    server.kill()
    wait_until(lambda: not Path(f"/proc/{keeper}").exists(), "the end of the keeper")
    server.restart()


def own_window(server: XServer) -> None:
    """A window with the keyboard that reads nothing, of another process."""
    server.run("sh", "-c", "xev -event keyboard >/dev/null 2>&1 &")
    deadline_s = time.monotonic() + 10
    while not server.hands.screen().root.query_tree().children:
        assert time.monotonic() < deadline_s
        time.sleep(0.05)
    time.sleep(0.3)
    # Without a window manager keys go to the window under the pointer.
    server.hands.screen().root.warp_pointer(20, 20)
    server.hands.sync()
