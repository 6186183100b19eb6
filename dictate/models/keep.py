"""Checks a model thoroughly, and removes one."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from dictate.errors import ModelError
from dictate.models.catalogue import Kind
from dictate.models.find import InstalledModel, mend_command
from dictate.models.places import Place
from dictate.models.verify import Progress, check_hashes, check_whisper, nothing
from dictate.models.weights import check_gguf
from dictate.settings.paths import models_dir


@dataclass(frozen=True, slots=True)
class Verified:
    """A model that passed.

    Attributes:
        compared: The files of which every byte is what the hub published; empty where nothing is
            known of where the model came from, and only its structure could be looked at.
    """

    compared: tuple[str, ...]


def verify(model: InstalledModel, progress: Progress = nothing) -> Verified:
    """Look at a model's structure and compare every byte with what the hub stated.

    Raises:
        ModelError: It is damaged; with the command that mends it.
    """
    try:
        if model.kind is Kind.CLEANER:
            check_gguf(model.weights)
        else:
            check_whisper(model.folder)
        return Verified(tuple(check_hashes(model.folder, progress)))
    except ModelError as error:
        raise ModelError(
            f"The model {model.name} is damaged: {error.message}", hint=mend_command(model)
        ) from error


def remove(model: InstalledModel) -> int:
    """Delete a model that Dictate has fetched.

    Returns:
        The bytes that were freed.

    Raises:
        ModelError: It is not Dictate's to delete, or cannot be deleted.
    """
    match model.place:
        case Place.FETCHED:
            pass
        case Place.CACHE:
            raise ModelError(
                f"{model.name} lies in the hub's cache, which other programs use too.",
                hint="Remove it there: hf cache rm",
            )
        case Place.YOURS:
            raise ModelError(
                f"{model.name} lies in a folder of your own.", hint=f"Delete {model.folder}"
            )
        case Place.SHIPPED:
            raise ModelError(f"{model.name} comes with Dictate.")
    home = models_dir() / model.weights.relative_to(models_dir()).parts[0]
    size = sum(path.lstat().st_size for path in home.rglob("*") if not path.is_dir())
    try:
        shutil.rmtree(home)
    except OSError as error:
        raise ModelError(
            f"{model.name} cannot be removed ({error.strerror}).", hint=f"Delete {home}"
        ) from error
    return size
