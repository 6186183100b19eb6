"""The seams: what the core asks of the world, as small Protocols.

Each has a fake in `tests/fakes` and a contract test in `tests/contract` that runs over the fake
and over every real implementation. Calls return at once unless the docstring says *blocks*.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from dictate.core.dictation import (
    CleanedText,
    Context,
    Delivery,
    Dictation,
    Focus,
    Level,
    Phrase,
    PhraseText,
    Samples,
    TakeEnd,
    Transcript,
)
from dictate.errors import DictateError, MicrophoneError, SpoolError
from dictate.settings.schema import (
    HistorySettings,
    HotkeySettings,
    MicrophoneSettings,
    Settings,
    TextSettings,
)

Clock = Callable[[], float]
"""Seconds on a clock that never jumps; `time.monotonic` outside tests."""

NO_CONTEXT = Context()
"""Nothing is known yet."""


# ── sound ────────────────────────────────────────────────────────────────────────────────────────


class TakeListener(Protocol):
    """Hears of a take. Called on the recorder's own threads; must return at once."""

    def sound_arrived(self, dictation_id: str) -> None:
        """The first block has really come: the user may be told that Dictate listens."""

    def level_changed(self, dictation_id: str, level: Level) -> None:
        """About every 50 ms while recording."""

    def phrase_spoken(self, phrase: Phrase) -> None:
        """A phrase is complete. In order, without gaps in `index`."""

    def tail_heard(self, phrase: Phrase, pausing: bool) -> None:
        """What was said since the last phrase, as it stands: worth a look ahead, and no more.

        Once at the beginning of each gap, and while speech goes on for long without one. It
        and the phrase of its index are equal in what is said when `start_s` and `voice_end_s` are.

        Args:
            phrase: Of the index that the next phrase will have.
            pausing: Whether a pause seems to begin: this may be all of it.
        """

    def hushed(self, dictation_id: str) -> None:
        """Voice has ended for longer than a gap in a word. Once for each time that it was."""

    def microphone_muted(self, dictation_id: str) -> None:
        """Nothing but exact zeros for a second. At most once a take."""

    def microphone_moved(self, dictation_id: str, device: str) -> None:
        """The sound server moved the stream to another microphone."""

    def spool_failed(self, dictation_id: str, error: SpoolError) -> None:
        """The disk is full or refuses; recording goes on in memory. At most once a take."""

    def microphone_failed(self, dictation_id: str, error: MicrophoneError) -> None:
        """The microphone could not be opened. The last call for this take."""

    def microphone_lost(self, dictation_id: str, error: MicrophoneError) -> None:
        """The open stream died, hung or was unplugged. What was heard is kept; `close` it."""

    def take_ended(self, dictation_id: str, end: TakeEnd) -> None:
        """After `close`: every phrase has been given. The last call for this take."""


