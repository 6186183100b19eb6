"""Where a message to the user is shown: by the desktop, else on a card of ours, else at the tray.

Asking the desktop may block (D-Bus), so a thread of its own does it, and what the desktop does not
take comes back to Qt's thread.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject

from dictate.core.notices import Told
from dictate.ui.background import Background

log = logging.getLogger(__name__)

Notify = Callable[[Told], bool]
"""Shows a message; returns whether it did."""


class Messages(QObject):
    """Shows messages. Build and call it on Qt's thread.

    Args:
        notify: Asks the desktop. May block; called on a thread of its own. None where there is
            nothing to ask.
        instead: Ways on Qt's thread for what the desktop did not take, best first.
    """

    def __init__(self, notify: Notify | None, instead: tuple[Notify, ...]) -> None:
        super().__init__()
        self._notify = notify
        self._instead = instead
        self._beside = Background("messages", self)

    def tell(self, told: Told) -> None:
        """Show `told` somewhere."""
        if (notify := self._notify) is None:
            self.show_ourselves(told)
            return

        def check(taken: bool) -> None:
            if not taken:
                self.show_ourselves(told)

        self._beside.do(lambda: notify(told), check, lambda _: self.show_ourselves(told))

    def stop(self) -> None:
        """Let the desktop have what waits, then end. Waits at most a second for it."""
        self._beside.stop()

    def show_ourselves(self, told: Told) -> None:
        """Show `told` without asking the desktop. On Qt's thread."""
        for way in self._instead:
            if way(told):
                return
        log.warning("no way to show a message: %s", told.title)
