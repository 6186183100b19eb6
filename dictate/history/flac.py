"""Samples to FLAC and back, bit for bit, through PyAV.

16 bits, one channel, RATE_HZ: what the microphone gave. About half the size of plain samples for
speech; a minute takes a twentieth of a second.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import numpy.typing as npt

from dictate.core.dictation import RATE_HZ, Samples

if TYPE_CHECKING:
    import av

BLOCK = 4096
"""Samples in a FLAC frame; libavcodec's own choice for this rate."""

_FULL = 32768
"""What 1.0 is as int16: the scale of the spool files."""


def encode(samples: Samples, file: BinaryIO) -> None:
    """Write the samples into an open file.

    Args:
        samples: The sound; what is beyond [-1, 1] is clipped, what is no number is silence.
        file: Open for writing, and seekable: the length is written at the end.

    Raises:
        OSError: The disk is full, or fails.
    """
    import av

    with av.open(file, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=RATE_HZ)
        stream.format = "s16"
        stream.layout = "mono"
        for start, block in _blocks(samples):
            frame = av.AudioFrame.from_ndarray(block[np.newaxis], format="s16", layout="mono")
            frame.rate = RATE_HZ
            frame.pts = start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def decode(path: Path) -> Samples | None:
    """The samples of a file, as far as it can be read; None where nothing of it can."""
    import av
    from av.error import FFmpegError

    blocks: list[npt.NDArray[np.int16]] = []
    try:
        with av.open(path) as container:
            # Not a comprehension: what was decoded before the damage is kept.
            for frame in container.decode(audio=0):
                blocks.append(_pcm(frame))  # noqa: PERF401
    except (FFmpegError, OSError, ValueError, IndexError):
        pass  # damaged: what came before the damage is what there is
    if not blocks:
        return None
    return np.concatenate(blocks).astype(np.float32) / np.float32(_FULL)


def length_s(path: Path) -> float:
    """How long the sound is, as the file states it; 0 where it does not."""
    import av
    from av.error import FFmpegError

    try:
        with av.open(path) as container:
            return (container.duration or 0) / av.time_base
    except (FFmpegError, OSError, ValueError):
        return 0.0


def _pcm(frame: av.AudioFrame) -> npt.NDArray[np.int16]:
    return frame.to_ndarray().reshape(-1).astype(np.int16, copy=False)


def _blocks(samples: Samples) -> Iterator[tuple[int, npt.NDArray[np.int16]]]:
    """Where each block starts, and its samples as int16."""
    for start in range(0, len(samples), BLOCK):
        block = np.nan_to_num(np.clip(samples[start : start + BLOCK], -1, 1))
        yield start, np.minimum(np.rint(block * _FULL), _FULL - 1).astype(np.int16)
