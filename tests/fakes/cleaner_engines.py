"""Cleaner children that behave and that do not. Also a program of its own: the child."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from dictate.core.choices import Choice
from dictate.core.cleaning import CleanRequest, Leash
from dictate.core.dictation import Edit
from dictate.core.recognition import EngineReady, EngineSetup, ModelFiles
from dictate.errors import ModelError, TextGivenUpError

SECRET = "marmalade"
"""Stands for dictated text in the message of an exception."""


class Drops:
    """Takes the first word out."""

    def load(self, _setup: EngineSetup) -> EngineReady:
        return EngineReady("cpu", "none")

    def clean(self, request: CleanRequest, _leash: Leash) -> tuple[str, tuple[Edit, ...]]:
        first, _, rest = request.text.partition(" ")
        return rest, (Edit("deletion", 0, f"{first} ", ""),)


class HangsOnMonday(Drops):
    def clean(self, request: CleanRequest, leash: Leash) -> tuple[str, tuple[Edit, ...]]:
        if "Monday" in request.text:
            threading.Event().wait(600)
        return super().clean(request, leash)


class SlowOnMonday(Drops):
    """Writes down beside its model what it is asked for."""

    def load(self, setup: EngineSetup) -> EngineReady:
        self.asked = Path(setup.folder, "asked")
        return super().load(setup)

    def clean(self, request: CleanRequest, leash: Leash) -> tuple[str, tuple[Edit, ...]]:
        if "Monday" in request.text:
            threading.Event().wait(1.5)
        with self.asked.open("a") as file:
            file.write(f"{request.text}\n")
        return super().clean(request, leash)


class Steps(Drops):
    """A slow one that checks its leash: a hundred steps, each of which it writes down."""

    def load(self, setup: EngineSetup) -> EngineReady:
        self.steps = Path(setup.folder, "steps")
        return super().load(setup)

    def clean(self, request: CleanRequest, leash: Leash) -> tuple[str, tuple[Edit, ...]]:
        for number in range(100 if "Monday" in request.text else 1):
            leash.check()
            self.steps.write_text(f"{number}")
            threading.Event().wait(0.02)
        return super().clean(request, leash)


class FindsNoEnd(Drops):
    def clean(self, _request: CleanRequest, _leash: Leash) -> tuple[str, tuple[Edit, ...]]:
        raise TextGivenUpError("The answer found no end.")


class Dies(Drops):
    def clean(self, _request: CleanRequest, _leash: Leash) -> tuple[str, tuple[Edit, ...]]:
        os.abort()


class Stumbles(Drops):
    def clean(self, request: CleanRequest, _leash: Leash) -> tuple[str, tuple[Edit, ...]]:
        raise ValueError(f"cannot read {SECRET} in {request.text}")


class Refuses(Drops):
    def load(self, _setup: EngineSetup) -> EngineReady:
        raise ModelError("The model is damaged.")


ENGINES = (Drops, HangsOnMonday, SlowOnMonday, Steps, FindsNoEnd, Dies, Stumbles, Refuses)
CHOICES = [Choice(one.__name__, "cleaner_engines", one.__name__) for one in ENGINES]


def model(engine: type[Drops], folder: Path) -> ModelFiles:
    """Files of a model that names an engine from above."""
    return ModelFiles(engine.__name__, folder, 0, engine=engine.__name__)


def spawn() -> subprocess.Popen[bytes]:
    """Start this file as a child."""
    from dictate.workers.process import spawn_worker, worker_environment

    environment = worker_environment({**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    return spawn_worker([sys.executable, __file__], environment)


if __name__ == "__main__":
    from dictate.workers.child import serve

    serve(CHOICES, 7)
