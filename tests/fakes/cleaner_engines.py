"""Cleaner children that behave and that do not. Also a program of its own: the child."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from dictate.core.choices import Choice
from dictate.core.dictation import Edit
from dictate.core.recognition import EngineReady, EngineSetup, ModelFiles
from dictate.errors import ModelError

SECRET = "marmalade"
"""Stands for dictated text in the message of an exception."""


class Drops:
    """Takes the first word out."""

    def load(self, _setup: EngineSetup) -> EngineReady:
        return EngineReady("cpu", "none")

    def clean(self, text: str) -> tuple[str, tuple[Edit, ...]]:
        first, _, rest = text.partition(" ")
        return rest, (Edit("deletion", 0, f"{first} ", ""),)


class HangsOnMonday(Drops):
    def clean(self, text: str) -> tuple[str, tuple[Edit, ...]]:
        if "Monday" in text:
            threading.Event().wait(600)
        return super().clean(text)


class SlowOnMonday(Drops):
    """Writes down beside its model what it is asked for."""

    def load(self, setup: EngineSetup) -> EngineReady:
        self.asked = Path(setup.folder, "asked")
        return super().load(setup)

    def clean(self, text: str) -> tuple[str, tuple[Edit, ...]]:
        if "Monday" in text:
            threading.Event().wait(1.5)
        with self.asked.open("a") as file:
            file.write(f"{text}\n")
        return super().clean(text)


class Dies(Drops):
    def clean(self, _text: str) -> tuple[str, tuple[Edit, ...]]:
        os.abort()


class Stumbles(Drops):
    def clean(self, text: str) -> tuple[str, tuple[Edit, ...]]:
        raise ValueError(f"cannot read {SECRET} in {text}")


class Refuses(Drops):
    def load(self, _setup: EngineSetup) -> EngineReady:
        raise ModelError("The model is damaged.")


ENGINES = (Drops, HangsOnMonday, SlowOnMonday, Dies, Stumbles, Refuses)
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

    serve(CHOICES)
