"""Sees what a cleaner proposed, so that it can be told what the veto did with it.

The program only keeps what it believes. A watched layer remembers each proposal; judged once more,
which gives the same, it says what was undone and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dictate.app.ahead import Layer, Order
from dictate.core.cleaning import CleanRequest
from dictate.core.dictation import CleanedText, Edit
from dictate.evaluation.text_look import Undone
from dictate.settings.schema import TextSettings
from dictate.text.allowed import law_of
from dictate.text.edits import judge
from dictate.text.pauses import pauses_in, within
from dictate.text.verdict import Verdict


@dataclass(slots=True)
class _WatchedOrder:
    """An order whose answer is written down."""

    order: Order
    text: str
    seen: dict[str, str]

    @property
    def is_done(self) -> bool:
        return self.order.is_done

    def wait(self, timeout_s: float) -> tuple[str, tuple[Edit, ...]]:
        result, edits = self.order.wait(timeout_s)
        self.seen[self.text] = result
        return result, edits

    def cancel(self) -> None:
        self.order.cancel()


@dataclass(slots=True)
class WatchedLayer:
    """A `Layer` that remembers what it was asked and what it answered, until `forget`."""

    layer: Layer
    seen: dict[str, str] = field(default_factory=dict)

    def forget(self) -> None:
        """Another text comes."""
        self.seen.clear()

    def verdicts(
        self, language: str, settings: TextSettings, ruled: CleanedText | None = None
    ) -> list[tuple[str, Verdict]]:
        """What the veto says of each proposal, with the text it was made for.

        Args:
            language: Spoken.
            settings: Say which kinds are allowed.
            ruled: What the rules made of the raw text, and where they took fillers out.
        """
        law = law_of(settings, frozenset({language}))
        return [
            (text, judge(text, result, law, _pauses(text, ruled)))
            for text, result in self.seen.items()
        ]

    # ── the port ─────────────────────────────────────────────────────────────────────────────────

    def available(self) -> bool:
        """Whether the layer is."""
        return self.layer.available()

    def prepare(self) -> None:
        """Let it load."""
        self.layer.prepare()

    def start(self, request: CleanRequest) -> _WatchedOrder:
        """Order a text of it."""
        return _WatchedOrder(self.layer.start(request), request.text, self.seen)

    def pause(self) -> None:
        """Let it wait."""
        self.layer.pause()

    def go_on(self) -> None:
        """Let it go on."""
        self.layer.go_on()

    def unload(self) -> None:
        """Let it give its memory back."""
        self.layer.unload()

    def shut_down(self) -> None:
        """End it."""
        self.layer.shut_down()


def _pauses(piece: str, ruled: CleanedText | None) -> tuple[int, ...]:
    """Where in a piece of what the rules made they took fillers out."""
    start = ruled.text.find(piece) if ruled is not None else -1
    if ruled is None or start < 0:
        return ()
    return within(pauses_in(ruled), start, start + len(piece))


def undone_in(
    ruled: CleanedText, verdicts: Sequence[tuple[str, Verdict]]
) -> tuple[tuple[Undone, ...], str]:
    """What was undone, in the raw text, and why a proposal was refused altogether.

    Args:
        ruled: What the rules made of the raw text: proposals are made for pieces of it.
        verdicts: On the proposals.
    """
    undone: list[Undone] = []
    refused = ""
    for piece, verdict in verdicts:
        start = max(0, ruled.text.find(piece))
        for one in verdict.undone:
            place = _in_raw(ruled.edits, start + one.start)
            undone.append(Undone(place, one.before, one.after, str(one.why)))
        if verdict.refused:
            refused = "too much of it would have to be undone"
    return tuple(undone), refused


def _in_raw(edits: Sequence[Edit], position: int) -> int:
    """Where a place of the text after the edits was before them; -1 inside one."""
    growth = 0
    for edit in edits:
        begin = edit.start + growth
        if position < begin:
            break
        if position < begin + len(edit.after):
            return -1
        growth += len(edit.after) - len(edit.before)
    return position - growth
