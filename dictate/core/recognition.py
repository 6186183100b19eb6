"""What passes between the program and a recogniser that lives in a child process.

::

    program                                child
    ModelFiles ──► EngineSetup ──────────► load()      ──► EngineReady
    Phrase     ──► samples + SoundRequest ► recognise() ──► Heard

Everything here is plain enough to be sent as JSON; only the samples travel as bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dictate.core.dictation import Samples, Word


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model on this machine that was chosen to recognise with.

    Attributes:
        name: What the user calls it.
        folder: Where its files are.
        size_bytes: Size of its largest file, the weights: what loading and deadlines scale with.
        stamp: Changes when the files change, so that a renewed model is loaded again.
        engine: Name of the `Choice` row that can run it.
        note: For a user, why it is another one than was asked for; empty when it is that one.
    """

    name: str
    folder: Path
    size_bytes: int
    stamp: str = ""
    engine: str = "faster-whisper"
    note: str = ""


@dataclass(frozen=True, slots=True)
class EngineSetup:
    """How to load a model.

    Attributes:
        name: What the user calls it.
        folder: Where its files are.
        device: `auto`, `cpu` or `cuda`.
        threads: Processor threads, at least 1.
        device_file: A small file in which the engine remembers whether the graphics card works.
    """

    name: str
    folder: str
    device: str
    threads: int
    device_file: str


@dataclass(frozen=True, slots=True)
class EngineReady:
    """A model is loaded and has answered once.

    Attributes:
        device: `cpu` or `cuda`.
        compute_type: How it computes, such as `int8_float32`.
        why: For a user, why not on the graphics card; empty where it is, or was not wanted.
        took_s: Seconds that loading and the first inference took.
    """

    device: str
    compute_type: str
    why: str = ""
    took_s: float = 0.0


@dataclass(frozen=True, slots=True)
class SoundRequest:
    """How to recognise one phrase.

    Attributes:
        language: Language code, or `auto`.
        beam_size: How many readings are followed at once.
        vocabulary: Spellings to prefer, where the model profits from them.
        words: Whether the time of each word is wanted.
        before: The words before the phrase, for models that read them.
        padding_ms: Silence to add behind the phrase; 0 for the full window, negative for what
            suits the model.
    """

    language: str = "en"
    beam_size: int = 1
    vocabulary: tuple[str, ...] = ()
    words: bool = False
    before: str = ""
    padding_ms: int = -1


@dataclass(frozen=True, slots=True)
class Heard:
    """What an engine made of one phrase. Times are in seconds from the start of its samples.

    Attributes:
        text: The words; empty where nothing was said.
        language: Language code, asked for or found.
        words: With times, where they were asked for and the model can tell them.
        frames: Frames of the spectrogram that were encoded, in all windows together; 10 ms each.
        doubt: Why the first window was not trusted and the phrase was read again; empty where it
            was.
    """

    text: str
    language: str = ""
    words: tuple[Word, ...] = ()
    frames: int = 0
    doubt: str = ""


class RecogniserEngine(Protocol):
    """A recogniser inside the child process. Made with no arguments, used from one thread."""

    def load(self, setup: EngineSetup) -> EngineReady:
        """Load a model and let it answer once. Called once.

        Raises:
            ModelError: These files are not a model that this engine can use.
            RecogniserError: It cannot be loaded now.
            MemoryError: There is not enough memory.
        """

    def recognise(self, samples: Samples, request: SoundRequest) -> Heard:
        """The words of a phrase.

        Raises:
            RecogniserError: It failed, for a reason a user can be told.
            MemoryError: There is not enough memory.
        """
