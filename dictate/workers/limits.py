"""How long a child may take and how much memory it may hold before it counts as broken.

These are not expectations but walls: a healthy child on a slow laptop stays several times below
each, and one that runs into a wall is ended and replaced.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

GB = 1e9
WINDOW_S = 30.0
"""Whisper computes in windows of 30 seconds, however little is said in them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The walls.

    Attributes:
        hello_s: From the start of the process to its first word: an interpreter from a cold disk.
        beat_s: Between two signs of life while it recognises; they come every 0.5 s.
        loading_beat_s: The same while it loads: reading CUDA's libraries from a cold disk keeps
            the interpreter for tens of seconds.
        load_s: To load a model of no size. 60 s per GB are added: a disk of 17 MB/s.
        recognise_s: To recognise no sound.
        window_s: Per window of sound, for a model of no size and a beam of 1. 60 s per GB of
            model are added. Measured on one core of a small server: small (0.5 GB) needs 2.6 s to
            encode a window and 4.7 s for its most 224 words-pieces, large-v3-turbo (1.6 GB) 13 s
            and 4.5 s; with 60 s per GB both have five times that.
        clean_s: To clean no text. Whoever waits for it gives up much earlier; this is when a child
            counts as hung.
        letter_s: Per letter of a text and GB of model: a model that writes reads and writes all of
            it. Five times what one core of a small server needs.
        memory: How many times the size of the model it may hold ...
        memory_gb: ... and how much besides.
    """

    hello_s: float = 30.0
    beat_s: float = 10.0
    loading_beat_s: float = 60.0
    load_s: float = 30.0
    recognise_s: float = 10.0
    window_s: float = 5.0
    clean_s: float = 8.0
    letter_s: float = 0.15
    memory: float = 4.0
    memory_gb: float = 2.0

    def to_load_s(self, model_bytes: int) -> float:
        """Seconds until a model must have been loaded and have answered once."""
        return self.load_s + 60.0 * model_bytes / GB

    def to_recognise_s(self, sound_s: float, model_bytes: int, beam_size: int) -> float:
        """Seconds until `sound_s` seconds of sound must have been recognised."""
        windows = max(1, math.ceil(sound_s / WINDOW_S))
        # A token costs 1.8 times as much with a beam of 5 as with 1 (small, 30 s window).
        beam = 1.0 + 0.2 * (beam_size - 1)
        return self.recognise_s + windows * (self.window_s + 60.0 * model_bytes / GB) * beam

    def to_clean_s(self, letters: int, model_bytes: int) -> float:
        """Seconds until a text of so many letters must have been cleaned, pauses not counted."""
        # What stands before each text in a writer's prompt is read once, then kept: 2,000 letters.
        return self.clean_s + self.letter_s * (letters + 2000) * model_bytes / GB

    def memory_bytes(self, model_bytes: int) -> int:
        """How much memory a child with this model may hold.

        Float32 weights on disk that are loaded as int8 need about 1.3 times their size for a
        moment, float16 ones that are loaded as float32 twice; an hour of sound as one phrase
        needs 1.2 GB for its features.
        """
        return int(self.memory * model_bytes + self.memory_gb * GB)
