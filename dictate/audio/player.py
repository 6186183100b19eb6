"""Plays kept sound through the loudspeakers."""

from __future__ import annotations

import threading

from dictate.core.dictation import RATE_HZ, Samples
from dictate.errors import MicrophoneError

BLOCK_S = 0.1
"""How much is written at once: `stop` is heard this soon."""


class Player:
    """One sound at a time; a new one takes the place of the one that plays."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._playing: threading.Event | None = None

    def play(self, samples: Samples) -> None:
        """Play from beginning to end, or until `stop` or another `play`. Blocks.

        Raises:
            MicrophoneError: There is no loudspeaker, or it is gone.
        """
        stopped = threading.Event()
        with self._lock:
            if self._playing is not None:
                self._playing.set()
            self._playing = stopped
        try:
            import sounddevice
        except OSError as error:  # PortAudio itself is missing
            raise _mute() from error
        try:
            with sounddevice.OutputStream(samplerate=RATE_HZ, channels=1, dtype="float32") as out:
                step = round(BLOCK_S * RATE_HZ)
                for start in range(0, len(samples), step):
                    if stopped.is_set():
                        out.abort()
                        return
                    out.write(samples[start : start + step])
        except (ValueError, sounddevice.PortAudioError) as error:
            raise _mute() from error
        finally:
            with self._lock:
                if self._playing is stopped:
                    self._playing = None

    def stop(self) -> None:
        """Be silent soon. Any thread; nothing happens when nothing plays."""
        with self._lock:
            if self._playing is not None:
                self._playing.set()


def _mute() -> MicrophoneError:
    return MicrophoneError(
        "The sound could not be played.", hint="Check the loudspeakers, then try again."
    )
