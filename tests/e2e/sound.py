"""A sound server with a virtual microphone: what is played into it, programs hear."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from pathlib import Path

from tests.e2e.children import Child, Children, run, wait_until

MICROPHONE = "labmic"

_SCRIPT = f"""\
load-module module-native-protocol-unix auth-anonymous=1 socket={{socket}}
load-module module-null-sink sink_name=speakers sink_properties=device.description=Speakers
load-module module-null-sink sink_name=micfeed sink_properties=device.description=Feed
load-module module-remap-source master=micfeed.monitor source_name={MICROPHONE} \
source_properties=device.description=Microphone
set-default-sink speakers
set-default-source {MICROPHONE}
"""

QUICK_US = 100_000
"""The latency of a source that hands on its sound as it comes."""

FIRST_BLOCK_S = 2.2
"""module-null-sink begins with a block of 2 s; only after it does sound come without delay."""


class SoundServer:
    """PulseAudio for one desktop.

    Args:
        services: Ends the server.
        guests: Ends what a test plays.
        environment: The desktop's.
        folder: For the socket.
    """

    def __init__(
        self,
        services: Children,
        guests: Children,
        environment: Mapping[str, str],
        folder: Path,
    ) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._services, self._guests, self._folder = services, guests, folder
        self.environment = {**environment, "PULSE_SERVER": f"unix:{folder / 'native'}"}
        self.server = self._start()

    def _start(self) -> Child:
        script = self._folder / "desktop.pa"
        script.write_text(_SCRIPT.format(socket=self._folder / "native"))
        server = self._services.start(
            "pulseaudio",
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
             "--disallow-exit", "--log-target=stderr", "--log-level=notice", "-F", script],
            self.environment,
        )  # fmt: skip
        wait_until(self._answers, "the sound server answers")
        # Somebody who listens without delay keeps the whole way quick for everybody.
        self._services.start(
            "keep-alive",
            ["sh", "-c", f"exec parec -d {MICROPHONE} --latency-msec=10 --raw >/dev/null"],
            self.environment,
        )
        wait_until(lambda: 0 < self._latency_us() < QUICK_US, "the microphone is quick")
        time.sleep(FIRST_BLOCK_S)
        return server

    def _answers(self) -> bool:
        return run(["pactl", "info"], self.environment).returncode == 0

    def _latency_us(self) -> int:
        listed = run(["pactl", "list", "sources"], self.environment).stdout.decode()
        found = re.search(
            rf"Name: {MICROPHONE}\n.*?Latency: \d+ usec, configured (\d+) usec", listed, re.DOTALL
        )
        return int(found[1]) if found else 0

    def play(self, wav: Path) -> Child:
        """Begin to play into the microphone."""
        return self._guests.start(
            "paplay", ["paplay", "--device=micfeed", "--latency-msec=20", wav], self.environment
        )

    def say(self, wav: Path, timeout_s: float = 120.0) -> None:
        """Play into the microphone, to the end."""
        code = self.play(wav).wait(timeout_s)
        assert code == 0, f"paplay ended with {code}"

    def control(self, *words: str) -> str:
        """Ask `pactl`."""
        done = run(["pactl", *words], self.environment)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()
