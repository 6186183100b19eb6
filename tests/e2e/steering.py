"""Speaks to a running Dictate over its socket, faster than a command can, and reads its files."""

from __future__ import annotations

import json
import socket
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psutil

from tests.e2e.program import Program


def status(program: Program) -> dict[str, Any]:
    """What the program says of itself; empty where it does not answer."""
    request = {"v": 1, "verb": "status", "sent_at_s": time.monotonic(), "argument": None}
    with suppress(OSError, ValueError), socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2.0)
        client.connect(str(program.home / "run" / "dictate" / "control.sock"))
        client.sendall(json.dumps(request).encode() + b"\n")
        answer = b""
        while not answer.endswith(b"\n") and (part := client.recv(65536)):
            answer += part
        found: dict[str, Any] = json.loads(answer)["status"]
        return found
    return {}


def data(program: Program) -> Path:
    """The folder of its data."""
    return program.home / ".local" / "share" / "dictate"


def states(program: Program) -> dict[str, str]:
    """The state of every row, straight from the database; empty where there is none yet."""
    file = data(program) / "history" / "history.sqlite"
    with suppress(sqlite3.Error):
        uri = f"file:{file}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=1.0)) as database:
            return dict(database.execute("SELECT id, state FROM dictations"))
    return {}


def family(program: Program) -> list[psutil.Process]:
    """The program and its children, by the home they live in: none can hide by being orphaned."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get("HOME") == str(program.home):
                found.append(process)
    return found


def recogniser(program: Program) -> psutil.Process | None:
    """The child that recognises, if one runs."""
    for process in family(program):
        with suppress(psutil.Error):
            if process.cmdline()[-2:] == ["_worker", "recogniser"]:
                return process
    return None


def is_listening(program: Program) -> bool:
    """Whether sound arrives."""
    return status(program).get("phase") == "listening"


def is_at_rest(program: Program) -> bool:
    """Whether it neither records nor works."""
    found = status(program)
    return found.get("phase") == "idle" and not found.get("working")
