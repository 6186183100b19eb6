"""What is said stays in history, window and clipboard: never in a log, never in what is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import psutil
import pytest

from tests.e2e import steering
from tests.e2e.children import wait_until
from tests.e2e.desktop import Desktop
from tests.e2e.keyboard import ESCAPE, RIGHT_CTRL
from tests.e2e.program import Program
from tests.e2e.windows import QtField, Terminal
from tests.voice import FORWARD, Voice
from tests.words import words_of

ELSEWHERE = "pangolin"
"""Marks what the user had on the clipboard, and the title of a window."""


def files(program: Program) -> Iterator[Path]:
    """Everything the program has written but the history and the spool."""
    for path in program.home.rglob("*"):
        inside = path.relative_to(program.home).parts
        if path.is_file() and not {"history", "spool"} & set(inside):
            yield path


def assert_nowhere(program: Program, output: str, marked: Sequence[bytes]) -> None:
    """No marked word in any file or output, in any spelling of letters."""
    marks = (*marked, ELSEWHERE.encode())
    for path in files(program):
        content = path.read_bytes().lower()
        found = [mark for mark in marks if mark in content]
        assert not found, f"{path.relative_to(program.home)} holds {found}"
    assert not [mark for mark in marks if mark.decode() in output.lower()]


def is_dead(process: psutil.Process) -> bool:
    """Whether it runs no more; the program may not have asked for its end yet."""
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


@pytest.mark.parametrize("verbose", [False, True])
def test_no_word_reaches_a_log(desktop: Desktop, voice: Voice, verbose: bool) -> None:
    program = desktop.start_dictate(voice.settings, arguments=("--verbose",) if verbose else ())
    clip = voice.clip(FORWARD)
    # Long words only: a short one may well be part of another.
    marked = [word.encode() for word in words_of(voice.said(FORWARD)) if len(word) > 5]
    assert marked
    process = program.process
    assert process is not None
    desktop.clipboard.fill(f"a {ELSEWHERE} on the clipboard")

    def say() -> None:
        with desktop.keyboard.held(RIGHT_CTRL):
            desktop.sound.say(clip)

    def rest() -> None:
        wait_until(lambda: steering.is_at_rest(program), "at rest", 60.0)

    field = QtField(desktop, title=f"{ELSEWHERE} editor")
    say()
    rest()
    assert marked[0].decode() in field.text().lower()
    field.process.end()
    Terminal(desktop, title=f"{ELSEWHERE} terminal").process.end()
    say()  # nothing has the keyboard: to the clipboard
    rest()
    desktop.keyboard.press(RIGHT_CTRL)  # set aside
    desktop.sound.say(clip)
    desktop.keyboard.tap(ESCAPE)
    desktop.keyboard.release(RIGHT_CTRL)
    rest()
    desktop.keyboard.press(RIGHT_CTRL)  # the recogniser dies while one speaks, and its heir too
    spoken = desktop.sound.play(clip)
    for _ in range(2):
        victim = wait_until(lambda: steering.recogniser(program), "a recogniser", 20.0)
        assert victim is not None
        victim.kill()
        wait_until(partial(is_dead, victim), "it is dead", 5.0)
    spoken.wait(30.0)
    desktop.keyboard.release(RIGHT_CTRL)
    rest()
    program.allowed_warnings += ["ended by SIGKILL", "RecogniserDiedError", "phrase 0"]
    program.stop()
    assert_nowhere(program, process.output(), marked)
    kept = (steering.data(program) / "history").rglob("*.sqlite*")
    assert any(marked[0] in path.read_bytes().lower() for path in kept), "the search finds nothing"
