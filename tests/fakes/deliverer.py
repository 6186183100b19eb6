"""A deliverer with windows of its own."""

from __future__ import annotations

from collections.abc import Callable

from dictate.core.dictation import Delivery, Focus, FocusKind, Landing
from dictate.errors import DeliveryError
from dictate.settings.schema import Settings


class FakeDeliverer:
    """Types into `windows`; `landing` and `reason` say how a paste ends."""

    def __init__(self) -> None:
        self.now = Focus(FocusKind.WINDOW, "w1", "editor")
        self.windows: dict[str, str] = {}
        self.clipboard = "the user's"
        self.landing = Landing.PASTED
        self.reason = ""
        self.fails: DeliveryError | None = None
        self.prepared = self.settled = self.shut = False
        self.selected = ""
        self.before_keys: Callable[[], None] = lambda: None

    def prepare(self) -> None:
        self.prepared = True

    def focus(self) -> Focus:
        return self.now

    def deliver(
        self, text: str, settings: Settings, about_to_send: Callable[[Focus], None]
    ) -> Delivery:
        if self.fails is not None:
            raise self.fails
        landing, reason = self.landing, self.reason
        nowhere = self.now.kind in (FocusKind.NOTHING, FocusKind.OWN)
        if nowhere or settings.delivery.method == "clipboard":
            landing, reason = Landing.COPIED, "It is not to be pasted."
        if landing is not Landing.COPIED:
            self.before_keys()
            about_to_send(self.now)
        if landing is Landing.PASTED:
            before = self.windows.get(self.now.window, "").removesuffix(self.selected)
            self.windows[self.now.window] = before + text
            self.selected = ""
        else:
            self.clipboard = text
        restored = landing is Landing.PASTED
        return Delivery(landing, self.now, reason, restored=restored, took_s=0.01)

    def copy(self, text: str) -> None:
        if self.fails is not None:
            raise self.fails
        self.clipboard = text

    def select_back(self, text: str, settings: Settings) -> bool:
        del settings
        there = self.windows.get(self.now.window, "").endswith(text)
        self.selected = text if there else ""
        return there

    def settle(self) -> None:
        self.settled = True

    def shut_down(self) -> None:
        self.shut = True
