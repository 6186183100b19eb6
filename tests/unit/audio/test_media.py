"""Sound out of any file, and one sentence for what holds none."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from dictate.audio.media import blocks, length_s, pieces
from dictate.core.dictation import RATE_HZ, Samples
from dictate.errors import MediaError


def tone(seconds: float, hz: float = 440.0) -> Samples:
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (0.3 * np.sin(2 * np.pi * hz * time_s)).astype(np.float32)


def write(path: Path, samples: Samples, codec: str, *, pictures: bool = False) -> Path:
    out: Any  # PyAV's types do not tell the streams of sound from those of pictures
    with av.open(str(path), "w") as out:
        sound = out.add_stream(codec, rate=48_000)
        video = out.add_stream("mpeg4", rate=10) if pictures else None
        if video is not None:
            video.width = video.height = 64
            video.pix_fmt = "yuv420p"
        frame = av.AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
        frame.rate = RATE_HZ
        to = av.AudioResampler(sound.format, sound.layout, 48_000, frame_size=sound.frame_size or 0)
        for made in [*to.resample(frame), *to.resample(None)]:
            out.mux(sound.encode(made))
        out.mux(sound.encode(None))
        if video is not None:
            for _ in range(round(len(samples) / RATE_HZ * 10)):
                picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))
                out.mux(video.encode(picture))
            out.mux(video.encode(None))
    return path


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("a.wav", "pcm_s16le"),
        ("a.flac", "flac"),
        ("a.mp3", "mp3"),
        ("a.opus", "libopus"),
        ("a.m4a", "aac"),
    ],
)
def test_every_usual_format_gives_the_same_sound(tmp_path: Path, name: str, codec: str) -> None:
    path = write(tmp_path / name, tone(2.0), codec)
    assert length_s(path) == pytest.approx(2.0, abs=0.15)
    sound = np.concatenate(list(blocks(path, name)))
    assert len(sound) / RATE_HZ == pytest.approx(2.0, abs=0.15)
    strongest = np.argmax(np.abs(np.fft.rfft(sound[:RATE_HZ])))
    assert strongest == pytest.approx(440, abs=2)


def test_the_sound_of_a_video_is_taken(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4", tone(3.0), "aac", pictures=True)
    assert length_s(path) == pytest.approx(3.0, abs=0.2)


def test_a_stream_that_cannot_be_rewound_is_read_as_it_comes(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", tone(1.0), "pcm_s16le")

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.file = path.open("rb")

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            return self.file.read(size)

        def seekable(self) -> bool:
            return False

    with Pipe() as pipe:
        sound = np.concatenate(list(blocks(pipe, "a pipe")))  # type: ignore[arg-type]
        pipe.file.close()
    assert len(sound) / RATE_HZ == pytest.approx(1.0, abs=0.05)


def refusal(path: Path) -> str:
    with pytest.raises(MediaError) as caught:
        length_s(path)
    return caught.value.message


def test_what_is_no_sound_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Dear diary\n" * 50)
    (tmp_path / "empty.mp3").touch()
    (tmp_path / "noise.mp3").write_bytes(bytes(range(256)) * 8)
    assert refusal(tmp_path / "notes.txt") == "notes.txt holds no sound."
    assert refusal(tmp_path / "noise.mp3") == "noise.mp3 is no audio or video that can be read."
    assert refusal(tmp_path / "empty.mp3") == "empty.mp3 is empty."
    assert refusal(tmp_path / "none.wav").startswith("There is no file")


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_a_video_that_was_cut_off_is_refused(tmp_path: Path, name: str) -> None:
    codec = "aac"
    path = write(tmp_path / name, tone(20.0), codec, pictures=True)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    refusal(path)


def test_a_video_without_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mute.mp4"
    out: Any
    with av.open(str(path), "w") as out:
        video = out.add_stream("mpeg4", rate=10)
        video.width = video.height = 64
        video.pix_fmt = "yuv420p"
        for _ in range(10):
            out.mux(video.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))))
        out.mux(video.encode(None))
    assert refusal(path) == "mute.mp4 holds no sound."


def test_pieces_are_cut_where_it_is_quiet_and_lose_nothing() -> None:
    sound = np.concatenate([tone(4.0), np.zeros(RATE_HZ // 2, np.float32), tone(4.0)])
    parts = iter(np.array_split(sound, 37))
    cut = list(pieces(parts, longest_s=5.0, search_s=2.0))
    assert np.array_equal(np.concatenate(cut), sound)
    assert 4.0 <= len(cut[0]) / RATE_HZ <= 4.5
    assert all(len(piece) <= 5 * RATE_HZ for piece in cut)
