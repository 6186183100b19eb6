"""The arms of an evaluation: ways to clean a text, side by side.

::

    nothing      the words as recognised
    rules        as the program cleans without any model
    backmatch    rules, then a simple rule that looks back for the word after "no wait"
    tagger       rules, then the tagger, whatever it says
    tagger+veto  as the program does it
    noisy        rules, then a scripted writer with the faults of small chat models
    noisy+veto   the same behind the port of a real writer, as the program would use it

All start from the same words, under the same settings, and are timed from words to text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from dictate.app.cleaning import LayeredCleaner
from dictate.app.trial import why_no_tagger
from dictate.core.dictation import CleanedText, PhraseText, Transcript
from dictate.errors import CleanupError, DictateError
from dictate.evaluation.noisy_layer import NoisyLayer
from dictate.evaluation.text_scores import Answer
from dictate.evaluation.text_suite import Case
from dictate.models.shipped import shipped_cleaner
from dictate.settings.schema import TextSettings
from dictate.text import backmatch
from dictate.text.changes import composed
from dictate.text.rules import RulesCleaner
from dictate.workers.cleaner import ChildCleaner

PATIENCE_MS = 10_000
"""The longest deadline the settings know: it is measured how long an arm takes, not cut off."""

Clean = Callable[[Case], Answer]


class ArmError(DictateError):
    """An arm is not known, or cannot run on this machine."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to clean: its name, one line about it, and what it makes of a case."""

    name: str
    about: str
    clean: Clean


class Workshop:
    """Makes arms, and holds the children they share. Close it.

    Args:
        settings: How text is written; the deadline is lengthened.
        seed: Of the noisy writer.
    """

    def __init__(self, settings: TextSettings, seed: str = "0") -> None:
        self._settings = replace(settings, cleaner_deadline_ms=PATIENCE_MS)
        self._rules = RulesCleaner()
        self._tagger = ChildCleaner(shipped_cleaner)
        self._noisy = NoisyLayer(seed)
        self._programs: list[LayeredCleaner] = []

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def close(self) -> None:
        """End the children."""
        self._tagger.shut_down()
        for program in self._programs:
            program.shut_down()

    def make(self, name: str) -> Arm:
        """The arm of that name.

        Raises:
            ArmError: It is not known, or cannot run here.
        """
        makers: Mapping[str, Callable[[], Clean]] = {
            "nothing": lambda: _nothing,
            "rules": lambda: self._by_rules,
            "backmatch": lambda: self._by_backmatch,
            "tagger": self._tagged,
            "tagger+veto": self._as_the_program,
            "noisy": lambda: self._by_noisy,
            "noisy+veto": self._noisy_in_the_program,
        }
        if name not in makers:
            raise ArmError(
                f"There is no way to clean that is called {name}.",
                hint=f"There are: {', '.join(ARMS)}.",
            )
        return Arm(name, ARMS[name], makers[name]())

    # ── one method for each ──────────────────────────────────────────────────────────────────────

    def _ruled(self, case: Case) -> CleanedText:
        return self._rules.clean(_transcript(case), self._settings)

    def _by_rules(self, case: Case) -> Answer:
        return _answer(self._ruled(case))

    def _by_backmatch(self, case: Case) -> Answer:
        ruled = self._ruled(case)
        if case.language != "en":
            return _answer(ruled)
        text, edits = backmatch.clean(ruled.text)
        return Answer(text, edits=tuple(composed(ruled.raw, ruled.edits, ruled.text, edits)))

    def _tagged(self) -> Clean:
        self._need_the_tagger()

        def clean(case: Case) -> Answer:
            ruled = self._ruled(case)
            if case.language != "en" or not ruled.text.strip():
                return _answer(ruled)
            try:
                text, edits = self._tagger.clean(ruled.text, PATIENCE_MS / 1000)
            except CleanupError as error:
                return replace(_answer(ruled), refused=error.message)
            return Answer(text, edits=tuple(composed(ruled.raw, ruled.edits, ruled.text, edits)))

        return clean

    def _as_the_program(self) -> Clean:
        self._need_the_tagger()
        program = self._program(LayeredCleaner(RulesCleaner(), self._tagger))
        return lambda case: _answer(program.clean(_transcript(case), self._settings))

    def _by_noisy(self, case: Case) -> Answer:
        self._noisy.tell(case, self._ruled(case).text)
        return Answer(self._noisy.all_of_it())

    def _noisy_in_the_program(self) -> Clean:
        no_tagger = ChildCleaner(lambda: None)
        program = self._program(LayeredCleaner(RulesCleaner(), no_tagger, self._noisy))
        settings = replace(self._settings, cleaner="writer")

        def clean(case: Case) -> Answer:
            self._noisy.tell(case, self._ruled(case).text)
            return _answer(program.clean(_transcript(case), settings))

        return clean

    def _program(self, program: LayeredCleaner) -> LayeredCleaner:
        self._programs.append(program)
        return program

    def _need_the_tagger(self) -> None:
        if not self._tagger.available():
            message, hint = why_no_tagger()
            raise ArmError(message, hint=hint)


ARMS: Mapping[str, str] = MappingProxyType(
    {
        "nothing": "The words as recognised.",
        "rules": "Fillers, doubled words, cut-offs, spoken marks: without any model.",
        "backmatch": "Rules, then a simple rule that looks back for the word after the correction.",
        "tagger": "Rules, then the tagger, whatever it says.",
        "tagger+veto": "Rules, then the tagger, each edit judged: what the program does.",
        "noisy": "Rules, then a scripted writer with the known faults of small chat models.",
        "noisy+veto": "The same, each edit judged, as the program would use such a writer.",
    }
)
"""Names and one line for a user."""

DEFAULT_ARMS: Sequence[str] = ("nothing", "rules", "backmatch", "tagger", "tagger+veto")


def _nothing(case: Case) -> Answer:
    return Answer(case.raw)


def _transcript(case: Case) -> Transcript:
    phrase = PhraseText(case.id, 0, case.raw, language=case.language)
    return Transcript(case.id, (phrase,))


def _answer(cleaned: CleanedText) -> Answer:
    return Answer(cleaned.text, edits=cleaned.edits)
