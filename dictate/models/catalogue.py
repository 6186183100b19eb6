"""The models that Dictate knows by name: `resources/models.toml`, one row each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from dictate.errors import ModelError
from dictate.settings.paths import shipped


class Kind(StrEnum):
    """What a model is for."""

    RECOGNISER = "recogniser"
    CLEANER = "cleaner"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the catalogue.

    Attributes:
        kind: What it is for.
        name: What the user calls it.
        repo: Its repository on the hub.
        files: What is fetched; the first one is the weights.
        size_bytes: Size of these files together.
        exact: Whether that size is known, not estimated.
        english_only: Whether it knows no other language.
        licence: As the repository states it.
        rank: The better, the higher.
        memory_mb: What the program needs for it, about.
        suits: For a user, the machine it is for.
        window_ms: Milliseconds of one reference core for a window of 30 s; 0 where nobody knows.
        phrase_ms: The same for one phrase in a window of its own length.
        also: Other names and repositories it may be asked for by.
    """

    kind: Kind
    name: str
    repo: str
    files: tuple[str, ...]
    size_bytes: int
    exact: bool
    english_only: bool
    licence: str
    rank: int
    memory_mb: int
    suits: str
    window_ms: int = 0
    phrase_ms: int = 0
    also: tuple[str, ...] = ()

    def is_called(self, name: str) -> bool:
        """Whether `name` is its name, its repository or one of its other names."""
        return name.casefold() in (one.casefold() for one in (self.name, self.repo, *self.also))


def catalogue() -> tuple[Entry, ...]:
    """All rows, recognisers first, in the order of the file.

    Raises:
        ModelError: The file is missing or damaged: a broken installation.
    """
    return _read(shipped("resources", "models.toml"))


def entry_called(name: str) -> Entry | None:
    """The row for a name, another name or a repository; None where there is none."""
    return next((entry for entry in catalogue() if entry.is_called(name)), None)


@lru_cache(maxsize=4)
def _read(path: Path) -> tuple[Entry, ...]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return tuple(_entry(kind, row) for kind in Kind for row in tables.get(kind.value, []))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"The list of models {path} cannot be read.", hint="Install Dictate again."
        ) from error


def _entry(kind: Kind, row: dict[str, Any]) -> Entry:
    return Entry(
        kind=kind,
        name=row["name"],
        repo=row["repo"],
        files=tuple(row["files"]),
        size_bytes=int(row["bytes"]),
        exact=bool(row.get("exact", True)),
        english_only=row["languages"] == "en",
        licence=row["licence"],
        rank=int(row["rank"]),
        memory_mb=int(row["memory_mb"]),
        suits=row["suits"],
        window_ms=int(row.get("window_ms", 0)),
        phrase_ms=int(row.get("phrase_ms", 0)),
        also=tuple(row.get("also", ())),
    )
