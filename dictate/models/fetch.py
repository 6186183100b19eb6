"""Brings a model from the hub to this machine: whole and proven, or not at all.

::

    models/.fetching/NAME/REVISION/model.bin.part    while it comes; a later fetch goes on here
    models/.fetching/NAME/REVISION/model.bin         its hash is what the hub states
    models/NAME/REVISION/…                           moved here in one step when all is there

A renewed model gets a folder of its own, so one that is loaded keeps its files until they are
closed; the old folder goes when the new one stands.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from dictate.errors import ModelError
from dictate.models.hub import Plan, stream
from dictate.models.record import FileRecord, Record, read_record, write_record
from dictate.models.troubles import explained, http_error, is_transient
from dictate.models.verify import matches
from dictate.settings.paths import models_dir

SPARE_BYTES = 64 * 2**20
"""What must be left on the disk besides the model."""

MOST_FAILURES = 5
"""How often in a row a connection may fail without bringing a single byte."""

LONGEST_WAIT_S = 8.0


class Stage(StrEnum):
    """What is being done."""

    FETCHING = "fetching"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class Step:
    """How far a fetch is.

    Attributes:
        stage: What is being done.
        file: The file it is done with.
        done_bytes: Bytes of all files that are here, or, while checking, of this one.
        total_bytes: Of how many.
    """

    stage: Stage
    file: str
    done_bytes: int
    total_bytes: int


class FetchPaused(ModelError):  # noqa: N818 - nothing is wrong, somebody asked for it
    """The fetch was paused; the same command goes on where it stopped."""


Report = Callable[[Step], None]


def nobody(_step: Step) -> None:
    """A report that nobody reads."""


class Fetch:
    """One fetch, going on where an earlier one stopped.

    Args:
        plan: What to bring.
        report: Told every quarter of a megabyte how far it is.
        first_wait_s: Seconds to wait after a failed connection; doubled each time.
    """

    def __init__(self, plan: Plan, report: Report = nobody, *, first_wait_s: float = 1.0) -> None:
        self._plan = plan
        self._report = report
        self._first_wait_s = first_wait_s
        self._pause = threading.Event()
        self._staging = models_dir() / ".fetching" / folder_name(plan.name) / plan.revision[:12]
        self._whole_bytes = 0

    @property
    def folder(self) -> Path:
        """Where the model will stand."""
        return models_dir() / folder_name(self._plan.name) / self._plan.revision[:12]

    def pause(self) -> None:
        """Stop soon, keeping what is here. From any thread."""
        self._pause.set()

    def missing_bytes(self) -> int:
        """How much is still to come."""
        return self._plan.size_bytes - sum(_here(self._staging, file) for file in self._plan.files)

    def run(self) -> Path:
        """Bring it.

        Returns:
            The folder in which the model stands.

        Raises:
            FetchPaused: `pause` was called.
            ModelError: It did not work, with the command that mends it. What is here is kept,
                except a file that is not what the hub states.
        """
        try:
            models_dir().mkdir(mode=0o700, parents=True, exist_ok=True)
            self._staging.mkdir(parents=True, exist_ok=True)
            with self._alone():
                if self._stands():
                    return self.folder
                self._adopt()
                self._check_disk()
                for file in self._plan.files:
                    self._bring(file)
                return self._put_in_place()
        except OSError as error:
            raise explained(error, self._plan.name, self._plan.endpoint) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else fetches this model meanwhile: two writers would spoil the file."""
        from filelock import FileLock, Timeout

        try:
            with FileLock(self._staging.parent / "lock", timeout=0):
                yield
        except Timeout:
            raise ModelError(
                f"{self._plan.name} is being fetched already.",
                hint="Wait for it; see how far it is: dictate models list",
            ) from None

    def _stands(self) -> bool:
        """Whether this very revision stands there already, every byte of it."""
        record = read_record(self.folder)
        return (
            record is not None
            and record.revision == self._plan.revision
            and all(self._is(self.folder / file.name, file) for file in self._plan.files)
        )

    def _adopt(self) -> None:
        """Take what an installed revision already has: a renewed model often renews one file."""
        for stale in self._folders(self._staging.parent):
            if stale != self._staging:
                shutil.rmtree(stale, ignore_errors=True)
        for installed in self._folders(self.folder.parent):
            for file in self._plan.files:
                source, target = installed / file.name, self._staging / file.name
                if not target.exists() and self._is(source, file):
                    try:
                        os.link(source, target)
                    except OSError:  # a disk without hard links
                        shutil.copyfile(source, target)

    def _is(self, path: Path, file: FileRecord) -> bool:
        return _size(path) == file.size_bytes and matches(path, file, self._checking(file))

    @staticmethod
    def _folders(parent: Path) -> list[Path]:
        return [one for one in parent.iterdir() if one.is_dir()] if parent.is_dir() else []

    def _check_disk(self) -> None:
        base = models_dir()
        missing, free = self.missing_bytes(), shutil.disk_usage(base).free
        if missing + SPARE_BYTES > free:
            raise ModelError(
                f"{self._plan.name} needs {_mb(missing + SPARE_BYTES)} MB of disk, "
                f"and {_mb(free)} MB are free in {base}.",
                hint=f"Make room, then: dictate models pull {self._plan.name}",
            )

    def _bring(self, file: FileRecord) -> None:
        target = self._staging / file.name
        if not target.exists():
            part = target.with_name(f"{target.name}.part")
            self._download(file, part)
            if not matches(part, file, self._checking(file)):
                part.unlink()
                raise ModelError(
                    f"{file.name} is not what the hub states it to be, and was removed.",
                    hint=f"Try again: dictate models pull {self._plan.name}",
                )
            part.replace(target)
        self._whole_bytes += file.size_bytes

    def _download(self, file: FileRecord, part: Path) -> None:
        """Fill the part, however often the connection is cut."""
        failures = 0
        with part.open("ab") as out:
            while (have := out.seek(0, os.SEEK_END)) != file.size_bytes:
                try:
                    self._fill(file, out, 0 if have > file.size_bytes else have)
                    failures = 0
                except http_error() as error:
                    failures = failures + 1 if out.tell() <= have else 1
                    if failures > MOST_FAILURES or not is_transient(error):
                        raise explained(error, self._plan.name, self._plan.endpoint) from error
                    wait_s = min(self._first_wait_s * 2 ** (failures - 1), LONGEST_WAIT_S)
                    if self._pause.wait(timeout=wait_s):
                        raise self._paused() from None
            out.flush()
            os.fsync(out.fileno())

    def _fill(self, file: FileRecord, out: BinaryIO, start: int) -> None:
        with stream(self._plan, file, start) as (begins, chunks):
            if begins != out.tell():
                out.truncate(begins)
            have = begins
            for chunk in chunks:
                if self._pause.is_set():
                    raise self._paused()
                out.write(chunk)
                have += len(chunk)
                done = self._whole_bytes + have
                self._report(Step(Stage.FETCHING, file.name, done, self._plan.size_bytes))

    def _checking(self, file: FileRecord) -> Callable[[int, int], None]:
        return lambda done, total: self._report(Step(Stage.CHECKING, file.name, done, total))

    def _put_in_place(self) -> Path:
        plan = self._plan
        record = Record(plan.name, plan.repo, plan.revision, plan.licence, time.time(), plan.files)
        write_record(self._staging, record)
        self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        damaged = self._staging.with_name("damaged")
        if self.folder.exists():  # of the same revision
            self.folder.replace(damaged)
        self._staging.replace(self.folder)
        for old in (damaged, *self._folders(self.folder.parent)):
            if old != self.folder:
                shutil.rmtree(old, ignore_errors=True)
        return self.folder

    def _paused(self) -> FetchPaused:
        return FetchPaused(
            f"Paused; {_mb(self.missing_bytes())} MB of {self._plan.name} are still to come.",
            hint=f"Go on where it stopped: dictate models pull {self._plan.name}",
        )


def folder_name(name: str) -> str:
    """A name as a folder: `owner/name` becomes `owner--name`."""
    return name.replace("/", "--")


def _here(staging: Path, file: FileRecord) -> int:
    return max(_size(staging / file.name), _size(staging / f"{file.name}.part"))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _mb(size_bytes: int) -> int:
    return -(-size_bytes // 10**6)
