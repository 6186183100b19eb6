"""Long sound made of recordings: with natural pauses or without any, its last word's end known.

::

    with pauses   ▁███▁▁▁▁██▁███▁▁▁▁▁████▁▁▁▁│last phrase│▁▁▁▁▁▁▁▁
    solid         ▁███████████████████████████│last phrase│▁▁▁▁▁▁▁▁
                                                          └ voice_end_s

The last phrase is the same at every length. Between phrases is the quiet of a room, not zeros:
those would be a muted microphone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dictate.audio.endpointer import BEGIN, FRAME
from dictate.audio.voice import VoiceDetectors
from dictate.core.dictation import RATE_HZ, Samples
from dictate.evaluation.bench.speech import FRAME as GRAIN
from dictate.evaluation.bench.speech import Utterance, loudness

BEFORE_S = 0.2
"""Quiet before the first word: one presses the key, then speaks."""

PAUSE_S = (0.5, 0.9)
"""Between phrases, drawn evenly."""

LAST_S = 1.7
"""Longest last phrase: it has to fit into the shortest dictation, and leave room for the quiet
before it."""

LONGEST_S = 15.0
"""Longer recordings are no phrases; they are left out of clips with pauses."""

SLOW = 1.5
"""Fewer words in a second are lists and single words, not dictation; they are left out as well."""

BREATH_FRAMES = 3
"""Frames of 32 ms without voice that solid speech keeps at most: a stop consonant is as long."""

ROOM_RMS = 3e-4
"""The quiet of a room, 70 dB below full scale."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A dictation to be played.

    Attributes:
        samples: From the key-down on.
        voice_end_s: Where the last word ends; the key comes up some time after it.
        text: What is said; empty where nothing is.
        phrases: How many recordings it is made of.
        places: Where each of them begins and ends, in samples, where that is known.
    """

    samples: Samples
    voice_end_s: float
    text: str = ""
    phrases: int = 0
    places: tuple[tuple[int, int], ...] = ()


def quiet(length_s: float, seed: int = 0) -> Samples:
    """The quiet of a room."""
    count = max(0, round(length_s * RATE_HZ))
    noise = np.random.default_rng(seed).standard_normal(count, np.float32)
    return np.asarray(noise * np.float32(ROOM_RMS), np.float32)


def noise(length_s: float, seed: int = 0) -> Samples:
    """A fan: brown noise, 40 dB below full scale."""
    count = round(length_s * RATE_HZ)
    steps = np.random.default_rng(seed).standard_normal(count, np.float32)
    spectrum = np.fft.rfft(steps)
    spectrum /= np.maximum(np.arange(len(spectrum)), 40 * count / RATE_HZ)
    found = np.fft.irfft(spectrum, count).astype(np.float32)
    level: Samples = found * np.float32(0.01 / np.sqrt(np.mean(np.square(found))))
    return level


def with_pauses(utterances: Sequence[Utterance], length_s: float, seed: int = 0) -> Clip:
    """Phrases with pauses between them, `length_s` seconds to the end of the last word."""
    rng = random.Random(seed)  # noqa: S311 - a sample, no secret
    speech = [one for one in flowing(utterances) if one.length_s <= LONGEST_S]

    def pause() -> Samples:
        return quiet(rng.uniform(*PAUSE_S), rng.randrange(1 << 30))

    return _filled(speech or list(utterances), length_s, pause)


def solid(utterances: Sequence[Utterance], length_s: float, voices: VoiceDetectors) -> Clip:
    """Speech in which the voice detector finds no pause, `length_s` to the end of the last word."""
    dense = [
        Utterance(one.name, without_pauses(one.samples, voices), one.text)
        for one in flowing(utterances)
    ]
    return _filled(dense, length_s, lambda: np.zeros(0, np.float32))


def flowing(utterances: Sequence[Utterance]) -> Sequence[Utterance]:
    """Those that are spoken as one dictates; all where none is."""
    found = [one for one in utterances if len(one.text.split()) >= SLOW * one.length_s]
    return found or utterances


def _filled(speech: Sequence[Utterance], length_s: float, between: Callable[[], Samples]) -> Clip:
    """The last phrase, and as much before it as fits; the first recording loses its beginning."""
    last = last_phrase(speech)
    wanted = round((length_s - BEFORE_S) * RATE_HZ)
    parts, words, count = [last.samples], [last.text], len(last.samples)
    others = [one for one in speech if one.name != last.name] or list(speech)
    at = len(others)
    while count < wanted:
        one = others[(at := at - 1) % len(others)]
        pause = between()
        room = wanted - count - len(pause)
        if room <= 0:
            parts.append(pause[len(pause) - (wanted - count) :])
            break
        cut = one.samples[max(0, len(one.samples) - room) :]
        # Half a recording has half its words, and nobody knows which: none is claimed.
        words.append(one.text if len(cut) == len(one.samples) else "")
        parts += [pause, cut]
        count += len(pause) + len(cut)
    parts.append(quiet(BEFORE_S))
    samples = np.concatenate(parts[::-1])
    text = " ".join(word for word in words[::-1] if word)
    return Clip(samples, len(samples) / RATE_HZ, text, len(words), _places(parts, len(words)))


def _places(parts: Sequence[Samples], recordings: int) -> tuple[tuple[int, int], ...]:
    """Where the recordings lie; the parts are, from the last: recording, pause and so on."""
    begins = sum(len(part) for part in parts) - np.cumsum([len(part) for part in parts])
    found = [
        (int(begins[at]), int(begins[at]) + len(parts[at])) for at in range(0, 2 * recordings, 2)
    ]
    return tuple(found[::-1])


def last_phrase(speech: Sequence[Utterance]) -> Utterance:
    """The longest recording that fits into the shortest dictation, or the end of the shortest."""
    short = [one for one in speech if one.length_s <= LAST_S]
    if short:
        return max(short, key=lambda one: one.length_s)
    one = min(speech, key=lambda it: it.length_s)
    return Utterance(f"the end of {one.name}", tail_of(one.samples, LAST_S), "")


def tail_of(samples: Samples, length_s: float) -> Samples:
    """The end, from its quietest moment between `length_s` and two thirds of it before the end."""
    frames = loudness(samples)
    most, least = round(length_s * 100), round(length_s * 200 / 3)
    first = max(0, len(frames) - most)
    window = frames[first : max(first + 1, len(frames) - least)]
    return samples[(first + int(np.argmin(window))) * GRAIN :]


def without_pauses(samples: Samples, voices: VoiceDetectors) -> Samples:
    """The same speech with every pause that the detector hears cut down to BREATH_FRAMES."""
    detector = voices()
    whole = len(samples) - len(samples) % FRAME
    kept, silent = [], 0
    for frame in samples[:whole].reshape(-1, FRAME):
        silent = 0 if detector.probability(frame) >= BEGIN else silent + 1
        if silent <= BREATH_FRAMES:
            kept.append(frame)
    return np.concatenate([*kept, samples[whole:]]) if kept else samples


def joined(utterances: Sequence[Utterance], pauses_s: Sequence[float], seed: int = 0) -> Clip:
    """Recordings one after the other, with these pauses between them; all their words count.

    Args:
        utterances: In their order.
        pauses_s: One between each two.
        seed: Of the quiet.
    """
    parts = [quiet(BEFORE_S, seed)]
    for one, pause_s in zip(utterances, [*pauses_s, 0.0], strict=True):
        parts += [one.samples, quiet(pause_s, seed + len(parts))]
    samples = np.concatenate(parts)
    text = " ".join(one.text for one in utterances)
    return Clip(samples, len(samples) / RATE_HZ, text, len(utterances))


def without_speech(length_s: float) -> list[Samples]:
    """Rooms in which nothing is said: quiet, a fan, hiss, hum, clicks; soft and louder."""
    count = round(length_s * RATE_HZ)
    at_s = np.arange(count, dtype=np.float32) / RATE_HZ
    hum = np.sin(2 * np.pi * 50 * at_s) + 0.5 * np.sin(2 * np.pi * 150 * at_s)
    clicks = np.zeros(count, np.float32)
    clicks[RATE_HZ // 3 :: RATE_HZ] = 0.5
    hiss = np.random.default_rng(1).standard_normal(count, np.float32)
    rooms = (noise(length_s), hiss * 0.01, hum * 0.02, clicks)
    found = [quiet(length_s)]
    for room in rooms:
        found += [(quiet(length_s) + room * loud).astype(np.float32) for loud in (0.3, 1.0)]
    return found


def silence(length_s: float) -> Clip:
    """Nothing is said in a quiet room."""
    return Clip(quiet(length_s), length_s)


def only_noise(length_s: float) -> Clip:
    """Nothing is said beside a fan."""
    return Clip(noise(length_s), length_s)
