"""The main program of a child process: `dictate _worker recogniser` or `… cleaner`.

Three threads. The reader takes messages from stdin and ends the process at once when the pipe
ends, whatever the engine is doing: the program is gone. It also passes on at once what a working
cleaner has to hear: call it off, pause, go on. The beat thread says twice a second that
this process is alive. The main thread drives the engine, one request at a time.

Standard output belongs to the messages alone: the descriptor that native libraries print to is
pointed at standard error before any of them is imported.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, TypeAlias

from dictate.core.choices import CLEANERS, RECOGNISERS, Choice, choice_named
from dictate.core.cleaning import CleanerEngine
from dictate.core.recognition import RecogniserEngine
from dictate.errors import CleanupError, DictateError, ModelError, RecogniserError
from dictate.workers import messages
from dictate.workers.frames import LARGEST_SOUND, Frame, FrameError, read_frame, write_frame
from dictate.workers.leash import WorkLeash

BEAT_S = 0.5
"""Seconds between two signs of life."""

NICENESS = MappingProxyType({"recogniser": 2, "cleaner": 7})
"""How far each kind steps back: the program itself, its sound threads above all, comes before the
recogniser, and the recogniser before the cleaner. On a full core Linux gives 1.6 : 1 and 3 : 1."""

_OOM_SCORE = 300
"""Linux: with little memory left the kernel ends this process, which costs a second, before the
program, which holds the sound. See proc(5), oom_score_adj; raising one's own needs no rights."""

_DOCTOR = "See what is missing: dictate doctor"
_VERIFY = "See which files are damaged: dictate models verify"

Pipes: TypeAlias = tuple[BinaryIO, BinaryIO]

KINDS = MappingProxyType({"recogniser": RECOGNISERS, "cleaner": CLEANERS})
"""Kinds of children, and the engines each may run."""


def main(arguments: Sequence[str]) -> int:
    """Be the child that the first argument names. Does not return while the program lives."""
    if len(arguments) != 1 or arguments[0] not in KINDS:
        sys.stderr.write("dictate _worker is started by Dictate itself\n")
        return 2
    serve(KINDS[arguments[0]], NICENESS[arguments[0]])
    return 0


def serve(choices: Sequence[Choice], niceness: int) -> None:
    """Answer requests with the engines of these rows until the pipe ends."""
    pipes = _take_pipes()
    _settle_in(niceness)
    Child(pipes, choices).run()


class Child:
    """One end of the pipes, and the engine behind it."""

    def __init__(self, pipes: Pipes, choices: Sequence[Choice]) -> None:
        self._requests, self._answers = pipes
        self._choices = choices
        self._writing = threading.Lock()
        self._waiting: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        self._leash = WorkLeash()
        self._engine: Any = None

    def run(self) -> None:
        """Say hello, then answer until the process is ended by its reader."""
        self._say(messages.hello(os.getpid()))
        threading.Thread(target=self._beat, name="beat", daemon=True).start()
        threading.Thread(target=self._read, name="reader", daemon=True).start()
        while True:
            self._answer(self._waiting.get())

    def _say(self, frame: Frame) -> None:
        try:
            with self._writing:
                write_frame(self._answers, frame)
        except OSError:
            _leave()

    def _beat(self) -> None:
        never = threading.Event()
        while not never.wait(BEAT_S):
            self._say(messages.beat(paused=self._leash.is_paused()))

    def _read(self) -> None:
        try:
            while (frame := read_frame(self._requests, largest_blob=LARGEST_SOUND)) is not None:
                if not self._held(frame):
                    self._waiting.put(frame)
        except (FrameError, OSError, MemoryError):
            pass
        finally:
            _leave()

    def _held(self, frame: Frame) -> bool:
        """Whether a message is for the leash, which then has it."""
        match frame.header.get("kind"):
            case "cancel":
                self._leash.call_off(int(frame.header.get("id", 0)))
            case "pause":
                self._leash.pause()
            case "go on":
                self._leash.go_on()
            case _:
                return False
        return True

    def _answer(self, frame: Frame) -> None:
        request_id = int(frame.header.get("id", 0))
        try:
            answer = self._work(request_id, frame)
        except DictateError as error:
            answer = messages.failed(request_id, error)
        except MemoryError:
            answer = messages.failed(request_id, _out_of_memory())
        except Exception as error:  # noqa: BLE001 - the top of this process
            asked = str(frame.header.get("kind"))
            answer = _unforeseen(request_id, error, asked)
        self._say(answer)

    def _work(self, request_id: int, frame: Frame) -> Frame:
        match frame.header.get("kind"):
            case "load":
                choice = choice_named(str(frame.header.get("engine")), self._choices)
                engine: RecogniserEngine | CleanerEngine = choice.load()()
                ready = engine.load(messages.setup_in(frame))
                self._engine = engine
                return messages.ready(request_id, ready)
            case "recognise":
                recogniser: RecogniserEngine = self._loaded()
                samples, request = messages.samples_in(frame), messages.request_in(frame)
                return messages.heard(request_id, recogniser.recognise(samples, request))
            case "clean":
                cleaner: CleanerEngine = self._loaded()
                self._leash.begin(request_id)
                self._leash.check()
                text, edits = cleaner.clean(messages.clean_request_in(frame), self._leash)
                return messages.cleaned(request_id, text, edits)
            case kind:
                raise RecogniserError(f"A child was asked for {kind!r}, which it cannot do.")

    def _loaded(self) -> Any:
        if self._engine is None:
            raise RecogniserError("No model is loaded.")
        return self._engine