class Recorder(Protocol):
    """Records one take at a time: blocks, spool file, level, phrases."""

    def open(self, dictation_id: str, settings: MicrophoneSettings, listener: TakeListener) -> None:
        """Open the microphone. Ends in `sound_arrived` or `microphone_failed`."""

    def close(self, dictation_id: str) -> None:
        """Take no more sound, flush the last phrase, keep the spool. Ends in `take_ended`.

        Does nothing for a take that is not open.
        """

    def drop(self, dictation_id: str) -> None:
        """As if it had never been: close, no more calls, remove the spool."""

    def cut(self, dictation_id: str, index: int, at_s: float) -> None:
        """End phrase `index` at that time of the take, where a word ends; the next begins there.

        Does nothing when that phrase is not the open one any more, or has no sound on both sides.
        """

    def shut_down(self) -> None:
        """Close everything, a warm stream too. Blocks at most two seconds."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """A spool file found on disk.

    Attributes:
        dictation_id: The take's id.
        started_at_s: Unix time at which it was begun.
        duration_s: How much sound can be read back.
        lost_s: How much is known to be damaged; 0 when whole.
    """

    dictation_id: str
    started_at_s: float
    duration_s: float
    lost_s: float = 0.0


class Spools(Protocol):
    """The sound of takes whose words are not safe yet."""

    def leftovers(self) -> Sequence[Leftover]:
        """All spools not in use by an open take, oldest first. Blocks."""

    def read(self, dictation_id: str) -> Samples:
        """The sound, as far as it can be read. Blocks.

        Raises:
            SpoolError: There is none, on disk or in memory.
        """

    def remove(self, dictation_id: str) -> None:
        """The words are safe: remove file and memory. Nothing happens where there is none."""


# ── words ────────────────────────────────────────────────────────────────────────────────────────


class Recogniser(Protocol):
    """Turns phrases into words. Every call *blocks* and is made from one thread."""

    def prepare(self, settings: Settings) -> None:
        """Load the model if it is not loaded, and warm it with a small inference.

        Raises:
            ModelError: No usable model.
            RecogniserError: It cannot be loaded now.
        """

    def recognise(
        self, phrase: Phrase, settings: Settings, context: Context = NO_CONTEXT
    ) -> PhraseText:
        """The words of a phrase; loads the model first if need be.

        Args:
            phrase: What was said.
            settings: Of its dictation.
            context: What is known of the dictation so far. Word times are given where they were
                asked for and the model can tell them.

        Raises:
            ModelError: No usable model.
            RecogniserError: Twice in a row it died, hung or failed on this sound.
        """

    def unload(self) -> None:
        """Give the memory back. The next call loads again."""

    def shut_down(self) -> None:
        """As `unload`, for good. Callable from another thread: ends a call in progress."""


class Cleaner(Protocol):
    """Turns words as spoken into text as written. Called from one thread, which it may block.

    It blocks for `settings.cleaner_deadline_ms` at most.
    """

    def prepare(self, settings: TextSettings) -> None:
        """A dictation has begun: load soon what will be needed. Returns at once."""

    def paused(self) -> AbstractContextManager[None]:
        """While the block runs, it lets the cores to the recogniser. Entering returns at once."""

    def look_ahead(self, transcript: Transcript, settings: TextSettings) -> None:
        """More has been said: clean in the background what is finished. Returns at once.

        What it finds is used by `clean` where the words are still the same.

        Raises:
            CleanupError: It failed; nothing is lost by that.
        """

    def clean(self, transcript: Transcript, settings: TextSettings) -> CleanedText:
        """The text to deliver.

        Raises:
            CleanupError: It failed; the words as recognised are used instead.
        """

    def unload(self) -> None:
        """Give memory back. Returns at once; the next call loads again."""

    def shut_down(self) -> None:
        """As `unload`, for good. Callable from another thread: ends a call in progress."""


# ── delivery ─────────────────────────────────────────────────────────────────────────────────────


class Deliverer(Protocol):
    """Puts text where the user types. Every call *blocks* and is made from one thread."""

    def prepare(self) -> None:
        """A dictation has begun: read now what delivering would else have to wait for."""

    def focus(self) -> Focus:
        """What has the keyboard now."""

    def deliver(
        self, text: str, settings: Settings, about_to_send: Callable[[Focus], None]
    ) -> Delivery:
        """Paste `text` where the focus is; else leave it on the clipboard and say why.

        Args:
            text: What to paste, exactly.
            settings: As they were at this dictation's key-down.
            about_to_send: Called once, right before the paste keys; when it raises, none are sent.

        Raises:
            DeliveryError: Neither paste nor clipboard worked.
        """

    def copy(self, text: str) -> None:
        """Put `text` on the clipboard for good.

        Raises:
            DeliveryError: There is no clipboard.
        """

    def select_back(self, text: str, settings: Settings) -> bool:
        """Select what stands right before the caret, if it can be proven to be `text`.

        Returns:
            Whether it is selected now, so that what is delivered next replaces it. If not, nothing
            is selected and the caret is where it was. Never true where nothing can be proven.

        Raises:
            DeliveryError: The desktop is gone.
        """

    def settle(self) -> None:
        """Finish a restore that is still under way. Blocks at most two seconds."""

    def shut_down(self) -> None:
        """Settle, and see to it that the user's clipboard outlives this process."""


