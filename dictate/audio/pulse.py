"""What the sound server of Linux says: its microphones, and when it moves our stream.

PortAudio sees just `pulse` and `default` there; the real list comes from PulseAudio itself, or
from PipeWire in its place. A frozen server would block pulsectl for ever: every exchange here runs
under a deadline, kept by the function that pulsectl polls with.
"""

from __future__ import annotations

import logging
import os
import select
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from dictate.errors import MicrophoneError

log = logging.getLogger(__name__)

ANSWER_S = 1.5
"""How long a server may take to answer; a healthy one takes 4 ms."""
_LISTEN_S = 0.5
"""How often the watcher looks whether it is still wanted."""
_NO_SINK = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class Source:
    """A microphone as the sound server has it; or, if `is_monitor`, what a loudspeaker plays."""

    index: int
    name: str
    description: str
    rate_hz: int
    is_monitor: bool
    is_muted: bool


@dataclass(frozen=True, slots=True)
class SoundServer:
    """The sound server: its name and version, the name of its default source, all its sources."""

    name: str
    default: str
    sources: Sequence[Source]

    @property
    def microphones(self) -> Sequence[Source]:
        """The sources that are microphones."""
        return [source for source in self.sources if not source.is_monitor]


def look() -> SoundServer | None:
    """Ask the sound server for its sources. Blocks, at most ANSWER_S.

    Returns:
        None where there is no server to be reached.

    Raises:
        MicrophoneError: There is one, but it does not answer.
    """
    with _connected() as server:
        if server is None:
            return None
        about = server.pulse.server_info()
        return SoundServer(
            f"{about.server_name} {about.server_version}",
            about.default_source_name or "",
            [
                Source(
                    found.index,
                    found.name,
                    found.description,
                    found.sample_spec.rate,
                    found.monitor_of_sink != _NO_SINK,
                    bool(found.mute),
                )
                for found in server.pulse.source_list()
            ],
        )


class MoveWatcher:
    """Watches, on a thread of its own, which source this process's newest stream records from.

    Args:
        moved: Called with the description of the source that the server moved the stream to.
        default_changed: Called when the user picks another default source.
    """

    def __init__(self, moved: Callable[[str], None], default_changed: Callable[[], None]) -> None:
        self._moved = moved
        self._default_changed = default_changed
        self._wanted = True
        self._guard = threading.Lock()
        self._server: _Connection | None = None
        self._news = True
        self._stream: int | None = None
        self._source: int | None = None
        self._default: str | None = None
        self._thread = threading.Thread(target=self._run, name="dictate-moves", daemon=True)

    def start(self) -> None:
        """Begin to watch. The stream must be open."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more. The thread ends at once, at the latest after half a second."""
        self._wanted = False
        with self._guard:
            if self._server:
                self._server.pulse.event_listen_stop()

    def join(self, timeout_s: float) -> None:
        """Wait until the thread has ended."""
        self._thread.join(timeout_s)

    def _run(self) -> None:
        try:
            with _connected() as server:
                if server is not None:
                    self._server = server
                    try:
                        self._watch(server)
                    finally:
                        with self._guard:  # what `stop` wakes must not be freed under its hands
                            self._server = None
        except MicrophoneError as error:  # the stream itself notices that, and says it
            log.info("moves of the microphone are not watched any more: %s", error.message)
        except Exception:
            log.exception("watching the sound server failed")

    def _watch(self, server: _Connection) -> None:
        server.pulse.event_mask_set("source_output", "server")
        server.pulse.event_callback_set(self._heard)
        while self._wanted:
            if self._news:
                self._news = False
                self._compare(server.pulse)
            server.allow()
            server.pulse.event_listen(_LISTEN_S)

    def _heard(self, _event: Any) -> None:
        self._news = True

    def _compare(self, pulse: Any) -> None:
        default = pulse.server_info().default_source_name
        if self._default not in (None, default):
            self._default_changed()
        self._default = default
        pid = str(os.getpid())
        ours = {
            output.index: output.source
            for output in pulse.source_output_list()
            if output.proplist.get("application.process.id") == pid
        }
        if self._stream is None and ours:
            self._stream = max(ours)
            self._source = ours[self._stream]
        source = ours.get(-1 if self._stream is None else self._stream)
        if source is not None and source != self._source:
            self._source = source
            self._moved(pulse.source_info(source).description)


class _Connection:
    """A connection whose exchanges end: pulsectl polls through here, and only for so long."""

    def __init__(self, pulse: Any) -> None:
        self.pulse = pulse
        self.late = False
        self._until_s = 0.0
        self.allow()
        pulse.set_poll_func(self._poll)

    def allow(self) -> None:
        """The server has ANSWER_S from now."""
        self._until_s = time.monotonic() + ANSWER_S

    def _poll(self, fds: Sequence[Any], timeout_s: float) -> int:
        left_s = self._until_s - time.monotonic()
        if left_s <= 0:
            self.late = True
            self.pulse.connected = False  # what pulsectl's loops go by
            return 0
        poller = select.poll()
        for fd in fds:
            poller.register(fd.fd, fd.events)
        events = dict(poller.poll(1000 * (left_s if timeout_s < 0 else min(timeout_s, left_s))))
        for fd in fds:
            fd.revents = events.get(fd.fd, 0)
        return len(events)


@contextmanager
def _connected() -> Iterator[_Connection | None]:
    """A connection; None where there is no server, or nothing to reach it with."""
    if sys.platform != "linux" or find_spec("pulsectl") is None:
        yield None
        return
    try:
        import pulsectl
        from pulsectl._pulsectl import LibPulse
    except (ImportError, OSError):  # libpulse is missing
        yield None
        return
    server = _Connection(pulsectl.Pulse("dictate", connect=False))
    try:
        with suppress(pulsectl.PulseError):
            server.pulse.connect(autospawn=False)
        if server.late:
            raise _frozen()
        yield server if server.pulse.connected else None
    except (pulsectl.PulseError, pulsectl.PulseDisconnected, LibPulse.CallError) as error:
        if server.late:
            raise _frozen() from error
        raise MicrophoneError(
            "The sound server went away.", hint="Try again once it is back."
        ) from error
    finally:
        server.pulse.close()


def _frozen() -> MicrophoneError:
    return MicrophoneError(
        "The sound server does not answer.",
        hint="Restart it: systemctl --user restart pipewire pipewire-pulse, or pulseaudio -k.",
    )
