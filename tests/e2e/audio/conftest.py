"""A private PulseAudio with a virtual microphone, and a recorder on it, in this process."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dictate.audio.recorder import MicrophoneRecorder
from dictate.audio.spool import SpoolFolder
from dictate.core.dictation import Samples
from tests.e2e.children import Child, Children, run, wait_until
from tests.e2e.sound import SoundServer
from tests.fakes.take_listener import RecordingListener
from tests.wav import write_wav

NEEDED = ("pulseaudio", "pactl", "paplay", "parec")


class Booth:
    """The sound server and what can happen to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._services = Children(folder / "logs")
        self._guests = Children(folder / "guests")
        self._environment = {
            **os.environ,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/no-bus",
        }
        self._sound = self._start()

    def _start(self) -> SoundServer:
        return SoundServer(self._services, self._guests, self._environment, self._folder / "sound")

    @property
    def address(self) -> str:
        """For PULSE_SERVER."""
        return self._sound.environment["PULSE_SERVER"]

    @property
    def environment(self) -> dict[str, str]:
        """Of a program that uses this server."""
        return dict(self._sound.environment)

    def pactl(self, *words: str) -> str:
        """Ask or tell the server."""
        return self._sound.control(*words).strip()

    def play(self, samples: Samples, sink: str = "micfeed") -> Child:
        """Begin to play into a microphone."""
        wav = self._folder / f"{time.monotonic_ns()}.wav"
        write_wav(wav, samples)
        return self._guests.start(
            "paplay",
            ["paplay", f"--device={sink}", "--latency-msec=300", wav],  # no gaps on a busy machine
            self._sound.environment,
        )

    def say(self, samples: Samples, sink: str = "micfeed") -> None:
        """Play into a microphone, to the end; then what is on its way has arrived as well."""
        assert self.play(samples, sink).wait(60) == 0
        time.sleep(0.2)

    def add_microphone(self, name: str, master: str = "micfeed.monitor") -> str:
        """Plug in another microphone; the number to unplug it by."""
        return self.pactl(
            "load-module",
            "module-remap-source",
            f"master={master}",
            f"source_name={name}",
            f"source_properties=device.description={name.title()}",
        )

    def streams(self) -> list[str]:
        """The numbers of the streams that record, those of the desktop itself left out."""
        lines = self.pactl("list", "short", "source-outputs").splitlines()
        return [line.split("\t")[0] for line in lines if self._is_ours(line)]

    def _is_ours(self, line: str) -> bool:
        client = line.split("\t")[2]
        if client == "-":
            return False
        clients = self.pactl("list", "short", "clients").splitlines()
        names = {words[0]: words[-1] for words in (each.split("\t") for each in clients)}
        return names.get(client) not in {"parec", "pacat"}

    def freeze(self) -> None:
        """SIGSTOP."""
        self._sound.server.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT."""
        self._sound.server.signal(signal.SIGCONT)

    def kill(self) -> None:
        """SIGKILL."""
        self._sound.server.signal(signal.SIGKILL)
        self._sound.server.wait()

    def restart(self) -> None:
        """Start it again, after a kill."""
        self._services.end_all()
        self._sound = self._start()

    def repair(self) -> None:
        """As every test finds it."""
        self.thaw()
        self._guests.end_all()
        wait_until(lambda: run(["pactl", "info"], self.environment).returncode == 0, "an answer")
        for line in reversed(self.pactl("list", "short", "modules").splitlines()):
            number, module, arguments = (*line.split("\t"), "", "")[:3]
            if module in {"module-remap-source", "module-null-sink"} and not any(
                f"_name={own}" in arguments for own in ("labmic", "micfeed", "speakers")
            ):
                self.pactl("unload-module", number)
        self.pactl("suspend-source", "labmic", "0")
        self.pactl("set-source-mute", "labmic", "0")
        self.pactl("set-default-source", "labmic")

    def end(self) -> None:
        """End all processes."""
        self._guests.end_all()
        self._services.end_all()


def _new_booth() -> Iterator[Booth]:
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    folder = Path(tempfile.mkdtemp(prefix="da-", dir="/tmp"))  # short: a socket lives in it
    booth = Booth(folder)
    yield booth
    booth.end()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _shared_booth() -> Iterator[Booth]:
    yield from _new_booth()


@pytest.fixture
def booth(_shared_booth: Booth, monkeypatch: pytest.MonkeyPatch) -> Iterator[Booth]:
    """A sound server in order; this process is its client."""
    _shared_booth.repair()
    monkeypatch.setenv("PULSE_SERVER", _shared_booth.address)
    yield _shared_booth
    _shared_booth.repair()


@pytest.fixture
def fragile_booth(monkeypatch: pytest.MonkeyPatch) -> Iterator[Booth]:
    """A sound server of the test's own, to be killed."""
    for booth in _new_booth():
        monkeypatch.setenv("PULSE_SERVER", booth.address)
        yield booth


@pytest.fixture
def spools(tmp_path: Path) -> Iterator[SpoolFolder]:
    """Spools that are empty again at the end."""
    spools = SpoolFolder(tmp_path / "spool")
    yield spools
    for leftover in spools.leftovers():
        spools.remove(leftover.dictation_id)


@pytest.fixture
def recorder(booth: Booth, spools: SpoolFolder) -> Iterator[MicrophoneRecorder]:
    """The real recorder."""
    recorder = MicrophoneRecorder(spools)
    recorder.preload()
    yield recorder
    booth.thaw()
    recorder.shut_down()


@pytest.fixture
def fragile_recorder(fragile_booth: Booth, spools: SpoolFolder) -> Iterator[MicrophoneRecorder]:
    """The real recorder, on the server that is killed."""
    del fragile_booth
    recorder = MicrophoneRecorder(spools)
    yield recorder
    recorder.shut_down()


@pytest.fixture
def ears() -> RecordingListener:
    """Hears of takes."""
    return RecordingListener()
