"""The benchmark from its first to its last dictation.

Qt's loop runs on the main thread with the overlay over it, as in the running program, and is
watched for stalls; everything else is done on one thread beside it.
"""

from __future__ import annotations

import logging
import math
import os
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from dictate.audio.voice import load_voice
from dictate.core.notices import Notice
from dictate.core.recognition import ModelFiles
from dictate.errors import DictateError, RecogniserError
from dictate.evaluation.bench import clips, shape
from dictate.evaluation.bench.arms import CLEANING, OURS, PLAIN_CLEAN, Arm
from dictate.evaluation.bench.cells import NOISE, PAUSES, SILENCE, SOLID, VALIDATED, Cell
from dictate.evaluation.bench.child import PLAIN as PLAIN_ENGINE
from dictate.evaluation.bench.child import PLAIN_SHAPE, SHAPE, write_apart
from dictate.evaluation.bench.clips import Clip
from dictate.evaluation.bench.plain import PlainCleaning, PlainWay
from dictate.evaluation.bench.play import Watch
from dictate.evaluation.bench.quality import Wanted, compare
from dictate.evaluation.bench.rig import Rig
from dictate.evaluation.bench.runs import Run, RunLog
from dictate.evaluation.bench.said import said_in
from dictate.evaluation.bench.series import Pace, Stage, Turn, turns
from dictate.evaluation.bench.speech import Utterance, recordings, shipped_recordings
from dictate.evaluation.bench.wish import Measured, Wish, settings_for
from dictate.evaluation.bench.writers import (
    Writers,
    in_child,
    in_patient_child,
    what_can_be_said,
    writers_called,
)
from dictate.models.find import choose
from dictate.settings import paths
from dictate.settings.schema import Settings
from dictate.workers.cores import recogniser_threads

log = logging.getLogger(__name__)

Say = Callable[[str], None]

WARMING = (Cell(5, PAUSES), Cell(10, PAUSES, 300))
"""Played first and not counted: the model is loaded, the caches are warm, the pace is known."""


def measure(wish: Wish, settings: Settings, say: Say) -> Measured:
    """Measure what is wished. On the main thread; blocks for minutes.

    Args:
        wish: What.
        settings: The user's; language, threads, beam and padding are taken from them.
        say: Gets progress, a line each; on another thread.

    Raises:
        DictateError: There is no model or no speech, or the program failed.
    """
    from PySide6.QtCore import qInstallMessageHandler

    from dictate.app.face import Loop, make_application
    from dictate.evaluation.bench.stalls import Ticker
    from dictate.ui.bridge import Bridge
    from dictate.ui.overlay import Overlay
    from dictate.ui.shell import dress

    application = make_application(os.environ, display=False)
    qInstallMessageHandler(lambda *_: None)  # offscreen, Qt says of each window what it cannot do
    dress(application)
    ended = threading.Event()
    loop = Loop(ended.set)
    bridge, overlay = Bridge(), Overlay()
    bridge.status_changed.connect(overlay.set_status)
    bridge.level_changed.connect(overlay.add_level)
    bridge.words_changed.connect(overlay.set_words)
    ticker = Ticker(time.monotonic)
    work = _Work(wish, settings, say, show=bridge.post, ended=ended, showing=ticker.note)
    thread = threading.Thread(target=work.run, name="benchmark", daemon=True)
    ticker.start()
    thread.start()
    loop.leave_after(thread.join)
    loop.run()
    ticker.stop()
    bridge.close()
    overlay.close()
    if work.error is not None:
        raise work.error
    work.measured.late_s = ticker.late_s
    return work.measured


