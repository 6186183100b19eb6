"""Phrases: every voiced sample in exactly one, cut at pauses, never too long."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dictate.audio.endpointer import (
    BEGIN,
    EARLIEST,
    FRAME,
    LINGER,
    LONGEST,
    LOOK,
    LOOK_AGAIN,
    PAD_MS,
    SUSPICION,
    Cut,
    Endpointer,
    Tail,
)
from dictate.core.dictation import RATE_HZ, Samples

S = RATE_HZ / FRAME
"""Frames per second."""
PAD = PAD_MS * RATE_HZ // 1000
TICK = FRAME / RATE_HZ
"""Seconds of a frame: how exact a time can be."""


@cache
def frame(loudness: float) -> Samples:
    return np.full(FRAME, loudness, np.float32)


def run(
    probabilities: list[float],
    loudness: list[float] | None = None,
    pause_ms: int = 400,
    last: int = FRAME,
) -> list[Cut]:
    """All cuts of a take; its last frame has `last` samples."""
    endpointer = Endpointer(pause_ms)
    loudness = loudness or [0.2 if p >= BEGIN else 0.01 for p in probabilities]
    cuts = []
    for index, (probability, loud) in enumerate(zip(probabilities, loudness, strict=True)):
        size = last if index == len(probabilities) - 1 else FRAME
        cuts += endpointer.feed(probability, frame(loud)[:size])
    return cuts + endpointer.flush()


def talk(*seconds: float) -> list[float]:
    """Silence, voice, silence, voice … of these lengths."""
    return [p for index, s in enumerate(seconds) for p in [float(index % 2)] * round(s * S)]


def voiced(probabilities: list[float]) -> list[int]:
    """The frames that are certainly voice: above the threshold."""
    return [index for index, p in enumerate(probabilities) if p >= BEGIN]


def test_a_pause_cuts_and_both_sides_keep_their_padding() -> None:
    first, second = run(talk(0.5, 2, 1, 2, 0.5))
    assert first.start / RATE_HZ == pytest.approx(0.3, abs=TICK)
    assert first.end / RATE_HZ == pytest.approx(2.7, abs=TICK)
    assert second.start / RATE_HZ == pytest.approx(3.3, abs=TICK)
    assert second.end / RATE_HZ == pytest.approx(5.7, abs=TICK)
    assert first.pause_s == 0
    assert second.pause_s == pytest.approx(1, abs=TICK)


def test_a_pause_shorter_than_asked_for_does_not_cut() -> None:
    assert len(run(talk(0, 2, 0.35, 2))) == 1
    assert len(run(talk(0, 2, 0.35, 2), pause_ms=200)) == 2
    assert len(run(talk(0, 2, 0.9, 2), pause_ms=1000)) == 1


def test_a_phrase_is_given_as_soon_as_its_pause_has_lasted() -> None:
    endpointer = Endpointer(400)
    for probability in talk(0, 2):
        assert endpointer.feed(probability, frame(0.2)) == []
    waited = next(count for count in range(1, 100) if endpointer.feed(0.0, frame(0.0)))
    assert waited == 13  # 416 ms, the first whole frame after 400


def test_a_short_phrase_waits_for_the_next() -> None:
    (cut,) = run(talk(0, 0.5, 0.8, 2, 0.5))
    assert cut.end / RATE_HZ == pytest.approx(3.5, abs=TICK)


def test_a_short_phrase_does_not_wait_for_ever() -> None:
    first, second = run(talk(0, 0.5, 3, 0.5, 3))
    assert first.end / RATE_HZ == pytest.approx(0.7, abs=TICK)
    assert second.pause_s == pytest.approx(3, abs=TICK)


def test_one_word_at_the_very_end_is_given_by_the_flush() -> None:
    first, second = run(talk(0, 2, 1, 0.2))
    assert second.end == len(talk(0, 2, 1, 0.2)) * FRAME
    assert first.end < second.start


def test_voice_in_the_last_broken_frame_is_kept() -> None:
    (cut,) = run([0.0] * 20 + [1.0], last=37)
    assert cut.end == 20 * FRAME + 37


def test_speech_without_a_pause_is_cut_at_its_quietest_point() -> None:
    probabilities = talk(0, 20)
    loudness = [0.2] * len(probabilities)
    dip = round(11 * S)
    loudness[dip - 1 : dip + 2] = [0.05, 0.02, 0.05]
    first, second = run(probabilities, loudness)
    assert first.end == second.start == dip * FRAME + FRAME // 2
    assert second.pause_s == 0


def test_a_dip_too_early_is_not_cut_at() -> None:
    probabilities = talk(0, 20)
    loudness = [0.2] * len(probabilities)
    loudness[round(2 * S)] = 0.0
    first, _ = run(probabilities, loudness)
    assert first.end >= EARLIEST * FRAME


def test_a_cut_in_a_breath_leaves_the_breath_out() -> None:
    probabilities = talk(0, 10, 0.3, 8)
    first, second = run(probabilities)
    assert first.end <= second.start
    assert second.pause_s == pytest.approx(0.3, abs=2 * TICK)
    assert first.end / RATE_HZ <= 10.2 + TICK
    assert second.start / RATE_HZ >= 10.1 - TICK


def test_fading_voice_still_belongs_to_its_word() -> None:
    (cut,) = run([0.0] * 10 + [0.9] * 50 + [0.2] * 20 + [0.0] * 40)
    assert cut.end == 80 * FRAME + PAD


def test_a_drawn_out_vowel_that_the_detector_loses_still_belongs_to_its_word() -> None:
    probabilities = [0.0] * 10 + [0.9] * 50 + [0.01] * 60 + [0.0] * 40
    loudness = [0.01] * 10 + [0.2] * 50 + [0.12] * 60 + [0.01] * 40
    (cut,) = run(probabilities, loudness)
    assert cut.end == 120 * FRAME + PAD


def test_a_loud_noise_that_does_not_follow_a_word_is_no_voice() -> None:
    probabilities = [0.0] * 10 + [0.9] * 50 + [0.0] * 60
    loudness = [0.3] * 8 + [0.01] * 2 + [0.2] * 50 + [0.01] * 30 + [0.3] * 10 + [0.01] * 20
    (cut,) = run(probabilities, loudness)
    assert cut.start == 10 * FRAME - PAD
    assert cut.end == 60 * FRAME + PAD


def test_noise_ten_decibels_below_the_voice_does_not_hold_a_pause_up() -> None:
    probabilities = talk(0.5, 2, 0.6, 2, 0.5)
    loudness = [0.2 if p else 0.2 / 10**0.5 for p in probabilities]
    assert len(run(probabilities, loudness)) == 2


def test_faint_chance_alone_is_not_voice_next_to_real_voice() -> None:
    (cut,) = run([0.2] * 50 + [0.9] * 60 + [0.0] * 100)
    assert cut.start == 50 * FRAME - PAD


def test_silence_is_no_phrase() -> None:
    assert run([0.01] * 200, [0.001] * 200) == []
    assert run([]) == []


def test_a_take_without_voice_but_with_sound_is_given_whole() -> None:
    assert run([0.01] * 100, [0.003] * 100, last=99) == [Cut(0, 99 * FRAME + 99, 0.0)]
    knock = [0.0001] * 400
    knock[50] = 0.03
    assert run([0.01] * 400, knock) == []
    endpointer = Endpointer(400)
    click = np.zeros(FRAME, np.float32)
    click[7] = 0.06
    for index in range(400):
        endpointer.feed(0.01, click if index == 50 else frame(0.0001))
    assert endpointer.flush() == [Cut(0, 400 * FRAME, 0.0)]


def test_a_long_take_without_voice_is_given_in_pieces() -> None:
    cuts = run([0.01] * 2000, [0.01] * 2000)
    assert cuts[0].start == 0
    assert cuts[-1].end == 2000 * FRAME
    assert all(one.end == other.start for one, other in pairwise(cuts))
    assert all(cut.end - cut.start <= LONGEST * FRAME for cut in cuts)


def test_voice_counts_as_active_until_a_moment_after_it() -> None:
    endpointer = Endpointer(400)
    active = [endpointer.voice_active]
    for probability in [0.9] + [0.0] * 8:
        endpointer.feed(probability, frame(0.2 * probability))
        active.append(endpointer.voice_active)
    assert active == [False] + [True] * 5 + [False] * 4


def tails(probabilities: list[float], pause_ms: int = 400) -> list[tuple[int, Tail]]:
    """All tails of a take, with the number of frames after which each was given."""
    endpointer = Endpointer(pause_ms)
    found = []
    for index, probability in enumerate(probabilities):
        endpointer.feed(probability, frame(0.2 if probability >= BEGIN else 0.01))
        if tail := endpointer.tail():
            found.append((index + 1, tail))
    return found


def test_a_pause_is_looked_at_once_when_it_begins() -> None:
    probabilities = talk(0.5, 2, 1, 2, 0.5)
    (first_at, first), (second_at, second) = tails(probabilities)
    assert (first.pausing, second.pausing) == (True, True)
    assert first_at == round(0.5 * S) + round(2 * S) + SUSPICION
    assert 64 < SUSPICION * 1000 * TICK <= 128
    cuts = run(probabilities)
    for tail, cut in zip((first, second), cuts, strict=True):
        assert (tail.cut.start, tail.cut.voice_end, tail.cut.pause_s) == (
            cut.start,
            cut.voice_end,
            cut.pause_s,
        )
        assert tail.cut.end <= cut.end
    assert second_at > first_at


def test_each_gap_in_a_phrase_is_looked_at() -> None:
    found = tails(talk(0, 1, 0.2, 1, 0.2, 1, 0.5))
    assert [tail.cut.voice_end // FRAME for _, tail in found] == [31, 68, 105]
    assert {tail.cut.start for _, tail in found} == {0}


def test_a_gap_too_short_to_mean_anything_is_not_looked_at() -> None:
    assert len(tails(talk(0, 1, 0.06, 1, 0.06, 1, 0.5))) == 1


def test_voice_has_ended_only_when_a_pause_is_longer_than_a_gap_in_a_word() -> None:
    endpointer, told = Endpointer(400), []
    probabilities = talk(0.5, 1, 0.13, 1, 1, 0.5, 0.5)
    for index, probability in enumerate(probabilities):
        endpointer.feed(probability, frame(0.2 if probability >= BEGIN else 0.01))
        was_active = endpointer.voice_active
        if endpointer.hushed():
            told.append(index)
            assert not was_active
            assert not endpointer.hushed()
    ends = [
        at
        for at in range(LINGER + 1, len(probabilities))
        if probabilities[at - LINGER - 1] >= BEGIN
        and all(p < BEGIN for p in probabilities[at - LINGER : at])
    ]
    assert [at + 1 for at in told] == ends
    assert len(told) == 2


def test_a_short_phrase_that_waits_for_the_next_is_looked_at_too() -> None:
    ((_, tail),) = tails(talk(0, 0.4, 1.2))
    assert tail.pausing
    assert tail.cut.voice_end == round(0.4 * S) * FRAME


def test_speech_without_a_pause_is_looked_at_again_and_again() -> None:
    found = tails(talk(0.5, 14.5))
    begins = round(0.5 * S)
    assert [at - begins for at, _ in found] == [LOOK, LOOK + LOOK_AGAIN, LOOK + 2 * LOOK_AGAIN]
    assert not any(tail.pausing for _, tail in found)
    assert [tail.cut.end for _, tail in found] == [at * FRAME for at, _ in found]


def test_after_a_cut_the_next_look_comes_as_late_as_the_first() -> None:
    endpointer = Endpointer(400)
    looks = []
    for at in range(1, round(17 * S)):
        endpointer.feed(1.0, frame(0.2))
        if endpointer.tail():
            looks.append(at)
            assert endpointer.cut((at - 30) * FRAME)
    assert looks == [LOOK, 2 * LOOK - 30]


def test_speech_is_cut_where_it_is_asked_for_and_goes_on_right_there() -> None:
    endpointer = Endpointer(400)
    for _ in range(300):
        endpointer.feed(1.0, frame(0.2))
    at = 200 * FRAME + 123
    (first,) = endpointer.cut(at)
    assert (first.start, first.end, first.voice_end) == (0, at, at)
    for _ in range(50):
        endpointer.feed(1.0, frame(0.2))
    (second,) = endpointer.flush()
    assert (second.start, second.end, second.pause_s) == (at, 350 * FRAME, 0)


def test_a_cut_in_a_gap_knows_the_gap() -> None:
    endpointer = Endpointer(400)
    for probability in talk(0, 5, 0.3, 3):
        endpointer.feed(probability, frame(0.2 * probability))
    at = round(5.15 * RATE_HZ)
    (first,) = endpointer.cut(at)
    assert (first.end, first.voice_end) == (at, round(5 * S) * FRAME)
    (second,) = endpointer.flush()
    assert second.start == at
    assert second.pause_s == pytest.approx(0.3, abs=TICK)


def test_a_cut_behind_all_voice_closes_the_phrase() -> None:
    endpointer = Endpointer(400)
    for probability in talk(0, 5, 0.3):
        endpointer.feed(probability, frame(0.2 * probability))
    assert len(endpointer.cut(round(5.2 * RATE_HZ))) == 1
    assert endpointer.flush() == []


def test_there_is_no_cut_where_nothing_is_on_both_sides() -> None:
    endpointer = Endpointer(400)
    assert endpointer.cut(0) == []
    for probability in talk(1, 3):
        endpointer.feed(probability, frame(0.2 * probability))
    begins = round(1 * S) * FRAME
    for at in (-5, 0, begins, begins + FRAME - 1, begins + round(3 * S) * FRAME, 10**9):
        assert endpointer.cut(at) == []
    (cut,) = endpointer.flush()
    assert cut.end == begins + round(3 * S) * FRAME


# A take as people speak: runs of one probability, some with noise on top.
stretches = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.1, 0.16, 0.29, 0.31, 0.6, 1.0]),
        st.integers(1, 60) | st.integers(300, 600),
        st.sampled_from([0.0, 0.001, 0.01, 0.2]),
    ),
    max_size=8,
)


wishes = st.lists(  # to cut: after so many frames, so many samples back
    st.tuples(st.integers(0, 1500), st.integers(-600, 12 * RATE_HZ)), max_size=12
).map(dict)


@settings(max_examples=150, deadline=None)
@given(stretches, wishes, st.integers(200, 3000))
def test_whatever_cuts_are_asked_for_every_voiced_sample_is_in_exactly_one_phrase(
    parts: list[tuple[float, int, float]], wishes: dict[int, int], pause_ms: int
) -> None:
    probabilities = [p for p, count, _ in parts for _ in range(count)]
    loudness = [loud for _, count, loud in parts for _ in range(count)]
    endpointer = Endpointer(pause_ms)
    cuts: list[Cut] = []
    tail: Tail | None = None
    for index, (probability, loud) in enumerate(zip(probabilities, loudness, strict=True)):
        complete = endpointer.feed(probability, frame(loud))
        cuts += complete
        tail = None if complete else endpointer.tail() or tail
        if index in wishes:
            asked = endpointer.cut((index + 1) * FRAME - wishes[index])
            assert all(cut.end == (index + 1) * FRAME - wishes[index] for cut in asked)
            cuts += asked
            tail = None if asked else tail
        if tail and cuts:
            assert tail.cut.start >= cuts[-1].end
    cuts += endpointer.flush()

    total = len(probabilities) * FRAME
    assert all(0 <= cut.start < cut.end <= total for cut in cuts)
    assert all(one.end <= other.start for one, other in pairwise(cuts))
    assert all(cut.pause_s >= 0 and cut.voice_end <= cut.end for cut in cuts)
    covered = np.zeros(total, bool)
    for cut in cuts:
        covered[cut.start : cut.end] = True
    for index in voiced(probabilities):
        assert covered[index * FRAME : (index + 1) * FRAME].all()


@settings(max_examples=80, deadline=None)
@given(stretches, st.integers(200, 3000))
def test_a_tail_after_which_nothing_is_said_is_what_the_phrase_says(
    parts: list[tuple[float, int, float]], pause_ms: int
) -> None:
    endpointer = Endpointer(pause_ms)
    newest: Tail | None = None
    cuts: list[Cut] = []
    for probability, count, loud in parts:
        for _ in range(count):
            complete = endpointer.feed(probability, frame(loud))
            cuts += complete
            if complete and newest and newest.pausing:
                same = [cut for cut in complete if cut.voice_end == newest.cut.voice_end]
                assert [cut.start for cut in same] == [newest.cut.start] * len(same)
            newest = None if complete else endpointer.tail() or newest
    is_quiet = not endpointer.voice_active
    last = endpointer.flush()
    if newest and newest.pausing and last and is_quiet:
        assert (last[0].start, last[0].voice_end) == (newest.cut.start, newest.cut.voice_end)


@settings(max_examples=80, deadline=None)
@given(stretches, st.integers(200, 3000), st.integers(1, FRAME))
def test_every_voiced_sample_is_in_exactly_one_phrase(
    parts: list[tuple[float, int, float]], pause_ms: int, last: int
) -> None:
    probabilities = [p for p, count, _ in parts for _ in range(count)]
    loudness = [loud for _, count, loud in parts for _ in range(count)]
    total = (len(probabilities) - 1) * FRAME + last if probabilities else 0
    cuts = run(probabilities, loudness, pause_ms, last)

    assert all(0 <= cut.start < cut.end <= total for cut in cuts)
    assert all(one.end <= other.start for one, other in pairwise(cuts))
    covered = np.zeros(total, bool)
    for cut in cuts:
        covered[cut.start : cut.end] = True
    for index in voiced(probabilities):
        assert covered[index * FRAME : (index + 1) * FRAME].all()

    pad = min(PAD_MS, pause_ms // 2) * RATE_HZ // 1000
    longest = (LONGEST + 1) * FRAME + 2 * pad
    assert all(cut.end - cut.start <= longest for cut in cuts)
    assert all(cut.pause_s >= 0 for cut in cuts)
    if cuts:
        assert cuts[0].pause_s == 0


@settings(max_examples=80, deadline=None)
@given(stretches, st.integers(200, 3000))
def test_phrases_touch_only_where_speech_had_no_pause(
    parts: list[tuple[float, int, float]], pause_ms: int
) -> None:
    probabilities = [p for p, count, _ in parts for _ in range(count)]
    loudness = [loud for _, count, loud in parts for _ in range(count)]
    if not voiced(probabilities):
        return
    cuts = run(probabilities, loudness, pause_ms)
    for one, other in pairwise(cuts):
        if other.pause_s * 1000 >= pause_ms:
            continue
        # It was cut for its length; the silence before the cut is not part of it.
        assert one.end - one.start >= (EARLIEST - 2) * FRAME - pause_ms * RATE_HZ // 1000
