"""Says of each 32 ms whether it contains voice.

The detector is Silero, from the file that faster-whisper ships, run frame by frame with carried
state: 0.09 ms per frame and bit-identical to a run over the whole recording. The file is only
located, faster-whisper is not imported: it would pull a model library into the main process.
Where file or onnxruntime is missing, loudness has to do.

Silero gets used to a loud voice and then misses a soft one: of clips of speech that follow loud
speech 20 dB softer it hears 87 % of the voiced frames, of the worst clip 61 %. So a second run
listens with the volume turned up, and the higher of both probabilities counts: 97 and 85 %, with
white, pink and brown noise, hum and clicks still below the threshold.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np

from dictate.audio.endpointer import FRAME
from dictate.core.dictation import RATE_HZ, Samples

log = logging.getLogger(__name__)

_CONTEXT = 64
"""Samples of the frame before that Silero wants to see at 16 kHz."""
_STATE = (1, 1, 128)


class VoiceDetector(Protocol):
    """Hears one take, frame by frame."""

    def probability(self, frame: Samples) -> float:
        """That the frame, FRAME samples or fewer at the very end, contains voice: 0 to 1."""


VoiceDetectors: TypeAlias = Callable[[], VoiceDetector]
"""Makes a detector for the next take."""


class SileroRun:
    """One run of Silero over a take, with its state.

    Args:
        session: An onnxruntime session of the model; shared, it carries no state.
    """

    def __init__(self, session: Any) -> None:
        self._session = session
        self._hidden = np.zeros(_STATE, np.float32)
        self._cell = np.zeros(_STATE, np.float32)
        self._input = np.zeros((1, _CONTEXT + FRAME), np.float32)

    def probability(self, frame: Samples) -> float:
        """As in `VoiceDetector`."""
        self._input[0, :_CONTEXT] = self._input[0, -_CONTEXT:]
        self._input[0, _CONTEXT : _CONTEXT + len(frame)] = frame
        self._input[0, _CONTEXT + len(frame) :] = 0.0
        found, self._hidden, self._cell = self._session.run(
            None, {"input": self._input, "h": self._hidden, "c": self._cell}
        )
        return float(found.ravel()[0])


class Volume:
    """Turns soft sound up, and down again at once when it gets loud."""

    _LOUD_RMS = 0.05  # what it aims at: a voice at an arm's length
    _MOST = 10.0  # 20 dB; more would bring in the voices of the next room
    _FORGET = 10 ** (-30 / 20 * FRAME / RATE_HZ)  # per frame: 30 dB a second

    def __init__(self) -> None:
        self._level = self._LOUD_RMS
        self._gain = 1.0

    def apply(self, frame: Samples) -> Samples:
        """The frame, turned up."""
        rms = float(np.sqrt(np.mean(np.square(frame)))) if len(frame) else 0.0
        self._level = max(rms, self._level * self._FORGET)
        gain = min(max(self._LOUD_RMS / max(self._level, 1e-6), 1.0), self._MOST)
        before, self._gain = max(self._gain, gain), gain
        return frame * np.linspace(before, gain, len(frame), dtype=np.float32)


class SileroVoice:
    """Silero over one take, as it is and turned up.

    Args:
        session: An onnxruntime session of the model.
    """

    def __init__(self, session: Any) -> None:
        self._plain = SileroRun(session)
        self._turned_up = SileroRun(session)
        self._volume = Volume()

    def probability(self, frame: Samples) -> float:
        """As in `VoiceDetector`."""
        turned_up = self._turned_up.probability(self._volume.apply(frame))
        return max(self._plain.probability(frame), turned_up)


class LoudnessVoice:
    """Takes for voice what is twice as loud as the quietest stretch of the last seconds."""

    _QUIETEST_RMS = 0.001
    _LOUDEST_FLOOR_RMS = 0.01  # a take that begins with a word must not raise the floor to it

    def __init__(self) -> None:
        self._recent: deque[float] = deque(maxlen=3 * RATE_HZ // FRAME)

    def probability(self, frame: Samples) -> float:
        """As in `VoiceDetector`; 0, 0.5 or 1."""
        rms = float(np.sqrt(np.mean(np.square(frame)))) if len(frame) else 0.0
        self._recent.append(rms)
        floor = max(min(self._recent), self._QUIETEST_RMS)
        if len(self._recent) < (self._recent.maxlen or 0):
            floor = min(floor, self._LOUDEST_FLOOR_RMS)
        return 1.0 if rms > 3 * floor else 0.5 if rms > 2 * floor else 0.0


def silero_file() -> Path | None:
    """The voice detector's file inside the faster-whisper package; None where there is none."""
    try:
        package = find_spec("faster_whisper")
    except (ImportError, ValueError):
        return None
    for folder in (package.submodule_search_locations or ()) if package else ():
        if files := sorted((Path(folder) / "assets").glob("silero_vad_v*.onnx")):
            return files[-1]
    return None


def load_voice() -> VoiceDetectors:
    """The best detector of this machine. Blocks for some 100 ms. Says it if that is not Silero."""
    path = silero_file()
    if path is None:
        log.warning("the voice detector's file is missing: pauses are found by loudness")
        return LoudnessVoice
    try:
        session = _session(path)
        SileroVoice(session).probability(np.zeros(FRAME, np.float32))
    except Exception as error:  # noqa: BLE001 - onnxruntime's errors share no narrower base
        log.warning("the voice detector does not run (%s): pauses are found by loudness", error)
        return LoudnessVoice
    return lambda: SileroVoice(session)


def _session(path: Path) -> Any:
    import onnxruntime

    onnxruntime.set_default_logger_severity(4)  # it warns on stderr where it finds no GPU
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # one frame is too little work to share
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(
        str(path), sess_options=options, providers=["CPUExecutionProvider"]
    )
