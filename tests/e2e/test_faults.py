"""What goes wrong around the program: each time the words are kept and the user is told."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e import steering
from tests.e2e.children import wait_until
from tests.e2e.desktop import Desktop
from tests.e2e.keyboard import RIGHT_CTRL
from tests.e2e.program import RUN, Program
from tests.e2e.windows import QtField
from tests.voice import FORWARD, Voice
from tests.words import word_error


@pytest.fixture
def clip(voice: Voice) -> Path:
    return voice.clip(FORWARD)


@pytest.fixture
def own_desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    """A desktop that may be broken."""
    desktop = Desktop(tmp_path_factory.mktemp("d"))
    yield desktop
    desktop.shut_down()


def said(clip: Path) -> str:
    return clip.with_suffix(".txt").read_text("utf-8")


def dictate(desktop: Desktop, clip: Path) -> None:
    with desktop.keyboard.held(RIGHT_CTRL):
        desktop.sound.say(clip)


def at_rest(program: Program) -> None:
    wait_until(lambda: steering.is_at_rest(program), "it is at rest", 60.0)


def listening(program: Program) -> None:
    wait_until(lambda: steering.status(program).get("phase") == "listening", "it listens")


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Callable[[], None]]:
    """A disk of this size at `folder`, with what was there; yields what fills it."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", folder], check=True
    )

    def fill() -> None:
        with (folder / "ballast").open("wb", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(b"\0" * 4096)
            except OSError:
                pass

    try:
        yield fill
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_full_disk_costs_no_words(desktop: Desktop, settings: str, clip: Path) -> None:
    home = desktop.new_home()
    with small_disk(home / ".local" / "share" / "dictate", "4m") as fill:
        program = desktop.start_dictate(settings, home=home)
        program.allowed_warnings += ["stays in memory", "history", "spool"]
        target = QtField(desktop)
        fill()
        dictate(desktop, clip)
        text = wait_until(target.text, "the words stand", 60.0)
        assert word_error(said(clip), text) == 0
        at_rest(program)
        (home / ".local" / "share" / "dictate" / "ballast").unlink()
        dictate(desktop, clip)
        at_rest(program)
        wait_until(lambda: "done" in steering.states(program).values(), "it is kept again")
        program.stop()


def test_a_data_folder_that_cannot_be_written_costs_no_words(
    desktop: Desktop, settings: str, clip: Path
) -> None:
    home = desktop.new_home()
    folder = home / ".local" / "share" / "dictate"
    with small_disk(folder, "4m,ro"):
        program = desktop.start_dictate(settings, home=home)
        program.allowed_warnings += ["stays in memory", "history", "spool"]
        target = QtField(desktop)
        dictate(desktop, clip)
        text = wait_until(target.text, "the words stand", 60.0)
        assert word_error(said(clip), text) == 0
        at_rest(program)
        program.stop()


def test_when_the_display_dies_the_take_is_recovered(
    own_desktop: Desktop, settings: str, clip: Path
) -> None:
    program = own_desktop.start_dictate(settings)
    own_desktop.keyboard.press(RIGHT_CTRL)
    listening(program)
    own_desktop.sound.say(clip)
    own_desktop.kill_display()
    wait_until(lambda: not steering.family(program), "nothing of it is left", 20.0)
    assert program.process is not None
    assert "Traceback" not in program.process.output()
    program.process = None
    assert recovered_rows(own_desktop, program), "the take is in the history at the next start"


def recovered_rows(desktop: Desktop, program: Program) -> list[str]:
    """Start without a display, where only the verbs work, and look at the history."""
    program.environment.pop("DISPLAY", None)
    process = desktop.windows.start("dictate", [RUN], program.environment)
    wait_until(lambda: steering.status(program), "it answers", 30.0)
    wait_until(
        lambda: set(steering.states(program).values()) - {"working", "delivering"},
        "the leftover is a row",
        20.0,
    )
    assert program.run("quit").returncode == 0
    assert process.wait(15.0) == 0
    return list(steering.states(program).values())


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "frozen"])
def test_a_sound_server_that_goes_leaves_the_words_said_before(
    own_desktop: Desktop, settings: str, clip: Path, blow: signal.Signals
) -> None:
    program = own_desktop.start_dictate(settings)
    target = QtField(own_desktop)
    own_desktop.keyboard.press(RIGHT_CTRL)
    listening(program)
    own_desktop.sound.say(clip)
    os.kill(own_desktop.sound.server.pid, blow)
    wait_until(lambda: steering.status(program).get("phase") == "idle", "it is noticed", 5.0)
    own_desktop.keyboard.release(RIGHT_CTRL)
    text = wait_until(target.text, "the words stand", 60.0)
    assert word_error(said(clip), text) <= 0.25, text
    assert steering.status(program), "the program lives on"
    if blow is signal.SIGSTOP:
        os.kill(own_desktop.sound.server.pid, signal.SIGCONT)


