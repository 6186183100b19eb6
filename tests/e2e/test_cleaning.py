"""Spoken with slips, written clean: the whole way with the models that ship, and back again.

The sample that ships says "Um, I think we move it to Tuesday, no wait, Wednesday."
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import av
import numpy as np
import pytest

from tests.e2e.children import wait_until
from tests.e2e.desktop import Desktop
from tests.e2e.keyboard import RIGHT_CTRL
from tests.e2e.program import Program
from tests.e2e.windows import QtField
from tests.places import ROOT
from tests.wav import write_wav
from tests.words import words_of

SAMPLES = ROOT / "resources" / "samples"
MODEL = f'[recogniser]\nmodel = "{ROOT / "models" / "tiny-en"}"\n'
"""tiny-en's default: a real one that lies beside the repository would be chosen before it."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The sample as WAV, its words as spoken, and as they are to be written."""
    row = tomllib.loads((SAMPLES / "samples.toml").read_text("utf-8"))["sample"][0]
    with av.open(str(SAMPLES / row["file"])) as container:
        resample = av.AudioResampler("flt", "mono", 16_000)
        frames = [part for frame in container.decode(audio=0) for part in resample.resample(frame)]
    samples = np.concatenate([frame.to_ndarray().ravel() for frame in frames])
    file = tmp_path_factory.mktemp("sample") / "wednesday.wav"
    write_wav(file, samples)
    return file, row["spoken"], row["clean"]


def dictate(desktop: Desktop, program: Program, wav: Path) -> None:
    """Hold the key, say it, let go, and wait until it is written."""
    with desktop.keyboard.held(RIGHT_CTRL):
        program.wait_for(lambda status: status["phase"] == "listening", "it listens")
        desktop.sound.say(wav)
    program.wait_for(
        lambda status: status["phase"] == "idle" and not status["working"], "it is written"
    )


def test_slips_are_taken_out_and_the_history_says_which(
    desktop: Desktop, sample: tuple[Path, str, str]
) -> None:
    wav, spoken, clean = sample
    program = desktop.start_dictate(MODEL)
    target = QtField(desktop)
    dictate(desktop, program, wav)
    wait_until(lambda: target.text() != "", "the text")
    assert words_of(target.text()) == words_of(clean)
    row = program.history()[0]
    assert words_of(row["raw"]) == words_of(spoken)
    assert words_of(row["rules"]) == words_of(spoken)[1:]
    assert row["text"] == target.text()
    assert row["cleaner"] == "rules and tagger"
    edits = json.loads(row["edits"])
    assert "filler" in {kind for kind, *_ in edits}
    gone = " ".join(before for _, _, before, after in edits if not after)
    assert {"um", "tuesday", "no", "wait"} <= set(words_of(gone))
    shown = program.run("history", "show", "last").stdout.decode()
    assert "edit" in shown
    assert "1 of 1 in time" in program.run("history", "stats").stdout.decode()


def test_the_words_as_spoken_come_back_in_the_place_of_those_as_written(
    desktop: Desktop, sample: tuple[Path, str, str]
) -> None:
    wav, spoken, clean = sample
    program = desktop.start_dictate(f'{MODEL}\n[hotkey]\nswap_key = "f8"\n')
    desktop.clipboard.fill("copied before")
    target = QtField(desktop)
    dictate(desktop, program, wav)
    wait_until(lambda: words_of(target.text()) == words_of(clean), "the clean text")
    desktop.keyboard.tap(desktop.keyboard.keycode("F8"))
    wait_until(lambda: words_of(target.text()) == words_of(spoken), "the words as spoken")
    assert program.run("swap").returncode == 0
    wait_until(lambda: words_of(target.text()) == words_of(clean), "the clean text again")
    wait_until(lambda: desktop.clipboard.text() == "copied before", "the clipboard as it was")


def test_a_style_for_the_program_gives_the_text_its_shape(
    desktop: Desktop, sample: tuple[Path, str, str]
) -> None:
    wav, _, clean = sample
    program = desktop.start_dictate(f'{MODEL}\n[text.styles]\n"qt_field.py" = "list"\n')
    target = QtField(desktop)
    dictate(desktop, program, wav)
    wait_until(lambda: target.text() != "", "the text")
    application = program.history()[0]["application"]
    assert application == "qt_field.py"
    assert target.text().startswith("- ")
    assert words_of(target.text()) == words_of(clean)
