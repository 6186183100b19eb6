"""What a user sees, on the shared desktop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.desktop import Desktop
from tests.e2e.ui.steer import Shown


@pytest.fixture
def shown(desktop: Desktop, home: Path) -> Iterator[Shown]:
    """Tray, overlay and windows, with nothing behind them."""
    made = Shown(desktop.windows, desktop.environment, home / "s")
    yield made
    made.close()
