"""Joins what was recognised before a cut in the midst of speech to what was recognised after it.

What lies before the cut was recognised together with the beginning of what lies after it. So it is
known how the sentence goes on, and the join can read as if all had been recognised as one::

    before        foreseen         after                     joined
    "down to the" "old harbour."   "Old harbour. It"         "down to the old harbour. It"
    "down to the" "old harbour."   "The old harbour. It"     "down to the old harbour. It"
    "down to the" "old harbour."   "Harbour. It was"         "down to the old harbour. It was"
    "down to the" "old harbour"    "Oh harbour. It"          "down to the old harbour. It"
    "We left."    "And it rained"  "and it rained again."    "We left. And it rained again."

Words are taken from both sides and from nowhere else.
"""

from __future__ import annotations

from dataclasses import replace

from dictate.core.dictation import PhraseText


def joined(before: PhraseText, after: PhraseText) -> PhraseText:
    """`after` as it goes on from `before`; as it is, unless `before` knows how that is."""
    if not before.next_words.strip():
        return after
    if not after.text.strip():
        # Too little was left to be recognised by itself; it was heard once, and is not lost.
        return replace(after, text=before.next_words)
    return replace(after, text=_continued(before.text, before.next_words, after.text))


def _continued(before: str, foreseen: str, after: str) -> str:
    last = before.split()[-1:] or [""]
    expected, found = foreseen.split(), after.split()
    if _same(found[0], expected[0]):
        found[0] = _as_written(found[0], expected[0])
    elif len(found) > 1 and _same(found[1], expected[0]) and _ends_in(last[0], found[0]):
        # The cut came a little early: the last word, or its end, was heard twice.
        found[:2] = [_as_written(found[1], expected[0])]
    elif _agree(found[1:3], expected[1:3]):
        # It touched the word behind it, which was heard whole only before.
        found[0] = expected[0]
    elif _agree(found[:2], expected[1:3]):
        # It came a little late, into a word that was heard whole only before.
        found[:1] = [expected[0], _as_written(found[0], expected[1])]
    elif expected[0][0].islower() and _letters(found[0])[:1] == _letters(expected[0])[:1]:
        found[0] = found[0][0].lower() + found[0][1:]  # heard a little differently
    else:
        return after
    return " ".join(found)


def _agree(found: list[str], expected: list[str]) -> bool:
    pairs = list(zip(found, expected, strict=False))
    return bool(pairs) and all(_same(one, other) for one, other in pairs)


def _same(one: str, other: str) -> bool:
    letters = _letters(one)
    return bool(letters) and letters == _letters(other)


def _ends_in(word: str, end: str) -> bool:
    letters = _letters(end)
    return bool(letters) and _letters(word).endswith(letters)


def _letters(word: str) -> str:
    return "".join(sign for sign in word.casefold() if sign.isalnum())


def _as_written(word: str, model: str) -> str:
    """The word with the capital, or without it, that `model` has; its own marks stay."""
    at = next((at for at, sign in enumerate(word) if sign.isalnum()), 0)
    first = next((sign for sign in model if sign.isalnum()), word[at])
    if word[at].casefold() != first.casefold() or word[at + 1 :].isupper():
        return word
    return word[:at] + first + word[at + 1 :]
