"""Sound is kept bit for bit, for its user alone, whole or not at all."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

import numpy as np
import pytest

from dictate.core.dictation import RATE_HZ, Samples
from dictate.history.flac import BLOCK, decode, encode, length_s
from dictate.history.sounds import SoundFolder


def noise(count: int, seed: int = 1) -> Samples:
    pcm = np.random.default_rng(seed).integers(-32768, 32768, count).astype(np.int16)
    return pcm.astype(np.float32) / np.float32(32768)


@pytest.fixture
def sounds(tmp_path: Path) -> SoundFolder:
    return SoundFolder(tmp_path / "sound")


@pytest.mark.parametrize("count", [1, 2, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 17, RATE_HZ])
def test_every_bit_of_16_comes_back(sounds: SoundFolder, count: int) -> None:
    samples = noise(count)
    sounds.write("a", samples)
    found = sounds.read("a")
    assert found is not None
    assert np.array_equal(found, samples)


def test_the_extremes_come_back(sounds: SoundFolder) -> None:
    ends = np.array([-1.0, 32767 / 32768, 0.0, 1 / 32768, -1 / 32768], np.float32)
    sounds.write("a", ends)
    assert np.array_equal(sounds.read("a"), ends)  # type: ignore[arg-type]


def test_what_is_too_loud_or_no_number_does_no_harm(sounds: SoundFolder) -> None:
    wild = np.array([2.0, -2.0, np.nan, np.inf, -np.inf], np.float32)
    sounds.write("a", wild)
    top = 32767 / 32768
    assert np.array_equal(sounds.read("a"), np.array([top, -1, 0, top, -1], np.float32))  # type: ignore[arg-type]


def test_no_sound_at_all_is_none(sounds: SoundFolder) -> None:
    sounds.write("a", np.zeros(0, np.float32))
    assert sounds.read("a") is None


def test_the_length_is_known_without_decoding(sounds: SoundFolder) -> None:
    sounds.write("a", noise(RATE_HZ * 2))
    assert length_s(sounds.path("a")) == 2.0
    assert length_s(Path("/nowhere")) == 0.0


def test_files_are_for_the_user_alone_and_nothing_else_is_left(sounds: SoundFolder) -> None:
    sounds.write("a", noise(100))
    sounds.write("a", noise(200))
    path = sounds.path("a")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]
    (path.parent / "notes.txt").write_text("not ours")
    (path.parent / "b.flac").mkdir()
    assert list(sounds.all()) == ["a"]
    assert sounds.all()["a"].size_bytes == path.stat().st_size


@pytest.mark.parametrize("dictation_id", ["../../x", "/etc/passwd", "..", "", "a/b", "ä ö%", "A"])
def test_no_id_leads_out_of_the_folder(sounds: SoundFolder, dictation_id: str) -> None:
    samples = noise(50)
    sounds.write(dictation_id, samples)
    assert sounds.path(dictation_id).parent == sounds.path("a").parent
    assert np.array_equal(sounds.read(dictation_id), samples)  # type: ignore[arg-type]
    assert list(sounds.all()) == [dictation_id]
    sounds.remove(dictation_id)
    sounds.remove(dictation_id)
    assert not sounds.has(dictation_id)


def test_a_damaged_file_gives_what_can_be_read_and_never_an_error(sounds: SoundFolder) -> None:
    sounds.write("a", noise(RATE_HZ))
    path = sounds.path("a")
    whole = path.read_bytes()
    for place in range(0, len(whole), 997):
        path.write_bytes(whole[:place])
        cut = sounds.read("a")
        assert cut is None or len(cut) <= RATE_HZ
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x5A]) + whole[place + 1 :])
        sounds.read("a")
    path.write_bytes(whole[: len(whole) // 2])
    half = sounds.read("a")
    assert half is not None
    assert np.array_equal(half, noise(RATE_HZ)[: len(half)])
    assert len(half) > RATE_HZ // 3
    path.write_bytes(bytes(range(250)) * 20)
    assert sounds.read("a") is None


def test_a_write_that_fails_leaves_the_old_sound_and_nothing_else(
    sounds: SoundFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    sounds.write("a", noise(100))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        sounds.write("a", noise(200))
    assert len(sounds.read("a")) == 100  # type: ignore[arg-type]
    assert len(list(sounds.path("a").parent.iterdir())) == 1


def test_a_disk_that_is_full_is_an_os_error() -> None:
    with Path("/dev/full").open("r+b", buffering=0) as full, pytest.raises(OSError, match="space"):
        encode(noise(RATE_HZ), full)


def test_what_a_killed_write_left_is_swept(sounds: SoundFolder) -> None:
    sounds.sweep()
    sounds.write("a", noise(10))
    (sounds.path("a").parent / "tmpx.part").write_bytes(b"x")
    sounds.sweep()
    assert list(sounds.path("a").parent.iterdir()) == [sounds.path("a")]


def test_other_tools_can_read_it() -> None:
    file = io.BytesIO()
    encode(noise(10), file)
    assert file.getvalue()[:4] == b"fLaC"


def test_a_file_that_is_not_there_is_none() -> None:
    assert decode(Path("/nowhere.flac")) is None
