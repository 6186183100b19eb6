"""A layer behind the rules that does what it is told."""

from __future__ import annotations

from collections.abc import Callable

from dictate.core.cleaning import CleanRequest
from dictate.core.dictation import Edit
from dictate.errors import CleanupError

Answer = tuple[str, tuple[Edit, ...]]


class FakeOrder:
    """An order that is carried out when somebody waits for it, once."""

    def __init__(self, layer: FakeTagger, request: CleanRequest) -> None:
        self._layer, self._request = layer, request
        self._answer: Answer | CleanupError | None = None
        self.cancelled = False

    @property
    def is_done(self) -> bool:
        return self._answer is not None

    def wait(self, timeout_s: float) -> Answer:
        if self._answer is None:
            self._layer.asked.append((self._request.text, timeout_s))
            try:
                self._answer = self._layer.answer(self._request.text)
            except CleanupError as error:
                self._answer = error
        if isinstance(self._answer, CleanupError):
            raise self._answer
        return self._answer

    def cancel(self) -> None:
        self.cancelled = True


class FakeTagger:
    """Answers with what `answer` makes of the text; late or failing if it raises."""

    def __init__(self, answer: Callable[[str], Answer] = lambda text: (text, ())) -> None:
        self.answer = answer
        self.there = True
        self.asked: list[tuple[str, float]] = []
        self.requests: list[CleanRequest] = []
        self.orders: list[FakeOrder] = []
        self.calls: list[str] = []

    def available(self) -> bool:
        return self.there

    def prepare(self) -> None:
        self.calls.append("prepare")

    def start(self, request: CleanRequest) -> FakeOrder:
        self.requests.append(request)
        self.orders.append(FakeOrder(self, request))
        return self.orders[-1]

    def pause(self) -> None:
        self.calls.append("pause")

    def go_on(self) -> None:
        self.calls.append("go on")

    def unload(self) -> None:
        self.calls.append("unload")

    def shut_down(self) -> None:
        self.calls.append("shut down")


def fail(_text: str) -> Answer:
    """An answer that does not come."""
    raise CleanupError("The tagger stumbled.")
