"""What the machine does to the program (sleep, lock, logout), and messages through the desktop."""

from __future__ import annotations

import logging

from dictate.core.engine import Engine
from dictate.core.notices import Severity, Told
from dictate.errors import PlatformError
from dictate.platforms.notify import Notification, Notifier, server_name

log = logging.getLogger(__name__)


class MachineListener:
    """Implements `PowerListener` over the engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def suspending(self) -> None:
        """The machine is about to sleep."""
        self._engine.suspending()

    def resumed(self) -> None:
        """It slept; perhaps nobody had said so before."""
        self._engine.resumed()

    def locked(self) -> None:
        """The screen is locked."""
        self._engine.locked()

    def unlocked(self) -> None:
        """It is unlocked."""
        self._engine.unlocked()

    def leaving(self) -> None:
        """The session ends."""
        self._engine.quit()


class DesktopMessages:
    """Shows messages by the desktop's own notifications, where there are any."""

    def __init__(self) -> None:
        self._notifier = Notifier(_unseen)

    def start(self) -> None:
        """Start the notifier's thread."""
        self._notifier.start()

    def stop(self) -> None:
        """End it."""
        self._notifier.stop()

    def notify(self, told: Told) -> bool:
        """Show it; whether there is anybody who does. Blocks, some milliseconds as a rule."""
        try:
            server_name()
        except PlatformError:
            return False
        text = f"{told.text} {told.hint}".strip()
        urgent = told.severity is Severity.ERROR
        self._notifier.show(Notification(told.title, told.title, text, urgent))
        return True


def _unseen(notification: Notification) -> None:
    # Severe messages stand in the main window, too.
    log.info("nobody showed a notification: %s", notification.topic)
