"""The plain way: the whole clip goes to faster-whisper once the key is up.

And the plain way to clean text: then all its words go to a chat model, in one call.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from dictate.core.dictation import Phrase
from dictate.core.recognition import ModelFiles
from dictate.evaluation.bench.child import spawn_bench
from dictate.evaluation.bench.clips import Clip
from dictate.settings.schema import Settings
from dictate.workers.cleaner import ChildCleaner
from dictate.workers.supervise import ChildRecogniser


@dataclass(frozen=True, slots=True)
class Waited:
    """How long one waits for which words."""

    wait_s: float
    text: str


class PlainWay:
    """A child of its own with the model in it. One thread; `close` it there.

    Args:
        model: What to recognise with; its engine is one of the plain ones.
        settings: Device, threads, language and beam are Dictate's own.
    """

    def __init__(self, model: ModelFiles, settings: Settings) -> None:
        self._settings = settings
        self._recogniser = ChildRecogniser(lambda _: model, spawn=spawn_bench)

    @property
    def pid(self) -> int | None:
        """The child."""
        return self._recogniser.pid

    def start(self) -> None:
        """Load the model and let it answer once.

        Raises:
            DictateError: It cannot be loaded.
        """
        self._recogniser.prepare(self._settings)

    def recognise(self, clip: Clip) -> Waited:
        """Recognise the clip as if its key had just come up."""
        phrase = Phrase("plain", 0, 0.0, clip.samples)
        began_s = time.monotonic()
        found = self._recogniser.recognise(phrase, self._settings)
        return Waited(time.monotonic() - began_s, found.text)

    def close(self) -> None:
        """End the child."""
        self._recogniser.shut_down()
        self._recogniser.unload()


class PlainCleaning:
    """The plain way, and a chat model behind it. One thread; `close` it there.

    Args:
        plain: Recognises; its owner starts and closes it.
        cleaner: The chat model in a child of its own, behind `create_chat_completion`.
    """

    PATIENCE_S = 600.0
    """Longer than a model of this kind takes for minutes of speech."""

    def __init__(self, plain: PlainWay, cleaner: ChildCleaner) -> None:
        self._plain = plain
        self._cleaner = cleaner

    @property
    def pids(self) -> tuple[int | None, int | None]:
        """The children."""
        return self._plain.pid, self._cleaner.pid

    def clean(self, clip: Clip, said: str) -> Waited:
        """Recognise the clip as if its key had just come up, then clean its words.

        Args:
            clip: The sound.
            said: What it is taken to have been recognised as; empty for what it was.

        Raises:
            DictateError: It failed.
        """
        waited = self._plain.recognise(clip)
        began_s = time.monotonic()
        text, _ = self._cleaner.clean(said or waited.text, self.PATIENCE_S)
        return Waited(waited.wait_s + time.monotonic() - began_s, text)

    def close(self) -> None:
        """End the chat model's child."""
        self._cleaner.shut_down()
