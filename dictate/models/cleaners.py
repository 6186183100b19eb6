"""The cleaning model that ships with Dictate."""

from __future__ import annotations

from dictate.core.recognition import ModelFiles
from dictate.settings.paths import shipped

TINY_CLEAN = "tiny-clean"


def shipped_cleaner() -> ModelFiles | None:
    """The shipped tagger; None where it is not there, as in a checkout without its models."""
    folder = shipped("models", TINY_CLEAN)
    for weights in sorted(folder.glob("*.gguf")):
        try:
            about = weights.stat()
        except OSError:
            continue
        return ModelFiles(
            name=TINY_CLEAN,
            folder=folder,
            size_bytes=about.st_size,
            stamp=f"{about.st_ino}-{about.st_size}-{about.st_mtime_ns}",
            engine="tagger",
        )
    return None
