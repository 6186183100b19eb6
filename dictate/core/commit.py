"""Decides where long speech without a pause is cut: behind words that will not change any more.

::

    recognised   Then we went | down to the | old harbour
                 stays        | at_s        | may change: near the edge words are still unsure

The cut lies between two words, if it can where a sentence or a clause ends, and there at the
quietest point: the times of words are some hundredths of a second off.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from dictate.core.dictation import RATE_HZ, Phrase, PhraseText, Samples, Word

EDGE_S = 0.9
"""Words that end nearer than this to the edge of what was heard may still become others."""
LEAST_S = 2.0
"""What stays is not shorter: very short phrases are recognised badly."""
_SLACK_S = 0.08
"""How far the time of a word may be off, either way."""
_HOP = RATE_HZ // 100
_WINDOW = 3 * _HOP

# Seconds by which a cut may come earlier for the sake of a better place.
_SENTENCE_S = 1.5
_CLAUSE_S = 0.75
_GAP_S_PER_S = 5.0
_LONGEST_GAP_S = 0.3


@dataclass(frozen=True, slots=True)
class Commit:
    """What of an open phrase stays.

    Attributes:
        at_s: Where to cut, in seconds from the start of the take, at a whole sample.
        text: The words before it; its `next_words` are those after it.
    """

    at_s: float
    text: PhraseText


def commit_of(phrase: Phrase, heard: PhraseText) -> Commit | None:
    """What stays of `heard`; None where no word is far enough from the edge, or none has a time."""
    ends = _ends_in_text(heard)
    if ends is None:
        return None
    best = max(_boundaries(phrase, heard.words), key=lambda it: it[1], default=None)
    if best is None:
        return None
    last, _ = best
    at_s = _quietest_s(phrase, heard.words[last], heard.words[last + 1])
    text = replace(
        heard,
        text=heard.text[: ends[last]].strip(),
        end_s=at_s,
        words=heard.words[: last + 1],
        next_words=heard.text[ends[last] :].strip(),
    )
    return Commit(at_s, text)


def _ends_in_text(heard: PhraseText) -> list[int] | None:
    """Where in the text each word ends; None where the words are not those of the text."""
    ends, at = [], 0
    for word in heard.words:
        found = heard.text.find(word.text.strip(), at)
        if found < 0:
            return None
        at = found + len(word.text.strip())
        ends.append(at)
    return ends


def _boundaries(phrase: Phrase, words: tuple[Word, ...]) -> Iterator[tuple[int, float]]:
    """The words that a cut may follow, by their number, with how good that place is."""
    latest_s = phrase.end_s - EDGE_S
    for number, (word, after) in enumerate(pairwise(words)):
        if phrase.start_s + LEAST_S <= word.end_s <= latest_s and after.start_s <= latest_s:
            gap_s = min(max(0.0, after.start_s - word.end_s), _LONGEST_GAP_S)
            yield number, word.end_s + _GAP_S_PER_S * gap_s + _mark_s(word.text.strip())


def _mark_s(word: str) -> float:
    bare = word.rstrip("\"'\u201d\u2019)")
    if bare.endswith((".", "?", "!", "\u2026", "\u3002", "\uff1f", "\uff01")):
        return _SENTENCE_S
    return _CLAUSE_S if bare.endswith((",", ";", ":", "\u3001", "\uff0c")) else 0.0


def _quietest_s(phrase: Phrase, word: Word, after: Word) -> float:
    """The quietest time between two words."""
    low_s = max(word.end_s - _SLACK_S, (word.start_s + word.end_s) / 2)
    high_s = min(after.start_s + _SLACK_S, (after.start_s + after.end_s) / 2)
    low = max(0, round((low_s - phrase.start_s) * RATE_HZ))
    high = min(len(phrase.samples), round((max(low_s, high_s) - phrase.start_s) * RATE_HZ))
    offset = round(phrase.start_s * RATE_HZ)
    centres = np.arange(low, high + 1, _HOP)
    energy = [_energy(phrase.samples, int(at)) for at in centres]
    return (offset + int(centres[int(np.argmin(energy))])) / RATE_HZ


def _energy(samples: Samples, at: int) -> float:
    around = samples[max(0, at - _WINDOW // 2) : at + _WINDOW // 2]
    return float(np.mean(np.square(around))) if len(around) else 0.0
