"""The sample that ships, and how its words are compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate.app.processor import flags_in
from dictate.app.samples import share_wrong, shipped_sample, words_in
from dictate.audio.media import length_s
from tests.places import ROOT


def test_the_sample_is_there_and_holds_some_seconds_of_sound() -> None:
    sample = shipped_sample()
    assert 2.0 < length_s(sample.file) < 8.0
    assert set(words_in(sample.clean)) < set(words_in(sample.spoken))


def test_the_sample_model_knows_every_word_of_the_sample() -> None:
    folder = Path(ROOT, "models", "tiny-en", "train")
    known = words_in((folder / "words.txt").read_text("utf-8"))
    known += words_in((folder / "templates.txt").read_text("utf-8"))
    assert set(words_in(shipped_sample().spoken)) <= set(known)


@pytest.mark.parametrize(
    ("said", "heard", "share"),
    [
        ("Move it to Tuesday.", "move it to tuesday", 0.0),
        ("Move it to Tuesday.", "Move to Tuesday", 0.25),
        ("Move it to Tuesday.", "Move it to a Tuesday", 0.25),
        ("Move it to Tuesday.", "Move it to Thursday", 0.25),
        ("Move it to Tuesday.", "", 1.0),
        ("Don't", "don\u2019t do", 2.0),
        ("", "", 0.0),
    ],
)
def test_words_missing_added_or_mistaken_count_once(said: str, heard: str, share: float) -> None:
    assert share_wrong(said, heard) == share


def test_instruction_sets_are_those_of_the_first_processor() -> None:
    assert flags_in("model name\t: x\nflags\t\t: fpu avx2 fma avx\n\nflags\t\t: neon\n") == [
        "avx",
        "avx2",
        "fma",
    ]
    assert flags_in("Features\t: fp asimd\n") == ["asimd"]
    assert flags_in("") == []
