"""Under Wayland: the words go to the clipboard, and the user is told to paste them.

A Wayland compositor lets no program send keys to another or see who has the keyboard, and a window
without focus cannot set the clipboard. `wl-copy` can, on compositors with data-control; on GNOME it
borrows the focus for a moment. Its own background process keeps the text when Dictate ends.
"""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Callable, Mapping

from dictate.core.dictation import Delivery, Focus, FocusKind, Landing
from dictate.core.findings import Finding, Health
from dictate.errors import DeliveryError
from dictate.platforms.processes import find_program, outside_environment
from dictate.platforms.text_gate import passable
from dictate.settings.schema import Settings

log = logging.getLogger(__name__)

PROGRAM = "wl-copy"
PRESS_PASTE = "Under Wayland Dictate cannot paste by itself; press Ctrl+V."
_COPY_S = 3.0
"""wl-copy returns within milliseconds; without data-control it can wait for a focus for ever."""


class WaylandClipboard:
    """Leaves every text on the clipboard.

    Args:
        environment: Names the compositor and where programs are found.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def prepare(self) -> None:
        """Nothing: what was on the clipboard is replaced for good."""

    def focus(self) -> Focus:
        """Some window; which one, Wayland does not say."""
        return Focus(FocusKind.WINDOW)

    def deliver(
        self, text: str, settings: Settings, about_to_send: Callable[[Focus], None]
    ) -> Delivery:
        """Put `text` on the clipboard and say that it waits there; see `core.ports.Deliverer`."""
        del settings, about_to_send
        self.copy(text)
        return Delivery(Landing.COPIED, self.focus(), reason=PRESS_PASTE, restored=False)

    def copy(self, text: str) -> None:
        """Put `text` on the clipboard for good; see `core.ports.Deliverer`."""
        path = find_program(PROGRAM, self._environment)
        if path is None:
            raise DeliveryError(
                "The clipboard cannot be reached.", hint="Install the package wl-clipboard."
            )
        try:
            # Its outputs must not be pipes: the process it leaves behind would keep them open.
            done = subprocess.run(  # noqa: S603 - a program of the system, the text on its input
                [path, "--type", "text/plain"],
                input=passable(text, terminal=False).encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=outside_environment(self._environment),
                timeout=_COPY_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            log.warning("wl-copy: %s", type(problem).__name__)
            raise DeliveryError(
                "The clipboard does not answer.", hint="Click into a window, then copy again."
            ) from None
        if done.returncode != 0:
            log.warning("wl-copy ended with %d", done.returncode)
            raise DeliveryError(
                "The compositor refused the clipboard.",
                hint="Run `wl-copy test` in a terminal to see why.",
            )

    def select_back(self, text: str, settings: Settings) -> bool:  # noqa: ARG002 - none is proven
        """Nothing here proves what stands before the caret; see `core.ports.Deliverer`."""
        return False

    def settle(self) -> None:
        """Nothing is under way."""

    def shut_down(self) -> None:
        """The text outlives this process by itself."""

    def probe(self) -> list[Finding]:
        """What the doctor says of it. *Blocks*."""
        if find_program(PROGRAM, self._environment) is None:
            return [
                Finding(
                    "paste",
                    Health.BROKEN,
                    "This is a Wayland session and wl-copy is missing: nothing can be delivered.",
                    "Install the package wl-clipboard.",
                )
            ]
        return [
            Finding(
                "paste",
                Health.LIMITED,
                "This is a Wayland session: words are left on the clipboard, not pasted.",
                "Press Ctrl+V after each dictation, or log in to an X11 session.",
            )
        ]
