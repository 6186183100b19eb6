"""What the doctor looks at itself: program, settings, folders, tray, libraries."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import dictate
from dictate.core.findings import Finding, Health
from dictate.errors import ControlError
from dictate.settings import paths

if TYPE_CHECKING:
    from dictate.settings.schema import Settings

LIBRARIES = (
    "PySide6-Essentials",
    "faster-whisper",
    "ctranslate2",
    "onnxruntime",
    "llama-cpp-python",
    "sounddevice",
    "pynput",
)

QT_DEADLINE_S = 15.0

_PROGRESS = re.compile(rb"^\s*\[(\d+)/(\d+)\]", re.MULTILINE)
"""What ninja writes before each step of a build."""


def probe_program() -> Sequence[Finding]:
    """Version and machine."""
    where = "bundle" if getattr(sys, "frozen", False) else f"Python {platform.python_version()}"
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    text = f"{dictate.__version__} ({where}) on {platform.platform()}, {cores} processors"
    return [Finding("Dictate", Health.FACT, text)]


def probe_versions() -> Sequence[Finding]:
    """Versions of the libraries that matter when something is reported."""
    return [Finding("versions", Health.FACT, ", ".join(_versions()))]


def _versions() -> Sequence[str]:
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} not installed")
    return found


def probe_running() -> Sequence[Finding]:
    """Whether a Dictate is running, and what troubles it."""
    from dictate.platforms.client import send

    try:
        reply = send("status")
    except ControlError as error:
        return [Finding("running", Health.FACT, error.message, error.hint)]
    found = reply.status or {}
    if trouble := found.get("trouble"):
        text = f"Dictate is running, with trouble: {trouble}"
        return [Finding("running", Health.LIMITED, text)]
    version_there = found.get("version", "")
    if version_there != dictate.__version__:
        text = f"Another version is running: {version_there}."
        return [Finding("running", Health.LIMITED, text, "dictate quit, then start it again.")]
    return [Finding("running", Health.GOOD, "Dictate is running.")]


def probe_settings() -> Sequence[Finding]:
    """What in the settings file could not be used."""
    from dictate.settings.store import load

    file = paths.settings_file()
    problems = load(file).problems
    if not problems:
        text = (
            f"{file} is in order." if file.exists() else f"The defaults; {file} is not there yet."
        )
        return [Finding("settings", Health.GOOD, text)]
    remedy = "dictate config edit opens the file."
    return [Finding("settings", Health.LIMITED, str(problem), remedy) for problem in problems]


def probe_folders() -> Sequence[Finding]:
    """Whether Dictate can write where it must, and nobody else can read there."""
    try:
        runtime = paths.runtime_dir()
    except OSError as error:
        remedy = "Remove it, or set XDG_RUNTIME_DIR to a folder of yours."
        return [Finding("folders", Health.BROKEN, f"No folder for the socket: {error}", remedy)]
    broken = []
    for folder in (paths.config_dir(), paths.data_dir(), paths.log_dir(), runtime):
        nearest = next(p for p in (folder, *folder.parents) if p.exists())
        if not os.access(nearest, os.W_OK | os.X_OK):
            broken.append(
                Finding(
                    "folders",
                    Health.BROKEN,
                    f"{nearest} cannot be written to.",
                    f"Give yourself the right to: chmod u+rwx '{nearest}'",
                )
            )
    with_words = (paths.spool_dir(), paths.history_dir(), paths.log_dir())
    open_to_others = [f for f in with_words if f.exists() and _others_may_enter(f)]
    return [
        *broken,
        *(
            Finding("folders", Health.LIMITED, f"Others can look into {f}.", f"chmod 700 '{f}'")
            for f in open_to_others
        ),
    ] or [Finding("folders", Health.GOOD, f"{paths.data_dir()} and the others are yours alone.")]


def _others_may_enter(folder: Path) -> bool:
    return sys.platform != "win32" and bool(folder.stat().st_mode & 0o077)


def probe_tray() -> Sequence[Finding]:
    """Whether Qt starts here and finds a tray; asked of a child, for Qt may end its process."""
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        text = "There is no display, so neither tray nor windows."
        return [Finding("tray", Health.LIMITED, text, "The commands work without one.")]
    try:
        answer = subprocess.run(  # noqa: S603 - ourselves
            _own_command("_tray"),
            cwd=Path(dictate.__file__).parents[1],
            capture_output=True,
            text=True,
            timeout=QT_DEADLINE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [
            Finding("tray", Health.BROKEN, "Qt did not start in time.", "Is the display alive?")
        ]
    try:
        found = json.loads(answer.stdout)
    except json.JSONDecodeError:
        said = answer.stderr.strip().splitlines()
        remedy = "Start once with scripts/run: it installs the libraries that Qt needs."
        text = f"Qt does not start here: {said[0] if said else 'it gave no reason'}"
        return [Finding("tray", Health.BROKEN, text, remedy)]
    where = f"Qt {found['qt']} on {found['platform']}"
    if found["tray"]:
        return [Finding("tray", Health.GOOD, f"There is one ({where}).")]
    remedy = "On GNOME install the AppIndicator extension; everything else works without a tray."
    return [Finding("tray", Health.LIMITED, f"This desktop has none ({where}).", remedy)]


def _own_command(verb: str) -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, verb]
    return [sys.executable, "-m", "dictate", verb]


def probe_delivery() -> Sequence[Finding]:
    """What the way to the window says of itself."""
    from dictate.platforms.delivery import make_deliverer

    deliverer = make_deliverer(os.environ)
    try:
        return deliverer.probe()
    finally:
        deliverer.shut_down()


def probe_microphone() -> Sequence[Finding]:
    """What the audio room says, of the microphone that the settings name."""
    from dictate.audio.devices import probe
    from dictate.settings.store import load

    return probe(load(paths.settings_file()).settings.microphone.device)


def probe_cleaner() -> Sequence[Finding]:
    """Whether a model cleans after the rules; else what is missing, or how far its build is."""
    topic = "llama.cpp"
    if find_spec("llama_cpp") is not None:
        return [_cleaning_model()]
    failed, log = Path(sys.prefix, "cleaner.failed"), Path(sys.prefix, "cleaner.log")
    if failed.exists():
        text = "The library for local language models could not be built."
        return [Finding(topic, Health.LIMITED, text, failed.read_text("utf-8").strip())]
    if log.exists():
        steps = _PROGRESS.findall(log.read_bytes())
        done = f"{int(steps[-1][0]) * 100 // int(steps[-1][1])} %" if steps else "just begun"
        text = f"The library for local language models is being built ({done}); see {log}"
        return [Finding(topic, Health.FACT, text, "If it was cut short, the next start goes on.")]
    text = "The library for local language models is not installed; rules clean alone."
    return [
        Finding(
            topic, Health.LIMITED, text, "scripts/run builds it; or: pip install 'dictate[cleaner]'"
        )
    ]


def _cleaning_model() -> Finding:
    """Of the model, where its library is installed."""
    from dictate.models.shipped import shipped_cleaner
    from dictate.settings.store import load

    settings = load(paths.settings_file()).settings
    wanted = settings.text.cleaner
    model = shipped_cleaner()
    if wanted == "rules":
        text = "Rules clean alone, as the settings say."
        return Finding("cleaner", Health.FACT, text)
    if model is None:
        text = "The cleaning model is not there; rules clean alone."
        return Finding("cleaner", Health.LIMITED, text, "Install Dictate again.")
    if wanted == "writer":
        return _writing_model(settings)
    return Finding("cleaner", Health.GOOD, f"{model.name} cleans English text after the rules.")


def _writing_model(settings: Settings) -> Finding:
    """Of the chat model, where one is wanted."""
    from dictate.errors import ModelError
    from dictate.models.writers import choose_writer

    try:
        writer = choose_writer(settings)
    except ModelError as error:
        text = f"{error.message} The tagger cleans alone."
        return Finding("cleaner", Health.LIMITED, text, error.hint)
    size = f"{writer.size_bytes / 1e6:.0f} MB"
    text = f"{writer.name} ({size}) writes after the tagger where there is a slip."
    return Finding("cleaner", Health.GOOD, text)
