"""The real program without its desktop: no microphone, keyboard or window, no folder of the user.

Engine, take, ear, endpointer, recogniser child, rules and tagger are those of the running program,
put together as `app.assembly` does it. The microphone is played, the text is noted where it would
be pasted, and history and spool lie in a folder that goes away.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from dictate.app.assembly import IdMaker
from dictate.app.cleaning import LayeredCleaner
from dictate.app.sentencewise import Part
from dictate.audio.recorder import MicrophoneRecorder
from dictate.audio.spool import SpoolFolder
from dictate.audio.voice import VoiceDetectors
from dictate.core.engine import Engine
from dictate.core.notices import Notice
from dictate.core.ports import Parts
from dictate.core.recognition import ModelFiles
from dictate.evaluation.bench.arms import Arm
from dictate.evaluation.bench.between import (
    ListeningRecorder,
    NotingCleaner,
    NotingDeliverer,
    NotingRecogniser,
)
from dictate.evaluation.bench.child import spawn_bench
from dictate.evaluation.bench.clock import LOOK_S, SkippingClock
from dictate.evaluation.bench.feed import PlayedMicrophone
from dictate.evaluation.bench.said import ScriptedRecogniser
from dictate.history.store import SqliteHistory
from dictate.models.shipped import shipped_cleaner
from dictate.settings.schema import Settings
from dictate.text.gate import needs_a_writer
from dictate.text.rules import RulesCleaner
from dictate.workers.cleaner import ChildCleaner
from dictate.workers.supervise import ChildRecogniser

Tell = Callable[[Notice], None]


class Rig:
    """One program. Make, `start`, dictate, `stop`, on one thread.

    Args:
        folder: For history and spool; the caller removes it.
        model: What to recognise with.
        settings: The user's, or others.
        voices: The voice detector, loaded.
        tell: Gets every notice, on any thread.
        writer: The writer in its child; None for none. It is ended with the rest.
    """

    def __init__(  # noqa: PLR0913 - what differs between two benchmarks
        self,
        folder: Path,
        model: ModelFiles,
        settings: Settings,
        voices: VoiceDetectors,
        tell: Tell,
        *,
        writer: ChildCleaner | None = None,
    ) -> None:
        self.clock = SkippingClock()
        self.settings = settings
        self.microphone = PlayedMicrophone(self.clock, lambda: self.idle)
        spools = SpoolFolder(folder / "spool")
        recorder = MicrophoneRecorder(
            spools, self.clock, open_stream=self.microphone.open, load_voice=lambda: voices
        )
        self._child = ChildRecogniser(lambda _: model, spawn=spawn_bench)
        self._tagger = ChildCleaner(shipped_cleaner)
        self._history = SqliteHistory(folder / "history")
        self.recorder = ListeningRecorder(recorder, self.microphone.level_told)
        self.scripted = ScriptedRecogniser(self._child)
        self.recogniser = NotingRecogniser(self.scripted, self.clock)
        self._writer = writer
        self._layers = LayeredCleaner(
            RulesCleaner(),
            self._tagger,
            writer,
            needs_writer=needs_a_writer,
            noted=self._note,
        )
        self.cleaner = NotingCleaner(self._layers)
        self.sentences: Sequence[Part] = ()
        """What became of each sentence of the last dictation."""
        self.deliverer = NotingDeliverer(self.clock)
        parts = Parts(
            recorder=self.recorder,
            spools=spools,
            recogniser=self.recogniser,
            cleaner=self.cleaner,
            deliverer=self.deliverer,
            history=self._history,
        )
        self.engine = Engine(
            parts,
            None,
            settings,
            tell=tell,
            clock=self.clock,
            wall_clock=time.time,
            new_id=IdMaker(),
        )

    @property
    def pids(self) -> tuple[int | None, ...]:
        """The children: recogniser, tagger and writer."""
        return self._child.pid, self._tagger.pid, self._writer.pid if self._writer else None

    @property
    def idle(self) -> bool:
        """Whether no thread has anything to do, nor any cleaner. Any thread."""
        return self.engine.idle and self._layers.idle

    def start(self) -> None:
        """Start the threads."""
        self.engine.start()

    def stop(self) -> None:
        """End everything."""
        self.engine.shut_down()
        self._history.close()

    def wait_until_idle(self, timeout_s: float) -> bool:
        """Wait until no thread of the program has anything to do; whether that came."""
        until_s = time.monotonic() + timeout_s
        while not self.idle:
            if time.monotonic() > until_s:
                return False
            time.sleep(LOOK_S)
        return True

    def _note(self, parts: Sequence[Part]) -> None:
        self.sentences = tuple(parts)

    def take_up(self, arm: Arm) -> None:
        """Dictate under this arm from now on."""
        self.recorder.arm = arm
        self.engine.change_settings(arm.settings(self.settings))
