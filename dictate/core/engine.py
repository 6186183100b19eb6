"""Owns the running session on one thread: takes events in, steps it, carries out its effects.

Every other thread only posts: the hotkey source, the recorder, the stream, tray and socket. Nothing
here waits for a model, a device or a window.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace

from dictate.core import tales
from dictate.core.dictation import Dictation
from dictate.core.events import (
    CancelAsked,
    Deliver,
    DeliveryPostponed,
    DropTake,
    Effect,
    Escape,
    Event,
    FinishTake,
    HoldBack,
    JobEnded,
    Leave,
    Locked,
    OpenMicrophone,
    OtherKey,
    PasteAsked,
    Pressed,
    Quit,
    Released,
    SetAside,
    StartAsked,
    StopAsked,
    Suspended,
    Tell,
    TextReady,
    Tick,
    Unlocked,
)
from dictate.core.inbox import Inbox
from dictate.core.notices import Notice, ShowRequested, StatusChanged
from dictate.core.ports import Clock, HotkeySource, Parts
from dictate.core.rules import rules_of
from dictate.core.session import step
from dictate.core.states import Idle, Session, deadline_s, take_of
from dictate.core.status import status_of
from dictate.core.stream import Stream, StreamReport
from dictate.core.takereports import TakeReports
from dictate.errors import DictateError
from dictate.settings.schema import Settings

log = logging.getLogger(__name__)

LONGEST_WAIT_S = 60.0
"""The engine wakes at least this often; nothing depends on it."""

Ask = Callable[[], None]


class Engine:
    """The running program without its face. It is the listener of the hotkey source.

    Args:
        parts: What a dictation passes through.
        hotkeys: Where key presses come from; None where there is no display.
        settings: What the user wants, for now.
        tell: Gets every notice, on any thread; must return at once.
        clock: Seconds that never jump.
        wall_clock: Unix time.
        new_id: Makes the id of a dictation that begins now.
    """

    def __init__(  # noqa: PLR0913 - the seams of the whole program
        self,
        parts: Parts,
        hotkeys: HotkeySource | None,
        settings: Settings,
        *,
        tell: Callable[[Notice], None],
        clock: Clock,
        wall_clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._recorder = parts.recorder
        self._hotkeys = hotkeys
        self._settings = settings
        self._bound = settings.hotkey
        self._tell = tell
        self._clock = clock
        self._wall_clock = wall_clock
        self._new_id = new_id
        self._session = Session()
        self._status = StatusChanged()
        self._hotkey_ready = False
        self._hotkey_says = self._take_says = ""
        self._inbox: Inbox[Event | Ask] = Inbox()
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        report = StreamReport(
            text_ready=lambda id: self._post(TextReady(self._clock(), id)),
            job_ended=lambda id: self._post(JobEnded(self._clock(), id)),
            postponed=lambda id: self._post(DeliveryPostponed(self._clock(), id)),
            key_down=lambda: self._session.key_down,
            loading=lambda loading: self._ask(lambda: self._change_status(loading=loading)),
            tell=tell,
        )
        self._stream = Stream(parts, report, clock, wall_clock, self._inbox.tally)
        self._take = TakeReports(
            self._stream,
            post=self._post,
            warn=lambda warning: self._ask(lambda: self._warn(warning)),
            tell=tell,
            clock=clock,
        )

    # ── life ─────────────────────────────────────────────────────────────────────────────────────

    def start(self) -> None:
        """Start the threads and watch the keyboard."""
        self._stream.start(self._settings)
        self._thread.start()
        if self._hotkeys is not None:
            self._hotkeys.start(self._settings.hotkey, self)

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait for the end that `quit` asks for. Returns whether it came."""
        return self._left.wait(timeout_s)

    def shut_down(self) -> None:
        """Put what is under way into the history, give the clipboard back. Blocks, some seconds."""
        self.quit()
        self._thread.join(5.0)
        if self._hotkeys is not None:
            self._hotkeys.stop()
        self._recorder.shut_down()
        if not self._stream.stop():
            log.warning("engine: a thread did not end in time")

    @property
    def status(self) -> StatusChanged:
        """How things stand. Any thread."""
        return self._status

    @property
    def idle(self) -> bool:
        """Whether every thread rests: only time or somebody outside can bring news. Any thread."""
        return self._inbox.tally.idle

    # ── what the user asks for (any thread) ──────────────────────────────────────────────────────

    def start_recording(self) -> None:
        """Begin a recording that ends at the next tap or command."""
        self._ask(self._start_asked)

    def stop_recording(self) -> None:
        """End the recording under way."""
        self._ask(lambda: self._take_up(StopAsked(self._clock(), self._take.voice)))

    def toggle(self) -> None:
        """Start a recording, or end the one under way."""
        self._ask(self._toggle)

    def cancel(self) -> None:
        """Set aside what is being recorded; else what is being worked on."""
        self._post(CancelAsked(self._clock()))

    def paste_last(self) -> None:
        """Paste the newest dictation once more, where the focus is."""
        self._stream.newest(self._paste_again)

    def swap_last(self) -> None:
        """Put the words as spoken in the place of those as written, or back."""
        self._ask(lambda: self._stream.swap(self._settings))

    def copy(self, dictation_id: str) -> None:
        """Put the text of a dictation on the clipboard."""
        self._stream.copy(dictation_id)

    def retry(self, dictation_id: str) -> None:
        """Recognise the kept sound of a dictation again."""
        self._ask(lambda: self._stream.retry(dictation_id, self._settings))

    def choose_microphone(self, device: str) -> None:
        """Use this microphone from now on; empty for the default one."""
        microphone = replace(self._settings.microphone, device=device)
        self.change_settings(replace(self._settings, microphone=microphone))

    def change_settings(self, settings: Settings) -> None:
        """Take up new settings; the dictation under way keeps the ones of its key-down."""
        self._ask(lambda: self._change_settings(settings))

    def pause_hotkey(self, paused: bool) -> None:
        """Let the hotkey through to the windows, or take it again."""
        self._ask(lambda: self._pause(paused))

    def show(self) -> None:
        """Bring the program to the user's eyes."""
        self._tell(ShowRequested())

    def quit(self) -> None:
        """End. What is under way goes to the history."""
        self._post(Quit(self._clock()))

    # ── what the machine does (any thread) ───────────────────────────────────────────────────────

    def locked(self) -> None:
        """The screen was locked."""
        self._post(Locked(self._clock()))

    def unlocked(self) -> None:
        """The screen was unlocked."""
        self._post(Unlocked(self._clock()))

    def suspending(self) -> None:
        """The machine is about to sleep, or slept unannounced."""
        self._post(Suspended(self._clock()))

    def resumed(self) -> None:
        """The machine slept; devices and the keyboard may be others now."""
        self.suspending()
        if self._hotkeys is not None:
            self._hotkeys.refresh()

    # ── HotkeyListener ───────────────────────────────────────────────────────────────────────────

    def key_pressed(self, now_s: float) -> None:
        """The hotkey went down."""
        self._ask(lambda: self._pressed(now_s))

    def key_released(self, now_s: float) -> None:
        """The hotkey came up."""
        self._ask(lambda: self._take_up(Released(now_s, self._take.voice)))

    def other_key_pressed(self, now_s: float) -> None:
        """Another key went down."""
        self._stream.typed()
        self._post(OtherKey(now_s))

    def escape_pressed(self, now_s: float) -> None:
        """Esc went down while it was captured."""
        self._post(Escape(now_s))

    def hotkey_failed(self, error: DictateError) -> None:
        """The hotkey does not work now; a key held at this moment counts as released."""
        self._ask(lambda: self._hotkey_trouble(error))

    def hotkey_works(self) -> None:
        """The hotkey works again."""
        self._ask(lambda: self._hotkey_is(ready=True, trouble=""))

    # ── the engine thread ────────────────────────────────────────────────────────────────────────

    def _post(self, item: Event | Ask) -> None:
        self._inbox.put(item)

    def _ask(self, ask: Ask) -> None:
        self._post(ask)

    def _run(self) -> None:
        while not self._left.is_set():
            try:
                with self._inbox.next(self._wait_s()) as item:
                    self._do(Tick(self._clock()) if item is None else item)
            except Exception:  # the top of a thread
                log.exception("engine: an event failed")
                self._tell(tales.BUG)

    def _wait_s(self) -> float:
        due_s = deadline_s(self._session)
        wait_s = LONGEST_WAIT_S if due_s is None else due_s - self._clock()
        return min(max(wait_s, 0.0), LONGEST_WAIT_S)

    def _do(self, item: Event | Ask) -> None:
        if callable(item):
            item()
        else:
            self._take_up(item)

    def _take_up(self, event: Event) -> None:
        if isinstance(event, Released | StopAsked) and (take := take_of(self._session)):
            self._stream.released(take.id, event.now_s)
        self._session, effects = step(self._session, event)
        for effect in effects:
            self._carry_out(effect)
        if self._hotkeys is not None:
            self._hotkeys.capture_escape(take_of(self._session) is not None)
        self._rebind()
        self._change_status()

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case OpenMicrophone(id):
                self._take.begin()
                self._warn("")
                self._stream.begin(id, self._settings, self._wall_clock())
                # First of all the microphone: every millisecond before it is a word cut off.
                self._recorder.open(id, self._settings.microphone, self._take)
                self._stream.make_ready(id, self._settings)
            case FinishTake(id):
                self._recorder.close(id)
            case DropTake(id):
                self._recorder.drop(id)
                self._stream.drop(id)
            case SetAside(id):
                self._stream.set_aside(id)
                self._recorder.close(id)
            case Deliver(id):
                self._stream.deliver(id, self._settings)
            case HoldBack(id):
                self._stream.hold_back(id)
            case Tell():
                self._tell(tales.of(effect))
            case Leave():
                self._left.set()

    def _pressed(self, now_s: float) -> None:
        self._take_up(Pressed(now_s, self._new_id(), rules_of(self._settings)))

    def _start_asked(self) -> None:
        self._take_up(StartAsked(self._clock(), self._new_id(), rules_of(self._settings)))

    def _toggle(self) -> None:
        if isinstance(self._session.microphone, Idle):
            self._start_asked()
        else:
            self._take_up(StopAsked(self._clock(), self._take.voice))

    def _paste_again(self, newest: Dictation | None) -> None:
        if newest is None:
            self._tell(tales.NOTHING_TO_PASTE)
        else:
            self._post(PasteAsked(self._clock(), newest.id))

    def _change_settings(self, settings: Settings) -> None:
        before, self._settings = self._settings, settings
        self._rebind()
        if settings.history != before.history:
            self._stream.prune(settings)

    def _rebind(self) -> None:
        """Take up another hotkey, but not under the fingers of somebody who is speaking."""
        session = self._session
        resting = isinstance(session.microphone, Idle) and not session.key_down
        if self._hotkeys is not None and resting and self._bound != self._settings.hotkey:
            self._bound = self._settings.hotkey
            self._hotkeys.rebind(self._bound)

    def _pause(self, paused: bool) -> None:
        if self._hotkeys is not None:
            self._hotkeys.pause(paused)
            self._change_status(hotkey_paused=paused)

    def _hotkey_trouble(self, error: DictateError) -> None:
        self._take_up(Released(self._clock(), self._take.voice))
        self._hotkey_is(ready=False, trouble=error.message)
        self._tell(tales.of_error("The hotkey does not work", error))

    def _hotkey_is(self, *, ready: bool, trouble: str) -> None:
        self._hotkey_ready, self._hotkey_says = ready, trouble
        self._change_status()

    def _warn(self, warning: str) -> None:
        """Show a warning about the take under way; it goes with the next one."""
        self._take_says = warning
        self._change_status()

    def _change_status(
        self,
        *,
        loading: bool | None = None,
        hotkey_paused: bool | None = None,
    ) -> None:
        before = self._status
        after = replace(
            status_of(self._session),
            trouble=self._take_says or self._hotkey_says,
            loading=before.loading if loading is None else loading,
            hotkey_ready=self._hotkey_ready,
            hotkey_paused=before.hotkey_paused if hotkey_paused is None else hotkey_paused,
        )
        if after != before:
            self._status = after
            self._tell(after)
