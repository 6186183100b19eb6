"""What the machine does to the program (sleep, lock, logout), and messages through the desktop."""

from __future__ import annotations

from collections.abc import Callable

from dictate.core.engine import Engine
from dictate.core.notices import Severity, Told
from dictate.platforms.notify import Notification, Notifier


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
        self._notifier = Notifier(self._unseen)
        self._told: dict[str, Told] = {}
        self.otherwise: Callable[[Told], None] = lambda _told: None
        """Shows what the desktop does not, from any thread; set once, before `start`."""

    def start(self) -> None:
        """Start the notifier's thread."""
        self._notifier.start()

    def stop(self) -> None:
        """End it."""
        self._notifier.stop()

    def notify(self, told: Told) -> bool:
        """Show it soon, one way or the other. Returns at once."""
        text = f"{told.text} {told.hint}".strip()
        self._told[told.title] = told
        urgent = told.severity is Severity.ERROR
        self._notifier.show(Notification(told.title, told.title, text, urgent))
        return True

    def _unseen(self, notification: Notification) -> None:
        if (told := self._told.pop(notification.topic, None)) is not None:
            self.otherwise(told)