class _Work:
    """What is done beside Qt."""

    def __init__(  # noqa: PLR0913 - what the other thread gives
        self,
        wish: Wish,
        settings: Settings,
        say: Say,
        *,
        show: Callable[[Notice], None],
        ended: threading.Event,
        showing: Callable[[bool], None],
    ) -> None:
        self._wish = wish
        self._say = say
        self._show = show
        self._ended = ended
        self._showing = showing
        self._settings = settings_for(wish, settings)
        self._clips: dict[tuple[int, str], Clip] = {}
        self._voices = load_voice()
        self._speech: list[Utterance] = []
        self._began_s = time.monotonic()
        self.measured = Measured()
        self.error: DictateError | None = None

    def run(self) -> None:
        """Do all of it."""
        try:
            wish = self._wish
            self._speech = [one for folder in wish.speech for one in recordings(folder)]
            self._speech = self._speech or shipped_recordings()
            self.measured.last_s = clips.last_phrase(clips.flowing(self._speech)).length_s
            model = self._model()
            self.measured.model = model.name
            asked = self._settings.recogniser.threads
            self.measured.threads = recogniser_threads(asked, model.size_bytes)
            with tempfile.TemporaryDirectory(prefix="dictate-bench-") as folder:
                self._with_program(Path(folder), model)
        except DictateError as error:
            self.error = error
        except Exception as error:
            log.exception("the benchmark failed")
            what = f"The benchmark failed ({type(error).__name__})."
            self.error = RecogniserError(what, hint="Run dictate selfcheck.")
        self.measured.took_s = time.monotonic() - self._began_s
        self.measured.stopped = self._ended.is_set()

    def _model(self) -> ModelFiles:
        name = self._wish.shape
        if not name:
            return choose(self._settings)
        folder = shape.shape_folder(paths.cache_dir(), name)
        if not folder.is_dir():
            self._say(f"writing a model of shape {name} to {folder}")
            write_apart(name, folder)
        size = (folder / "model.bin").stat().st_size
        return ModelFiles(f"{name}-shape", folder, size, engine=SHAPE)

    def _writers(self) -> Writers | None:
        name = self._wish.writer
        return writers_called(name, self._settings, self._say) if name else None

    def _with_program(self, folder: Path, model: ModelFiles) -> None:
        watch = Watch()

        def tell(notice: Notice) -> None:
            watch(notice)
            self._show(notice)

        writers = self._writers()
        writer = in_child(writers.ours) if writers else None
        rig = Rig(folder, model, self._settings, self._voices, tell, writer=writer)
        plain = cleaning = None
        if any(arm.is_plain for arm in self._wish.arms) and not self._wish.validates:
            engine = PLAIN_SHAPE if self._wish.shape else PLAIN_ENGINE
            plain = PlainWay(replace(model, engine=engine), self._settings)
            if writers and PLAIN_CLEAN in self._wish.arms:
                cleaning = PlainCleaning(plain, in_patient_child(writers.plain))
        stage = Stage(rig, plain, watch, self._clip, self._showing, cleaning=cleaning)
        if self._wish.is_scripted:
            pool = what_can_be_said()
            stage.said = lambda clip, turn: said_in(clip, pool, turn)
        rig.start()
        try:
            if plain is not None:
                plain.start()
            self._measure(stage)
        finally:
            if cleaning is not None:
                cleaning.close()
            if plain is not None:
                plain.close()
            rig.stop()
            self.measured.memory, self.measured.memory_plain = stage.most, stage.most_plain

    def _measure(self, stage: Stage) -> None:
        pace = self._warm(stage)
        if self._wish.words:
            self._compare(stage)
        elif self._wish.validates:
            self._validate(stage)
        else:
            self._time(stage, pace)

    def _warm(self, stage: Stage) -> Pace:
        stage.dictate(OURS, WARMING[0])
        began_s = time.monotonic()
        stage.dictate(OURS, WARMING[1])
        ours_s = max(0.1, time.monotonic() - began_s - 1.3)
        plain_s = 0.0
        if stage.plain is not None:
            began_s = time.monotonic()
            stage.plain.recognise(self._clip(WARMING[1]))
            plain_s = 1.3 * (time.monotonic() - began_s)
        took_s: dict[Arm, float] = {}
        for arm in CLEANING:
            for cell in WARMING if arm in self._wish.arms else ():
                began_s = time.monotonic()
                stage.play(Turn(arm, cell))
                took_s[arm] = (time.monotonic() - began_s) / cell.length_s
        return Pace(ours_s / WARMING[1].length_s, plain_s, took_s)

    def _time(self, stage: Stage, pace: Pace) -> None:
        todo = list(turns(self._wish.cells, self._wish.arms, self._wish.repeats))
        self._say(f"{len(todo)} dictations, about {pace.seconds(todo) / 60:.0f} minutes")
        path = self._wish.out / "runs.jsonl" if self._wish.out else None
        until_s = self._began_s + (self._wish.limit_s or math.inf)
        with RunLog(path, self.measured.runs) as kept:
            for at, turn in enumerate(todo, start=1):
                if self._ended.is_set():
                    return
                if time.monotonic() > until_s:
                    self._say("the time is up; the rest is left out")
                    return
                run = stage.play(turn)
                kept.add(run)
                self._say(_line(at, len(todo), turn, run))

    def _validate(self, stage: Stage) -> None:
        todo = [Turn(OURS, cell) for _ in range(self._wish.repeats) for cell in VALIDATED]
        seconds = sum(2.5 + turn.cell.length_s for turn in todo)
        self._say(f"{2 * len(todo)} dictations, about {seconds / 60:.1f} minutes")
        for at, turn in enumerate(todo, start=1):
            if self._ended.is_set():
                return
            for skips, into in ((True, self.measured.runs), (False, self.measured.real)):
                run = stage.play(turn, skips=skips)
                into.append(run)
                self._say(_line(at, len(todo), turn, run) + ("" if skips else ", in real time"))

    def _compare(self, stage: Stage) -> None:
        wanted = Wanted(self._wish.words, self._speech, self._wish.arms)
        kept, ended = self.measured.kept, self._ended.is_set
        compare(stage, wanted, self._voices, kept, say=self._say, ended=ended)

    def _clip(self, cell: Cell) -> Clip:
        key = (cell.length_s, cell.kind)
        if key not in self._clips:
            self._clips[key] = self._made(cell)
        return self._clips[key]

    def _made(self, cell: Cell) -> Clip:
        match cell.kind:
            case k if k == SOLID:
                return clips.solid(self._speech, cell.length_s, self._voices)
            case k if k == SILENCE:
                return clips.silence(cell.length_s)
            case k if k == NOISE:
                return clips.only_noise(cell.length_s)
            case _:
                return clips.with_pauses(self._speech, cell.length_s)


def _line(at: int, of: int, turn: Turn, run: Run) -> str:
    return f"{at:4d}/{of}  {turn.cell!s:16} {turn.arm.name:16} {run.wait_ms:8.0f} ms"
