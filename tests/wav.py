"""WAV files, mono, 16 bit, at the program's rate."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from dictate.core.dictation import RATE_HZ, Samples


def read_wav(path: Path) -> Samples:
    """The samples of a file; a header that a cut recording never completed does not matter."""
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE_HZ)
        frames = file.readframes(1 << 30)
    return (np.frombuffer(frames, np.int16) / 32768).astype(np.float32)


def length_s(path: Path) -> float:
    """How long a file lasts."""
    with wave.open(str(path), "rb") as file:
        return file.getnframes() / file.getframerate()


def write_wav(path: Path, samples: Samples) -> None:
    """Write samples to a file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes((samples * 32767).astype(np.int16).tobytes())
