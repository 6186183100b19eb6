"""Recordings with their words, trimmed to what is said in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dictate.core.dictation import RATE_HZ, Samples
from dictate.errors import MediaError

FRAME = RATE_HZ // 100
"""10 ms, the grain at which the ends of words are found."""

QUIET = 0.02
"""Share of an utterance's own loud frames below which a frame is silence: 34 dB down, where room
and breath begin and the last sound of a word has faded."""

NOISY = 0.05
"""The same where the room is louder than that: twice the room's own loudness, but never above this
share, for the quietest frames of a recording without pauses are speech."""

LOUD_RMS = 0.05
"""All are brought to this: a voice at an arm's length from the microphone."""


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """Something that was said: sound from its first to its last word, and the words."""

    name: str
    samples: Samples
    text: str

    @property
    def length_s(self) -> float:
        """Seconds."""
        return len(self.samples) / RATE_HZ


def recordings(folder: Path) -> list[Utterance]:
    """The recordings of a folder that have their words in a `.txt` beside them, by name.

    Raises:
        MediaError: There are none.
    """
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        words = path.with_suffix(".txt")
        if path.suffix.lower() in (".wav", ".flac") and words.is_file():
            text = " ".join(words.read_text(encoding="utf-8").split())
            found.append(Utterance(path.stem, trimmed(_samples(path)), text))
    found = [one for one in found if len(one.samples)]
    if not found:
        raise MediaError(
            f"There are no recordings with their words in {folder}.",
            hint="It takes pairs such as hello.wav and hello.txt.",
        )
    return found


def shipped_recordings() -> list[Utterance]:
    """What ships with Dictate.

    Raises:
        MediaError: It is not there.
    """
    from dictate.app.samples import shipped_sample

    sample = shipped_sample()
    samples = trimmed(_samples(sample.file))
    return [Utterance(sample.file.stem, samples, sample.spoken)]


def _samples(path: Path) -> Samples:
    from dictate.audio.media import blocks

    return np.concatenate(list(blocks(path, path.name)))


def loudness(samples: Samples) -> Samples:
    """The loudness (root mean square) of each whole FRAME."""
    whole = len(samples) - len(samples) % FRAME
    frames = samples[:whole].reshape(-1, FRAME)
    found: Samples = np.sqrt(np.mean(np.square(frames), axis=1))
    return found


def spoken_frames(samples: Samples) -> Sequence[int]:
    """The frames that are not silence, by index."""
    found = loudness(samples)
    if not len(found):
        return []
    floor, loud = (float(it) for it in np.percentile(found, (5, 95)))
    at_least = max(QUIET * loud, min(2 * floor, NOISY * loud), 1e-6)
    return [int(at) for at in np.flatnonzero(found > at_least)]


def trimmed(samples: Samples) -> Samples:
    """From the first to the last frame that is not silence, at LOUD_RMS; empty for silence."""
    spoken = spoken_frames(samples)
    if not spoken:
        return samples[:0]
    inside = samples[spoken[0] * FRAME : (spoken[-1] + 1) * FRAME]
    rms = float(np.sqrt(np.mean(np.square(inside))))
    level: Samples = np.clip(inside * (LOUD_RMS / rms), -1.0, 1.0).astype(np.float32)
    return level
