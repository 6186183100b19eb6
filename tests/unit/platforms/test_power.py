"""Sleep, lock and shutdown: what the signs mean, and the real signals on a real bus."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.platforms.linux.bus import Signal
from dictate.platforms.linux.power_signs import sign_of
from dictate.platforms.power import (
    Jump,
    Lock,
    Machine,
    PowerWatcher,
    Shutdown,
    Sign,
    Sleep,
    Told,
    sleep_s,
    step,
)
from tests.dbus import Answer, PrivateBus, Service
from tests.xserver import wait_until

LOGIND = "org.freedesktop.login1"
MANAGER = "org.freedesktop.login1.Manager"
MANAGER_PATH = "/org/freedesktop/login1"
SESSION = "org.freedesktop.login1.Session"
OURS, ANOTHER = f"{MANAGER_PATH}/session/_32", f"{MANAGER_PATH}/session/_37"


def told(*signs: Sign) -> list[Told]:
    machine, heard = Machine(), list[Told]()
    for sign in signs:
        machine, news = step(machine, sign)
        heard += news
    return heard


# ── what the signs mean ──────────────────────────────────────────────────────────────────────────


def test_a_sleep_is_told_once_however_many_say_so() -> None:
    both = [Told.SUSPENDING, Told.RESUMED]
    assert told(Sleep(True), Sleep(False)) == both
    assert told(Sleep(True), Jump(), Sleep(False)) == both
    assert told(Sleep(True), Sleep(True), Sleep(False), Sleep(False)) == both


def test_a_sleep_that_nobody_announced_is_told_afterwards() -> None:
    assert told(Jump()) == [Told.SUSPENDING, Told.RESUMED]


def test_a_lock_is_told_once_however_many_say_so() -> None:
    assert told(Lock(True), Lock(True), Lock(False), Lock(False)) == [Told.LOCKED, Told.UNLOCKED]


def test_a_shutdown_is_told() -> None:
    assert told(Shutdown()) == [Told.LEAVING]


SIGNS = st.one_of(
    st.builds(Sleep, st.booleans()),
    st.builds(Lock, st.booleans()),
    st.just(Jump()),
    st.just(Shutdown()),
)


@given(st.lists(SIGNS))
def test_in_any_order_each_end_follows_its_beginning(signs: list[Sign]) -> None:
    heard = told(*signs)
    for beginning, end in ((Told.SUSPENDING, Told.RESUMED), (Told.LOCKED, Told.UNLOCKED)):
        pairs = [piece for piece in heard if piece in (beginning, end)]
        assert pairs == [(beginning, end)[n % 2] for n in range(len(pairs))]


@pytest.mark.parametrize(
    ("signal", "sign"),
    [
        (Signal(MANAGER, "PrepareForSleep", MANAGER_PATH, (True,)), Sleep(True)),
        (Signal(MANAGER, "PrepareForShutdown", MANAGER_PATH, (True,)), Shutdown()),
        (Signal(MANAGER, "PrepareForShutdown", MANAGER_PATH, (False,)), None),
        (Signal(SESSION, "Unlock", OURS, ()), Lock(False)),
        (Signal("org.gnome.ScreenSaver", "ActiveChanged", "/", (True,)), Lock(True)),
        (Signal("org.example.ScreenSaver", "ActiveChanged", "/", (True,)), None),
        (Signal("org.gnome.ScreenSaver", "ActiveChanged", "/", ("yes",)), None),
        (Signal(MANAGER, "PrepareForSleep", MANAGER_PATH, ()), None),
        (Signal("", "", "", ()), None),
    ],
)
def test_signals_are_read_with_care(signal: Signal, sign: Sign | None) -> None:
    assert sign_of(signal) == sign


# ── the real signals ─────────────────────────────────────────────────────────────────────────────


class Listener:
    """A `PowerListener` that remembers."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def suspending(self) -> None:
        self.heard.append("suspending")

    def resumed(self) -> None:
        self.heard.append("resumed")

    def locked(self) -> None:
        self.heard.append("locked")

    def unlocked(self) -> None:
        self.heard.append("unlocked")

    def leaving(self) -> None:
        self.heard.append("leaving")

    def expect(self, *news: str) -> None:
        wait_until(lambda: len(self.heard) >= len(news), f"{news}, heard {self.heard}")
        time.sleep(0.1)  # nothing more may follow
        assert tuple(self.heard) == news
        self.heard.clear()


@pytest.fixture
def buses(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[PrivateBus, PrivateBus]]:
    system, session = PrivateBus(), PrivateBus()
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", system.address)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", session.address)
    monkeypatch.delenv("XDG_SESSION_ID", raising=False)
    yield system, session
    system.close()
    session.close()


@pytest.fixture
def listener() -> Listener:
    return Listener()


def own_session(_pid: int) -> Answer:
    return "o", (OURS,)


@pytest.fixture
def logind(buses: tuple[PrivateBus, PrivateBus]) -> Iterator[Service]:
    service = Service(buses[0].address, LOGIND, {"GetSessionByPID": own_session})
    yield service
    service.close()


