"""Builds the parts of the core from the rooms.

Nothing heavy happens here: libraries are imported by whoever needs them first, on a thread or in a
process of its own.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dictate.app.cleaning import LayeredCleaner
from dictate.app.playing import KeptDictations
from dictate.app.swapkey import SwapKey
from dictate.audio import devices
from dictate.audio.recorder import MicrophoneRecorder
from dictate.audio.spool import SpoolFolder
from dictate.core.engine import Engine
from dictate.core.notices import Notice, Severity, Told
from dictate.core.ports import Parts
from dictate.errors import DictateError, HistoryError, ModelError
from dictate.history.store import SqliteHistory
from dictate.models.find import choose
from dictate.models.shipped import shipped_cleaner
from dictate.models.writers import WriterChoice
from dictate.platforms.delivery import make_deliverer
from dictate.platforms.hotkeys import BothHotkeys, make_hotkeys
from dictate.settings import paths
from dictate.settings.schema import Settings
from dictate.text.gate import needs_a_writer
from dictate.text.rules import RulesCleaner
from dictate.ui.microphones import Microphone
from dictate.workers.cleaner import ChildCleaner
from dictate.workers.pressure import MemoryWatch
from dictate.workers.supervise import ChildRecogniser

Tell = Callable[[Notice], None]


@dataclass(frozen=True, slots=True)
class Machinery:
    """The program without its face."""

    engine: Engine
    history: SqliteHistory
    kept: KeptDictations
    notes: Notes
    memory: MemoryWatch
    swap_key: SwapKey
    wishes: Wishes
    preload: Callable[[], None]
    """Loads what the first take would else wait for. Blocks, some tenths of a second."""

    def take_settings(self, settings: Settings) -> None:
        """Take up new settings. Any thread; returns at once."""
        self.wishes.settings = settings
        self.engine.change_settings(settings)
        self.swap_key.take(settings.hotkey)


class Wishes:
    """The settings of now, for what is chosen when it is needed. Any thread."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings


def make_machinery(environment: Mapping[str, str], settings: Settings, tell: Tell) -> Machinery:
    """Wire everything; nothing is started.

    Args:
        environment: Of the process: names the display, the session, the bus.
        settings: Of the start.
        tell: Gets every notice.
    """
    hotkeys, second = make_hotkeys(environment), make_hotkeys(environment)
    history = SqliteHistory(paths.history_dir(), lambda error: tell(_history_note(error)))
    spools = SpoolFolder(paths.spool_dir())
    notes = Notes(tell)
    recorder = MicrophoneRecorder(spools)
    recogniser = ChildRecogniser(choose, on_note=notes)
    wishes = Wishes(settings)
    tagger = ChildCleaner(shipped_cleaner)
    writer = ChildCleaner(WriterChoice(lambda: wishes.settings))
    parts = Parts(
        recorder=recorder,
        spools=spools,
        recogniser=recogniser,
        cleaner=LayeredCleaner(RulesCleaner(), tagger, writer, needs_writer=needs_a_writer),
        deliverer=make_deliverer(environment, on_inject=BothHotkeys(hotkeys, second).discount),
        history=history,
    )
    engine = Engine(
        parts,
        hotkeys,
        settings,
        tell=tell,
        clock=time.monotonic,
        wall_clock=time.time,
        new_id=IdMaker(),
    )
    memory = MemoryWatch([recogniser, tagger, writer])
    swap_key = SwapKey(second, engine.swap_last, lambda error: tell(_swap_key_note(error)))
    kept = KeptDictations(history)
    return Machinery(engine, history, kept, notes, memory, swap_key, wishes, recorder.preload)


class IdMaker:
    """Makes ids that sort by time and never come twice, not even after the clock was set back."""

    def __init__(self, wall_clock: Callable[[], float] = time.time) -> None:
        self._wall_clock = wall_clock
        self._count = itertools.count()

    def __call__(self) -> str:
        """Such as `20260131-235959-123-0`: UTC to the millisecond, and a counter of this run."""
        now_s = self._wall_clock()
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(now_s))
        return f"{stamp}-{int(now_s * 1000) % 1000:03d}-{next(self._count)}"


def list_microphones() -> Sequence[Microphone]:
    """The microphones as the tray shows them. Blocks."""
    return [
        Microphone(found.name, found.description, found.is_default)
        for found in devices.microphones()
    ]


def _history_note(error: HistoryError) -> Told:
    return Told("History", error.message, error.hint, Severity.WARNING)


def _swap_key_note(error: DictateError) -> Told:
    return Told("The swap key does not work", error.message, error.hint, Severity.WARNING)


def _note(note: str) -> Told:
    return Told("Speech model", note, severity=Severity.WARNING)


class Notes:
    """Tells each note about models once, whoever comes first with it. Any thread.

    Args:
        tell: Gets the notices.
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._told: set[str] = set()

    def __call__(self, note: str) -> None:
        """Tell it, unless it was told since the start or says nothing."""
        with self._lock:
            if not note or note in self._told:
                return
            self._told.add(note)
        self._tell(_note(note))

    def look(self, settings: Settings) -> None:
        """Say now what the first dictation would find: a sample model, or none. Blocks shortly."""
        try:
            self(choose(settings).note)
        except ModelError as error:
            self._tell(Told("Speech model", error.message, error.hint, Severity.WARNING))
