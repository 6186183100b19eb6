"""faster-whisper as programs use it that recognise after the release: `WhisperModel.transcribe`.

The whole clip at once, beam as asked, temperature 0, no text carried over. Runs inside a child
process only, with the surroundings and the number of threads that Dictate's own recogniser has.
"""

from __future__ import annotations

import time
from typing import Any

from dictate.core.dictation import RATE_HZ, Samples
from dictate.core.recognition import EngineReady, EngineSetup, Heard, SoundRequest
from dictate.evaluation.bench.shape_engine import tokens_in

WINDOW = 30 * RATE_HZ
FULL_FRAMES = 3000


class PlainEngine:
    """A `RecogniserEngine` that does what faster-whisper's README shows."""

    def __init__(self) -> None:
        self._model: Any = None

    def load(self, setup: EngineSetup) -> EngineReady:
        """Load the model, and let it answer once, as Dictate does."""
        from faster_whisper import WhisperModel

        started_s = time.monotonic()
        self._model = WhisperModel(
            setup.folder,
            device="cpu",
            compute_type="int8",
            cpu_threads=setup.threads,
            local_files_only=True,
        )
        import numpy as np

        self.recognise(np.full(RATE_HZ, 1e-3, np.float32), SoundRequest())
        core = self._model.model
        return EngineReady(core.device, core.compute_type, took_s=time.monotonic() - started_s)

    def recognise(self, samples: Samples, request: SoundRequest) -> Heard:
        """The words of the whole clip."""
        segments, about = self._model.transcribe(samples, **_options(request))
        text = " ".join(one.text.strip() for one in segments)
        windows = -(-len(samples) // WINDOW)
        return Heard(text, about.language, frames=windows * FULL_FRAMES)


class PlainShapeEngine(PlainEngine):
    """The same over a model with random weights, window by window with the tokens of its speech.

    Whisper's own way through a long clip follows the timestamps it reads, and random ones lead
    nowhere: so each window of 30 s begins where the one before ended.
    """

    def recognise(self, samples: Samples, request: SoundRequest) -> Heard:
        """Tokens without sense, as many as the clip would have."""
        texts = []
        for start in range(0, len(samples), WINDOW):
            part = samples[start : start + WINDOW]
            segments, _ = self._model.transcribe(
                part,
                without_timestamps=True,
                max_new_tokens=_bound(tokens_in(part)),
                **_options(request),
            )
            texts += [one.text.strip() for one in segments]
        return Heard(" ".join(texts), request.language, frames=len(texts) * FULL_FRAMES)


def _options(request: SoundRequest) -> dict[str, Any]:
    return {
        "language": request.language,
        "beam_size": request.beam_size,
        "temperature": 0.0,
        "condition_on_previous_text": False,
    }


def _bound(tokens: int) -> int:
    # CTranslate2 takes half of the length as bound for new tokens (see `engines.decoding`), and
    # faster-whisper adds the prompt's four tokens to what it is given.
    return max(1, 2 * tokens - 4)
