"""Notifications, shown by a program on a real bus, or handed back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from dictate.errors import PlatformError
from dictate.platforms.notify import Notification, Notifier, server_name
from tests.dbus import Answer, PrivateBus, Service
from tests.xserver import wait_until

NAME = "org.freedesktop.Notifications"


class Server:
    """Shows notifications."""

    def __init__(self, *able: str) -> None:
        self.shown: list[tuple[Any, ...]] = []
        self.answers: dict[str, Callable[..., Answer]] = {
            "GetCapabilities": lambda: ("as", (list(able),)),
            "GetServerInformation": lambda: ("ssss", ("dunst", "knopwob", "1", "1.2")),
            "Notify": self._notify,
        }

    def _notify(self, *values: Any) -> Answer:
        self.shown.append(values)
        return "u", (values[1] or 100 + len(self.shown),)

    def texts(self) -> list[str]:
        return [f"{values[3]}: {values[4]}" for values in self.shown]


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    bus = PrivateBus()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
    yield bus
    bus.close()


@pytest.fixture
def unseen() -> list[Notification]:
    return []


@pytest.fixture
def notifier(unseen: list[Notification]) -> Iterator[Notifier]:
    notifier = Notifier(unseen.append)
    notifier.start()
    yield notifier
    notifier.stop()


@pytest.fixture
def server(bus: PrivateBus) -> Iterator[Server]:
    server = Server("body", "actions")
    service = Service(bus.address, NAME, server.answers)
    yield server
    service.close()


def test_a_notification_is_shown_with_its_words(
    server: Server, notifier: Notifier, unseen: list[Notification]
) -> None:
    notifier.show(Notification("paste", "On the clipboard", "Press <Ctrl+V> & go on."))
    wait_until(lambda: bool(server.shown), "the notification")
    program, replaces, icon, title, text, actions, hints, show_ms = server.shown[0]
    assert (program, replaces, icon) == ("Dictate", 0, "dictate")
    assert (title, text) == ("On the clipboard", "Press <Ctrl+V> & go on.")
    assert actions == []
    assert hints["urgency"] == ("y", 1)
    assert show_ms > 0
    assert unseen == []


def test_an_urgent_one_stays(server: Server, notifier: Notifier) -> None:
    notifier.show(Notification("disk", "The disk is full", urgent=True))
    wait_until(lambda: bool(server.shown), "the notification")
    assert server.shown[0][6]["urgency"] == ("y", 2)
    assert server.shown[0][7] == 0


def test_where_markup_is_understood_the_text_is_written_so_that_it_is_shown_as_it_is(
    bus: PrivateBus, notifier: Notifier
) -> None:
    server = Server("body-markup")
    service = Service(bus.address, NAME, server.answers)
    notifier.show(Notification("x", "A < B", "a < b & c"))
    wait_until(lambda: bool(server.shown), "the notification")
    assert server.texts() == ["A < B: a &lt; b &amp; c"]
    service.close()


def test_one_of_the_same_topic_replaces_the_one_before(server: Server, notifier: Notifier) -> None:
    notifier.show(Notification("paste", "one"))
    wait_until(lambda: len(server.shown) == 1, "the first")
    notifier.show(Notification("paste", "two"))
    notifier.show(Notification("disk", "three"))
    wait_until(lambda: len(server.shown) == 3, "the others")
    assert [values[1] for values in server.shown] == [0, 101, 0]


def test_of_a_flood_the_first_and_the_last_of_each_topic_are_shown(
    server: Server, notifier: Notifier
) -> None:
    notifier.show(Notification("a", "first"))
    wait_until(lambda: len(server.shown) == 1, "the first")
    for number in range(500):
        notifier.show(Notification("a", str(number)))
        notifier.show(Notification("b", str(number)))
    wait_until(lambda: len(server.shown) == 3, "the last ones")
    time.sleep(0.7)
    assert [values[3] for values in server.shown] == ["first", "499", "499"]


def test_without_a_bus_it_is_handed_back(notifier: Notifier, unseen: list[Notification]) -> None:
    notice = Notification("paste", "On the clipboard")
    notifier.show(notice)
    wait_until(lambda: unseen == [notice], "it to be handed back")


@pytest.mark.usefixtures("bus")
def test_without_anybody_to_show_it_it_is_handed_back(
    notifier: Notifier, unseen: list[Notification]
) -> None:
    notice = Notification("paste", "On the clipboard")
    notifier.show(notice)
    wait_until(lambda: unseen == [notice], "it to be handed back")


def test_a_server_that_comes_later_is_used(
    bus: PrivateBus, notifier: Notifier, unseen: list[Notification]
) -> None:
    notifier.show(Notification("a", "too early"))
    wait_until(lambda: len(unseen) == 1, "it to be handed back")
    server = Server()
    service = Service(bus.address, NAME, server.answers)
    notifier.show(Notification("a", "in time"))
    wait_until(lambda: server.texts() == ["in time: "], "the notification")
    service.close()


def test_a_server_that_was_started_anew_is_used(
    bus: PrivateBus, notifier: Notifier, unseen: list[Notification]
) -> None:
    for text in ("one", "two"):
        server = Server()
        service = Service(bus.address, NAME, server.answers)
        notifier.show(Notification("a", text))
        wait_until(lambda server=server, text=text: server.texts() == [f"{text}: "], text)  # type: ignore[misc]
        service.close()
    assert unseen == []


def test_a_bus_that_was_started_anew_is_used(
    notifier: Notifier, unseen: list[Notification], monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("one", "two"):
        bus, server = PrivateBus(), Server()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        service = Service(bus.address, NAME, server.answers)
        notifier.show(Notification("a", text))
        wait_until(lambda server=server, text=text: server.texts() == [f"{text}: "], text)  # type: ignore[misc]
        service.close()
        bus.close()
    assert unseen == []


def test_of_several_topics_the_newest_comes_last(server: Server, notifier: Notifier) -> None:
    for topic, title in (("a", "1"), ("a", "2"), ("b", "3"), ("a", "4")):
        notifier.show(Notification(topic, title))
        wait_until(lambda: bool(server.shown), "the first")
    wait_until(lambda: len(server.shown) == 3, "the others")
    assert [values[3] for values in server.shown] == ["1", "3", "4"]


def test_showing_does_not_wait_for_a_server_that_hangs(bus: PrivateBus, notifier: Notifier) -> None:
    def hang(*_values: Any) -> Answer:
        time.sleep(0.6)
        return "as", ([],)

    service = Service(bus.address, NAME, {"GetCapabilities": hang, "Notify": hang})
    began_s = time.monotonic()
    notifier.show(Notification("a", "one"))
    assert time.monotonic() - began_s < 0.05
    service.close()


def test_what_is_waiting_at_the_end_is_still_shown(server: Server) -> None:
    notifier = Notifier(lambda _: None)
    notifier.start()
    notifier.show(Notification("a", "one"))
    wait_until(lambda: len(server.shown) == 1, "the first")
    notifier.show(Notification("a", "two"))
    notifier.stop()
    assert [values[3] for values in server.shown] == ["one", "two"]


@pytest.mark.usefixtures("server")
def test_the_doctor_learns_who_shows_notifications() -> None:
    assert server_name() == "dunst"


@pytest.mark.usefixtures("bus")
def test_the_doctor_learns_that_nobody_does() -> None:
    with pytest.raises(PlatformError, match="refused"):
        server_name()
