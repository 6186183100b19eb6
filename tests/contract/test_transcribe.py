"""`dictate transcribe` as a user runs it: the words of faster-whisper, mistakes told briefly."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.places import ROOT
from tests.voice import FORWARD, WEATHER, Voice
from tests.words import word_error, words_of

SAME = 0.002
"""How far apart the word errors may be: 0.2 points."""

HOUR_S = 3600
MOST_MIB = 1500


@pytest.fixture
def model(voice: Voice) -> Path:
    return voice.model


def dictate(*words: str | Path, timeout_s: float = 300.0) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dictate", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


def read_aloud(shared: Path) -> list[Path]:
    return sorted(path for path in (shared / "speech").glob("*.wav"))


@pytest.mark.full
def test_the_words_are_those_of_faster_whisper(
    shared: Path, model: Path, tmp_path: Path, figures: Callable[[str], None]
) -> None:
    from faster_whisper import WhisperModel

    clips = read_aloud(shared)
    done = dictate("transcribe", "-m", model, "-l", "en", "-f", "txt", "-o", f"{tmp_path}/", *clips)
    assert done.returncode == 0, done.stderr
    plain = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=2)
    reference, ours, theirs = [], [], []
    for clip in clips:
        reference.append(clip.with_suffix(".txt").read_text("utf-8"))
        ours.append((tmp_path / f"{clip.stem}.txt").read_text("utf-8"))
        segments, _ = plain.transcribe(str(clip), language="en", beam_size=5)
        theirs.append(" ".join(segment.text for segment in segments))
    error, plain_error = (word_error(" ".join(reference), " ".join(x)) for x in (ours, theirs))
    figures(f"transcribe: word error {error:.4f}, plain faster-whisper {plain_error:.4f}")
    assert abs(error - plain_error) <= SAME


def test_several_files_become_several_subtitles(voice: Voice, model: Path, tmp_path: Path) -> None:
    clips = [voice.clip(name) for name in (FORWARD, WEATHER)]
    done = dictate("transcribe", "-m", model, "-l", "en", "-f", "srt", "-o", f"{tmp_path}/", *clips)
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", "quiet in a pipe"
    text = (tmp_path / f"{clips[0].stem}.srt").read_text("utf-8")
    assert text.startswith("1\n00:00:0")
    assert words_of(voice.said(FORWARD))[-1] in text.lower()
    assert {path.name for path in tmp_path.iterdir()} == {f"{clip.stem}.srt" for clip in clips}


def test_standard_input_becomes_json_with_word_times(voice: Voice, model: Path) -> None:
    words = ["transcribe", "-m", str(model), "-l", "en", "-f", "json", "--word-timestamps", "-"]
    with voice.clip(FORWARD).open("rb") as sound:
        done = subprocess.run(
            [sys.executable, "-m", "dictate", *words],
            cwd=ROOT,
            stdin=sound,
            capture_output=True,
            timeout=120,
            check=True,
        )
    answer = json.loads(done.stdout)
    assert answer["file"] == "standard input"
    times = [word["start_s"] for segment in answer["segments"] for word in segment["words"]]
    assert len(times) == len(words_of(voice.said(FORWARD)))
    assert times == sorted(times)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("notes.txt", b"Dear diary\n" * 99, "notes.txt holds no sound."),
        ("empty.wav", b"", "empty.wav is empty."),
        ("missing.wav", None, "There is no file"),
    ],
)
def test_what_is_no_sound_is_a_mistake_told_in_one_sentence(
    tmp_path: Path, name: str, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    done = dictate("transcribe", path)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) <= 2
    assert "Traceback" not in done.stderr


def test_one_bad_file_does_not_keep_the_others_from_being_written(
    voice: Voice, model: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.wav").touch()
    good = voice.clip(FORWARD)
    done = dictate("transcribe", "-m", model, "-l", "en", tmp_path / "bad.wav", good)
    assert done.returncode == 2
    assert words_of(voice.said(FORWARD))[-1] in done.stdout.lower()


def test_a_sound_is_never_written_over(voice: Voice, tmp_path: Path) -> None:
    clip = tmp_path / "clip.txt"
    clip.write_bytes(voice.clip(FORWARD).read_bytes())
    done = dictate("transcribe", clip, "-o", clip)
    assert done.returncode == 2
    assert "written over" in done.stderr


def repeated(clip: Path, seconds: int, target: Path) -> Path:
    with wave.open(str(clip)) as source, wave.open(str(target), "wb") as out:
        out.setparams(source.getparams())
        frames = source.readframes(source.getnframes())
        for _ in range(seconds * source.getframerate() // source.getnframes()):
            out.writeframes(frames)
    return target


def start(words: Sequence[str | Path]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "dictate", *map(str, words)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def peak_of(running: subprocess.Popen[str]) -> tuple[float, str]:
    """The most memory that this program and its children held, in MiB, and what it complained of.

    RUSAGE_CHILDREN would give the largest child of every test that ran before.
    """
    with running:
        assert running.stderr
        complaint = running.stderr.read()
        _, status, usage = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss / 1024, complaint


def test_ctrl_c_keeps_what_is_done(shared: Path, model: Path, tmp_path: Path) -> None:
    sound = repeated(shared / "speech" / "two_cities.wav", 300, tmp_path / "long.wav")
    out = tmp_path / "long.srt"
    running = start(["transcribe", "-m", model, "-l", "en", "-f", "srt", "-o", out, sound])
    part = tmp_path / ".long.srt.part"
    deadline_s = time.monotonic() + 120
    while not (part.exists() and part.stat().st_size):
        assert time.monotonic() < deadline_s
        assert running.poll() is None, running.communicate()
        time.sleep(0.05)
    os.kill(running.pid, signal.SIGINT)
    _, complaint = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "kept" in complaint
    assert out.read_text("utf-8").startswith("1\n")
    assert not part.exists()


@pytest.mark.full
@pytest.mark.timeout(1800)
def test_an_hour_takes_no_more_memory_than_ten_minutes(
    shared: Path, model: Path, tmp_path: Path, figures: Callable[[str], None]
) -> None:
    sound = repeated(shared / "speech" / "two_cities.wav", HOUR_S, tmp_path / "hour.wav")
    out = tmp_path / "hour.txt"
    began_s = time.monotonic()
    running = start(["transcribe", "-m", model, "-l", "en", "--beam-size", "1", "-o", out, sound])
    peak_mib, complaint = peak_of(running)
    took_s = time.monotonic() - began_s
    assert running.returncode == 0, complaint
    words = len(out.read_text("utf-8").split())
    figures(f"an hour: {took_s:.0f} s, at most {peak_mib:.0f} MiB, {words} words")
    assert words > 7000
    assert peak_mib < MOST_MIB
