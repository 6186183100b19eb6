"""Drives a cleaner in a child process, on a thread of its own, so that no text waits for it long.

Text is delivered by rules when the cleaner is late, so nothing here is tried twice: what fails is
said to the caller, and the next text finds a fresh child.

A text is ordered with `start` and waited for, or called off, by its ticket; `clean` does all of it
at once. Texts are cleaned one after the other, in the order in which they were ordered.
"""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import MappingProxyType

from dictate.core.choices import CLEANERS, Choice, choice_named
from dictate.core.cleaning import CleanRequest
from dictate.core.dictation import Edit
from dictate.core.ports import Clock
from dictate.core.recognition import EngineReady, EngineSetup, ModelFiles
from dictate.core.worker import Worker
from dictate.errors import CleanupError, DictateError, TextGivenUpError
from dictate.workers import messages
from dictate.workers.cleaning import NOT_USED, Answer, Cleaning
from dictate.workers.cores import MOST, threads_for
from dictate.workers.limits import Limits
from dictate.workers.place import ChildPlace, Spawn
from dictate.workers.process import ChildProcess, spawn_worker, worker_command
from dictate.workers.watch import Walls, understood

log = logging.getLogger(__name__)

MOST_THREADS = MappingProxyType({"tagger": 2})
"""Where more processor threads gain nothing, by engine: a tagger's matrices are too small."""

MOST_FAILURES = 3
"""After so many failures in a row a model is not tried again before its files change."""

END_S = 5.0
"""Seconds to wait for the thread once its child is gone."""


def spawn_cleaner() -> subprocess.Popen[bytes]:
    """Start the child that this program ships."""
    return spawn_worker(worker_command("cleaner"))


