"""A shipped sample through the real chain, stage by stage, each timed and judged.

The parts are those of the running program: the decoder, the voice detector, the recogniser and the
tagger in their child processes, the rules. Only microphone and window are left out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy as np

from dictate.app.cleaning import BY_TAGGER, LayeredCleaner
from dictate.app.samples import Sample, share_wrong
from dictate.audio.media import blocks
from dictate.audio.phrases import PhraseFinder
from dictate.audio.voice import load_voice
from dictate.core.choices import CLEANERS, choice_named
from dictate.core.dictation import RATE_HZ, CleanedText, Phrase, PhraseText, Samples, Transcript
from dictate.core.findings import Health
from dictate.core.recognition import ModelFiles
from dictate.errors import DictateError, MediaError, ModelError, RecogniserError
from dictate.models.shipped import shipped_cleaner
from dictate.settings.schema import RecogniserSettings, Settings, TextSettings
from dictate.text.rules import RulesCleaner
from dictate.workers.cleaner import ChildCleaner
from dictate.workers.supervise import ChildRecogniser

MOST_WRONG = 0.25
"""Share of the sample's words that may be wrong: processors round differently, and a broken chain
gets none right."""

MOST_WRONG_CLEAN = 1 / 3
"""The same after cleaning, of words that were heard rightly; a correction left in costs more."""

PATIENCE_MS = 10_000
"""How long the tagger is waited for here, where it may still be loading."""


@dataclass(frozen=True, slots=True)
class Stage:
    """How one stage went.

    Attributes:
        name: What it is.
        health: Whether it works.
        took_s: Seconds.
        text: What was found, one sentence.
        remedy: What to do; empty where nothing needs to be done.
    """

    name: str
    health: Health
    took_s: float
    text: str
    remedy: str = ""


Tell = Callable[[Stage], None]


@dataclass(slots=True)
class Trial:
    """What came of it so far."""

    stages: list[Stage] = field(default_factory=list)
    raw: str = ""
    clean: str = ""

    @property
    def good(self) -> bool:
        """Whether nothing is broken."""
        return all(stage.health is not Health.BROKEN for stage in self.stages)


def phrases_of(parts: Iterator[Samples], name: str) -> list[Phrase]:
    """The phrases of a recording, cut as those of a take are."""
    samples = np.concatenate(list(parts))
    finder = PhraseFinder(
        name,
        Settings().microphone.phrase_pause_ms,
        load_voice()(),
        lambda start, end: samples[start:end],
    )
    return [*finder.feed(samples), *finder.flush()]


class Chain:
    """The children and the rules. Use it on one thread; `close` it there.

    Args:
        choose: The recogniser's model.
        settings: Of recogniser and text.
    """

    def __init__(self, choose: Callable[[Settings], ModelFiles], settings: Settings) -> None:
        self.settings = settings
        self.recogniser = ChildRecogniser(choose)
        self.tagger = ChildCleaner(shipped_cleaner)
        self.cleaner = LayeredCleaner(RulesCleaner(), self.tagger)

    def clean(self, texts: Sequence[PhraseText]) -> CleanedText:
        """The words as written text."""
        return self.cleaner.clean(
            Transcript(texts[0].dictation_id, tuple(texts)), self.settings.text
        )

    def close(self) -> None:
        """End the children."""
        self.recogniser.shut_down()
        self.recogniser.unload()
        self.cleaner.shut_down()


def patient(settings: Settings) -> Settings:
    """The settings with time for a tagger that may still be loading."""
    return replace(settings, text=replace(settings.text, cleaner_deadline_ms=PATIENCE_MS))


def try_out(sample: Sample, model: ModelFiles | None, tell: Tell) -> Trial:
    """Send the sample through the chain with this model; each stage is told as it ends."""
    trial = _Running(tell)
    settings = patient(Settings(recogniser=RecogniserSettings(device="cpu"), text=TextSettings()))
    chain = Chain(lambda _: _there(model), settings)
    try:
        chain.cleaner.prepare(settings.text)  # loads beside the recogniser
        _run(trial, chain, sample, model)
    except DictateError as error:
        trial.broke(error)
    except (ImportError, OSError) as error:  # a native library that is missing, or not for here
        what = f"A part of Dictate cannot be loaded: {error}."
        trial.broke(MediaError(what, hint="Install Dictate again, or look with dictate doctor."))
    finally:
        chain.close()
    return trial.trial


def _run(trial: _Running, chain: Chain, sample: Sample, model: ModelFiles | None) -> None:
    with trial.stage("decode") as say:
        parts = list(blocks(sample.file, sample.file.name))
        say(f"{sum(map(len, parts)) / RATE_HZ:.1f} s of sound, by FFmpeg")
    with trial.stage("voice") as say:
        phrases = phrases_of(iter(parts), sample.file.stem)
        if not phrases:
            raise RecogniserError("No voice was found in the sample.", hint=_REPORT)
        say(f"{_count(len(phrases), 'phrase')} found, by Silero")
    with trial.stage("load") as say:
        chain.recogniser.prepare(chain.settings)
        ready = chain.recogniser.ready
        how = f"{ready.device}, {ready.compute_type}" if ready else ""
        say(f"{model.name if model else ''} on {how}")
    with trial.stage("recognise") as say:
        texts = [chain.recogniser.recognise(phrase, chain.settings) for phrase in phrases]
        raw = trial.trial.raw = Transcript(sample.file.stem, tuple(texts)).text
        wrong = share_wrong(sample.spoken, raw)
        if wrong > MOST_WRONG:
            raise RecogniserError(
                f"{wrong:.0%} of the sample's words were not recognised.", hint=_REPORT
            )
        say(f"{1 - wrong:.0%} of the words are right")
    _clean(trial, chain, sample, texts)


def _clean(trial: _Running, chain: Chain, sample: Sample, texts: Sequence[PhraseText]) -> None:
    with trial.stage("rules") as say:
        transcript = Transcript(sample.file.stem, tuple(texts))
        ruled = RulesCleaner().clean(transcript, chain.settings.text)
        say(f"{_count(len(ruled.edits), 'change')}")
    trial.trial.clean = ruled.text
    if not chain.tagger.available():
        text, remedy = why_no_tagger()
        trial.add(Stage("tagger", Health.LIMITED, 0.0, text, remedy))
        return
    with trial.stage("tagger") as say:
        cleaned = chain.clean(texts)
        trial.trial.clean = cleaned.text
        wrong = share_wrong(sample.clean, cleaned.text)
        ready = chain.tagger.ready
        if cleaned.by != BY_TAGGER and ready is None:
            raise RecogniserError("The tagger does not work here.", hint=_CLEANER)
        heard_right = share_wrong(sample.spoken, trial.trial.raw) == 0.0
        if heard_right and wrong > MOST_WRONG_CLEAN:
            raise RecogniserError(f"{wrong:.0%} of the clean words are wrong.", hint=_CLEANER)
        how = f"loaded in {ready.took_s:.2f} s, {ready.compute_type}" if ready else ""
        say(f"{1 - wrong:.0%} of the clean words are right; {how}")


_REPORT = "Run dictate doctor; if it finds nothing, report both answers."
_CLEANER = "Text is cleaned by rules alone meanwhile: dictate config set text.cleaner rules"


def why_no_tagger() -> tuple[str, str]:
    """Why no tagger runs here, and what to do."""
    model = shipped_cleaner()
    if model is None:
        return (
            "The cleaning model is not there; rules clean alone.",
            "Install Dictate again: its model lies in models/tiny-clean.",
        )
    if choice_named(model.engine, CLEANERS).missing():
        return (
            "llama-cpp-python is not installed; rules clean alone.",
            "scripts/run builds it; or: pip install 'dictate[cleaner]'",
        )
    return "The tagger is not used.", ""


def _there(model: ModelFiles | None) -> ModelFiles:
    if model is None:
        raise ModelError(
            "The sample model models/tiny-en does not ship with this copy of Dictate.",
            hint="Install Dictate again, or fetch a model: dictate models pull",
        )
    return model


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


class _Running:
    """Collects the stages."""

    def __init__(self, tell: Tell) -> None:
        self.trial = Trial()
        self._tell = tell
        self._began: tuple[str, float] = ("start", time.monotonic())

    @contextmanager
    def stage(self, name: str) -> Iterator[Callable[[str], None]]:
        """Time what is done inside; what it says is the finding."""
        self._began = (name, time.monotonic())
        said: list[str] = []
        yield said.append
        took_s = time.monotonic() - self._began[1]
        self.add(Stage(name, Health.GOOD, took_s, " ".join(said)))

    def broke(self, error: DictateError) -> None:
        """The stage under way failed."""
        name, began_s = self._began
        took_s = time.monotonic() - began_s
        self.add(Stage(name, Health.BROKEN, took_s, error.message, error.hint))

    def add(self, stage: Stage) -> None:
        """One more stage."""
        self.trial.stages.append(stage)
        self._tell(stage)
