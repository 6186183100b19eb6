"""The log: rotating, for this user alone, facts and timings only.

Dictated text, clipboard content and window titles are never logged. Exceptions are logged by type
and place, without their message: a library's message may quote what it was given.
"""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import os
import sys
import threading
import traceback
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType

SIZE_BYTES = 1_000_000
FILES = 3
FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class FactsFormatter(logging.Formatter):
    """Formats exceptions as their type and the places they passed, without any message."""

    def formatException(self, ei: object) -> str:  # noqa: N802 - the library's name
        """Type, files and lines of an exception."""
        kind, _, trace = ei if isinstance(ei, tuple) else (None, None, None)
        places = [
            f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(trace)
        ]
        return "\n".join([getattr(kind, "__name__", "an exception"), *places])


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class PrivateRotatingFile(logging.handlers.RotatingFileHandler):
    """A rotating file whose every part only this user can read, from its first byte."""

    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding="utf-8", errors="replace", opener=_private)


def start_logging(folder: Path, *, verbose: bool = False) -> None:
    """Log into `folder`; warnings go to standard error too. A folder that refuses costs the file.

    Args:
        folder: Where `dictate.log` is kept; made if missing, mode 0700.
        verbose: Whether details are logged too.
    """
    root = logging.getLogger()
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    for chatty in ("faster_whisper", "huggingface_hub", "httpx", "urllib3", "PIL"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    formatter = FactsFormatter(FORMAT)
    errors = logging.StreamHandler(sys.stderr)
    errors.setLevel(logging.ERROR)
    errors.setFormatter(FactsFormatter("dictate: %(message)s"))
    root.addHandler(errors)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(
        args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
    )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = PrivateRotatingFile(
            folder / "dictate.log", maxBytes=SIZE_BYTES, backupCount=FILES, encoding="utf-8"
        )
        crash = open(folder / "crash.log", "a", opener=_private)  # noqa: SIM115 - open for as long as the program runs
    except OSError as error:
        root.warning("no log file: %s", type(error).__name__)
        return
    file.setFormatter(formatter)
    root.addHandler(file)
    faulthandler.enable(crash)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """An exception nobody caught: into the log, never onto the user's screen."""
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("dictate").error("uncaught", exc_info=(kind, error, trace))
