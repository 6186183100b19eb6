"""Reads the sound of any audio or video file, through FFmpeg's libraries (PyAV).

Decoded in blocks as they are asked for, so that the length of a file does not matter for memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from dictate.core.dictation import RATE_HZ, Samples
from dictate.errors import MediaError

if TYPE_CHECKING:
    from av.container import InputContainer

MISSING_S = 2.0
"""A file that ends this much before the length it states was cut off: containers round, and an
encoder may pad less than a second."""

OTHER_FILE = "Give it an audio or video file."


def length_s(path: Path) -> float:
    """The length that the file states, in seconds; 0 where it states none. Reads all its packets.

    Raises:
        MediaError: It cannot be read, holds no sound, or ends before its stated length.
    """
    with _opened(path, path.name) as container:
        stream = container.streams.audio[0]
        stated_s = float(container.duration or 0) / 1_000_000
        reached_s = 0.0
        try:
            for packet in container.demux(stream):
                if packet.pts is not None and packet.time_base is not None:
                    end = packet.pts + (packet.duration or 0)
                    reached_s = max(reached_s, float(end * packet.time_base))
        except _av_errors() as error:
            raise _cut_off(path.name, reached_s, stated_s) from error
        if stream.start_time is not None and stream.time_base is not None:
            reached_s -= float(stream.start_time * stream.time_base)
    if not reached_s:
        raise MediaError(f"{path.name} holds no sound.", hint=OTHER_FILE)
    if stated_s - reached_s > MISSING_S:
        # A video may go on in silence after its sound; one that was cut lacks its pictures too.
        _check_pictures(path, stated_s, reached_s)
    return stated_s or reached_s


def blocks(source: Path | BinaryIO, name: str) -> Iterator[Samples]:
    """The sound, block by block, mono at `RATE_HZ`.

    Args:
        source: A file, or a stream that need not be seekable.
        name: What to call it in a message.

    Raises:
        MediaError: It cannot be read, or holds no sound.
    """
    from av.audio.resampler import AudioResampler

    given = False
    with _opened(source, name) as container:
        resampler = AudioResampler(format="flt", layout="mono", rate=RATE_HZ)
        try:
            for frame in container.decode(container.streams.audio[0]):
                frame.pts = None  # gaps and jumps in time stamps are no reason to drop sound
                for made in resampler.resample(frame):
                    given = True
                    yield np.ascontiguousarray(made.to_ndarray()[0], np.float32)
        except _av_errors() as error:
            if not given:
                raise MediaError(f"{name} cannot be decoded.", hint=OTHER_FILE) from error
            # A damaged packet at the end costs the end, not what was heard before it.
        for made in resampler.resample(None):
            given = True
            yield np.ascontiguousarray(made.to_ndarray()[0], np.float32)
    if not given:
        raise MediaError(f"{name} holds no sound.", hint=OTHER_FILE)


def pieces(parts: Iterator[Samples], *, longest_s: float, search_s: float) -> Iterator[Samples]:
    """Larger pieces of the sound, cut at its quietest moments.

    Args:
        parts: The sound.
        longest_s: No piece is longer.
        search_s: The quietest tenth of a second is looked for in this much of a piece's end.
    """
    longest, search = round(longest_s * RATE_HZ), round(search_s * RATE_HZ)
    waiting: list[Samples] = []
    count = 0
    for part in parts:
        waiting.append(part)
        count += len(part)
        while count >= longest:
            whole = np.concatenate(waiting)
            cut = longest - search + _quietest(whole[longest - search : longest])
            yield whole[:cut]
            waiting, count = [whole[cut:]], len(whole) - cut
    if count:
        yield np.concatenate(waiting)


def _quietest(samples: Samples) -> int:
    """The middle of the quietest tenth of a second."""
    step = RATE_HZ // 10
    frames = samples[: len(samples) // step * step].reshape(-1, step)
    return int(np.argmin(np.square(frames).mean(axis=1))) * step + step // 2


@contextmanager
def _opened(source: Path | BinaryIO, name: str) -> Iterator[InputContainer]:
    import av

    if isinstance(source, Path):
        if not source.exists():
            raise MediaError(f"There is no file {source}.", hint="Check the name.")
        if source.is_file() and source.stat().st_size == 0:
            raise MediaError(f"{name} is empty.", hint=OTHER_FILE)
    try:
        container = av.open(str(source) if isinstance(source, Path) else source, mode="r")
    except (OSError, ValueError) as error:  # PyAV's own errors are both
        raise MediaError(f"{name} is no audio or video that can be read.", hint=OTHER_FILE) from (
            error
        )
    with container:
        if not container.streams.audio:
            raise MediaError(f"{name} holds no sound.", hint=OTHER_FILE)
        yield container


def _check_pictures(path: Path, stated_s: float, reached_s: float) -> None:
    with _opened(path, path.name) as container:
        last_s = reached_s
        try:
            for packet in container.demux():
                if packet.pts is not None and packet.time_base is not None:
                    last_s = max(last_s, float(packet.pts * packet.time_base))
        except _av_errors():
            pass
    if stated_s - last_s > MISSING_S:
        raise _cut_off(path.name, reached_s, stated_s)


def _cut_off(name: str, reached_s: float, stated_s: float) -> MediaError:
    return MediaError(
        f"{name} is cut off: it has {reached_s:.0f} of {stated_s:.0f} seconds.",
        hint="Copy or download it again.",
    )


def _av_errors() -> tuple[type[Exception], ...]:
    from av.error import FFmpegError

    return (FFmpegError, OSError, ValueError)
