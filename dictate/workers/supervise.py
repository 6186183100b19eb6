"""Drives a recogniser in a child process: starts it, watches it, and does not trust it.

A child that dies, hangs, fills memory or answers nonsense is ended, and the same sound goes to a
fresh one, once. The caller keeps the sound meanwhile.
"""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from dictate.core.dictation import RATE_HZ, Context, Phrase, PhraseText, Word
from dictate.core.ports import NO_CONTEXT, Clock
from dictate.core.recognition import EngineReady, EngineSetup, Heard, ModelFiles, SoundRequest
from dictate.errors import ModelError, RecogniserError
from dictate.settings.paths import device_file
from dictate.settings.schema import RecogniserSettings, Settings
from dictate.workers import messages
from dictate.workers.cores import recogniser_threads
from dictate.workers.limits import Limits
from dictate.workers.place import ChildPlace, Spawn
from dictate.workers.process import ChildProcess, spawn_worker, worker_command
from dictate.workers.watch import Walls, understood

log = logging.getLogger(__name__)

T = TypeVar("T")


def spawn_recogniser() -> subprocess.Popen[bytes]:
    """Start the child that this program ships."""
    return spawn_worker(worker_command("recogniser"))


class ChildRecogniser:
    """A `Recogniser` whose engine lives in a child process.

    `shut_down`, `unload_if_idle`, `ready`, `pid` and `rss_bytes` may be used from any thread, the
    rest from one;
    that one must live as long as the child is wanted (Linux ends a child with its starting
    thread).

    Args:
        choose_model: Which model the settings ask for; raises `ModelError` where there is none.
        clock: Seconds that never jump.
        spawn: Starts a child.
        limits: How long and how much a child may take.
        on_note: Told, once each, what a user should know about the model or device in use.
        with_words: Whether the time of each word is wanted; costs one more pass of the decoder.
    """

    def __init__(  # noqa: PLR0913 - its surroundings are told apart here, once
        self,
        choose_model: Callable[[Settings], ModelFiles],
        *,
        clock: Clock = time.monotonic,
        spawn: Spawn = spawn_recogniser,
        limits: Limits | None = None,
        on_note: Callable[[str], None] = lambda _note: None,
        with_words: bool = False,
    ) -> None:
        self._choose_model = choose_model
        self._clock = clock
        self._limits = limits or Limits()
        self._on_note = on_note
        self._with_words = with_words
        self._place = ChildPlace("recogniser", spawn, self._limits, clock)
        self._call = threading.RLock()
        self._loaded: tuple[ModelFiles, EngineSetup] | None = None
        self._ready: EngineReady | None = None
        self._chosen: tuple[RecogniserSettings, ModelFiles] | None = None
        self._notes: set[str] = set()

    # ── the port ─────────────────────────────────────────────────────────────────────────────

    def prepare(self, settings: Settings) -> None:
        """Load the model, if it is not the loaded one. See `Recogniser.prepare`."""
        with self._call:
            model = self._choose(settings)
            self._twice(lambda: self._load(model, settings))

    def recognise(
        self, phrase: Phrase, settings: Settings, context: Context = NO_CONTEXT
    ) -> PhraseText:
        """The words of a phrase. See `Recogniser.recognise`."""
        with self._call:
            model = self._chosen_for(settings)
            started_s = self._clock()
            heard = self._twice(lambda: self._hear(model, phrase, settings, context))
            took_s = self._clock() - started_s
        log.info(
            "phrase %d: %.1f s of sound, %d characters in %.2f s%s",
            phrase.index,
            len(phrase.samples) / RATE_HZ,
            len(heard.text),
            took_s,
            f", read twice: {heard.doubt}" if heard.doubt else "",
        )
        return PhraseText(
            dictation_id=phrase.dictation_id,
            index=phrase.index,
            text=heard.text,
            start_s=phrase.start_s,
            end_s=phrase.end_s,
            pause_before_s=phrase.pause_before_s,
            words=tuple(_moved(word, phrase.start_s) for word in heard.words),
            language=heard.language,
            model=model.name,
            took_s=took_s,
            frames=heard.frames,
            doubt=heard.doubt,
        )

    def unload(self) -> None:
        """End the child; its memory goes with it. See `Recogniser.unload`."""
        with self._call:
            self._loaded = self._ready = None
            self._place.empty()

    def unload_if_idle(self) -> bool:
        """End the child unless a call is under way, from any thread; whether there was one."""
        if not self._call.acquire(blocking=False):
            return False
        try:
            had_one = self._place.child is not None
            self.unload()
            return had_one
        finally:
            self._call.release()

    def shut_down(self) -> None:
        """End the child for good, from any thread. See `Recogniser.shut_down`."""
        self._place.close()

    # ── for the tray, the doctor and a watch on memory ───────────────────────────────────────

    @property
    def ready(self) -> EngineReady | None:
        """What is loaded and where it computes; None while nothing is."""
        return self._ready

    @property
    def pid(self) -> int | None:
        """The child's process id, or None."""
        return self._place.pid

    def rss_bytes(self) -> int:
        """Memory the child holds; 0 without one."""
        return self._place.rss_bytes()

    # ── one attempt, and a second ────────────────────────────────────────────────────────────

    def _twice(self, attempt: Callable[[], T]) -> T:
        """Do it; if the child fails, do it once more with a fresh one."""
        try:
            return attempt()
        except RecogniserError as error:
            self.unload()
            self._place.refuse_when_closed()
            log.warning("the recogniser failed (%s); once more", type(error).__name__)
        try:
            return attempt()
        except RecogniserError:
            self.unload()
            self._place.refuse_when_closed()
            raise

    def _hear(
        self, model: ModelFiles, phrase: Phrase, settings: Settings, context: Context
    ) -> Heard:
        child = self._load(model, settings)
        asked = settings.recogniser
        beam_size = 1 if context.quick else asked.beam_size
        request = SoundRequest(
            language=context.language or asked.language,
            beam_size=beam_size,
            vocabulary=tuple(settings.text.vocabulary.values()),
            words=self._with_words or context.times,
            before=context.before if asked.carry_text else "",
            padding_ms=asked.padding_ms,
        )
        sound_s = len(phrase.samples) / RATE_HZ
        wall_s = self._limits.to_recognise_s(sound_s, model.size_bytes, beam_size)
        answer = self._place.ask(
            child,
            lambda id_: messages.recognise(id_, phrase.samples, request),
            "heard",
            self._walls(model, wall_s, self._limits.beat_s),
        )
        return understood(child, lambda: messages.heard_in(answer))

    def _load(self, model: ModelFiles, settings: Settings) -> ChildProcess:
        """The child with this model in it; starts and loads what is missing."""
        setup = EngineSetup(
            name=model.name,
            folder=str(model.folder.absolute()),
            device=settings.recogniser.device,
            threads=recogniser_threads(settings.recogniser.threads, model.size_bytes),
            device_file=str(device_file()),
        )
        # The note belongs to how it was chosen, not to what it is.
        wanted = (replace(model, note=""), setup)
        child = self._place.child
        if child is not None and self._loaded == wanted and child.is_alive():
            return child
        self.unload()
        child = self._place.start()
        wall_s = self._limits.to_load_s(model.size_bytes)
        try:
            answer = self._place.ask(
                child,
                lambda id_: messages.load(id_, model.engine, setup),
                "ready",
                self._walls(model, wall_s, self._limits.loading_beat_s),
            )
        except ModelError:
            self.unload()
            raise
        ready = understood(child, lambda: messages.ready_in(answer))
        self._loaded, self._ready = wanted, ready
        log.info(
            "model %s loaded on %s (%s, %d threads) in %.2f s",
            model.name,
            ready.device,
            ready.compute_type,
            setup.threads,
            ready.took_s,
        )
        self._note(ready.why)
        return child

    def _walls(self, model: ModelFiles, wall_s: float, beat_s: float) -> Walls:
        return Walls(wall_s, beat_s, self._limits.memory_bytes(model.size_bytes))

    # ── small things ─────────────────────────────────────────────────────────────────────────

    def _chosen_for(self, settings: Settings) -> ModelFiles:
        """The model of these settings; a choice already made for them stands."""
        if self._chosen is not None and self._chosen[0] == settings.recogniser:
            return self._chosen[1]
        return self._choose(settings)

    def _choose(self, settings: Settings) -> ModelFiles:
        model = self._choose_model(settings)
        self._chosen = (settings.recogniser, model)
        self._note(model.note)
        return model

    def _note(self, note: str) -> None:
        if note and note not in self._notes:
            self._notes.add(note)
            self._on_note(note)


def _moved(word: Word, by_s: float) -> Word:
    return replace(word, start_s=word.start_s + by_s, end_s=word.end_s + by_s)
