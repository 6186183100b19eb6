"""Which chat model writes, where one is to clean: the one that is named, else the best one."""

from __future__ import annotations

from collections.abc import Callable

from dictate.core.recognition import ModelFiles
from dictate.errors import ModelError
from dictate.models.catalogue import Kind
from dictate.models.find import InstalledModel, files_of, installed, installed_as, why_not
from dictate.models.places import Place
from dictate.settings.schema import Settings

ENGINE = "writer"

RECOMMENDED = "qwen3-0.6b"
"""What to fetch first: runs on a laptop."""


def choose_writer(settings: Settings) -> ModelFiles:
    """The model to write with.

    Raises:
        ModelError: The one that is named is not there, or there is none.
    """
    asked = settings.text.writer.strip()
    if asked:
        named = installed_as(asked, settings)
        if named is None or named.problem or not _may_write(named):
            raise why_not(asked, named)
        return files_of(named, engine=ENGINE)
    there = [one for one in installed(settings) if _may_write(one) and not _is_strange(one)]
    good = [one for one in there if not one.problem]
    if good:
        return files_of(min(good, key=lambda one: (-one.rank, one.place)), engine=ENGINE)
    if there:
        raise why_not(there[0].name, there[0])
    raise ModelError(
        "No chat model is installed that could clean text.",
        hint=f"Fetch one: dictate models pull {RECOMMENDED}",
    )


class WriterChoice:
    """The writer for the settings of now, or None; for a `ChildCleaner`. Any thread.

    Folders are looked through when the settings change, and as long as nothing was found; a model
    that was found is taken until then.

    Args:
        settings: What the user wants now.
    """

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings
        self._chosen: tuple[tuple[str, str], ModelFiles] | None = None

    def __call__(self) -> ModelFiles | None:
        """The model; None where there is none."""
        settings = self._settings()
        asked = (settings.text.writer, settings.recogniser.models_folder)
        chosen = self._chosen
        if chosen is not None and chosen[0] == asked and chosen[1].folder.is_dir():
            return chosen[1]
        try:
            files = choose_writer(settings)
        except ModelError:
            return None
        self._chosen = (asked, files)
        return files


def _may_write(model: InstalledModel) -> bool:
    return model.kind is Kind.CLEANER and model.place is not Place.SHIPPED


def _is_strange(model: InstalledModel) -> bool:
    """Whether another program left it there, for who knows what and of what size."""
    return model.place is Place.CACHE and model.entry is None
