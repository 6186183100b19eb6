"""The window that a phrase is encoded in: its spectrogram, and silence behind it.

Whisper was trained on windows of 30 seconds, and its encoder costs the more the longer the window
is: 5 s need a fifteenth of what 30 s need. CTranslate2 takes shorter windows. But Whisper expects
silence where a phrase ends; without any it does not find the end of the text. So a phrase gets its
padding, and a doubtful one the full window after all::

    │ phrase: 4.2 s │ padding: 10 s     │                            full window: 30 s │
    ├───────────────┴───────────────────┤◄ encoded

Frames are 10 ms. Measured in docs/decisions/0012-short-windows.md.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from dictate.core.dictation import RATE_HZ, Samples

FRAME_MS = 10
"""A frame of the spectrogram."""

FULL = 3000
"""Frames of the window that Whisper was trained on, and the most that CTranslate2 takes."""

WINDOW_S = FULL * FRAME_MS / 1000
"""The same in seconds: a phrase that fits needs no timestamps to find the next one."""

FLOOR = 768
"""Frames of the shortest window, however short the phrase: below it others saw large models repeat
themselves, whatever the padding."""

STOCK_PADDING_MS = 5_000
"""Padding for OpenAI's models up to medium, and their children. Without any their word error is
beyond all measure (tiny.en 5 % → 226 %). Others ship 2.6 s with the same floor for those who ask
for speed, and 10 s for everybody; what goes wrong in between is read again in the full window."""

LARGE_STOCK_PADDING_MS = 10_000
"""Padding for those with 128 bands, large-v3 and turbo: they were seen to repeat themselves in
windows in which the smaller ones did not."""

LARGE_BANDS = 128

PADDING_MS = 3_000
"""Padding for other models, such as the one that ships: more gained nothing measurable."""

SHORTEST_S = 0.1
"""Shorter sound is padded with silence: the spectrogram needs more than one frame of 25 ms."""

Spectrogram = npt.NDArray[np.float32]
"""float32, shape (bands, frames): logarithmic mel bands, about -1 to 1.5."""


def spectrogram(extractor: Any, samples: Samples) -> Spectrogram:
    """The spectrogram of a phrase, by the `faster_whisper` feature extractor of its model."""
    missing = int(SHORTEST_S * RATE_HZ) - len(samples)
    if missing > 0:
        samples = np.pad(samples, (0, missing))
    # The extractor adds a frame of silence of its own.
    found: Spectrogram = extractor(samples)[..., :-1]
    return found


def length(frames: int, padding_ms: int, bands: int) -> int:
    """How many frames to encode for a phrase of `frames` frames.

    Args:
        frames: Of the phrase.
        padding_ms: Silence wanted behind it; 0 for the full window.
        bands: Of the model's spectrogram.
    """
    if padding_ms == 0:
        return FULL
    wanted = max(FLOOR, frames + padding_ms // FRAME_MS)
    wanted += wanted % 2  # the encoder halves it
    if wanted // 2 == bands:
        # CTranslate2 tells encoded sound from a spectrogram by this dimension alone; it would
        # encode once more what is encoded already, without a sign.
        wanted += 2
    return min(FULL, wanted)


def padded(sound: Spectrogram, frames: int) -> npt.NDArray[np.float32]:
    """The phrase at the beginning of a window: shape (1, bands, frames), contiguous.

    The padding is 0, as in Whisper's training: louder than silence, but what the model knows.
    """
    sound = sound[:, :frames]
    window = np.zeros((1, sound.shape[0], frames), np.float32)
    window[0, :, : sound.shape[1]] = sound
    return window
