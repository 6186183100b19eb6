"""`kill -9` at any moment: no spoken second is lost, nothing is pasted twice, no child survives.

Moments are spread over the life of a dictation by a seeded generator. Six run always; with
`--full` forty of the program and forty of the recogniser, and the table is printed.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from tests.e2e import steering
from tests.e2e.children import wait_until
from tests.e2e.desktop import Desktop
from tests.e2e.keyboard import RIGHT_CTRL
from tests.e2e.program import Program
from tests.e2e.windows import QtField
from tests.voice import FORWARD, Voice
from tests.wav import length_s
from tests.words import distance, words_of

SEED = 20_260
LATE_S = 0.25
"""How much of the newest sound may be lost."""

SLACK_S = 0.15
"""Two looks at a busy machine: when it began to listen, and when it was killed."""


@dataclass
class Stage:
    """One dictation that is going to be interrupted."""

    desktop: Desktop
    program: Program
    target: QtField
    clip: Path
    dice: random.Random
    lasts_s: float
    listening_s: float = 0.0
    released: bool = False
    before: set[str] = field(default_factory=set)

    def speak(self) -> None:
        """Hold the key and begin to speak."""
        self.before = set(steering.states(self.program))
        self.desktop.keyboard.press(RIGHT_CTRL)
        wait_until(lambda: steering.status(self.program).get("phase") == "listening", "it listens")
        self.listening_s = time.monotonic()
        self.desktop.sound.play(self.clip)

    def release(self) -> None:
        """Say all, and let the key go."""
        time.sleep(max(0.0, self.listening_s + self.lasts_s + 0.1 - time.monotonic()))
        self.desktop.keyboard.release(RIGHT_CTRL)
        self.released = True

    def wait_for_state(self, *wanted: str) -> None:
        """Wait until the new row says so."""

        def there() -> bool:
            new = steering.states(self.program).items()
            return any(id not in self.before and state in wanted for id, state in new)

        wait_until(there, f"a row says {wanted}", 30.0)

    def nap(self, longest_s: float) -> None:
        """Wait a moment of the dice's choosing."""
        time.sleep(self.dice.uniform(0.0, longest_s))


def key_down(stage: Stage) -> None:
    stage.before = set(steering.states(stage.program))
    stage.desktop.keyboard.press(RIGHT_CTRL)
    stage.nap(0.2)


def speaking(stage: Stage) -> None:
    stage.speak()
    stage.nap(stage.lasts_s)


def tail(stage: Stage) -> None:
    stage.speak()
    stage.release()
    stage.nap(0.06)


def recognising(stage: Stage) -> None:
    stage.speak()
    stage.release()
    wait_until(lambda: steering.status(stage.program).get("phase") == "idle", "the take ended")
    stage.nap(0.5)


def delivering(stage: Stage) -> None:
    stage.speak()
    stage.release()
    stage.wait_for_state("delivering", "done")


def pasted(stage: Stage) -> None:
    stage.speak()
    stage.release()
    wait_until(stage.target.text, "the words stand", 30.0)


def restoring(stage: Stage) -> None:
    stage.speak()
    stage.release()
    stage.wait_for_state("done")
    stage.nap(0.25)


MOMENTS: tuple[Callable[[Stage], None], ...] = (
    key_down,
    speaking,
    tail,
    recognising,
    delivering,
    pasted,
    restoring,
)


@pytest.fixture
def clip(voice: Voice) -> Path:
    return voice.clip(FORWARD)


def let_go(stage: Stage) -> None:
    if not stage.released:
        stage.desktop.keyboard.release(RIGHT_CTRL)


def kill_program(stage: Stage, moment: Callable[[Stage], None]) -> str:
    """Kill the program then, start it again, and look for the words.

    Returns:
        What became of the dictation.
    """
    moment(stage)
    killed_s = time.monotonic()
    stage.program.kill()
    let_go(stage)
    wait_until(lambda: not steering.family(stage.program), "no child survives", 5.0)
    text_before = stage.target.text()
    left = steering.states(stage.program)
    stage.program.start()
    wait_until(lambda: not _unfinished(stage), "leftovers are rows", 15.0)
    time.sleep(0.5)
    assert stage.target.text() == text_before, "something was pasted after the restart"
    rows = [row for row in stage.program.history() if row["id"] not in stage.before]
    assert len(rows) <= 1, "one dictation, two rows"
    if text_before.strip():
        assert holds_what_was_said(stage, text_before), "the window holds other words"
    if not rows:
        spoken_s = killed_s - stage.listening_s if stage.listening_s else 0.0
        assert spoken_s < 0.3 + LATE_S + SLACK_S, f"{spoken_s:.2f} s were spoken and are gone"
        return "a slip of the finger"
    row = stage.program.answer("history", "show", rows[0]["id"])
    if not text_before:
        ended_s = min(killed_s, stage.listening_s + stage.lasts_s + 0.2)
        spoken_s = ended_s - stage.listening_s if stage.listening_s else 0.0
        assert row["state"] in ("recovered", "delivery unknown"), row["state"]
        assert row["has_sound"], "the sound is gone"
        assert row["duration_s"] >= spoken_s - LATE_S - SLACK_S, "seconds are missing"
    else:
        assert row["state"] in ("done", "delivery unknown"), (row["state"], left)
    return str(row["state"])


