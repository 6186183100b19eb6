"""Lays models out on a disk as the places have them, with weights of a few bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from dictate.models.record import FileRecord, Record, write_record
from tests.unit.models.test_weights import weights

SMALL_FILES = {
    "config.json": b'{"lang_ids": []}\n',
    "tokenizer.json": b'{"version": "1.0"}',
    "vocabulary.json": b'["a", "b"]',
}


def lay(folder: Path, raw: bytes | None = None) -> Path:
    """A model in a folder."""
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(weights() if raw is None else raw)
    for name, content in SMALL_FILES.items():
        (folder / name).write_bytes(content)
    return folder


def lay_fetched(models: Path, name: str, *, at_s: float = 1.0, raw: bytes | None = None) -> Path:
    """A model as a fetch leaves it."""
    folder = lay(models / name / f"rev{at_s:.0f}", raw)
    files = tuple(record_of(path) for path in sorted(folder.iterdir()))
    write_record(folder, Record(name, f"owner/{name}", f"rev{at_s:.0f}", "MIT", at_s, files))
    return folder


def lay_cached(hub: Path, repo: str, *, commit: str = "c0ffee", main: bool = True) -> Path:
    """A model as the hub's client leaves it in its cache: links to blobs named by their hashes."""
    home = hub / f"models--{repo.replace('/', '--')}"
    plain = lay(home / "plain")
    snapshot = home / "snapshots" / commit
    snapshot.mkdir(parents=True)
    (home / "blobs").mkdir(exist_ok=True)
    for path in sorted(plain.iterdir()):
        record = record_of(path)
        blob = home / "blobs" / (record.sha256 or record.git_sha1)
        path.rename(blob)
        (snapshot / path.name).symlink_to(blob)
    plain.rmdir()
    (home / "refs").mkdir(exist_ok=True)
    if main:
        (home / "refs" / "main").write_text(commit)
    return snapshot


def record_of(path: Path) -> FileRecord:
    """What the hub would state about a file: weights by SHA-256, the rest by git's hash."""
    raw = path.read_bytes()
    if path.suffix == ".bin":
        return FileRecord(path.name, len(raw), sha256=hashlib.sha256(raw).hexdigest())
    blob = f"blob {len(raw)}\0".encode() + raw
    return FileRecord(path.name, len(raw), git_sha1=hashlib.sha1(blob).hexdigest())