class History(Protocol):
    """Keeps dictations. Every call *blocks* until it is durable, and may come from any thread."""

    def put(self, dictation: Dictation) -> None:
        """Insert the row, or replace the one with the same id.

        Raises:
            HistoryError: It cannot be written.
        """

    def get(self, dictation_id: str) -> Dictation | None:
        """The row, or None."""

    def recent(self, count: int) -> Sequence[Dictation]:
        """The newest rows, newest first."""

    def keep_sound(self, dictation_id: str, samples: Samples) -> None:
        """Keep the sound beside the row.

        Raises:
            HistoryError: It cannot be written.
        """

    def sound(self, dictation_id: str) -> Samples | None:
        """The sound beside the row, or None."""

    def unfinished(self) -> Sequence[Dictation]:
        """Rows in state working or delivering, oldest first: left over from a crash at start."""

    def prune(self, now_s: float, settings: HistorySettings) -> None:
        """Delete for good what is older or larger than the settings allow. `now_s` is Unix time."""

    def delete(self, dictation_id: str) -> None:
        """Remove row and sound for good."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a dictation passes through, put together by the composition root."""

    recorder: Recorder
    spools: Spools
    recogniser: Recogniser
    cleaner: Cleaner
    deliverer: Deliverer
    history: History


# ── the user ─────────────────────────────────────────────────────────────────────────────────────


class HotkeyListener(Protocol):
    """Hears of keys. Called on the source's thread; must return at once. Times as of `Clock`."""

    def key_pressed(self, now_s: float) -> None:
        """The hotkey went down; repeats are filtered."""

    def key_released(self, now_s: float) -> None:
        """The hotkey came up."""

    def other_key_pressed(self, now_s: float) -> None:
        """Another key went down, whether or not the hotkey is held. Which one is not said."""

    def escape_pressed(self, now_s: float) -> None:
        """Esc went down while it was captured."""

    def hotkey_failed(self, error: DictateError) -> None:
        """The hotkey does not work now: taken by another program, thread died, server gone."""

    def hotkey_works(self) -> None:
        """It works (again)."""


class HotkeySource(Protocol):
    """Watches the keyboard for one hotkey."""

    def start(self, settings: HotkeySettings, listener: HotkeyListener) -> None:
        """Begin. Says `hotkey_works` or `hotkey_failed`; goes on trying after a failure."""

    def rebind(self, settings: HotkeySettings) -> None:
        """Take up another key."""

    def pause(self, paused: bool) -> None:
        """Let the hotkey through to the windows, or take it again."""

    def capture_escape(self, wanted: bool) -> None:
        """While wanted, Esc reaches Dictate and not the focused window."""

    def refresh(self) -> None:
        """Look afresh: after suspend, or whenever keys may have been missed."""

    def is_down(self) -> bool | None:
        """Whether the hotkey is physically down, as the system says; None when it cannot say."""

    def stop(self) -> None:
        """End. Blocks at most one second."""


class Commands(Protocol):
    """What a user asks of the engine, by tray, window or socket. Any thread; returns at once."""

    def toggle(self) -> None:
        """Start a recording, or end the one under way."""

    def cancel(self) -> None:
        """Set aside what is being recorded; else what is being worked on."""

    def paste_last(self) -> None:
        """Paste the newest dictation once more, where the focus is."""

    def swap_last(self) -> None:
        """Put the words as spoken in the place of those as written, or back.

        Where it cannot be proven that they still stand before the caret, the other wording goes
        to the clipboard.
        """

    def copy(self, dictation_id: str) -> None:
        """Put the text of a dictation on the clipboard."""

    def retry(self, dictation_id: str) -> None:
        """Recognise the kept sound of a dictation again. The words go to the history, no window."""

    def choose_microphone(self, device: str) -> None:
        """Use this microphone from now on; empty for the default one."""

    def pause_hotkey(self, paused: bool) -> None:
        """Let the hotkey through to the windows, or take it again."""

    def show(self) -> None:
        """Bring the program to the user's eyes."""

    def quit(self) -> None:
        """End. What is under way goes to the history."""