def _unforeseen(request_id: int, error: Exception, asked: str) -> Frame:
    """An error that nobody foresaw. While loading nothing has been said yet, so its text may go.

    Afterwards the text of an exception could hold words that were dictated: only its type goes.
    """
    kind = type(error).__name__
    lines = str(error).splitlines()
    if _is_about_memory(lines):
        return messages.failed(request_id, _out_of_memory())
    if asked == "load":
        what = f"The model cannot be loaded: {lines[0] if lines else kind}."
        if isinstance(error, ImportError | OSError):
            return messages.failed(request_id, RecogniserError(what, hint=_DOCTOR))
        return messages.failed(request_id, ModelError(what, hint=_VERIFY))
    if asked == "clean":
        return messages.failed(request_id, CleanupError(f"The cleaner failed ({kind})."))
    return messages.failed(
        request_id, RecogniserError(f"The recogniser failed on this sound ({kind}).")
    )


def _is_about_memory(lines: Sequence[str]) -> bool:
    # CTranslate2 raises RuntimeError for both: "CUDA failed with error out of memory", and
    # std::bad_alloc arrives as MemoryError or by its C++ name.
    return any("out of memory" in line or "bad_alloc" in line for line in lines)


def _out_of_memory() -> RecogniserError:
    return RecogniserError(
        "There is not enough memory to recognise.",
        hint="Close other programs, or choose a smaller model: dictate models recommend",
    )


def _take_pipes() -> Pipes:
    """Keep both pipes for the messages, and give libraries harmless descriptors instead."""
    requests, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    if sys.platform == "win32":  # not run on real hardware
        import msvcrt

        msvcrt.setmode(requests, os.O_BINARY)
        msvcrt.setmode(answers, os.O_BINARY)
    return os.fdopen(requests, "rb"), os.fdopen(answers, "wb")


def _settle_in(niceness: int) -> None:
    """Die with the program, leave Ctrl+C to it, be a little nice, never dump memory to disk."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "win32":  # not run on real hardware
        import psutil

        # There is one class between normal and idle; idle ones get nothing while others compute.
        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        return
    import resource

    # A core file would hold what was said.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(niceness)
    if sys.platform == "linux":
        _die_with_parent()
        with contextlib.suppress(OSError):  # a sandbox without /proc; nothing depends on it
            Path("/proc/self/oom_score_adj").write_text(str(_OOM_SCORE), encoding="ascii")


def _die_with_parent() -> None:
    """Ask Linux to end this process when the thread that started it ends.

    The end of the pipe does the same on every system, but needs the interpreter to be free for a
    moment; this does not. prctl(2), PR_SET_PDEATHSIG.
    """
    import ctypes

    ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL, 0, 0, 0)


def _leave() -> None:
    """End now. The main thread may be deep inside an engine and would never be asked."""
    os._exit(0)
