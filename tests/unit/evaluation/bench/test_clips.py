from __future__ import annotations

import numpy as np
import pytest

from dictate.core.dictation import RATE_HZ, Samples
from dictate.errors import MediaError
from dictate.evaluation.bench import clips
from dictate.evaluation.bench.speech import LOUD_RMS, Utterance, recordings, trimmed
from tests.fakes.vowel import vowel
from tests.places import ROOT
from tests.wav import write_wav


class Loud:
    """A voice detector that goes by loudness."""

    def probability(self, frame: Samples) -> float:
        return float(np.sqrt(np.mean(np.square(frame))) > 0.01)


def said(name: str, length_s: float, words: str) -> Utterance:
    return Utterance(name, trimmed(vowel(length_s)), words)


SPEECH = [
    said("long", 4.0, "these are the words of a rather long phrase"),
    said("middle", 2.5, "a phrase of middling length"),
    said("short", 1.5, "the very last words"),
]


@pytest.mark.parametrize("length_s", [2, 5, 20, 60])
def test_a_clip_ends_with_the_last_word_and_is_as_long_as_was_asked(length_s: int) -> None:
    clip = clips.with_pauses(SPEECH, length_s)
    assert clip.voice_end_s == pytest.approx(length_s, abs=0.001)
    assert len(clip.samples) == round(clip.voice_end_s * RATE_HZ)
    assert np.abs(clip.samples[-RATE_HZ // 100 :]).max() > 0.001, "no silence at its end"


def test_the_last_phrase_is_the_same_at_every_length() -> None:
    ends = [clips.with_pauses(SPEECH, length_s).samples[-RATE_HZ:] for length_s in (2, 5, 60)]
    assert all(np.array_equal(end, ends[0]) for end in ends)
    assert clips.with_pauses(SPEECH, 60).text.endswith("the very last words")


def test_between_phrases_there_are_pauses_and_no_exact_zeros() -> None:
    clip = clips.with_pauses(SPEECH, 20)
    assert 100 not in _zeros_in_a_row(clip.samples)
    assert _longest_quiet_s(clip.samples) >= clips.PAUSE_S[0]


def test_solid_speech_has_no_pause_that_the_detector_could_find() -> None:
    halting = np.concatenate([vowel(1.0), np.zeros(RATE_HZ, np.float32), vowel(1.0)])
    speech = [Utterance("halting", halting, "one two three four five"), SPEECH[2]]
    clip = clips.solid(speech, 20, Loud)
    assert _longest_quiet_s(clip.samples) <= 0.2
    assert clip.voice_end_s == pytest.approx(20, abs=0.001)


def test_without_a_short_recording_the_end_of_one_is_the_last_phrase() -> None:
    one = said("long", 6.0, "some words")
    last = clips.last_phrase([one])
    assert clips.LAST_S * 0.6 <= last.length_s <= clips.LAST_S
    assert np.array_equal(last.samples, one.samples[-len(last.samples) :])


def test_lists_and_single_words_are_no_dictation() -> None:
    slow = said("slow", 5.0, "one")
    assert slow not in clips.flowing([*SPEECH, slow])
    assert clips.flowing([slow]) == [slow], "but better than nothing"


def test_joined_recordings_keep_all_their_words() -> None:
    clip = clips.joined(SPEECH, [0.5, 0.0])
    assert clip.text == " ".join(one.text for one in SPEECH)
    assert clip.phrases == 3


def test_speech_is_trimmed_to_its_words_and_brought_to_one_loudness() -> None:
    room = clips.quiet(0.7)
    for loud in (0.05, 0.5):
        found = trimmed(np.concatenate([room, vowel(1.0, loud), room]))
        assert len(found) == pytest.approx(RATE_HZ, abs=0.06 * RATE_HZ)
        assert np.sqrt(np.mean(np.square(found))) == pytest.approx(LOUD_RMS, rel=0.05)
    assert len(trimmed(np.zeros(RATE_HZ, np.float32))) == 0


def test_recordings_need_their_words() -> None:
    with pytest.raises(MediaError, match="no recordings with their words"):
        recordings(ROOT / "dictate")


def test_recordings_are_read_with_their_words(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("speech")
    write_wav(folder / "b.wav", vowel(1.0))
    (folder / "b.txt").write_text("Hello\nthere.\n", encoding="utf-8")
    write_wav(folder / "a.wav", vowel(1.0))
    (one,) = recordings(folder)
    assert (one.name, one.text) == ("b", "Hello there.")


def test_rooms_without_speech_are_not_loud() -> None:
    for room in clips.without_speech(2.0):
        assert len(room) == 2 * RATE_HZ
        assert np.sqrt(np.mean(np.square(room))) < 0.03


def _quiet_frames(samples: Samples) -> list[bool]:
    frames = samples[: len(samples) // 160 * 160].reshape(-1, 160)
    return [bool(rms < 0.002) for rms in np.sqrt(np.mean(np.square(frames), axis=1))]


def _longest_quiet_s(samples: Samples) -> float:
    longest = row = 0
    for is_quiet in _quiet_frames(samples[RATE_HZ:]):
        row = row + 1 if is_quiet else 0
        longest = max(longest, row)
    return longest / 100


def _zeros_in_a_row(samples: Samples) -> set[int]:
    rows, row = set(), 0
    for value in samples:
        row = row + 1 if value == 0 else 0
        rows.add(row)
    return rows
