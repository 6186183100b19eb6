"""Delivers on X11: pastes with a read receipt, and puts the user's clipboard back.

`Delivery.restored` is a promise: true when everything that was on the clipboard is held in memory
and goes back 200 ms after the window's last read, unless the user copies something meanwhile, which
then stays. `settle` waits for that.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from typing import Any

from dictate.core.dictation import Delivery, Focus, FocusKind
from dictate.core.findings import Finding, Health
from dictate.core.ports import Clock
from dictate.errors import DeliveryError
from dictate.platforms.linux.x11_examine import examine
from dictate.platforms.linux.x11_formats import Format, text_formats
from dictate.platforms.linux.x11_hold import start_holder
from dictate.platforms.linux.x11_keys import OnInject
from dictate.platforms.linux.x11_paste import Paste, taken_away
from dictate.platforms.linux.x11_receipt import Receipt
from dictate.platforms.linux.x11_select_back import SelectBack
from dictate.platforms.linux.x11_selections import CLIPBOARD
from dictate.platforms.linux.x11_session import X11Session, wait_for
from dictate.platforms.text_gate import passable
from dictate.settings.schema import Settings

_PREPARE_S = 10.0
"""While the user speaks there is time to read even a big clipboard."""

_SETTLE_S = 1.5
_HAND_OVER_S = 2.0


class X11Deliverer:
    """Pastes into X11 windows. Made at no cost; connects when it is first needed.

    Args:
        environment: Names the display in `DISPLAY`.
        hold_command: What starts the process that keeps the clipboard after the end.
        on_inject: Told of every key right before it is sent, on the X thread.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        *,
        hold_command: Sequence[str],
        on_inject: OnInject = lambda _: None,
        clock: Clock = time.monotonic,
    ) -> None:
        self._environment = environment
        self._hold_command = hold_command
        self._on_inject = on_inject
        self._clock = clock
        self._session: X11Session | None = None
        self._receipt: Receipt | None = None
        self._terminals: tuple[str, ...] = ()

    def prepare(self) -> None:
        """A dictation has begun: read the clipboard now, so that delivering need not wait."""
        with contextlib.suppress(DeliveryError):
            session = self._connected()
            session.connection.post(lambda: session.selections.take(CLIPBOARD, _PREPARE_S))

    def focus(self) -> Focus:
        """What has the keyboard now; nothing where there is no X server."""
        try:
            return self._connected().look(self._terminals).focus
        except DeliveryError:
            return Focus(FocusKind.NOTHING)

    def deliver(
        self, text: str, settings: Settings, about_to_send: Callable[[Focus], None]
    ) -> Delivery:
        """Paste `text` where the focus is; see `core.ports.Deliverer`."""
        started_s = self._clock()
        session = self._connected()
        self._terminals = settings.delivery.terminals
        with self._carried_over(session):
            paste = Paste(
                session,
                text,
                settings,
                on_inject=self._on_inject,
                started_s=started_s,
                clock=self._clock,
            )
            delivery = paste.run(about_to_send)
        self._receipt = paste.receipt
        return delivery

    def copy(self, text: str) -> None:
        """Put `text` on the clipboard for good; see `core.ports.Deliverer`."""
        session = self._connected()
        formats = text_formats(passable(text, terminal=False), secret=False)
        if not session.call(lambda: session.selections.keep(formats)):
            raise taken_away()

    def select_back(self, text: str, settings: Settings) -> bool:
        """Select `text` before the caret, if it is that; see `core.ports.Deliverer`."""
        self.settle()
        session = self._connected()
        attempt = SelectBack(session, settings, on_inject=self._on_inject, clock=self._clock)
        return attempt.run(text)

    def settle(self) -> None:
        """Finish a restore that is still under way. *Blocks*, at most two seconds."""
        receipt, self._receipt = self._receipt, None
        if receipt is None or self._session is None or not self._session.alive:
            return
        if not receipt.settled.wait(_SETTLE_S):
            with contextlib.suppress(DeliveryError):
                self._session.call(receipt.restore_now)

    def shut_down(self) -> None:
        """Settle, and see to it that the user's clipboard outlives this process. *Blocks*."""
        self.settle()
        session, self._session = self._session, None
        if session is None:
            return
        with contextlib.suppress(DeliveryError):
            self._leave_behind(session)
        session.close()

    def probe(self) -> list[Finding]:
        """What the doctor says of pasting here. *Blocks*."""
        try:
            return examine(self._connected())
        except DeliveryError as error:
            return [Finding("paste", Health.BROKEN, error.message, error.hint)]

    def _connected(self) -> X11Session:
        if self._session is None or not self._session.alive:
            self._session = X11Session(self._environment.get("DISPLAY", ""), clock=self._clock)
            self._receipt = None
        return self._session

    @contextlib.contextmanager
    def _carried_over(self, session: X11Session) -> Iterator[None]:
        """Wait until the window before has read, and take over what it owes the clipboard.

        Browsers read several times; new words in between would end up in the older paste.
        """
        before, self._receipt = self._receipt, None
        if before is None or before.settled.is_set():
            yield
            return
        session.call(before.carry)
        before.quiet.wait(_SETTLE_S)
        try:
            yield
        finally:
            # Whatever the new delivery did not take over (the primary selection of a terminal, or
            # everything, when it failed early) goes back now.
            if session.alive:
                session.call(before.restore_now)

    def _leave_behind(self, session: X11Session) -> None:
        held: dict[str, Sequence[Format]] = session.call(lambda: _formats_held(session))
        if not held:
            return
        saving: Future[bool] = session.call(session.selections.hand_over)
        with contextlib.suppress(DeliveryError):
            if wait_for(saving, _HAND_OVER_S):
                held.pop(CLIPBOARD, None)
        if held:
            now: Any = session.call(session.selections.now)
            start_holder(self._hold_command, self._environment, held, now)


def _formats_held(session: X11Session) -> dict[str, Sequence[Format]]:
    offers = session.selections.held()
    return {name: tuple(offer.formats.values()) for name, offer in offers.items()}
