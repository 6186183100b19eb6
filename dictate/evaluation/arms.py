"""The arms of an evaluation: ways to clean a text, side by side.

::

    nothing      the words as recognised
    rules        as the program cleans without any model
    backmatch    rules, then a simple rule that looks back for the word after "no wait"
    tagger       rules, then the tagger, whatever it says
    tagger+veto  as the program does it
    noisy        rules, then a scripted writer with the faults of small chat models
    noisy+veto   the same behind the port of a real writer, as the program would use it
    MODEL        rules, then a chat model that writes, whatever it says; MODEL:STYLE with a style's
                 instruction, so that two prompts can be compared
    MODEL+veto   rules, tagger, then that model, each edit judged: as the program does it

All start from the same words, under the same settings, and are timed from words to text.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from dictate.app.ahead import Layer
from dictate.app.cleaning import LayeredCleaner
from dictate.app.trial import why_no_tagger
from dictate.core.cleaning import CleanRequest
from dictate.core.dictation import CleanedText, PhraseText, Transcript
from dictate.errors import CleanupError, DictateError, SettingsError
from dictate.evaluation.chat_models import PATIENCE_S, ChatModelError, FindModel, find_in
from dictate.evaluation.noisy_layer import NoisyLayer
from dictate.evaluation.text_look import Answer
from dictate.evaluation.text_suite import Case
from dictate.evaluation.watched import WatchedLayer, undone_in
from dictate.models.shipped import shipped_cleaner
from dictate.settings.paths import styles_dir
from dictate.settings.schema import Settings, TextSettings
from dictate.settings.styles import DEFAULT, Style, style_called
from dictate.text import backmatch
from dictate.text.changes import composed
from dictate.text.rules import RulesCleaner
from dictate.text.sentences import pieces_of
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
        find_model: Finds chat models.
    """

    def __init__(
        self,
        settings: TextSettings,
        seed: str = "0",
        find_model: FindModel | None = None,
    ) -> None:
        self._settings = replace(settings, cleaner_deadline_ms=PATIENCE_MS)
        self._rules = RulesCleaner()
        self._tagger = ChildCleaner(shipped_cleaner)
        self._noisy = NoisyLayer(seed)
        self._find_model = find_model or find_in(Settings())
        self._writers: dict[str, ChildCleaner] = {}
        self._programs: list[LayeredCleaner] = []

    def __enter__(self) -> Workshop:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def close(self) -> None:
        """End the children."""
        for layer in (self._tagger, *self._writers.values()):
            layer.shut_down()
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
        if name in makers:
            return Arm(name, ARMS[name], makers[name]())
        return self._chat_arm(name)

    def _chat_arm(self, name: str) -> Arm:
        """An arm that is called after a chat model."""
        called = name.removesuffix(VETO)
        model, style = _model_and_style(called)
        try:
            writer = self._writer(model)
        except ChatModelError as error:
            raise ArmError(
                f"There is no way to clean that is called {name}: {error.message}",
                hint=f"There are {', '.join(ARMS)}, and every chat model. {error.hint}".strip(),
            ) from error
        if name.endswith(VETO):
            settings = replace(self._settings, cleaner="writer", style=style.name)
            return Arm(name, f"{model} as the program uses it.", self._through(settings, writer))
        return Arm(name, f"Rules, then {model}, whatever it says.", self._written(writer, style))

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
        return self._through(self._settings)

    def _by_noisy(self, case: Case) -> Answer:
        self._noisy.tell(case, self._ruled(case).text)
        return Answer(self._noisy.all_of_it())

    def _noisy_in_the_program(self) -> Clean:
        settings = replace(self._settings, cleaner="writer")
        clean = self._through(settings, self._noisy, ChildCleaner(lambda: None))

        def told(case: Case) -> Answer:
            self._noisy.tell(case, self._ruled(case).text)
            return clean(case)

        return told

    def _written(self, writer: ChildCleaner, style: Style) -> Clean:
        """Sentence by sentence, as the program asks."""

        def clean(case: Case) -> Answer:
            text, at, before = self._ruled(case).text, 0, ""
            parts: list[str] = []
            refused = ""
            for piece in pieces_of(text):
                before, failed = _asked(
                    writer, CleanRequest(text[piece.start : piece.end], before, style.instruction)
                )
                refused = failed or refused
                parts += (text[at : piece.start], before)
                at = piece.end
            return Answer("".join(parts) + text[at:], refused=refused)

        return clean

    def _through(
        self, settings: TextSettings, writer: Layer | None = None, tagger: Layer | None = None
    ) -> Clean:
        """Through the program's own cleaner, and what its veto did."""
        watched = [WatchedLayer(tagger or self._tagger)]
        watched += [WatchedLayer(writer)] if writer is not None else []
        program = LayeredCleaner(RulesCleaner(), *watched)
        self._programs.append(program)

        def clean(case: Case) -> Answer:
            for layer in watched:
                layer.forget()
            began_s = time.perf_counter()
            cleaned = program.clean(_transcript(case), settings)
            took_ms = (time.perf_counter() - began_s) * 1000
            ruled = self._ruled(case)
            verdicts = [
                one for layer in watched for one in layer.verdicts(case.language, settings, ruled)
            ]
            undone, refused = undone_in(ruled, verdicts)
            return replace(_answer(cleaned), took_ms=took_ms, undone=undone, refused=refused)

        return clean

    def _writer(self, model: str) -> ChildCleaner:
        """One child for each model, however many arms use it."""
        if model not in self._writers:
            files = self._find_model(model, "writer")
            self._writers[model] = ChildCleaner(lambda: files)
        return self._writers[model]

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


VETO = "+veto"


def _model_and_style(name: str) -> tuple[str, Style]:
    """The model and the style that an arm such as `qwen3-0.6b:email` is called after."""
    model, colon, style = name.rpartition(":")
    try:
        if colon:
            return model, style_called(style, styles_dir())
        return name, style_called(DEFAULT, styles_dir())
    except SettingsError as error:
        raise ArmError(error.message, hint=error.hint) from error


def _asked(writer: ChildCleaner, request: CleanRequest) -> tuple[str, str]:
    """What a writer made of a sentence, and why it made nothing of it, which leaves it as it is."""
    try:
        return writer.start(request).wait(PATIENCE_S)[0], ""
    except CleanupError as error:
        return request.text, error.message


def _nothing(case: Case) -> Answer:
    return Answer(case.raw)


def _transcript(case: Case) -> Transcript:
    phrase = PhraseText(case.id, 0, case.raw, language=case.language)
    return Transcript(case.id, (phrase,))


def _answer(cleaned: CleanedText) -> Answer:
    return Answer(cleaned.text, edits=cleaned.edits)
