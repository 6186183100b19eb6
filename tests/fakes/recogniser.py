"""A recogniser without a model: says what it was told to say."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import pairwise

import numpy as np

from dictate.core.dictation import Context, Phrase, PhraseText, Word
from dictate.core.ports import NO_CONTEXT
from dictate.errors import DictateError, RecogniserError
from dictate.settings.schema import Settings


def words_by_index(phrase: Phrase) -> str:
    """`words 0`, `words 1` …; nothing for digital silence."""
    return f"words {phrase.index}" if phrase.samples.any() else ""


def spread(text: str, phrase: Phrase) -> tuple[Word, ...]:
    """The words of a phrase, each as long as the next."""
    words = text.split()
    ends_s = np.linspace(phrase.start_s, phrase.end_s, len(words) + 1).tolist()
    times = zip(words, pairwise(ends_s), strict=True)
    return tuple(Word(word, start_s, end_s, 1.0) for word, (start_s, end_s) in times)


class FakeRecogniser:
    """Provides `Recogniser`; refuses to be called from two threads at once, or after its end.

    Args:
        say: The text of a phrase.
        failures: Raised, one a call, before anything is said; None for a call that works.
        times: Whether it can tell the times of words: each as long as the next.
        gate: When given, `recognise` waits until it is set, or until `shut_down`.
    """

    def __init__(
        self,
        say: Callable[[Phrase], str] = words_by_index,
        *,
        failures: tuple[DictateError | None, ...] = (),
        times: bool = True,
        gate: threading.Event | None = None,
    ) -> None:
        self.loaded = False
        self.calls: list[str] = []
        self.settings: list[Settings] = []
        self.contexts: list[Context] = []
        self._say = say
        self._failures = list(failures)
        self._times = times
        self._gate = gate
        self._busy = threading.Lock()
        self._closed = threading.Event()

    def prepare(self, settings: Settings) -> None:
        """Load."""
        with self._alone("prepare"):
            self._check()
            self.settings.append(settings)
            self.loaded = True

    def recognise(
        self, phrase: Phrase, settings: Settings, context: Context = NO_CONTEXT
    ) -> PhraseText:
        """Say it."""
        with self._alone("recognise"):
            while self._gate is not None and not self._gate.wait(timeout=0.01):
                if self._closed.is_set():
                    break
            self._check()
            self.settings.append(settings)
            self.contexts.append(context)
            self.loaded = True
            text = self._say(phrase)
            return PhraseText(
                dictation_id=phrase.dictation_id,
                index=phrase.index,
                text=text,
                start_s=phrase.start_s,
                end_s=phrase.end_s,
                pause_before_s=phrase.pause_before_s,
                words=spread(text, phrase) if context.times and self._times else (),
                language=settings.recogniser.language,
                model="fake",
            )

    def unload(self) -> None:
        """Forget the model."""
        with self._alone("unload"):
            self.loaded = False

    def shut_down(self) -> None:
        """End, from any thread."""
        self.calls.append("shut_down")
        self._closed.set()
        self.loaded = False

    def _check(self) -> None:
        if self._closed.is_set():
            raise RecogniserError("The recogniser has been shut down.")
        failure = self._failures.pop(0) if self._failures else None
        if failure is not None:
            raise failure

    def _alone(self, call: str) -> threading.Lock:
        assert not self._busy.locked(), f"{call} while another call is under way"
        self.calls.append(call)
        return self._busy
