"""The rules, in their order, as one cleaner.

::

    phrases joined ─► seams ─► fillers ─► cut-offs ─► doubled words ─► vocabulary
                   ─► spacing ─► numbers ─► commands ─► text

Why this order: seams know where phrases met only while the text is as it was joined; a filler
between two equal words hides a repeat, and one behind a broken-off word hides the whole one; the
vocabulary finds "open a eye" in "open, um, a eye" once the filler is gone; spaces come after
everything that takes words away. Commands come last: they write spaces and lines as they were
asked for, and nothing may mend those.

To add a rule, write a function from a passage to edits of it, and a row below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import TypeAlias

from dictate.core.dictation import CleanedText, Edit, Transcript
from dictate.errors import CleanupError
from dictate.settings.schema import TextSettings
from dictate.text.changes import applied, composed
from dictate.text.commands import KIND as COMMAND
from dictate.text.commands import Commands
from dictate.text.cutoffs import find_cutoffs
from dictate.text.doubled import find_doubled
from dictate.text.fillers import find_fillers
from dictate.text.numbers import find_numbers
from dictate.text.passage import Passage, has_words, passage_of
from dictate.text.seams import find_seams
from dictate.text.spacing import find_spacing
from dictate.text.vocabulary import Vocabulary

Find: TypeAlias = Callable[[Passage], list[Edit]]
"""A rule: names its edits of the passage's text, in order and without overlap; changes nothing."""

BY = "rules"


@dataclass(frozen=True, slots=True)
class Rule:
    """One step.

    Attributes:
        name: For logs and tests.
        wanted: Whether the settings switch it on.
        find: What it does.
    """

    name: str
    wanted: Callable[[TextSettings], bool]
    find: Find


RULES_BEFORE_VOCABULARY = (
    Rule("seams", lambda settings: settings.join_phrases, find_seams),
    Rule("fillers", lambda settings: settings.fillers, find_fillers),
    Rule("cut-offs", lambda settings: settings.cutoffs, find_cutoffs),
    Rule("doubled words", lambda settings: settings.doubled_words, find_doubled),
)
RULES_AFTER_VOCABULARY = (
    Rule("spacing", lambda settings: settings.spacing, find_spacing),
    Rule("numbers", lambda settings: settings.numbers == "digits", find_numbers),
)


class RulesCleaner:
    """A `Cleaner` that needs no model. One thread at a time."""

    def __init__(self) -> None:
        self._spellings: Mapping[str, str] = {}
        self._vocabulary = Vocabulary({})
        self._off: tuple[str, ...] = ()
        self._commands = Commands()

    def prepare(self, settings: TextSettings) -> None:
        """Nothing has to be loaded."""

    def unload(self) -> None:
        """Nothing is loaded."""

    def shut_down(self) -> None:
        """Nothing runs."""

    def paused(self) -> AbstractContextManager[None]:
        """There is nothing to pause."""
        return nullcontext()

    def look_ahead(self, transcript: Transcript, settings: TextSettings) -> None:
        """Rules take no time worth saving."""

    def clean(self, transcript: Transcript, settings: TextSettings) -> CleanedText:
        """The transcript as written text; a dictation that had words keeps some.

        Words that were nothing but commands are obeyed: "new paragraph" is a new paragraph.

        Raises:
            CleanupError: The rules do not fit together: an edit does not fit its text.
        """
        passage = passage_of(transcript)
        raw = passage.text
        edits: list[Edit] = []
        try:
            for rule in self._rules(settings):
                found = rule.find(passage)
                if found:
                    edits = composed(raw, edits, passage.text, found)
                    passage = replace(passage, text=applied(passage.text, found), seams=())
            fits = applied(raw, edits) == passage.text
        except ValueError as error:
            raise CleanupError("A text rule failed.") from error
        if not fits:
            raise CleanupError("The text rules do not fit together.")
        commanded = any(edit.kind == COMMAND for edit in edits)
        if has_words(raw) and not has_words(passage.text) and not commanded:
            return CleanedText(raw, raw, by=BY)
        return CleanedText(raw, passage.text, tuple(edits), BY)

    def _rules(self, settings: TextSettings) -> list[Rule]:
        """The rules that are switched on, in their order."""
        if settings.vocabulary is not self._spellings:
            self._spellings = settings.vocabulary
            self._vocabulary = Vocabulary(settings.vocabulary)
        spell = Rule("vocabulary", lambda it: bool(it.vocabulary), self._vocabulary.find)
        if settings.commands_off is not self._off:
            self._off = settings.commands_off
            self._commands = Commands(settings.commands_off)
        obey = Rule("commands", lambda it: it.commands, self._commands.find)
        rules = (*RULES_BEFORE_VOCABULARY, spell, *RULES_AFTER_VOCABULARY, obey)
        return [rule for rule in rules if rule.wanted(settings)]
