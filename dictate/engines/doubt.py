"""Tells when a reading is not to be trusted.

Whisper in trouble repeats itself, does not find the end, says that it is unsure, or writes where
nobody speaks. A doubtful phrase is encoded once more in the full window and read again; that costs
time and never words.
"""

from __future__ import annotations

import re
import zlib

from dictate.engines.decoding import Reading

COMPRESSES = 2.0
"""A text that compresses better repeats itself. OpenAI's bound for 30 s is 2.4; phrases are
shorter, and compress less."""

LOOPS = 2.4
UNSURE = -1.0
SILENT = 0.6
"""OpenAI's own bounds for the full window: compression, log-probability, probability that nobody
speaks."""

DOUBTFUL = -0.8
"""Average log-probability below which a short window is not trusted. Stricter than OpenAI's: there
is something better to be had. Measured in docs/decisions/0012-short-windows.md."""

PASSAGE = 3
"""So many words or more, said again at once, are a loop; "it was the best of times, it was the
worst of times" is none. What is shorter may be said on purpose ("no, no, no, no") ..."""

STUTTERS = 5
"""... but not so often."""

_WORD = re.compile(r"\w+(?:['\u2019]\w+)*")


def doubt_of(reading: Reading, before: str = "") -> str:
    """Why a reading of a short window is not to be trusted; empty where it is.

    Args:
        reading: What was read.
        before: The words before the phrase, if the decoder was told them.
    """
    text, nobody = reading.text, reading.no_speech > SILENT
    doubts = (
        ("cut off", reading.cut_off),
        ("repeats itself", repeats_itself(text) or compression(text) > COMPRESSES),
        ("repeats what was before", _echoes(text, before)),
        ("nothing heard", not text and not nobody),
        ("perhaps nobody speaks", bool(text) and nobody),
        ("unsure", reading.logprob < DOUBTFUL),
    )
    return next((why for why, holds in doubts if holds), "")


def fails(reading: Reading) -> bool:
    """Whether a reading of the full window is so bad that another one is worth a try."""
    if is_silence(reading):
        return False
    return compression(reading.text) > LOOPS or reading.logprob < UNSURE or reading.cut_off


def is_silence(reading: Reading) -> bool:
    """Whether nobody speaks: the model thinks so, and does not believe its own words."""
    return reading.no_speech > SILENT and reading.logprob < UNSURE


def best_of(readings: list[Reading]) -> Reading:
    """The likeliest of readings that all failed; one that does not loop, if there is one."""
    straight = [one for one in readings if compression(one.text) <= LOOPS and not one.cut_off]
    return max(straight or readings, key=lambda one: one.logprob)


def compression(text: str) -> float:
    """How many times smaller the text can be made."""
    plain = text.encode()
    return len(plain) / len(zlib.compress(plain))


def repeats_itself(text: str) -> bool:
    """Whether a passage in it is said again at once, or a word or two many times over."""
    words = _words(text)
    for size in range(1, len(words) // 2 + 1):
        enough = 2 if size >= PASSAGE else STUTTERS
        if _times_in_a_row(words, size) >= enough:
            return True
    return False


def _times_in_a_row(words: list[str], size: int) -> int:
    """How often some run of `size` words stands there in a row, at most."""
    longest = streak = 0
    for word, later in zip(words, words[size:], strict=False):
        streak = streak + 1 if word == later else 0
        longest = max(longest, streak)
    return longest // size + 1


def _echoes(text: str, before: str) -> bool:
    """Whether a text of some words is nothing but a piece of what was before."""
    words = _words(text)
    return len(words) >= PASSAGE and f" {' '.join(words)} " in f" {' '.join(_words(before))} "


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
