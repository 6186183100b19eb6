"""The cleaner of the running program: rules, then a tagger and, if chosen, a writer behind them.

::

    transcript ─► rules ─► sentences ─► tagger ─► writer, each in its child, each judged ─► shape
                     │         └─ no tagger here: the back-match rule
                     └─ late, failed, or not believed: as it was before that layer

What a style changes is changed here, before anything else; its shape is given to the text at last.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from dictate.app.ahead import Layer
from dictate.app.sentencewise import NeedsWriter, Noted, Part, Sentencewise, Task
from dictate.core.dictation import LATE, CleanedText, Edit, Transcript
from dictate.core.ports import Cleaner, Clock
from dictate.errors import SettingsError
from dictate.settings.paths import styles_dir
from dictate.settings.schema import TextSettings
from dictate.settings.styles import DEFAULT, Style, shipped_style, style_called
from dictate.text import backmatch
from dictate.text.allowed import law_of
from dictate.text.changes import applied, composed
from dictate.text.edits import judge
from dictate.text.passage import Passage, has_words, passage_of
from dictate.text.pauses import pauses_in
from dictate.text.shapes import find_shape

log = logging.getLogger(__name__)

LANGUAGE = "en"
"""What tagger and back-match know."""

BY_TAGGER = "rules and tagger"
BY_BACKMATCH = "rules and back-match"

END_S = 2.0

FindStyle = Callable[[str], Style]


def find_style(name: str) -> Style:
    """The style of that name; the default one, with a line in the log, where it cannot be used."""
    try:
        return style_called(name, styles_dir())
    except SettingsError as error:
        log.info("a style cannot be used: %s", error.message)
        return shipped_style(DEFAULT) or Style(DEFAULT, "")


class LayeredCleaner:
    """A `Cleaner` of several layers.

    Args:
        rules: Come first, and always.
        tagger: Comes after them where it can.
        writer: Comes last, where it is chosen; None where there is none.
        needs_writer: Whether a sentence is worth asking a writer about.
        styles: Finds a style by its name.
        clock: Seconds that never jump.
        noted: Is told at the end what became of each sentence.
    """

    def __init__(  # noqa: PLR0913 - the layers, told apart here, once
        self,
        rules: Cleaner,
        tagger: Layer,
        writer: Layer | None = None,
        *,
        needs_writer: NeedsWriter = lambda _text, _edits: True,
        styles: FindStyle = find_style,
        clock: Clock = time.monotonic,
        noted: Noted = lambda _: None,
    ) -> None:
        self._rules = rules
        self._tagger = tagger
        self._writer = writer
        self._styles = styles
        self._clock = clock
        self._sentences = Sentencewise(
            tagger, writer, judge=_judged, needs_writer=needs_writer, clock=clock, noted=noted
        )

    @property
    def idle(self) -> bool:
        """Whether nothing is being cleaned ahead. Any thread."""
        return self._sentences.idle

    def prepare(self, settings: TextSettings) -> None:
        """Load soon what is wanted and there."""
        task = self._task(settings, Passage("", frozenset({LANGUAGE})))
        for wanted, layer in ((task.tags, self._tagger), (task.writes, self._writer)):
            if wanted and layer is not None and layer.available():
                layer.prepare()

    def unload(self) -> None:
        """Give the models' memory back."""
        for layer in self._layers():
            layer.unload()

    def shut_down(self) -> None:
        """End the layers."""
        for layer in self._layers():
            layer.shut_down()
        self._sentences.shut_down(END_S)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """While the block runs, the cores are the recogniser's."""
        layers = self._layers()
        for layer in layers:
            layer.pause()
        try:
            yield
        finally:
            for layer in layers:
                layer.go_on()

    def look_ahead(self, transcript: Transcript, settings: TextSettings) -> None:
        """Clean in the background what is finished; see `Cleaner.look_ahead`."""
        task = self._task(settings, passage_of(transcript))
        if task.tags or task.writes:
            ruled = self._rules.clean(transcript, task.settings)
            self._sentences.ahead(ruled.text, _with_pauses(task, ruled))

    def clean(self, transcript: Transcript, settings: TextSettings) -> CleanedText:
        """The transcript as written text; see `Cleaner.clean`."""
        ends_s = self._clock() + settings.cleaner_deadline_ms / 1000
        task = self._task(settings, passage_of(transcript))
        ruled = self._rules.clean(transcript, task.settings)
        cleaned = ruled
        if has_words(ruled.text):
            try:
                cleaned = self._behind_the_rules(ruled, task, ends_s)
            finally:
                self._sentences.forget()
        return _shaped(cleaned, task)

    def _behind_the_rules(self, ruled: CleanedText, task: Task, ends_s: float) -> CleanedText:
        if task.tags or task.writes:
            part = self._sentences.clean(ruled.text, _with_pauses(task, ruled), ends_s)
            return _layered(ruled, part, _names(part))
        if task.settings.cleaner == "auto" and task.languages == {LANGUAGE}:
            result, _edits = backmatch.clean_surely(ruled.text)
            kept = _judged(ruled.text, result, _with_pauses(task, ruled))
            if kept:
                return _layered(ruled, Part(applied(ruled.text, kept), kept), BY_BACKMATCH)
        return ruled

    def _task(self, settings: TextSettings, passage: Passage) -> Task:
        style = self._styles(settings.style)
        styled = style.applied(settings)
        tags = styled.cleaner != "rules" and passage.speaks(LANGUAGE)
        writes = styled.cleaner == "writer"
        return Task(
            styled,
            style,
            tags=tags and self._tagger.available(),
            writes=writes and self._writer is not None and self._writer.available(),
            languages=passage.languages,
        )

    def _layers(self) -> list[Layer]:
        return [layer for layer in (self._tagger, self._writer) if layer is not None]


def _names(part: Part) -> str:
    return " and ".join(["rules", *sorted(part.by)]) + (LATE if part.late else "")


def _with_pauses(task: Task, ruled: CleanedText) -> Task:
    """The task for a text that the rules have been through."""
    return replace(task, pauses=pauses_in(ruled))


def _judged(text: str, result: str, task: Task) -> tuple[Edit, ...] | None:
    """The edits of a layer that may stay; None where nothing of it is believed."""
    verdict = judge(text, result, law_of(task.settings, task.languages), task.pauses)
    if verdict.undone:
        log.info(
            "the veto undid %d edits of %d",
            len(verdict.undone),
            len(verdict.undone) + len(verdict.edits),
        )
    return None if verdict.refused else verdict.edits


def _layered(ruled: CleanedText, part: Part, by: str) -> CleanedText:
    """The rules' edits and those behind them as one list."""
    if not part.edits:
        return replace(ruled, by=by)
    both = composed(ruled.raw, ruled.edits, ruled.text, part.edits)
    return CleanedText(ruled.raw, part.text, tuple(both), by, rules=ruled.text)


def _shaped(cleaned: CleanedText, task: Task) -> CleanedText:
    """The text in the shape of its style."""
    edits = find_shape(cleaned.text, task.style.shape)
    if not edits:
        return cleaned
    both = composed(cleaned.raw, cleaned.edits, cleaned.text, edits)
    return replace(cleaned, text=applied(cleaned.text, edits), edits=tuple(both))
