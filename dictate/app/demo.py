"""Plays a shipped sample into the whole chain, at the pace of speech, with the overlay over it.

Qt's loop runs on the main thread; sound, recogniser and cleaner on one of their own, as they do
while a key is held.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from dictate.app.samples import Sample
from dictate.app.trial import Chain, patient
from dictate.audio.ear import LEVEL_MS
from dictate.audio.level import LevelMeter
from dictate.audio.media import blocks
from dictate.audio.phrases import PhraseFinder
from dictate.audio.voice import load_voice
from dictate.core.dictation import RATE_HZ, CleanedText, Level, PhraseText, Samples
from dictate.core.notices import LevelChanged, Notice, Phase, StatusChanged, WordsChanged
from dictate.core.recognition import ModelFiles
from dictate.errors import DictateError, RecogniserError
from dictate.settings.schema import Settings

log = logging.getLogger(__name__)

STEP = LEVEL_MS * RATE_HZ // 1000
SHOWN_S = 1.5
"""How long the finished text stands in the overlay."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What came of the demonstration."""

    model: str
    text: CleanedText


class Demonstration:
    """One sample, played once. `play` blocks.

    Args:
        sample: What is said.
        choose: The recogniser's model.
        settings: The user's.
        tell: Gets what an overlay shows.
        pace: Waits until a moment of the sound, in seconds since its start; returns at once where
            nobody watches.
    """

    def __init__(
        self,
        sample: Sample,
        choose: Callable[[Settings], ModelFiles],
        settings: Settings,
        tell: Callable[[Notice], None],
        pace: Callable[[float], None],
    ) -> None:
        self._sample = sample
        self._choose = choose
        self._settings = patient(settings)
        self._tell = tell
        self._pace = pace

    def play(self) -> Shown:
        """Recognise the sample while it is "spoken", then clean it.

        Raises:
            DictateError: No model can be used, or a stage failed.
        """
        parts = list(blocks(self._sample.file, self._sample.file.name))
        model = self._choose(self._settings)
        chain = Chain(lambda _: model, self._settings)
        try:
            self._tell(StatusChanged(Phase.OPENING, loading=True))
            chain.cleaner.prepare(self._settings.text)
            chain.recogniser.prepare(self._settings)
            texts = self._listen(chain, np.concatenate(parts))
            self._tell(StatusChanged(Phase.IDLE, working=1))
            if not any(text.text.strip() for text in texts):
                raise RecogniserError("No words were recognised.", hint="Run dictate selfcheck.")
            cleaned = chain.clean(texts)
            self._tell(WordsChanged(cleaned.text, ""))
            return Shown(model.name, cleaned)
        finally:
            chain.close()

    def _listen(self, chain: Chain, samples: Samples) -> list[PhraseText]:
        finder = PhraseFinder(
            self._sample.file.stem,
            self._settings.microphone.phrase_pause_ms,
            load_voice()(),
            lambda start, end: samples[start:end],
        )
        texts: list[PhraseText] = []
        meter = LevelMeter(STEP)
        self._tell(StatusChanged(Phase.LISTENING))
        for start in range(0, len(samples), STEP):
            step = samples[start : start + STEP]
            self._pace((start + len(step)) / RATE_HZ)
            if (level := meter.feed(step)) is not None:
                self._tell(LevelChanged(Level(*level, voice=finder.voice_active)))
            for phrase in finder.feed(step):
                texts.append(chain.recogniser.recognise(phrase, self._settings))
                self._tell(WordsChanged(" ".join(text.text for text in texts), ""))
        self._tell(StatusChanged(Phase.TRAILING))
        texts += [chain.recogniser.recognise(phrase, self._settings) for phrase in finder.flush()]
        self._tell(WordsChanged(" ".join(text.text for text in texts), ""))
        return texts


def in_silence(
    sample: Sample, choose: Callable[[Settings], ModelFiles], settings: Settings
) -> Shown:
    """Play it for nobody to watch: as fast as it goes. See `Demonstration.play`."""
    return Demonstration(sample, choose, settings, lambda _: None, lambda _: None).play()


def with_overlay(
    sample: Sample,
    choose: Callable[[Settings], ModelFiles],
    settings: Settings,
    environment: Mapping[str, str],
) -> Shown:
    """Play it at the pace of speech under the overlay; on the main thread.

    Raises:
        DictateError: See `Demonstration.play`.
    """
    from dictate.app.face import Loop, make_application
    from dictate.ui.bridge import Bridge
    from dictate.ui.overlay import Overlay
    from dictate.ui.shell import dress

    application = make_application(environment, display=True)
    dress(application)
    ended = threading.Event()
    loop = Loop(ended.set)
    bridge, overlay = Bridge(), Overlay(at_top=settings.overlay.position == "top")
    bridge.status_changed.connect(overlay.set_status)
    bridge.level_changed.connect(overlay.add_level)
    bridge.words_changed.connect(overlay.set_words)
    shown: list[Shown | DictateError] = []

    def play() -> None:
        try:
            shown.append(Demonstration(sample, choose, settings, bridge.post, _Pace(ended)).play())
            ended.wait(timeout=SHOWN_S)
        except DictateError as error:
            shown.append(error)
        except Exception as error:
            log.exception("the demonstration failed")
            what = f"The demonstration failed ({type(error).__name__})."
            shown.append(RecogniserError(what, hint="Run dictate selfcheck."))

    thread = threading.Thread(target=play, name="demo", daemon=True)
    thread.start()
    loop.leave_after(thread.join)
    loop.run()
    bridge.close()
    overlay.close()
    if not shown:
        raise RecogniserError("The demonstration was ended.")
    if isinstance(shown[0], DictateError):
        raise shown[0]
    return shown[0]


class _Pace:
    """Waits as if the sound were just being spoken; not once the user wants to leave."""

    def __init__(self, ended: threading.Event) -> None:
        self._ended = ended
        self._began_s: float | None = None

    def __call__(self, until_s: float) -> None:
        now_s = time.monotonic()
        if self._began_s is None:
            self._began_s = now_s
        self._ended.wait(timeout=max(0.0, self._began_s + until_s - now_s))
