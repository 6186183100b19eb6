"""The engines that only a benchmark runs, and their child process: `dictate _bench …`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from dictate.core.choices import RECOGNISERS, Choice
from dictate.errors import ModelError
from dictate.workers.process import spawn_worker, worker_command

SHAPE = "shape"
PLAIN = "plain"
PLAIN_SHAPE = "plain-shape"

_LIBRARIES = ("faster_whisper", "ctranslate2")

ENGINES = (
    *RECOGNISERS,
    Choice(SHAPE, "dictate.evaluation.bench.shape_engine", "ShapeEngine", _LIBRARIES),
    Choice(PLAIN, "dictate.evaluation.bench.plain_engine", "PlainEngine", _LIBRARIES),
    Choice(PLAIN_SHAPE, "dictate.evaluation.bench.plain_engine", "PlainShapeEngine", _LIBRARIES),
)
"""Those of the program, and those of the benchmark."""

WRITING_S = 600.0


def spawn_bench() -> subprocess.Popen[bytes]:
    """Start a child that can run each of ENGINES, in the same surroundings as the program's own."""
    return spawn_worker(_command("recogniser"))


def write_apart(name: str, folder: Path) -> None:
    """Write the shape of this name in a child: CTranslate2 stays out of this process.

    Raises:
        ModelError: It could not be written.
    """
    run_apart(f"The model of shape {name}", "write", name, str(folder.absolute()))


def run_apart(what: str, *words: str) -> None:
    """Have a child write a model, and wait for it; the folder is the last of the words.

    Raises:
        ModelError: It could not be written.
    """
    done = subprocess.run(  # noqa: S603 - our own command
        _command(*words), capture_output=True, timeout=WRITING_S, check=False
    )
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or [""]
        raise ModelError(
            f"{what} cannot be written: {last[0]}",
            hint=f"It takes up to 900 MB in {Path(words[-1]).parent}.",
        )


def _command(*words: str) -> list[str]:
    start = worker_command("")[:-2]
    return [*start, "_bench", *words]


def main(arguments: Sequence[str]) -> int:
    """Be the child that the arguments name."""
    match arguments:
        case ["recogniser"]:
            from dictate.workers.child import NICENESS, serve

            serve(ENGINES, NICENESS["recogniser"])
            return 0
        case ["cleaner"]:
            from dictate.evaluation.writer_children import main as clean

            return clean()
        case ["write", name, folder]:
            from dictate.evaluation.bench.shape import SIZES, write_shape

            write_shape(Path(folder), SIZES[name])
            return 0
        case ["write-writer", name, folder]:
            from dictate.evaluation.bench.writers import write_writer

            write_writer(name, Path(folder))
            return 0
        case _:
            sys.stderr.write("dictate _bench is started by dictate bench itself\n")
            return 2
