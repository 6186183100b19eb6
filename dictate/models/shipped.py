"""The two models that ship with Dictate: a sample recogniser and a cleaner."""

from __future__ import annotations

from pathlib import Path

from dictate.core.recognition import ModelFiles
from dictate.settings.paths import shipped

TINY_EN = "tiny-en"
TINY_CLEAN = "tiny-clean"


def shipped_recogniser() -> ModelFiles | None:
    """The sample recogniser; None where it is not there, as in a checkout without its models."""
    return _files(shipped("models", TINY_EN) / "model.bin", TINY_EN, "faster-whisper")


def shipped_cleaner() -> ModelFiles | None:
    """The shipped tagger; None where it is not there."""
    weights = next(iter(sorted(shipped("models", TINY_CLEAN).glob("*.gguf"))), None)
    return None if weights is None else _files(weights, TINY_CLEAN, "tagger")


def _files(weights: Path, name: str, engine: str) -> ModelFiles | None:
    try:
        about = weights.stat()
    except OSError:
        return None
    return ModelFiles(
        name=name,
        folder=weights.parent,
        size_bytes=about.st_size,
        stamp=f"{about.st_ino}-{about.st_size}-{about.st_mtime_ns}",
        engine=engine,
    )
