"""Whether the files of a model are whole: a quick look at their structure, or every byte.

The quick look runs whenever models are listed or chosen: files there, sizes as recorded, weights
that can be walked over to their end, small files that end where they should. The thorough one
hashes everything against what the hub stated: the record beside a fetched model, or the names of
the blobs in the hub's own cache.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from dictate.errors import ModelError
from dictate.models.record import FileRecord, read_record
from dictate.models.weights import WhisperShape, whisper_shape

CHUNK = 4 * 2**20
"""Bytes that are hashed between two reports of progress."""

Progress = Callable[[int, int], None]
"""Told how many bytes of how many are done."""


def nothing(_done: int, _total: int) -> None:
    """A progress that nobody looks at."""


def check_whisper(folder: Path) -> WhisperShape:
    """The quick look at a Whisper model.

    Raises:
        ModelError: Something is missing, cut off or foreign; without a hint.
    """
    record = read_record(folder)
    for file in record.files if record else ():
        _check_size(folder, file)
    for name, end in (("config.json", b"}"), ("tokenizer.json", b"}")):
        _check_end(folder / name, end)
    if (folder / "vocabulary.json").exists():
        _check_end(folder / "vocabulary.json", b"]")
    elif not (folder / "vocabulary.txt").exists():
        raise ModelError("vocabulary.json is missing.")
    shape = whisper_shape(folder / "model.bin")
    if shape.mel_bands != 80 and not (folder / "preprocessor_config.json").exists():
        # faster-whisper takes 80 for granted where the file does not say otherwise.
        raise ModelError("preprocessor_config.json is missing.")
    return shape


def check_hashes(folder: Path, progress: Progress = nothing) -> list[str]:
    """Read every byte and compare it with what the hub stated.

    Returns:
        The names of the files that were compared; empty where nothing is known of this model.

    Raises:
        ModelError: A file is missing or differs; without a hint.
    """
    record = read_record(folder)
    files = record.files if record else _files_in_cache(folder)
    total = sum(file.size_bytes for file in files)
    done = 0
    for file in files:
        _check_size(folder, file)
        if not matches(folder / file.name, file, _shifted(progress, done, total)):
            raise ModelError(f"{file.name} is damaged: it is not what the hub published.")
        done += file.size_bytes
    return [file.name for file in files]


def matches(path: Path, file: FileRecord, progress: Progress = nothing) -> bool:
    """Whether every byte of a file is as recorded.

    Raises:
        ModelError: It cannot be read.
    """
    # git hashes a file with its size in front; the hub knows large files by their SHA-256.
    digest = hashlib.sha256() if file.sha256 else hashlib.sha1(usedforsecurity=False)
    if not file.sha256:
        digest.update(f"blob {file.size_bytes}\0".encode())
    done = 0
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                done += len(chunk)
                progress(done, file.size_bytes)
    except OSError as error:
        raise ModelError(f"{path.name} cannot be read ({error.strerror}).") from error
    return digest.hexdigest() == (file.sha256 or file.git_sha1)


def _shifted(progress: Progress, before: int, total: int) -> Progress:
    return lambda done, _size: progress(before + done, total)


def _check_size(folder: Path, file: FileRecord) -> None:
    path = folder / file.name
    try:
        size = path.stat().st_size
    except OSError as error:
        raise ModelError(f"{file.name} is missing.") from error
    if size != file.size_bytes:
        raise ModelError(f"{file.name} has {size} bytes instead of {file.size_bytes}.")


def _check_end(path: Path, end: bytes) -> None:
    """Look whether a JSON file ends as it must: one that was cut off does not."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            file.seek(max(0, size - 64))
            tail = file.read().rstrip()
    except OSError as error:
        raise ModelError(f"{path.name} is missing.") from error
    if not tail.endswith(end):
        raise ModelError(f"{path.name} is cut off or damaged.")


def _files_in_cache(folder: Path) -> tuple[FileRecord, ...]:
    """What the hub's own cache knows: each file is a link to a blob named by its hash."""
    found = []
    for path in sorted(folder.iterdir()):
        blob = path.resolve()
        if not path.is_symlink() or not blob.is_file():
            continue
        size = blob.stat().st_size
        if re.fullmatch("[0-9a-f]{64}", blob.name):
            found.append(FileRecord(path.name, size, sha256=blob.name))
        elif re.fullmatch("[0-9a-f]{40}", blob.name):
            found.append(FileRecord(path.name, size, git_sha1=blob.name))
    return tuple(found)
