"""What every test is held to.

A warning in the log, a Qt warning, a leaked thread or process fails the test. HOME and the XDG
folders are a temporary folder of the test's own. Nothing but this machine can be reached.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from tests.places import ROOT, SHARED
from tests.voice import Voice, human, shipped

FOLDERS = ("unit", "contract", "ui", "e2e")
"""In this order: what is quick and small fails first."""

ALLOWED_SKIPS: tuple[str, ...] = ()
"""Beginnings of reasons that excuse a skip even where everything must run."""

_skipped: list[str] = []
_FIGURES = pytest.StashKey[list[str]]()


# ── a machine of the tests' own, before anything is imported that looks around ───────────────────

_FIRST_HOME = tempfile.TemporaryDirectory(prefix="dictate-tests-")


def _homes(folder: Path) -> dict[str, str]:
    """The environment of a home folder, with a runtime folder that is private as it must be."""
    runtime = folder / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    return {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_RUNTIME_DIR": str(runtime),
    }


os.environ.update(_homes(Path(_FIRST_HOME.name)))
os.environ["QT_QPA_PLATFORM"] = "offscreen"
for _name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "PULSE_SERVER", "HF_HOME"):
    os.environ.pop(_name, None)


def _refuse_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) and address else "127.0.0.1"
    elif event == "socket.getaddrinfo":
        host = arguments[0] or "127.0.0.1"
    else:
        return
    host = host.decode() if isinstance(host, bytes) else str(host)
    if host != "localhost" and not _is_loopback(host):
        raise PermissionError(f"a test tried to reach {host}")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


sys.addaudithook(_refuse_the_network)


# ── options ──────────────────────────────────────────────────────────────────────────────────────


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that scripts/test passes on."""
    parser.addoption("--full", action="store_true", help="run the long tests too")
    parser.addoption("--no-skips", action="store_true", help="a skipped test is a failure")
    parser.addoption(
        "--voice",
        choices=("auto", "shipped"),
        default="auto",
        help="shipped: the model and the speech that ship, whatever else is at hand",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Name the markers."""
    config.stash[_FIGURES] = []
    for marker in (
        "expects_warning(match): the log has to hold a warning that matches",
        "allows_warning(match): the log may hold warnings that match",
        "leaves_thread(name): a thread whose name begins like this may outlive the test, and why",
    ):
        config.addinivalue_line("markers", marker)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Order the folders; leave the long tests out unless asked for."""

    def rank(item: pytest.Item) -> int:
        parts = item.path.relative_to(ROOT).parts
        return next((i for i, name in enumerate(FOLDERS) if name in parts), -1)

    items.sort(key=rank)
    if not config.getoption("--full"):
        long = [item for item in items if item.get_closest_marker("full")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in set(long)]


# ── what fails a test ────────────────────────────────────────────────────────────────────────────


class _Warnings(logging.Handler):
    """Collects what is logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail on a warning in the log, unless a marker expects it."""
    handler = _Warnings()
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)
    expected = [mark.args[0] for mark in request.node.iter_markers("expects_warning")]
    allowed = [mark.args[0] for mark in request.node.iter_markers("allows_warning")]
    surprising = [
        line for line in handler.lines if not any(re.search(m, line) for m in expected + allowed)
    ]
    assert not surprising, "the log has warnings:\n" + "\n".join(surprising)
    missing = [m for m in expected if not any(re.search(m, line) for line in handler.lines)]
    assert not missing, f"the log lacks the warnings {missing}"


@pytest.fixture(autouse=True)
def nothing_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail on a thread or a child process that outlives its test."""
    threads, children = set(threading.enumerate()), _children()
    yield
    allowed = tuple(mark.args[0] for mark in request.node.iter_markers("leaves_thread"))
    patience = time.monotonic() + 2.0
    left = [
        thread
        for thread in threading.enumerate()
        if thread not in threads
        and type(thread).__name__ != "TMonitor"  # tqdm's own, one for the whole process
        and not thread.name.startswith(allowed or ("\0",))
        and not _ends_by(thread, patience)
    ]
    assert not left, f"threads outlive the test: {[thread.name for thread in left]}"
    assert not (more := _children() - children), f"processes outlive the test: {_names(more)}"


def _ends_by(thread: threading.Thread, deadline_s: float) -> bool:
    thread.join(max(0.0, deadline_s - time.monotonic()))
    return not thread.is_alive()


def _children() -> set[int]:
    """The processes that this one has started and not yet waited for. Linux only."""
    found: set[int] = set()
    for listing in Path("/proc/self/task").glob("*/children"):
        try:
            found |= {int(pid) for pid in listing.read_text().split()}
        except OSError:
            continue  # that thread has just ended
    return found


def _names(pids: set[int]) -> list[str]:
    return [Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ") for pid in pids]


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own; its path is short, for sockets live in it."""
    folder = tmp_path_factory.mktemp("home")
    for name, value in _homes(folder).items():
        monkeypatch.setenv(name, value)
    return folder


# ── what tests can ask for ───────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the real model and the human recordings; it lies beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared: a real speech model and human recordings")
    return SHARED


@pytest.fixture(scope="session")
def voice(request: pytest.FixtureRequest) -> Voice:
    """Who speaks, and the model that hears it: human where that is at hand, else what ships."""
    wanted = request.config.getoption("--voice")
    return human() if wanted != "shipped" and SHARED.is_dir() else shipped()


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Say a measured figure; all are printed after the run."""
    lines = request.config.stash[_FIGURES]

    def say(text: str) -> None:
        lines.append(f"{request.node.name}: {text}")

    return say


# ── at the end ───────────────────────────────────────────────────────────────────────────────────


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember skips."""
    if report.skipped and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        if not reason.startswith(ALLOWED_SKIPS or ("\0",)):
            _skipped.append(f"{report.nodeid}: {reason}")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where everything must run, a skip is a failure."""
    if session.config.getoption("--no-skips") and _skipped and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the figures, and the skips that must not be."""
    lines = config.stash[_FIGURES]
    _section(terminalreporter, "figures", lines)
    if config.getoption("--no-skips"):
        _section(terminalreporter, "skipped, and here nothing may be skipped", _skipped)


def _section(reporter: Any, title: str, lines: Sequence[str]) -> None:
    if lines:
        reporter.section(title)
        for line in lines:
            reporter.line(line)
