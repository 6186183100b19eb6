"""What the hub stated about a model when it was fetched, kept beside it for later checks.

The record is the last file to be written into a folder: where it stands, the fetch was whole.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

RECORD = "dictate.json"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file as the hub stated it.

    Attributes:
        name: Its name in the folder.
        size_bytes: Its size.
        sha256: Its SHA-256; empty for a small file, which the hub knows by its git hash.
        git_sha1: Its git blob hash; empty where the SHA-256 is known.
    """

    name: str
    size_bytes: int
    sha256: str = ""
    git_sha1: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A model as it was fetched.

    Attributes:
        name: What the user calls it.
        repo: The repository it came from.
        revision: The commit it was fetched at.
        licence: As the repository stated it.
        fetched_at_s: Unix time.
        files: Its files.
    """

    name: str
    repo: str
    revision: str
    licence: str
    fetched_at_s: float
    files: tuple[FileRecord, ...]


def read_record(folder: Path) -> Record | None:
    """The record in a folder; None where there is none, or none that can be read."""
    try:
        raw = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        files = tuple(
            FileRecord(**{**one, "size_bytes": int(one["size_bytes"])}) for one in raw["files"]
        )
        return Record(
            name=str(raw["name"]),
            repo=str(raw["repo"]),
            revision=str(raw["revision"]),
            licence=str(raw["licence"]),
            fetched_at_s=float(raw["fetched_at_s"]),
            files=files,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_record(folder: Path, record: Record) -> None:
    """Write the record into a folder that is complete.

    Raises:
        OSError: It cannot be written.
    """
    beside = folder / f"{RECORD}.new"
    beside.write_text(json.dumps(asdict(record), indent=1), encoding="utf-8")
    beside.replace(folder / RECORD)
