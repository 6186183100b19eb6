"""Two hundred dictations in a row: none lost, all in order, and nothing grows."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest

from tests.e2e import steering
from tests.e2e.children import wait_until
from tests.e2e.desktop import Desktop
from tests.e2e.keyboard import RIGHT_CTRL
from tests.e2e.program import Program
from tests.e2e.windows import QtField
from tests.voice import EIGHTEEN, WEATHER, Voice
from tests.words import word_error

DICTATIONS = 200
FIRST_LOOK = 50
GROWTH = 1.05
MISHEARD = 0.003
"""Of 700 words the model may hear two differently: live sound is never the same twice. A lost
dictation would be at least three words, and one in the wrong place six."""
CLIPS = (EIGHTEEN, WEATHER)


@dataclass(frozen=True)
class Size:
    """What a program and its children take."""

    pss_mib: float
    threads: int
    files: int
    processes: int


def size(program: Program) -> Size:
    """Measure now. Memory is PSS: pages shared by two processes count once."""
    family = steering.family(program)
    return Size(
        pss_mib=sum(process.memory_full_info().pss for process in family) / 2**20,
        threads=sum(process.num_threads() for process in family),
        files=sum(process.num_fds() for process in family),
        processes=len(family),
    )


def differs(target: QtField, text: str) -> bool:
    return target.text() != text


@pytest.mark.full
@pytest.mark.timeout(2400)
def test_two_hundred_dictations_lose_nothing_and_nothing_grows(
    desktop: Desktop, voice: Voice, figures: Callable[[str], None]
) -> None:
    program = desktop.start_dictate(voice.settings)
    target = QtField(desktop)
    expected: list[str] = []
    sizes: list[Size] = []
    for number in range(1, DICTATIONS + 1):
        clip = voice.clip(CLIPS[number % len(CLIPS)])
        expected.append(voice.said(CLIPS[number % len(CLIPS)]))
        before = target.text()
        with desktop.keyboard.held(RIGHT_CTRL):
            wait_until(partial(steering.is_listening, program), "it listens")
            desktop.sound.say(clip)
        wait_until(partial(differs, target, before), f"dictation {number}", 30.0)
        wait_until(lambda: steering.is_at_rest(program), "it is at rest", 30.0)
        if number in (FIRST_LOOK, DICTATIONS):
            time.sleep(2.0)  # what is put away after a paste: sound to FLAC, pruning
            sizes.append(size(program))
    first, last = sizes
    figures(
        f"{DICTATIONS} dictations: PSS {first.pss_mib:.1f} MiB after {FIRST_LOOK}, "
        f"{last.pss_mib:.1f} MiB after {DICTATIONS} (x {last.pss_mib / first.pss_mib:.3f}); "
        f"threads {first.threads} -> {last.threads}, files {first.files} -> {last.files}, "
        f"processes {first.processes} -> {last.processes}"
    )
    kept = [row["text"] for row in reversed(program.history())]
    assert " ".join(kept) == target.text(), "what the window holds is not what was recognised"
    assert word_error(" ".join(expected), target.text()) <= MISHEARD
    states = steering.states(program)
    assert len(states) == DICTATIONS
    assert set(states.values()) == {"done"}
    assert last.pss_mib <= first.pss_mib * GROWTH
    assert (last.threads, last.files, last.processes) == (
        first.threads,
        first.files,
        first.processes,
    )
