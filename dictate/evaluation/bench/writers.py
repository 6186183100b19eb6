"""The writer of a benchmark: a real chat model, or one of a true shape whose answers are given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dictate.core.recognition import ModelFiles
from dictate.errors import ModelError
from dictate.evaluation.bench.child import run_apart
from dictate.evaluation.bench.plain import PlainCleaning
from dictate.evaluation.llm_shapes import SHAPES
from dictate.evaluation.scripted import Sentence, sentences, told_hard
from dictate.evaluation.writer_children import CHAT, ENGINES, FORCED, FREE_CHAT, spawn_writer
from dictate.models.shipped import shipped_cleaner
from dictate.models.writers import choose_writer
from dictate.settings import paths
from dictate.settings.schema import Settings
from dictate.workers.cleaner import ChildCleaner
from dictate.workers.limits import Limits

PATIENCE_S = 60.0

VERSION = "1"
"""Part of the folder's name: another way of writing them makes others."""


@dataclass(frozen=True, slots=True)
class Writers:
    """The same model twice: as Dictate uses it, and as the library's README does.

    Attributes:
        ours: For the program's writer.
        plain: For `create_chat_completion`.
    """

    ours: ModelFiles
    plain: ModelFiles


def writers_called(name: str, settings: Settings, say: Callable[[str], None]) -> Writers:
    """The writers of that shape, made if they are not there, or of that model.

    Raises:
        ModelError: There is none, or it could not be made.
    """
    if name not in SHAPES:
        files = choose_writer(replace(settings, text=replace(settings.text, writer=name)))
        return Writers(files, replace(files, engine=FREE_CHAT))
    folder = paths.cache_dir() / "shapes" / f"{name}-q8_0-{VERSION}"
    if not folder.is_dir():
        say(f"writing a chat model of shape {name} to {folder}")
        run_apart(f"The chat model of shape {name}", "write-writer", name, str(folder.absolute()))
    size = sum(file.stat().st_size for file in folder.glob("*.gguf"))
    files = ModelFiles(f"{name}-shape", folder, size, engine=FORCED)
    return Writers(files, replace(files, engine=CHAT))


def in_child(files: ModelFiles) -> ChildCleaner:
    """It, in a child of its own that is started when it is needed."""
    return ChildCleaner(lambda: files, spawn=spawn_writer, choices=ENGINES)


def in_patient_child(files: ModelFiles) -> ChildCleaner:
    """The same without walls: a minute of speech in one call may take minutes on a busy machine."""
    limits = Limits(clean_s=PlainCleaning.PATIENCE_S, letter_s=2.0, memory_gb=4.0)
    return ChildCleaner(lambda: files, spawn=spawn_writer, choices=ENGINES, limits=limits)


def what_can_be_said() -> Sequence[Sentence]:
    """The sentences to put in, and in which of them a writer has work behind the tagger.

    Raises:
        CleanupError: The tagger failed.
    """
    tagger = ChildCleaner(shipped_cleaner)
    try:
        return told_hard(sentences(), lambda text: tagger.clean(text, PATIENCE_S))
    finally:
        tagger.shut_down()


def write_writer(name: str, folder: Path) -> None:
    """Write the model of this shape. In a child: it takes as much memory as the model.

    Raises:
        ModelError: A library or the shipped tagger is missing.
    """
    from dictate.evaluation.llm_shapes import make_model

    partial = folder.with_name(f"{folder.name}.partial")
    partial.mkdir(parents=True, exist_ok=True)
    try:
        make_model(SHAPES[name], partial / f"{name}.gguf")
    except ImportError as error:
        raise ModelError("gguf is not installed.", hint="pip install gguf") from error
    partial.rename(folder)
