"""Cleans a text sentence by sentence, each as soon as it is finished.

::

    ruled text ─► pieces ─► tagger ─► judged ─► writer, if there is work for one ─► judged ─► text
                              │ late, failed        │ late, failed
                              └─► the piece as it was before that layer

While the user speaks `ahead` is told the text so far, and finished sentences are worked on in the
background. At the end `clean` finds their answers, and only the last sentence is left. Every answer
belongs to what was asked, word for word: what changed after all is simply asked again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from dictate.app.ahead import Layer, OrdersAhead
from dictate.core.cleaning import CleanRequest
from dictate.core.dictation import Edit
from dictate.core.ports import Clock
from dictate.core.worker import Worker
from dictate.errors import CleanupError
from dictate.settings.schema import TextSettings
from dictate.settings.styles import Style
from dictate.text.changes import applied, carried, composed
from dictate.text.passage import has_words
from dictate.text.pauses import within
from dictate.text.rewriting import rewritten
from dictate.text.sentences import Piece, pieces_of

log = logging.getLogger(__name__)

AHEAD_S = 60.0
"""How long a sentence may take in the background; the child has walls of its own."""


@dataclass(frozen=True, slots=True)
class Task:
    """How a dictation is to be cleaned.

    Attributes:
        settings: As the style has them.
        style: Its instruction goes to a writer.
        tags: Whether the tagger is asked.
        writes: Whether a writer is asked.
        languages: Spoken in it, as far as they are known.
        pauses: Where in the text that is worked on fillers were taken out.
    """

    settings: TextSettings
    style: Style
    tags: bool
    writes: bool
    languages: frozenset[str] = frozenset()
    pauses: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A text after the layers.

    Attributes:
        text: What became of it.
        edits: Lead there from the text that was given.
        by: The layers that were used, such as `tagger`.
        late: Whether a layer was asked and did not answer in time, or failed.
        asked: The layers that were asked; one that is not in `by` was late, failed or was refused.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    by: frozenset[str] = field(default_factory=frozenset)
    late: bool = False
    asked: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class _Until:
    """A task, and when its time is over on the clock."""

    task: Task
    ends_s: float


Judge = Callable[[str, str, Task], "tuple[Edit, ...] | None"]
"""Text, answer, the task: the edits that may stay; None where the answer is refused."""

NeedsWriter = Callable[[str, Sequence[Edit]], bool]
"""A sentence as rules and tagger left it, and what they changed: whether a writer has work."""

Noted = Callable[[Sequence[Part]], None]
"""Is told what became of each sentence of a dictation."""


class Sentencewise:
    """The layers behind the rules. `clean` and `ahead` are called on one thread.

    Args:
        tagger: The first layer.
        writer: The second; None where there is none.
        judge: Says which of a layer's edits may stay.
        needs_writer: The gate before the writer.
        clock: Seconds that never jump.
        noted: Is told at the end what became of each sentence.
    """

    def __init__(  # noqa: PLR0913 - the layers and what stands between them
        self,
        tagger: Layer,
        writer: Layer | None,
        *,
        judge: Judge,
        needs_writer: NeedsWriter,
        clock: Clock,
        noted: Noted = lambda _: None,
    ) -> None:
        self._layers = {"tagger": OrdersAhead(tagger)}
        if writer is not None:
            self._layers["writer"] = OrdersAhead(writer)
        self._judge = judge
        self._needs_writer = needs_writer
        self._clock = clock
        self._noted = noted
        self._worker = Worker("clean-ahead")
        self._running = False
        self._latest = ""  # the text that was said last; work for an older one is skipped

    @property
    def idle(self) -> bool:
        """Whether nothing is being worked on ahead. Any thread."""
        return self._worker.idle

    def ahead(self, text: str, task: Task) -> None:
        """More has been said: work on the finished sentences of `text`. Returns at once."""
        finished = [piece for piece in pieces_of(text) if piece.finished]
        if not finished:
            return
        self._latest = text
        if not self._running:
            self._running = True
            self._worker.start()
        self._worker.post(lambda: self._work_ahead(text, finished, task))

    def clean(self, text: str, task: Task, ends_s: float) -> Part:
        """All of it, by that time on the clock; a sentence that is not clean by then stays."""
        self._latest = ""
        pieces = pieces_of(text)
        if task.tags:
            for piece in pieces:  # all at once: the child need not wait for us in between
                self._layers["tagger"].order(CleanRequest(text[piece.start : piece.end]))
        parts = self._parts(text, pieces, task, ends_s)
        self._noted(parts)
        return _joined(text, pieces, parts)

    def forget(self) -> None:
        """The dictation is over."""
        self._latest = ""
        for orders in self._layers.values():
            orders.forget()

    def shut_down(self, timeout_s: float) -> None:
        """End the thread. The layers are to be shut down before."""
        self._latest = ""
        if self._running:
            self._worker.stop(timeout_s)

    def _work_ahead(self, text: str, pieces: Sequence[Piece], task: Task) -> None:
        if self._latest == text:
            self._parts(text, pieces, task, self._clock() + AHEAD_S)

    def _parts(self, text: str, pieces: Sequence[Piece], task: Task, ends_s: float) -> list[Part]:
        parts: list[Part] = []
        before = ""
        for piece in pieces:
            asked = replace(task, pauses=within(task.pauses, piece.start, piece.end))
            part = self._part(text[piece.start : piece.end], before, asked, ends_s)
            parts.append(part)
            before = part.text
        return parts

    def _part(self, text: str, before: str, task: Task, ends_s: float) -> Part:
        """One sentence through the layers."""
        part = Part(text)
        if not has_words(text):
            return part
        if task.tags:
            request = CleanRequest(text)
            part = self._through("tagger", text, part, request, _Until(task, ends_s))
        if task.writes and (task.style.instruction or self._needs_writer(part.text, part.edits)):
            request = CleanRequest(part.text, before, task.style.instruction)
            task = replace(task, pauses=carried(task.pauses, part.edits))
            part = self._through("writer", text, part, request, _Until(task, ends_s))
        return part

    def _through(
        self, name: str, raw: str, part: Part, request: CleanRequest, until: _Until
    ) -> Part:
        """What the layer makes of `part`, which came of `raw`."""
        part = replace(part, asked=part.asked | {name})
        try:
            result, _edits = self._layers[name].order(request).wait(until.ends_s - self._clock())
        except CleanupError:
            return replace(part, late=True)
        if self._clock() > until.ends_s:
            return replace(part, late=True)
        if name == "writer" and until.task.style.rewrites:
            kept = rewritten(request.text, result)
        else:
            kept = self._judge(request.text, result, until.task)
        if kept is None:
            log.info("the %s did more than tidy; a sentence stands as it was", name)
            return part
        edits = tuple(composed(raw, part.edits, part.text, kept))
        return replace(part, text=applied(part.text, kept), edits=edits, by=part.by | {name})


def _joined(text: str, pieces: Sequence[Piece], parts: Sequence[Part]) -> Part:
    """The pieces as one text again; a sentence that went takes the space after it along."""
    edits: list[Edit] = []
    for at, (piece, part) in enumerate(zip(pieces, parts, strict=True)):
        moved = [replace(edit, start=edit.start + piece.start) for edit in part.edits]
        following = pieces[at + 1].start if at + 1 < len(pieces) else piece.end
        if moved and not part.text.strip() and following > piece.end:
            whole = text[piece.start : following]
            moved = [Edit(moved[0].kind, piece.start, whole, "")]
        edits += moved
    by = frozenset().union(*(part.by for part in parts))
    asked = frozenset().union(*(part.asked for part in parts))
    late = any(part.late for part in parts)
    return Part(applied(text, edits), tuple(edits), by, late, asked)