def holds_what_was_said(stage: Stage, text: str) -> bool:
    """Whether no word is lost or comes twice; one may be misheard, which is the model's affair."""
    wanted = words_of(stage.clip.with_suffix(".txt").read_text("utf-8"))
    found = words_of(text)
    return len(found) == len(wanted) and distance(wanted, found) <= 1


def _unfinished(stage: Stage) -> bool:
    spool = steering.data(stage.program) / "spool"
    spools = list(spool.glob("*.spool")) if spool.exists() else []
    states = steering.states(stage.program).values()
    return bool(spools) or any(state in ("working", "delivering") for state in states)


def kill_recogniser(stage: Stage, moment: Callable[[Stage], None]) -> str:
    """Kill the child then: the words must arrive all the same, once."""
    stage.program.allowed_warnings += ["ended by SIGKILL", "RecogniserDiedError", "while loading"]
    moment(stage)
    victim = steering.recogniser(stage.program)
    if victim is not None:
        victim.kill()
    if not stage.listening_s:
        wait_until(lambda: steering.status(stage.program).get("phase") == "listening", "it listens")
        stage.listening_s = time.monotonic()
        stage.desktop.sound.play(stage.clip)
    if not stage.released:
        stage.release()
    stage.wait_for_state("done")
    text = wait_until(stage.target.text, "the window shows it")
    assert holds_what_was_said(stage, text), "the window holds other words"
    new = {id: s for id, s in steering.states(stage.program).items() if id not in stage.before}
    assert list(new.values()) == ["done"], new
    kept = [row["text"] for row in stage.program.history() if row["id"] in new]
    assert kept == [text.strip()], "the window holds other words than the history"
    family = [words for p in steering.family(stage.program) if "_worker" in (words := _words(p))]
    kinds = [words[-1] for words in family]
    assert len(kinds) == len(set(kinds)), "a child too many"
    return "killed" if victim is not None else "no child yet"


def _words(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def stages(
    desktop: Desktop, settings: str, clip: Path, moments: int, seed: int
) -> Iterator[tuple[Callable[[Stage], None], Stage]]:
    """Dictations to be interrupted, evenly over the moments, each in a window of its own."""
    dice = random.Random(seed)
    program = desktop.start_dictate(settings)
    for number in range(moments):
        moment = MOMENTS[number % len(MOMENTS)]
        target = QtField(desktop, title=f"field {number}")
        yield moment, Stage(desktop, program, target, clip, dice, length_s(clip))
        target.process.end()


def table(kind: str, rows: list[tuple[str, str]]) -> str:
    lines = [f"kill -9 of the {kind}, seed {SEED}"]
    for moment in dict.fromkeys(name for name, _ in rows):
        outcomes = [outcome for name, outcome in rows if name == moment]
        counted = ", ".join(f"{outcomes.count(one)} {one}" for one in dict.fromkeys(outcomes))
        lines.append(f"  {moment:12} {counted}")
    return "\n".join(lines)


@pytest.mark.parametrize("moment", [speaking, delivering, pasted])
def test_killing_the_program_loses_no_words(
    moment: Callable[[Stage], None], desktop: Desktop, settings: str, clip: Path
) -> None:
    program = desktop.start_dictate(settings)
    stage = Stage(desktop, program, QtField(desktop), clip, random.Random(SEED), length_s(clip))
    kill_program(stage, moment)


@pytest.mark.parametrize("moment", [key_down, speaking, recognising])
def test_killing_the_recogniser_loses_no_words(
    moment: Callable[[Stage], None], desktop: Desktop, settings: str, clip: Path
) -> None:
    program = desktop.start_dictate(settings)
    stage = Stage(desktop, program, QtField(desktop), clip, random.Random(SEED), length_s(clip))
    kill_recogniser(stage, moment)


@pytest.mark.full
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("kind", ["program", "recogniser"])
def test_forty_kills_at_any_moment_lose_no_words(
    kind: str,
    desktop: Desktop,
    settings: str,
    clip: Path,
    figures: Callable[[str], None],
) -> None:
    kill = kill_program if kind == "program" else kill_recogniser
    rows = []
    for moment, stage in stages(desktop, settings, clip, 40, SEED):
        rows.append((moment.__name__.replace("_", " "), kill(stage, moment)))
    figures(table(kind, rows))
