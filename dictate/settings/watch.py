"""Notices that the settings file was edited, while Dictate runs.

A documented watchdog: one `stat` every half second. Editors replace the file, write it in place, or
remove it for a moment, each in a different way, so a change counts once the file has looked the
same twice in a row. Asking the system for notice instead would need other code on each system, and
does not work in folders that lie on a network.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from dictate.settings.store import Loaded, load

log = logging.getLogger(__name__)

EVERY_S = 0.5


class SettingsWatcher:
    """Calls `on_change` on its own thread with what the file gives, when that has changed.

    While a file is no TOML the settings before stay in use, and the problem is told: a typo in the
    middle of an edit must not set everything back to the defaults.
    """

    def __init__(
        self,
        path: Path,
        on_change: Callable[[Loaded], None],
        *,
        loaded: Loaded | None = None,
        every_s: float = EVERY_S,
    ) -> None:
        """Watch a file that need not exist.

        Args:
            path: The settings file.
            on_change: Must return soon.
            loaded: What is in use now; read from the file if not given.
            every_s: How often to look.
        """
        self._path = path
        self._on_change = on_change
        self._every_s = every_s
        self._looks = self._look()
        self._taken_up = self._looks
        self._known = loaded if loaded is not None else load(path)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to watch, on a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="settings watcher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End. *Blocks*, at most two seconds; callable more than once."""
        self._stop.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=2)

    def check(self) -> None:
        """Look once; what the thread does again and again."""
        looked_before, self._looks = self._looks, self._look()
        if self._looks != looked_before or self._looks == self._taken_up:
            return
        self._taken_up = self._looks
        new = load(self._path)
        if not new.readable:
            new = replace(new, settings=self._known.settings)
        if new != self._known:
            self._known = new
            self._on_change(new)

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            try:
                self.check()
            except Exception:  # top of a thread: one bad change must not end the watch
                log.exception("a change of the settings could not be taken up")

    def _look(self) -> tuple[int, int, int] | None:
        """What tells one content of the file from another; None where there is no file."""
        try:
            about = self._path.stat()
        except (OSError, ValueError):
            return None
        return about.st_mtime_ns, about.st_size, about.st_ino
