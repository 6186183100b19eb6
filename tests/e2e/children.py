"""Processes of the tests: each with a log, none outlives the tests, and every wait ends."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

END_S = 5.0


def wait_until(check: Callable[[], T], what: str, timeout_s: float = 10.0) -> T:
    """Ask until the answer is true.

    Returns:
        The answer.

    Raises:
        TimeoutError: It never was.
    """
    deadline_s = time.monotonic() + timeout_s
    while True:
        answer = check()
        if answer:
            return answer
        if time.monotonic() > deadline_s:
            raise TimeoutError(f"not within {timeout_s:g} s: {what}")
        time.sleep(0.02)


class Child:
    """A process in a group of its own, its output in a file."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        environment: Mapping[str, str],
        log: Path,
        *,
        pass_fds: Sequence[int] = (),
    ) -> None:
        self.name = name
        self.log = log
        with log.open("ab") as output:
            # setpriv: when the tests are killed, the kernel ends this too.
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "--", *map(str, command)],
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=tuple(pass_fds),
            )

    @property
    def pid(self) -> int:
        """The process id; also that of its group."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def output(self) -> str:
        """What it has written so far."""
        return self.log.read_text("utf-8", "replace")

    def wait(self, timeout_s: float = END_S) -> int:
        """Wait for its end.

        Returns:
            The exit code.
        """
        try:
            return self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"{self.name} has not ended within {timeout_s:g} s") from None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process alone."""
        self._process.send_signal(number)

    def end(self) -> None:
        """End the whole group: kindly, then not."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)
            with contextlib.suppress(TimeoutError):
                self.wait(END_S)
                break
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)  # those that the process has left behind


class Children:
    """All processes of a test or a desktop, with their logs in one folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._all: list[Child] = []

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        environment: Mapping[str, str],
        *,
        pass_fds: Sequence[int] = (),
    ) -> Child:
        """Start one."""
        log = self._folder / f"{name}.log"
        child = Child(name, command, environment, log, pass_fds=pass_fds)
        self._all.append(child)
        return child

    def end_all(self) -> None:
        """End them, the last first."""
        while self._all:
            self._all.pop().end()

    def logs(self) -> list[tuple[str, str]]:
        """Name and content of every log that says anything."""
        texts = [
            (p.stem, p.read_text("utf-8", "replace")) for p in sorted(self._folder.glob("*.log"))
        ]
        return [(name, text) for name, text in texts if text.strip()]


def run(
    command: Sequence[str | Path],
    environment: Mapping[str, str],
    *,
    timeout_s: float = 20.0,
    stdin: bytes | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end and take its output."""
    return subprocess.run(
        [str(word) for word in command],
        env=dict(environment),
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        timeout=timeout_s,
        check=False,
    )
