"""One desktop for all end-to-end tests, tidied after each."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.e2e.desktop import Desktop
from tests.voice import Voice

_FAILED = pytest.StashKey[bool]()
_DESKTOP = pytest.StashKey[Desktop]()

LOG_END = 6000
"""How much of the end of a log a report shows."""


@pytest.fixture(scope="session")
def _desktop(request: pytest.FixtureRequest) -> Iterator[Desktop]:
    desktop = Desktop(Path(tempfile.mkdtemp(prefix="dd-", dir="/tmp")))
    request.config.stash[_DESKTOP] = desktop
    yield desktop
    desktop.shut_down()


@pytest.fixture
def desktop(_desktop: Desktop) -> Iterator[Desktop]:
    """The desktop; all windows and programs on it are the test's own."""
    yield _desktop
    _desktop.tidy()


@pytest.fixture
def settings(voice: Voice) -> str:
    """A settings file that names the model that hears the recordings."""
    return voice.settings


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show with a failed test what the programs had to say."""
    report = yield
    desktop = item.config.stash.get(_DESKTOP, None)
    if report.failed and desktop is not None and "desktop" in getattr(item, "fixturenames", ()):
        report.sections += [(f"log of {name}", text[-LOG_END:]) for name, text in desktop.logs()]
    return report