class ChildCleaner:
    """A cleaner whose engine lives in a child process. Any thread.

    Args:
        choose_model: The model to clean with; None where there is none.
        clock: Seconds that never jump.
        spawn: Starts a child.
        limits: How long and how much a child may take.
        choices: The engines there are.
    """

    def __init__(
        self,
        choose_model: Callable[[], ModelFiles | None],
        *,
        clock: Clock = time.monotonic,
        spawn: Spawn = spawn_cleaner,
        limits: Limits | None = None,
        choices: Sequence[Choice] = CLEANERS,
    ) -> None:
        self._choose_model = choose_model
        self._limits = limits or Limits()
        self._choices = choices
        self._place = ChildPlace("cleaner", spawn, self._limits, clock)
        self._worker = Worker("cleaner")
        self._state = threading.Lock()
        self._running = self._closed = False
        self._call = threading.RLock()
        self._loaded: ModelFiles | None = None
        self._ready: EngineReady | None = None
        self._failures: tuple[ModelFiles | None, int] = (None, 0)

    def available(self) -> bool:
        """Whether there is a model, what runs it is installed, and it does not keep failing."""
        return self._usable() is not None

    def prepare(self) -> None:
        """Load the model soon. Returns at once; nothing happens where there is none."""
        if self._usable() is not None:
            self._post(self._prepare)

    def start(self, request: CleanRequest) -> Cleaning:
        """Order a text; loads the model first if need be. Returns at once."""
        cleaning = Cleaning(request, self._place.tell)
        if self._usable() is None or not self._post(lambda: self._work(cleaning)):
            cleaning.end(CleanupError("There is no cleaner that can be used.", hint=NOT_USED))
        return cleaning

    def clean(self, text: str, deadline_s: float) -> tuple[str, tuple[Edit, ...]]:
        """The text as it is to be written, and each change; called off when it is late.

        Args:
            text: What to clean.
            deadline_s: Seconds that the caller waits at most.

        Raises:
            CleanupError: It is not there, failed, or is late.
        """
        cleaning = self.start(CleanRequest(text))
        try:
            return cleaning.wait(deadline_s)
        finally:
            cleaning.cancel()

    def pause(self) -> None:
        """Let the cores to the recogniser: a text under way waits before its next token.

        Returns at once. Ends by `go_on`, or by itself after `leash.MOST_PAUSE_S`.
        """
        self._place.tell(messages.pause())

    def go_on(self) -> None:
        """The cores are free again."""
        self._place.tell(messages.go_on())

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Paused while the block runs."""
        self.pause()
        try:
            yield
        finally:
            self.go_on()

    def unload(self) -> None:
        """Give the memory back soon. Returns at once; the next call loads again."""
        if self._place.child is not None:
            self._post(self._unload)

    def unload_if_idle(self) -> bool:
        """End the child unless it is at work; whether there was one."""
        if not self._call.acquire(blocking=False):
            return False
        try:
            had_one = self._place.child is not None
            self._unload()
            return had_one
        finally:
            self._call.release()

    def shut_down(self) -> None:
        """End the child and the thread for good. Whoever waits for a text hears of it at once."""
        with self._state:
            self._closed = True
        self._place.close()
        self._worker.stop(END_S)

    @property
    def ready(self) -> EngineReady | None:
        """What is loaded and how it computes; None while nothing is."""
        return self._ready

    @property
    def pid(self) -> int | None:
        """The child's process id, or None."""
        return self._place.pid

    def rss_bytes(self) -> int:
        """Memory the child holds; 0 without one."""
        return self._place.rss_bytes()

    def _usable(self) -> ModelFiles | None:
        """The model to use; None where there is none, or no use in trying."""
        if self._closed:
            return None
        model = self._choose_model()
        if model is None or choice_named(model.engine, self._choices).missing():
            return None
        failed, times = self._failures
        return None if failed == model and times >= MOST_FAILURES else model

    def _post(self, task: Callable[[], None]) -> bool:
        """Have it done on the thread; False when the cleaner is shut down."""
        with self._state:
            if self._closed:
                return False
            if not self._running:
                # Started late: without a model there is no thread. It lives until the end, for
                # Linux ends a child with the thread that started it.
                self._running = True
                self._worker.start()
        self._worker.post(task)
        return True

    # ── on the thread ────────────────────────────────────────────────────────────────────────

    def _prepare(self) -> None:
        model = self._usable()
        if model is None:
            return
        with self._call:
            try:
                self._load(model)
            except DictateError as error:
                self._failed(model, error)

    def _work(self, cleaning: Cleaning) -> None:
        model = self._usable()
        if cleaning.is_cancelled or model is None:
            cleaning.end(TextGivenUpError("The cleaner was not asked.", hint=NOT_USED))
            return
        with self._call:
            try:
                answer: Answer = self._ask(model, cleaning)
                self._failures = (model, 0)
            except TextGivenUpError as error:
                answer = error
            except DictateError as error:
                self._failed(model, error)
                answer = CleanupError("The cleaner failed.", hint=NOT_USED)
        cleaning.end(answer)

    def _ask(self, model: ModelFiles, cleaning: Cleaning) -> tuple[str, tuple[Edit, ...]]:
        child = self._load(model)
        wall_s = self._limits.to_clean_s(len(cleaning.request.text), model.size_bytes)
        walls = self._walls(model, wall_s, self._limits.beat_s)
        answer = self._place.ask(child, cleaning.frame, "cleaned", walls)
        return understood(child, lambda: messages.cleaned_in(answer))

    def _load(self, model: ModelFiles) -> ChildProcess:
        """The child with this model in it; starts and loads what is missing."""
        child = self._place.child
        if child is not None and self._loaded == model and child.is_alive():
            return child
        self._unload()
        setup = EngineSetup(
            name=model.name,
            folder=str(model.folder.absolute()),
            device="cpu",
            threads=min(MOST_THREADS.get(model.engine, MOST), threads_for(0)),
            device_file="",
        )
        child = self._place.start()
        wall_s = self._limits.to_load_s(model.size_bytes)
        walls = self._walls(model, wall_s, self._limits.loading_beat_s)
        answer = self._place.ask(
            child, lambda id_: messages.load(id_, model.engine, setup), "ready", walls
        )
        ready = understood(child, lambda: messages.ready_in(answer))
        self._loaded, self._ready = model, ready
        log.info("cleaner %s loaded in %.2f s", model.name, ready.took_s)
        return child

    def _walls(self, model: ModelFiles, wall_s: float, beat_s: float) -> Walls:
        return Walls(wall_s, beat_s, self._limits.memory_bytes(model.size_bytes))

    def _unload(self) -> None:
        with self._call:
            self._loaded = self._ready = None
            self._place.empty()

    def _failed(self, model: ModelFiles, error: DictateError) -> None:
        self._unload()
        if self._closed:
            return
        before, times = self._failures
        self._failures = (model, times + 1 if before == model else 1)
        log.warning("the cleaner failed (%s)", type(error).__name__)
