"""Dictate, started as a user starts it, with a home of its own."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.e2e.children import Child, Children, run, wait_until
from tests.places import ROOT

RUN = ROOT / "scripts" / "run"

READY_S = 30.0
WORDS_S = 60.0
"""For the words to arrive, a model that is loaded first included; two slow cores."""


class Program:
    """One Dictate on a desktop.

    Args:
        children: Who ends it in the end.
        environment: The desktop's.
        home: Its home folder.
        settings: Its settings file; empty: what is there.
    """

    def __init__(
        self, children: Children, environment: Mapping[str, str], home: Path, settings: str
    ) -> None:
        self._children = children
        self.home = home
        self.environment = {**environment, "HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run")}
        (home / "run").mkdir(mode=0o700, exist_ok=True)
        if settings:
            file = home / ".config" / "dictate" / "settings.toml"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(settings, encoding="utf-8")
        self.process: Child | None = None
        self.arguments: Sequence[str] = ()
        self.allowed_warnings: list[str] = []
        """What a test knows will be logged; all else is a failure when the program is stopped."""

    def start(self) -> None:
        """Start it, and wait until it is ready."""
        self.process = self._children.start("dictate", [RUN, *self.arguments], self.environment)
        wait_until(self._is_ready, "Dictate is ready", READY_S)

    def _is_ready(self) -> bool:
        process = self.process
        assert process is not None
        assert process.is_running, f"Dictate has ended:\n{process.output()}"
        done = self.run("status", "--json")
        return done.returncode == 0 and bool(json.loads(done.stdout)["hotkey_ready"])

    def run(self, *words: str, timeout_s: float = 20.0) -> subprocess.CompletedProcess[bytes]:
        """Run a command of Dictate."""
        return run([RUN, *words], self.environment, timeout_s=timeout_s)

    def answer(self, *words: str) -> Any:
        """Run a command with `--json`.

        Returns:
            What it answers.
        """
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)

    def status(self) -> dict[str, Any]:
        """What `dictate status` says."""
        answer: dict[str, Any] = self.answer("status")
        return answer

    def wait_for(
        self, check: Callable[[dict[str, Any]], bool], what: str, timeout_s: float = WORDS_S
    ) -> None:
        """Wait until the status is so."""
        wait_until(lambda: check(self.status()), what, timeout_s)

    def history(self) -> list[dict[str, Any]]:
        """The rows of the history, newest first; read past the program, which may be dead."""
        file = self.home / ".local" / "share" / "dictate" / "history" / "history.sqlite"
        if not file.exists():
            return []
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            database.row_factory = sqlite3.Row
            found = database.execute(
                "SELECT * FROM dictations ORDER BY started_at_s DESC, seq DESC"
            )
            return [dict(row) for row in found]

    def log(self) -> str:
        """The log file."""
        file = self.home / ".local" / "state" / "dictate" / "log" / "dictate.log"
        return file.read_text("utf-8", "replace") if file.exists() else ""

    def kill(self) -> None:
        """End it without a word, as a crash would."""
        if self.process is not None:
            self.process.signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """Quit, and see to it that it ends well and has nothing to complain about."""
        process, self.process = self.process, None
        if process is None:
            return
        quit_ = self.run("quit")
        code = process.wait(15.0)
        assert (quit_.returncode, code) == (0, 0), (
            f"quit: {quit_.stderr.decode()}, exit code {code}"
        )
        assert "Traceback" not in process.output(), process.output()
        complaints = [
            line
            for line in self.log().splitlines()
            if any(f" {level} " in line for level in ("WARNING", "ERROR", "CRITICAL"))
            and not any(allowed in line for allowed in self.allowed_warnings)
        ]
        assert not complaints, "the log has warnings:\n" + "\n".join(complaints)
