"""Chat models that a user names for an evaluation: to write, or to judge."""

from __future__ import annotations

from collections.abc import Callable

from dictate.core.choices import choice_named
from dictate.core.recognition import ModelFiles
from dictate.errors import DictateError
from dictate.evaluation.judging import Pair, Verdict, as_text, verdict_in
from dictate.evaluation.writer_children import ENGINES, JUDGE, spawn_writer
from dictate.models.catalogue import Kind
from dictate.models.find import installed_as, mend_command
from dictate.settings.schema import Settings
from dictate.workers.cleaner import ChildCleaner

PATIENCE_S = 120.0
"""How long one answer may take. It is measured, not cut off."""

FindModel = Callable[[str, str], ModelFiles]
"""From the name of a model and of an engine to its files; raises ChatModelError."""


class ChatModelError(DictateError):
    """A model that was named is not there, or is none that writes."""


def find_in(settings: Settings) -> FindModel:
    """Finds the models that are installed under these settings."""

    def find(name: str, engine: str) -> ModelFiles:
        model = installed_as(name, settings)
        if model is None:
            raise ChatModelError(
                f"There is no model {name} on this machine.", hint="See: dictate models list"
            )
        if model.kind is not Kind.CLEANER:
            raise ChatModelError(f"{name} recognises speech; it cannot write or judge.")
        if model.problem:
            raise ChatModelError(
                f"{name} cannot be used: {model.problem}", hint=mend_command(model)
            )
        if choice_named(engine, ENGINES).missing():
            raise ChatModelError(
                "llama-cpp-python is not installed.",
                hint="Install Dictate with its cleaner: pip install 'dictate[cleaner]'.",
            )
        # A folder may hold several: the engine takes the file that bears the name.
        return ModelFiles(model.weights.stem, model.folder, model.size_bytes, engine=engine)

    return find


class ChildJudge:
    """A judge in a child process. Close it.

    Args:
        files: Of the model.
    """

    def __init__(self, files: ModelFiles) -> None:
        self._child = ChildCleaner(lambda: files, spawn=spawn_writer, choices=ENGINES)

    def __call__(self, pair: Pair) -> Verdict:
        """Which is better.

        Raises:
            ChatModelError: It failed again and again.
            CleanupError: It failed on this pair.
        """
        if not self._child.available():
            raise ChatModelError("The judge keeps failing.", hint="Name another model.")
        return verdict_in(self._child.clean(as_text(pair), PATIENCE_S)[0])

    def close(self) -> None:
        """End the child."""
        self._child.shut_down()


def judge_from(find: FindModel, name: str) -> ChildJudge:
    """The judge of that name.

    Raises:
        ChatModelError: There is no such model.
    """
    return ChildJudge(find(name, JUDGE))
