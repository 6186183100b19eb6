"""Which models are on this machine, and which of them is taken."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from dictate.core.recognition import ModelFiles
from dictate.errors import ModelError
from dictate.models.catalogue import Entry, Kind, entry_called
from dictate.models.places import Find, Place, finds, in_folder
from dictate.models.verify import check_whisper
from dictate.models.weights import check_gguf
from dictate.settings.schema import Settings

_HEAVY_BYTES = 10**9
"""A model of this size that another program left in the hub's cache is not taken unasked: on a
processor it would hear slower than one speaks."""

_RANK_OF_WIDTH = ((384, 11), (512, 21), (768, 31), (1024, 41))
"""Rank of a model that is not in the catalogue, by the width of its layers."""


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model on this machine.

    Attributes:
        kind: What it is for.
        name: What the user calls it.
        place: Whose it is.
        weights: Its file of weights.
        size_bytes: Size of the weights.
        english_only: Whether it knows no other language.
        rank: The better, the higher.
        problem: For a user, why it cannot be used; empty when it can.
        entry: Its row in the catalogue, if it has one.
    """

    kind: Kind
    name: str
    place: Place
    weights: Path
    size_bytes: int
    english_only: bool
    rank: int
    problem: str = ""
    entry: Entry | None = None

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self.weights.parent


def installed(settings: Settings) -> list[InstalledModel]:
    """Every model that is found, damaged ones too, each name once, in the order of the places."""
    found: dict[tuple[Kind, str], InstalledModel] = {}
    for find in finds(settings.recogniser.models_folder):
        model = _look_at(find)
        key = (model.kind, model.name)
        if key not in found or (found[key].problem and not model.problem):
            found[key] = model
    return list(found.values())


def choose(settings: Settings) -> ModelFiles:
    """The model to recognise with: the one that the settings name, else the best one.

    When the one that is named is missing or damaged, another one is taken and `note` says so.

    Raises:
        ModelError: There is none that can be used.
    """
    asked = settings.recogniser.model.strip()
    language = settings.recogniser.language
    models = [one for one in installed(settings) if one.kind is Kind.RECOGNISER]
    named = _named(asked, models) if asked else None
    if named is not None and named.kind is Kind.CLEANER:
        named = None
    if named is not None and not named.problem:
        return files_of(named, _remark(named, language))
    good = sorted((one for one in models if not one.problem), key=lambda one: _order(one, language))
    if asked:
        missing = why_not(asked, named)
        if not good:
            raise missing
        return files_of(
            good[0], f"{missing.message} {good[0].name} is used instead. {missing.hint}"
        )
    if not good:
        damaged = next((one for one in models if one.problem), None)
        raise (
            _damaged(damaged)
            if damaged
            else ModelError(
                "No speech model is installed.",
                hint="Fetch one that suits this machine: dictate models pull",
            )
        )
    return files_of(good[0], _remark(good[0], language))


def installed_as(name: str, settings: Settings) -> InstalledModel | None:
    """The model with this name, other name or folder, whatever it is for; None for none."""
    return _named(name, installed(settings))


def mend_command(model: InstalledModel) -> str:
    """The command that mends a damaged model, or what else to do."""
    if model.entry is not None:
        return f"Fetch it again: dictate models pull {model.entry.name}"
    return f"Replace the files in {model.folder}, or fetch another: dictate models pull"


def _look_at(find: Find) -> InstalledModel:
    entry = entry_called(find.name)
    name = entry.name if entry else find.name
    kind = Kind.CLEANER if find.weights.suffix == ".gguf" else Kind.RECOGNISER
    model = InstalledModel(
        kind=kind,
        name=name,
        place=find.place,
        weights=find.weights,
        size_bytes=_size(find.weights),
        # Both models that ship are English; of a stranger's nothing is known.
        english_only=entry.english_only if entry else find.place is Place.SHIPPED,
        rank=entry.rank if entry else 0,
        entry=entry,
    )
    try:
        if kind is Kind.CLEANER:
            check_gguf(find.weights)
            return model
        shape = check_whisper(find.weights.parent)
    except ModelError as error:
        return replace(model, problem=error.message)
    rank = model.rank or next((rank for width, rank in _RANK_OF_WIDTH if shape.width <= width), 47)
    return replace(model, rank=rank, english_only=model.english_only or shape.english_only)


def _named(asked: str, models: list[InstalledModel]) -> InstalledModel | None:
    """The model of this name; a folder outright wins."""
    folder = Path(asked).expanduser()
    if folder.is_absolute() or asked.startswith((".", "~")):
        return next((_look_at(find) for find in in_folder(folder, folder.name)), None)
    entry = entry_called(asked)
    wanted = {asked.casefold(), entry.name.casefold() if entry else asked.casefold()}
    return next((one for one in models if one.name.casefold() in wanted), None)


def _order(model: InstalledModel, language: str) -> tuple[bool, bool, bool, int, int]:
    """Sorts the best first: knows the language, no sample, not too heavy, good, near."""
    return (
        model.english_only and language != "en",
        model.place is Place.SHIPPED,
        model.place is Place.CACHE and model.size_bytes > _HEAVY_BYTES,
        -model.rank,
        model.place,
    )


def _remark(model: InstalledModel, language: str) -> str:
    if model.place is Place.SHIPPED:
        return (
            "Only the small sample model is installed, which knows a few hundred words. "
            "Get a real one that suits this machine: dictate models pull"
        )
    if model.english_only and language not in {"en", "auto"}:
        return (
            f"The model {model.name} knows English only, and the language is {language}. "
            "Get another one: dictate models pull"
        )
    return ""


def why_not(asked: str, named: InstalledModel | None) -> ModelError:
    """Why the model that was asked for is not taken.

    Args:
        asked: Its name.
        named: What is installed under it.
    """
    if named is not None and named.problem:
        return _damaged(named)
    if named is not None:
        return ModelError(
            f"The model {named.name} is for something else.",
            hint="See what there is: dictate models list",
        )
    entry = entry_called(asked)
    if entry is not None:
        return ModelError(
            f"The model {entry.name} is not installed.",
            hint=f"Fetch it: dictate models pull {entry.name}",
        )
    return ModelError(f"There is no model {asked}.", hint="See what there is: dictate models list")


def _damaged(model: InstalledModel) -> ModelError:
    return ModelError(
        f"The model {model.name} cannot be used: {model.problem}", hint=mend_command(model)
    )


def files_of(model: InstalledModel, note: str = "", engine: str = "faster-whisper") -> ModelFiles:
    """A model as it is handed to the child that runs it."""
    about = model.weights.stat()
    return ModelFiles(
        name=model.name,
        folder=model.folder,
        size_bytes=model.size_bytes,
        stamp=f"{about.st_ino}-{about.st_size}-{about.st_mtime_ns}",
        engine=engine,
        note=note,
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
