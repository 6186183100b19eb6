"""What is said in a clip where the recogniser cannot know: real sentences, word by word in time.

A model with random weights takes its time and hears nothing of sense. So that cleaners have work
as in life, each recording of a clip is given sentences of about as many words as its sound has
room for, spread over what sounds of it. A phrase that was cut out of the clip, wherever, is heard
as the words that lie in it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from dictate.core.dictation import RATE_HZ, Context, Phrase, PhraseText, Word
from dictate.core.ports import NO_CONTEXT, Recogniser
from dictate.evaluation.bench.clips import Clip
from dictate.evaluation.bench.shape_engine import spread, tokens_in
from dictate.evaluation.scripted import Sentence
from dictate.settings.schema import Settings

TOKENS_PER_WORD = 1.3
"""Of Whisper's vocabulary, marks included."""

_FEWEST = 4
"""Words that are worth another sentence."""

_ALIKE = 8
"""How many sentences of about the right length take turns as the last one."""


def said_in(clip: Clip, pool: Sequence[Sentence], turn: int) -> tuple[Word, ...]:
    """The words of the clip, with their times in it.

    Args:
        clip: With the places of its recordings.
        pool: Sentences to take.
        turn: Another one says something else. The last sentence is the same at every length.
    """
    rng = random.Random(turn)  # noqa: S311 - a sample, no secret
    unused = rng.sample(pool, len(pool))
    words: list[Word] = []
    for at, (begin, end) in enumerate(clip.places):
        samples = clip.samples[begin:end]
        room = round(tokens_in(samples) / TOKENS_PER_WORD)
        if at == len(clip.places) - 1:
            chosen = [_last(pool, room, turn)]
        else:
            chosen = []
            while room >= _FEWEST:
                unused = unused or rng.sample(pool, len(pool))
                one = min(unused, key=lambda it: abs(it.length - room))
                unused.remove(one)
                chosen.append(one)
                room -= one.length
        moved_s = begin / RATE_HZ
        text = " ".join(one.raw for one in chosen).split()
        for word in spread(text, samples) if text else ():
            start_s, end_s = word.start_s + moved_s, word.end_s + moved_s
            words.append(replace(word, start_s=start_s, end_s=end_s))
    return tuple(words)


def text_of(words: Sequence[Word]) -> str:
    """The words as one text."""
    return " ".join(word.text for word in words)


class ScriptedRecogniser:
    """Asks another, takes the time that it takes, and hears what was said. Implements `Recogniser`.

    Args:
        inner: Does the work.
    """

    def __init__(self, inner: Recogniser) -> None:
        self._inner = inner
        self.said: Sequence[Word] = ()
        """What is said in the dictation to come; while it is empty, the inner one is believed."""

    def prepare(self, settings: Settings) -> None:
        """As in `Recogniser`."""
        self._inner.prepare(settings)

    def recognise(
        self, phrase: Phrase, settings: Settings, context: Context = NO_CONTEXT
    ) -> PhraseText:
        """As in `Recogniser`."""
        found = self._inner.recognise(phrase, settings, context)
        if not self.said:
            return found
        heard = tuple(
            word
            for word in self.said
            if phrase.start_s <= (word.start_s + word.end_s) / 2 < phrase.end_s
        )
        return replace(found, text=text_of(heard), words=heard if found.words else ())

    def unload(self) -> None:
        """As in `Recogniser`."""
        self._inner.unload()

    def shut_down(self) -> None:
        """As in `Recogniser`."""
        self._inner.shut_down()


def _last(pool: Sequence[Sentence], room: int, turn: int) -> Sentence:
    """A hard one of about that length: what it costs is waited for."""
    hard = [one for one in pool if one.is_hard] or list(pool)
    alike = sorted(hard, key=lambda it: abs(it.length - room))[:_ALIKE]
    return alike[turn % len(alike)]