def test_settings_of_random_bytes_start_and_are_named(desktop: Desktop, settings: str) -> None:
    dice = random.Random(7)
    for _ in range(3):
        program = desktop.start_dictate(settings)
        program.allowed_warnings += ["settings"]
        file = program.home / ".config" / "dictate" / "settings.toml"
        program.stop()
        file.write_bytes(dice.randbytes(2000))
        again = desktop.start_dictate(home=program.home)
        again.allowed_warnings += ["settings"]
        assert steering.status(again)["phase"] == "idle"
        checked = again.run("config", "check")
        assert checked.returncode != 0
        assert b"Traceback" not in checked.stderr
        again.stop()


def test_settings_edited_in_the_middle_of_a_dictation_wait_for_the_next(
    desktop: Desktop, settings: str, clip: Path
) -> None:
    program = desktop.start_dictate(settings)
    target = QtField(desktop)
    file = program.home / ".config" / "dictate" / "settings.toml"
    with desktop.keyboard.held(RIGHT_CTRL):
        listening(program)
        file.write_text(f'{settings}\n[hotkey]\nkey = "f9"\n', "utf-8")
        desktop.sound.say(clip)
    text = wait_until(target.text, "the words stand", 60.0)
    assert word_error(said(clip), text) == 0
    at_rest(program)
    f9 = desktop.keyboard.keycode("F9")
    with desktop.keyboard.held(f9):
        listening(program)
        desktop.sound.say(clip)
    wait_until(lambda: len(target.text()) > len(text), "the new key dictates", 60.0)


def test_a_second_start_only_shows_the_first(desktop: Desktop, settings: str) -> None:
    program = desktop.start_dictate(settings)
    second = program.run()
    assert second.returncode == 0
    assert b"already running" in second.stdout
    assert len([p for p in steering.family(program) if "_worker" not in p.cmdline()]) >= 1
    assert steering.status(program)


def test_a_model_that_is_replaced_while_it_is_loaded_does_no_harm(
    desktop: Desktop, voice: Voice, clip: Path, tmp_path: Path
) -> None:
    source = voice.model
    folder = tmp_path / "my-model"
    shutil.copytree(source, folder)
    folder.chmod(0o755)
    program = desktop.start_dictate(f'[recogniser]\nmodel = "{folder}"\n')
    target = QtField(desktop)
    dictate(desktop, clip)
    first = wait_until(target.text, "the words stand", 60.0)
    at_rest(program)
    new = tmp_path / "new"
    shutil.copytree(source, new)
    for file in new.iterdir():
        (folder / file.name).unlink()
        file.replace(folder / file.name)
    dictate(desktop, clip)
    both = wait_until(lambda: target.text() if target.text() != first else "", "again", 60.0)
    assert word_error(f"{said(clip)} {said(clip)}", both) == 0


def test_a_damaged_history_is_salvaged_and_dictating_goes_on(
    desktop: Desktop, settings: str, clip: Path
) -> None:
    program = desktop.start_dictate(settings)
    target = QtField(desktop)
    dictate(desktop, clip)
    first = wait_until(target.text, "the words stand", 60.0)
    at_rest(program)
    time.sleep(1.0)
    program.stop()
    database = steering.data(program) / "history" / "history.sqlite"
    content = bytearray(database.read_bytes())
    dice = random.Random(3)
    for _ in range(200):
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    database.write_bytes(content)
    again = desktop.start_dictate(home=program.home)
    again.allowed_warnings += ["history"]
    target.focus()
    dictate(desktop, clip)
    wait_until(lambda: target.text() != first, "dictating goes on", 60.0)
    at_rest(again)
    wait_until(lambda: "done" in steering.states(again).values(), "it is kept")
    again.stop()
