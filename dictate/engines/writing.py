"""Lets a model write: the most likely token, again and again, until it says that it is done."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from dictate.core.cleaning import Leash
from dictate.engines.copying import Copyist
from dictate.engines.reader import Reader, Scores
from dictate.errors import TextGivenUpError

Pick: TypeAlias = Callable[[Scores, int], int]
"""Chooses a token by the scores; the number is how many have been written before."""


work_s: Callable[[], float] = (
    # There the time of a process is counted in steps of 16 ms, which is half a token.
    time.perf_counter if sys.platform == "win32" else time.process_time
)
"""Seconds of work. What other programs take meanwhile says nothing of what a batch costs."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote.

    Attributes:
        tokens: Without the one that ends it.
        batches: How many batches it took.
        drafted: How many tokens were put to it.
        accepted: How many of them it would have written itself.
    """

    tokens: tuple[int, ...]
    batches: int
    drafted: int
    accepted: int


class Greedy:
    """Picks the most likely token, never a special one that does not end the answer.

    A model that is not to think must not begin to; and a name of a special token in the words that
    were said is spelled out in letters, so no special token is ever right.
    """

    def __init__(self, reader: Reader) -> None:
        model = reader.model
        self._never = np.array(sorted(model.specials - model.ends), np.int64)

    def __call__(self, scores: Scores, _place: int) -> int:
        """The token; changes the scores."""
        scores[self._never] = -np.inf
        return int(scores.argmax())


def read(reader: Reader, tokens: Sequence[int], leash: Leash) -> None:
    """Read tokens of any number, batch by batch, without wanting scores."""
    for begin in range(0, len(tokens), reader.batch):
        leash.check()
        reader.read(tokens[begin : begin + reader.batch])


@dataclass(frozen=True, slots=True)
class Writing:
    """A model and how it writes.

    Attributes:
        reader: The model, which has read what comes before.
        pick: Chooses a token.
        leash: Asked before each batch.
    """

    reader: Reader
    pick: Pick
    leash: Leash

    def write(self, prompt: Sequence[int], copyist: Copyist | None, most: int) -> Written:
        """Read the prompt, then write on from it.

        Args:
            prompt: At least one token.
            copyist: Drafts; None: token by token.
            most: How many tokens may be written before there must be an end.

        Raises:
            TextGivenUpError: It was called off, or there was no end.
            CleanupError: The model failed.
        """
        spare = self.reader.batch - 1
        begun = (len(prompt) - 1) // spare * spare  # the last batch has room for a first draft
        read(self.reader, prompt[:begun], self.leash)
        unread = list(prompt[begun:])
        tokens: list[int] = []
        batches = drafted = accepted = 0
        while True:
            draft = list(copyist.draft()) if copyist else []
            draft = draft[: self.reader.batch - len(unread)]
            new = self._step(unread, draft, len(tokens), copyist)
            batches += 1
            drafted += len(draft)
            accepted += len(new) - 1
            if new[-1] in self.reader.model.ends:
                tokens += new[:-1]
                return Written(tuple(tokens), batches, drafted, accepted)
            tokens += new
            if len(tokens) > most:
                raise TextGivenUpError("The cleaning model found no end.")
            unread = new[-1:]

    def _step(
        self, unread: Sequence[int], draft: Sequence[int], written: int, copyist: Copyist | None
    ) -> list[int]:
        """One batch: the tokens that are now known to be written, at least one."""
        reader, model = self.reader, self.reader.model
        self.leash.check()
        began_s = work_s()
        first = len(unread) - 1
        reader.read([*unread, *draft], range(first, first + len(draft) + 1))
        new: list[int] = []
        for place in range(len(draft) + 1):
            token = self.pick(reader.scores(first + place), written + place)
            new.append(token)
            if copyist and token not in model.ends:
                copyist.wrote(token)
            if place == len(draft) or token != draft[place]:
                break
        wrong = len(draft) - (len(new) - 1)
        reader.forget(reader.length - wrong)
        if copyist and len(unread) == 1:
            copyist.took(1 + len(draft), work_s() - began_s)
        return new
