"""Whatever happens to a spool file, what is read back is what was written, or silence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dictate.audio.spoolfile import RECORD_SAMPLES, SYNC, Pcm, header, record, salvage

RECORDS = 6
BLOCK = 40


def sound(count: int, seed: int = 1) -> Pcm:
    """Noise without a single zero, so that silence in its place is seen."""
    noise = np.random.default_rng(seed).integers(1, 32767, count).astype(np.int16)
    signs = np.random.default_rng(seed + 1).choice(np.array([-1, 1], np.int16), count)
    product: Pcm = np.multiply(noise, signs, dtype=np.int16)
    return product


SOUND = sound(RECORDS * BLOCK)
PARTS = [
    header(1234.5),
    *(record(at, SOUND[at : at + BLOCK]) for at in range(0, len(SOUND), BLOCK)),
]
FILE = b"".join(PARTS)
EDGES = np.cumsum([len(part) for part in PARTS])
"""Where header and records end."""


def assert_nothing_invented(found: Pcm) -> None:
    assert len(found) <= len(SOUND)
    written = SOUND[: len(found)]
    assert np.all((found == written) | (found == 0))


def test_what_was_written_is_read_back() -> None:
    found = salvage(FILE)
    assert np.array_equal(found.samples, SOUND)
    assert found.lost == 0
    assert found.started_at_s == 1234.5


def test_an_empty_file_is_an_empty_take() -> None:
    found = salvage(b"")
    assert (len(found.samples), found.lost, found.started_at_s) == (0, 0, None)


def test_a_file_cut_at_any_byte_keeps_every_whole_record_before_the_cut() -> None:
    for length in range(len(FILE) + 1):
        found = salvage(FILE[:length])
        whole = int(np.searchsorted(EDGES, length, side="right")) - 1
        assert np.array_equal(found.samples, SOUND[: max(0, whole) * BLOCK]), length
        torn = length - (EDGES[whole] if whole >= 0 else 0)
        assert found.lost <= torn // 2
        assert (found.started_at_s is None) == (length < EDGES[0])


@pytest.mark.parametrize("seed", range(20))
def test_bytes_flipped_at_random_cost_no_more_than_their_records(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(150):  # 20 x 150 files
        data = bytearray(FILE)
        at = rng.choice(len(FILE), int(rng.integers(1, 30)), replace=False)
        for index in at:
            data[index] ^= int(rng.integers(1, 256))
        found = salvage(bytes(data))
        assert_nothing_invented(found.samples)
        hit = {int(np.searchsorted(EDGES, index, side="right")) - 1 for index in at}
        intact = [index for index in range(RECORDS) if index not in hit]
        for index in intact:
            place = slice(index * BLOCK, (index + 1) * BLOCK)
            # Only the header was in the way, or what was there lets the reader find its way.
            assert np.array_equal(found.samples[place], SOUND[place]), (seed, index, hit)
        lost_inside = sum(BLOCK for index in hit if 0 <= index < max(intact, default=0))
        assert found.lost >= lost_inside


@pytest.mark.parametrize("index", range(RECORDS))
def test_a_lost_record_becomes_silence_of_its_length(index: int) -> None:
    data = bytearray(FILE)
    data[EDGES[index] + 25] ^= 0xFF
    found = salvage(bytes(data))
    expected = SOUND.copy()
    expected[index * BLOCK : (index + 1) * BLOCK] = 0
    if index == RECORDS - 1:
        expected = expected[:-BLOCK]
    assert np.array_equal(found.samples, expected)
    assert found.lost == BLOCK


def test_a_stretch_of_zeros_in_the_middle_is_bridged() -> None:
    data = bytearray(FILE)
    data[EDGES[1] + 7 : EDGES[4] - 3] = bytes(EDGES[4] - 3 - EDGES[1] - 7)
    found = salvage(bytes(data))
    assert np.array_equal(found.samples[: 1 * BLOCK], SOUND[: 1 * BLOCK])
    assert not found.samples[1 * BLOCK : 4 * BLOCK].any()
    assert np.array_equal(found.samples[4 * BLOCK :], SOUND[4 * BLOCK :])
    assert found.lost == 3 * BLOCK


def test_a_record_at_an_impossible_place_is_not_believed() -> None:
    for place in (10**6, 2**63, RECORDS * BLOCK - 1, 0):
        found = salvage(FILE + record(place, sound(BLOCK, seed=9)))
        assert np.array_equal(found.samples, SOUND)
        assert found.lost == BLOCK


def test_sound_that_looks_like_a_record_does_no_harm() -> None:
    trap = np.frombuffer((SYNC * BLOCK)[: 2 * BLOCK], "<i2").astype(np.int16)
    data = header(1.0) + record(0, trap) + record(BLOCK, SOUND[:BLOCK])
    assert np.array_equal(salvage(data).samples, np.concatenate([trap, SOUND[:BLOCK]]))


@pytest.mark.parametrize("junk", [SYNC, SYNC + b"x", b"x" + SYNC, SYNC[:3], SYNC * 5])
def test_junk_right_before_a_record_does_not_hide_it(junk: bytes) -> None:
    data = PARTS[0] + junk + b"".join(PARTS[1:])
    assert np.array_equal(salvage(data).samples, SOUND)


def test_a_record_longer_than_any_that_is_written_is_not_believed() -> None:
    found = salvage(header(1.0) + record(0, sound(RECORD_SAMPLES + 1)))
    assert len(found.samples) == 0


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_whatever_make_the_reader_fail(data: bytes) -> None:
    assert len(salvage(data).samples) == 0
    assert np.array_equal(salvage(FILE + data).samples, SOUND)
