"""Children with engines that behave and that do not, to be supervised. Also a program of its own.

Run as a script it is the child: `engines.py serve` answers with the engines below, which a model
names; the other words make children that never become one.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from dictate.core.choices import Choice
from dictate.core.dictation import Samples, Word
from dictate.core.recognition import EngineReady, EngineSetup, Heard, ModelFiles, SoundRequest
from dictate.errors import ModelError

SECRET = "marmalade"
"""Stands for dictated text in the message of an exception."""


class Echo:
    """Answers with a digest of the samples, so that what arrives can be compared."""

    def load(self, setup: EngineSetup) -> EngineReady:
        self.folder = Path(setup.folder)
        return EngineReady("cpu", "none")

    def recognise(self, samples: Samples, request: SoundRequest) -> Heard:
        words = (Word("one", 0.25, 0.5, 0.9),) if request.words else ()
        return Heard(digest(samples), request.language, words)

    def first_time(self, mark: str) -> bool:
        """Whether this is the first time for this model, in whatever process."""
        path = self.folder / mark
        seen = path.exists()
        path.touch()
        return not seen


class Tells(Echo):
    """Answers with what it was asked."""

    def recognise(self, _samples: Samples, request: SoundRequest) -> Heard:
        asked = f"{request.language} {request.beam_size} {request.padding_ms} {request.before!r}"
        return Heard(asked, request.language, frames=1300, doubt="unsure")


class DiesOnce(Echo):
    def recognise(self, samples: Samples, request: SoundRequest) -> Heard:
        if self.first_time("died"):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().recognise(samples, request)


class Dies(Echo):
    def recognise(self, _samples: Samples, _request: SoundRequest) -> Heard:
        os.abort()


class Hangs(Echo):
    def recognise(self, _samples: Samples, _request: SoundRequest) -> Heard:
        threading.Event().wait(600)
        raise AssertionError


class HangsOnce(Echo):
    def recognise(self, samples: Samples, request: SoundRequest) -> Heard:
        if self.first_time("hung"):
            threading.Event().wait(600)
        return super().recognise(samples, request)


class Freezes(Echo):
    def recognise(self, _samples: Samples, _request: SoundRequest) -> Heard:
        os.kill(os.getpid(), signal.SIGSTOP)
        raise AssertionError


class Floods(Echo):
    def recognise(self, samples: Samples, request: SoundRequest) -> Heard:
        for _ in range(200):
            os.write(1, b"printed by a library\n" * 5000)
            os.write(2, b"complained by a library\n" * 5000)
        return super().recognise(samples, request)


class EatsMemory(Echo):
    def recognise(self, samples: Samples, request: SoundRequest) -> Heard:
        eaten: list[bytearray] = []
        while len(eaten) < 40:
            eaten.append(bytearray(os.urandom(1) * 50_000_000))
            time.sleep(0.03)
        return super().recognise(samples, request)


class RunsOutOfMemory(Echo):
    def recognise(self, _samples: Samples, _request: SoundRequest) -> Heard:
        raise MemoryError


class Stumbles(Echo):
    def recognise(self, _samples: Samples, _request: SoundRequest) -> Heard:
        raise ValueError(f"cannot decode {SECRET}")


class Refuses(Echo):
    def load(self, _setup: EngineSetup) -> EngineReady:
        raise ModelError("The model is damaged.", hint="Fetch it again.")


class CannotBeLoaded(Echo):
    def load(self, _setup: EngineSetup) -> EngineReady:
        raise RuntimeError("unsupported binary version 99")


ENGINES = (
    Echo, Tells, DiesOnce, Dies, Hangs, HangsOnce, Freezes, Floods, EatsMemory, RunsOutOfMemory,
    Stumbles, Refuses, CannotBeLoaded,
)  # fmt: skip


def model(engine: type[Echo], folder: Path, **changes: object) -> ModelFiles:
    """Files of a model that names an engine from above."""
    return ModelFiles(engine.__name__, folder, 0, engine=engine.__name__, **changes)  # type: ignore[arg-type]


def digest(samples: Samples) -> str:
    """What `Echo` hears in samples."""
    return hashlib.sha256(samples.astype("<f4").tobytes()).hexdigest()


def spawn(how: str = "serve") -> subprocess.Popen[bytes]:
    """Start this file as a child."""
    from dictate.workers.process import spawn_worker, worker_environment

    environment = worker_environment({**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    return spawn_worker([sys.executable, __file__, how], environment)


def main(how: str) -> None:
    """Be a child."""
    if how == "serve":
        from dictate.workers.child import serve

        serve([Choice(one.__name__, "engines", one.__name__) for one in ENGINES], 2)
    elif how == "garbage":
        sys.stdout.write("Hello! I am not a recogniser.\n" * 3)
        sys.stdout.flush()
        time.sleep(600)
    elif how == "another version":
        from dictate.workers.frames import Frame, write_frame

        write_frame(sys.stdout.buffer, Frame({"kind": "hello", "protocol": 0, "pid": 1}))
        time.sleep(600)
    elif how == "silence":
        time.sleep(600)
    elif how == "no library":
        raise ModuleNotFoundError("No module named 'ctranslate2'")


if __name__ == "__main__":
    main(sys.argv[1])
