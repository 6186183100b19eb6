"""A word may go only where something said beside it bears witness that it was a slip.

A small model now and then drops a word for no reason. People who correct themselves leave traces: a
filler, a cue word ("no", "I mean"), a broken-off word, or the same words said again. A run of words
to be deleted without such a trace stays.
"""

from __future__ import annotations

from collections.abc import Sequence

_TRACE_WORDS = """
um umm uh uhh uhm er erm err ugh hmm hm mm mhm ah oh oops like know well
no nope wait sorry mean meant rather actually scratch strike make correction or hold excuse never
forget delete cancel start over instead anyway okay rephrase correct not wrong so pardon say i'm
should let really
"""
_TRACES = frozenset(_TRACE_WORDS.split())
"""Fillers and the words of cues."""

_BROKEN = ("-", "\u2013", "\u2014", "...", "…")


def bare_word(word: str) -> str:
    """The word in small letters, without the marks around it."""
    return word.strip(",.?!;:…\u2013\u2014-\"'()").lower()


def without_a_witness(words: Sequence[str], goes: Sequence[bool]) -> list[bool]:
    """Which of the words that are to go have to stay.

    Args:
        words: The words with their marks.
        goes: For each, whether it is to be deleted.
    """
    bare = [bare_word(word) for word in words]
    stays = [False] * len(words)
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and goes[end]:
            end += 1
        if end > at and not _has_witness(words, bare, at, end):
            stays[at:end] = [True] * (end - at)
        at = max(end, at + 1)
    return stays


def _has_witness(words: Sequence[str], bare: Sequence[str], first: int, stop: int) -> bool:
    if any(word in _TRACES for word in bare[first:stop]):
        return True
    if any(word.endswith(_BROKEN) for word in words[max(0, first - 1) : stop]):
        return True
    # Said again: the first word of the run, or one like it, opens what follows; or what follows
    # takes up the words just before the run.
    after = bare[stop : stop + 2]
    if any(word and word in after for word in bare[first:stop]):
        return True
    return any(_begins(one, other) for one in bare[first:stop] for other in after)


def _begins(part: str, whole: str) -> bool:
    """Whether `part` is the beginning of `whole`, as in "thu thursday"."""
    return 0 < len(part) < len(whole) and whole.startswith(part)
