"""What a file of weights says of itself, read without loading it.

A CTranslate2 model is a header and a row of named arrays, each with its size in front; walking
over the sizes shows within a millisecond whether the file is whole. Layout as of
`ctranslate2/specs/model_spec.py`, binary versions 4 to 6::

    u32 version │ string specification │ u32 revision │ u32 arrays
    per array:    string name │ u8 rank │ u32 per axis: shape │ u8 type │ u32 bytes │ the bytes
    u32 aliases   per alias: string │ string              (string: u16 length, bytes, NUL)

A GGUF model begins with `GGUF` and a version; its tensors are not walked over.
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dictate.errors import ModelError

MULTILINGUAL_VOCABULARY = 51_865
"""Tokens from which on CTranslate2 takes a Whisper model for a multilingual one."""


@dataclass(frozen=True, slots=True)
class WhisperShape:
    """The shape of a Whisper model.

    Attributes:
        width: Numbers per position: 384 tiny, 512 base, 768 small, 1024 medium, 1280 large.
        vocabulary: Tokens it can write.
        mel_bands: Rows of the spectrogram it reads: 80, or 128.
    """

    width: int
    vocabulary: int
    mel_bands: int

    @property
    def english_only(self) -> bool:
        """Whether it knows no language but the one it was trained on."""
        return self.vocabulary < MULTILINGUAL_VOCABULARY


def whisper_shape(path: Path) -> WhisperShape:
    """The shape of a Whisper model in CTranslate2 format.

    Raises:
        ModelError: The file is cut off, of another kind, or cannot be read. Without a hint: which
            command mends it depends on where the file came from.
    """
    try:
        about = path.stat()
    except OSError as error:
        raise ModelError(f"{path.name} is missing.") from error
    return _whisper_shape(path, about.st_size, about.st_mtime_ns, about.st_ino)


def check_gguf(path: Path) -> None:
    """Look whether a file is a GGUF model at all.

    Raises:
        ModelError: It is not.
    """
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise ModelError(f"{path.name} cannot be read ({error.strerror}).") from error
    if head[:4] != b"GGUF" or len(head) < 8:
        raise ModelError(f"{path.name} is not a GGUF model.")


@lru_cache(maxsize=256)
def _whisper_shape(path: Path, size: int, _mtime_ns: int, _inode: int) -> WhisperShape:
    if size == 0:
        raise ModelError(f"{path.name} is empty.")
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            return _Walk(view, path.name).shape()
    except (OSError, ValueError) as error:
        raise ModelError(f"{path.name} cannot be read.") from error


class _Walk:
    """A walk over the arrays of a file."""

    def __init__(self, view: mmap.mmap, name: str) -> None:
        self._view = view
        self._name = name
        self._at = 0

    def shape(self) -> WhisperShape:
        try:
            (version,) = self._take("<I")
            specification = self._string() if version <= 64 else ""
            if specification != "WhisperSpec":
                raise ModelError(f"{self._name} is not a Whisper model for faster-whisper.")
            if not 4 <= version <= 6:
                raise ModelError(f"{self._name} is of version {version}, which is not known.")
            _revision, arrays = self._take("<II")
            shapes = dict(self._array() for _ in range(arrays))
            (aliases,) = self._take("<I")
            for _ in range(2 * aliases):
                self._string()
        except (struct.error, UnicodeDecodeError):
            raise ModelError(f"{self._name} is cut off or damaged.") from None
        return self._understand(shapes)

    def _understand(self, shapes: dict[str, tuple[int, ...]]) -> WhisperShape:
        words = shapes.get("decoder/embeddings/weight", ())
        sound = shapes.get("encoder/conv1/weight", ())
        if len(words) != 2 or len(sound) != 3:
            raise ModelError(f"{self._name} lacks parts of a Whisper model.")
        return WhisperShape(width=words[1], vocabulary=words[0], mel_bands=sound[1])

    def _array(self) -> tuple[str, tuple[int, ...]]:
        name = self._string()
        (rank,) = self._take("<B")
        shape = self._take(f"<{rank}I")
        _type, length = self._take("<BI")
        self._at += length
        if self._at > len(self._view):
            raise struct.error
        return name, shape

    def _string(self) -> str:
        (length,) = self._take("<H")
        end = self._at + length
        if end > len(self._view):
            raise struct.error
        text = self._view[self._at : end].rstrip(b"\0").decode()
        self._at = end
        return text

    def _take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from(layout, self._view, self._at)
        self._at += struct.calcsize(layout)
        return values
