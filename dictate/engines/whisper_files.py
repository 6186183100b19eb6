"""Transcribes long sound with faster-whisper, exactly as faster-whisper itself would."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dictate.core.dictation import RATE_HZ, Samples, Word
from dictate.core.recognition import EngineReady, EngineSetup
from dictate.core.segments import FileTask, Segment
from dictate.engines.whisper import WhisperEngine

BATCH = 8
"""Windows decoded at once in batched mode; twice as fast as one by one on a processor, and more
bring little (faster-whisper's README)."""


class FileTranscriber:
    """A Whisper model for files."""

    def __init__(self) -> None:
        self._engine = WhisperEngine()
        self._batched: Any = None
        self.language = ""

    def load(self, setup: EngineSetup) -> EngineReady:
        """Load the model; see `WhisperEngine.load`."""
        return self._engine.load(setup)

    def segments(self, samples: Samples, task: FileTask, start_s: float) -> Iterator[Segment]:
        """The text of a stretch of sound, as it is recognised.

        Args:
            samples: The sound.
            task: How.
            start_s: Where the sound begins in its file.

        Raises:
            ModelError: The model does not know the language.
        """
        found, about = self._transcribe(samples, task)
        self.language = about.language
        for one in found:
            yield Segment(
                start_s + one.start,
                start_s + min(one.end, len(samples) / RATE_HZ),
                one.text.strip(),
                tuple(
                    Word(w.word.strip(), start_s + w.start, start_s + w.end, w.probability)
                    for w in one.words or ()
                ),
            )

    def _transcribe(self, samples: Samples, task: FileTask) -> tuple[Any, Any]:
        model = self._engine.model
        options: dict[str, Any] = {
            "language": self._engine.known(task.language),
            "task": "translate" if task.translate else "transcribe",
            "beam_size": task.beam_size,
            "word_timestamps": task.words,
        }
        if not task.batched:
            return model.transcribe(samples, **options)  # type: ignore[no-any-return]
        if self._batched is None:
            from faster_whisper import BatchedInferencePipeline

            self._batched = BatchedInferencePipeline(model)
        return self._batched.transcribe(  # type: ignore[no-any-return]
            samples, batch_size=BATCH, without_timestamps=False, **options
        )
