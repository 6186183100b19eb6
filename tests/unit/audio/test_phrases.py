"""Phrases carry their sound, their place and their number."""

from __future__ import annotations

import numpy as np
import pytest

from dictate.audio.endpointer import FRAME
from dictate.audio.phrases import PIECE, PhraseFinder
from dictate.audio.voice import LoudnessVoice, VoiceDetector
from dictate.core.dictation import RATE_HZ, Phrase, Samples
from tests.fakes.microphone import room, tone


def find(sound: Samples, detector: VoiceDetector, block: int = 160) -> list[Phrase]:
    finder = PhraseFinder("7", 400, detector, lambda start, end: sound[start:end])
    phrases = []
    for at in range(0, len(sound), block):
        phrases += finder.feed(sound[at : at + block])
    return phrases + finder.flush()


SOUND = np.concatenate([room(0.5), tone(2), room(1), tone(1.8), room(0.6), tone(0.3)])


@pytest.mark.parametrize("block", [1, 160, 441, 5000, len(SOUND)])
def test_phrases_do_not_depend_on_how_the_sound_comes_in(block: int) -> None:
    phrases = find(SOUND, LoudnessVoice(), block)
    assert [phrase.index for phrase in phrases] == [0, 1, 2]
    assert {phrase.dictation_id for phrase in phrases} == {"7"}
    starts = [round(phrase.start_s * RATE_HZ) for phrase in phrases]
    for phrase, start in zip(phrases, starts, strict=True):
        assert np.array_equal(phrase.samples, SOUND[start : start + len(phrase.samples)])
    assert [phrase.pause_before_s for phrase in phrases] == pytest.approx([0, 1, 0.6], abs=0.05)
    assert phrases[-1].end_s == pytest.approx(len(SOUND) / RATE_HZ)


class BrokenAfter:
    """A detector that fails from some frame on."""

    def __init__(self, frames: int) -> None:
        self._left = frames
        self._detector = LoudnessVoice()

    def probability(self, frame: Samples) -> float:
        self._left -= 1
        if self._left < 0:
            raise RuntimeError("out of order")
        return self._detector.probability(frame)


@pytest.mark.expects_warning("no pauses can be found any more")
@pytest.mark.parametrize("frames", [0, 30, 120])
def test_a_detector_that_fails_costs_pauses_but_no_sound(frames: int) -> None:
    sound = np.concatenate([SOUND, tone(20)])
    phrases = find(sound, BrokenAfter(frames))
    before = frames * FRAME
    given = [p for p in phrases if p.end_s * RATE_HZ <= before]
    rest = phrases[len(given) :]
    assert [phrase.index for phrase in phrases] == list(range(len(phrases)))
    start = round(given[-1].end_s * RATE_HZ) if given else 0
    assert np.array_equal(np.concatenate([p.samples for p in rest]), sound[start:])
    assert max(len(p.samples) for p in rest) <= PIECE
