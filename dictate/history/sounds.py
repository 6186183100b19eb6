"""The kept sound: one FLAC file for each dictation, for its user alone.

The files are the truth: a row has sound when its file is there.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from dictate.core.dictation import Samples

_SUFFIX = ".flac"
_UNFINISHED = ".part"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file: its size, and the Unix time at which it was written."""

    size_bytes: int
    written_at_s: float


class SoundFolder:
    """A folder of sound files by dictation id. Every call blocks; any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, dictation_id: str, samples: Samples) -> None:
        """Keep the sound, in the place of an older one.

        Raises:
            OSError: It cannot be written; nothing is left behind.
        """
        from dictate.history.flac import encode

        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # mkstemp makes it 0600.
        handle, name = tempfile.mkstemp(suffix=_UNFINISHED, dir=self._folder)
        unfinished = Path(name)
        try:
            with os.fdopen(handle, "w+b") as file:
                encode(samples, file)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(self.path(dictation_id))
            self._flush()
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise

    def read(self, dictation_id: str) -> Samples | None:
        """The sound, as far as it can be read; None where there is none."""
        path = self.path(dictation_id)
        if not path.is_file():
            return None
        from dictate.history.flac import decode

        return decode(path)

    def has(self, dictation_id: str) -> bool:
        """Whether there is sound of it."""
        return self.path(dictation_id).is_file()

    def remove(self, dictation_id: str) -> None:
        """Remove the sound, if there is any.

        Raises:
            OSError: It cannot be removed.
        """
        self.path(dictation_id).unlink(missing_ok=True)

    def all(self) -> Mapping[str, Kept]:
        """Every file by its dictation's id."""
        found: dict[str, Kept] = {}
        try:
            with os.scandir(self._folder) as entries:
                for entry in entries:
                    if entry.name.endswith(_SUFFIX) and entry.is_file():
                        about = entry.stat()
                        dictation_id = unquote(entry.name.removesuffix(_SUFFIX))
                        found[dictation_id] = Kept(about.st_size, about.st_mtime)
        except FileNotFoundError:
            return {}
        return found

    def sweep(self) -> None:
        """Remove what a write left behind that was killed.

        Raises:
            OSError: It cannot be removed.
        """
        if self._folder.is_dir():
            for path in self._folder.glob(f"*{_UNFINISHED}"):
                path.unlink(missing_ok=True)

    def path(self, dictation_id: str) -> Path:
        """Where its sound is, or would be."""
        # Quoted: an id must never lead out of the folder.
        return self._folder / f"{quote(dictation_id, safe='')}{_SUFFIX}"

    def _flush(self) -> None:
        """Make the rename durable; Windows cannot, and need not, flush folders."""
        if os.name == "nt":
            return
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
