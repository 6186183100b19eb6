"""What passes between an evaluation and a model that judges two texts against each other.

::

    evaluation                 child
    Pair, as text ───────────► which of the two is better, as text

The child is a cleaner's (`core.cleaning`): what is sent as the text to clean is a pair, and what
comes back is the name of a verdict.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from dictate.errors import CleanupError


class Verdict(StrEnum):
    """Which of two texts is better."""

    FIRST = "first"
    SECOND = "second"
    TIE = "tie"

    @property
    def turned(self) -> Verdict:
        """The same with the texts in the other order."""
        turned = {Verdict.FIRST: Verdict.SECOND, Verdict.SECOND: Verdict.FIRST}
        return turned.get(self, Verdict.TIE)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts made of the same words, in the order in which they are shown."""

    raw: str
    first: str
    second: str

    @property
    def turned(self) -> Pair:
        """The same in the other order."""
        return Pair(self.raw, self.second, self.first)


def as_text(pair: Pair) -> str:
    """A pair as it is sent."""
    return json.dumps(asdict(pair), ensure_ascii=False)


def pair_in(text: str) -> Pair:
    """The pair that was sent.

    Raises:
        CleanupError: It is none.
    """
    try:
        return Pair(**json.loads(text))
    except (ValueError, TypeError) as error:
        raise CleanupError("What is to be judged is no pair of texts.") from error


def verdict_in(text: str) -> Verdict:
    """The verdict that came back.

    Raises:
        CleanupError: It is none.
    """
    try:
        return Verdict(text)
    except ValueError as error:
        raise CleanupError("The judge gave no verdict.") from error