def started(listener: Listener) -> PowerWatcher:
    watcher = PowerWatcher(listener)
    watcher.start()
    time.sleep(0.3)  # it has asked both buses
    return watcher


def test_what_logind_says_of_sleep_and_shutdown_is_told(
    logind: Service, listener: Listener
) -> None:
    watcher = started(listener)
    logind.emit(MANAGER_PATH, MANAGER, "PrepareForSleep", "b", True)
    listener.expect("suspending")
    logind.emit(MANAGER_PATH, MANAGER, "PrepareForSleep", "b", False)
    listener.expect("resumed")
    logind.emit(MANAGER_PATH, MANAGER, "PrepareForShutdown", "b", True)
    listener.expect("leaving")
    watcher.stop()


def test_the_lock_of_this_session_is_told_and_not_that_of_another(
    logind: Service, listener: Listener
) -> None:
    watcher = started(listener)
    logind.emit(ANOTHER, SESSION, "Lock")
    time.sleep(0.2)
    listener.expect()
    logind.emit(OURS, SESSION, "Lock")
    hint = {"LockedHint": ("b", True)}
    logind.emit(OURS, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as",
                SESSION, hint, [])  # fmt: skip
    listener.expect("locked")
    logind.emit(OURS, SESSION, "Unlock")
    listener.expect("unlocked")
    watcher.stop()


def test_the_session_is_found_by_its_id_where_the_process_belongs_to_none(
    buses: tuple[PrivateBus, PrivateBus], listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_SESSION_ID", "2")
    paths = {"2": OURS, "7": ANOTHER}
    logind = Service(buses[0].address, LOGIND, {"GetSession": lambda id: ("o", (paths[id],))})
    watcher = started(listener)
    logind.emit(ANOTHER, SESSION, "Lock")
    time.sleep(0.2)
    listener.expect()
    logind.emit(OURS, SESSION, "Lock")
    listener.expect("locked")
    watcher.stop()
    logind.close()


@pytest.mark.parametrize("name", ["org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"])
def test_a_screen_saver_is_a_lock(
    name: str, buses: tuple[PrivateBus, PrivateBus], listener: Listener
) -> None:
    saver = Service(buses[1].address, name)
    watcher = started(listener)
    saver.emit("/org/freedesktop/ScreenSaver", name, "ActiveChanged", "b", True)
    listener.expect("locked")
    saver.emit("/org/freedesktop/ScreenSaver", name, "ActiveChanged", "b", False)
    listener.expect("unlocked")
    watcher.stop()
    saver.close()


@pytest.mark.usefixtures("buses")
def test_a_jump_of_the_clocks_is_a_sleep(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dictate.platforms.power.TICK_S", 0.05)
    slept = [100.0]
    watcher = PowerWatcher(listener, slept_s=lambda: slept[0])
    watcher.start()
    slept[0] += 1.0
    listener.expect()
    slept[0] += 3600.0
    listener.expect("suspending", "resumed")
    watcher.stop()


def test_a_sleep_with_logind_and_clocks_is_told_once(logind: Service, listener: Listener) -> None:
    slept = [0.0]
    watcher = PowerWatcher(listener, slept_s=lambda: slept[0])
    watcher.start()
    time.sleep(0.3)
    logind.emit(MANAGER_PATH, MANAGER, "PrepareForSleep", "b", True)
    listener.expect("suspending")
    slept[0] += 60.0
    logind.emit(MANAGER_PATH, MANAGER, "PrepareForSleep", "b", False)
    listener.expect("resumed")
    watcher.stop()


def test_without_any_bus_it_watches_the_clocks(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dictate.platforms.power.TICK_S", 0.05)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent")
    slept = [0.0]
    watcher = PowerWatcher(listener, slept_s=lambda: slept[0])
    watcher.start()
    slept[0] = 10.0
    listener.expect("suspending", "resumed")
    watcher.stop()


def test_a_bus_that_goes_away_and_comes_back_is_found_again(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dictate.platforms.power.TICK_S", 0.05)
    monkeypatch.setattr("dictate.platforms.linux.power_signs.BUS_AGAIN_S", 0.1)
    first = PrivateBus()
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", first.address)
    watcher = started(listener)
    first.close()
    second = PrivateBus()
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", second.address)
    logind = Service(second.address, LOGIND, {"GetSessionByPID": own_session})
    time.sleep(0.5)
    logind.emit(MANAGER_PATH, MANAGER, "PrepareForSleep", "b", True)
    listener.expect("suspending")
    watcher.stop()
    logind.close()
    second.close()


def test_the_clocks_of_this_machine_do_not_jump() -> None:
    before_s = sleep_s()
    time.sleep(0.05)
    assert abs(sleep_s() - before_s) < 0.01


def test_a_watcher_that_never_began_can_end(listener: Listener) -> None:
    PowerWatcher(listener).stop()
