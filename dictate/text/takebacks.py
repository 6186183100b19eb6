"""When a speaker took something back: a slip, a cue ("no wait"), and what was meant.

::

    move it to  Tuesday   no wait   Wednesday        a day for a day
    send it     to Anna,  sorry,    to Maria         begins as what was meant does
    turn        left,     no,       right, then …    a word between marks for a word

The words around a cue decide: "I like it, no problem" and "on Monday or Tuesday" take nothing back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dictate.text.likeness import (
    ends_alike,
    is_a_thing_for_a_thing,
    is_a_word_for_a_word,
    is_another_article,
    is_another_beginning,
    is_another_form,
    is_another_question,
    is_of_a_class,
    is_of_a_kind,
    is_only_asking,
)
from dictate.text.slip_words import (
    CUE_PARTS,
    DANGLING,
    FUNCTION_WORDS,
    NOT_SORRY,
    PRONOUNS,
    QUESTIONS,
    STRONG_PARTS,
    SURE_ALONE,
    UNSURE_ALONE,
    UNSURE_BETWEEN_MARKS,
)
from dictate.text.spoken import Spoken, begins_nearest, run_of_same

KIND = "spoken correction"

LONGEST_PART = max(len(part) for part in CUE_PARTS)
LONGEST_SLIP = 24

_Cue = tuple[tuple[str, ...], ...]
"""The parts of a cue: "or no rather" has three."""

_CLEAR_ALL = frozenset((("scratch", "that"), ("strike", "that")))
_OR = ("or",)
_NO_ACTUALLY = frozenset((("no",), ("actually",)))
_AGREED: frozenset[_Cue] = frozenset(
    ((("or",), ("actually",)), (("no",), ("no",)), (("or",), ("no",)))
)
"""Cues that are sure where what stands on either side is clearly of a kind."""


def is_taken_back(slip: Sequence[Spoken], after: Sequence[Spoken]) -> bool:
    """Whether words that end in a cue were taken back by it.

    Args:
        slip: What was wrong, and the cue.
        after: What was said behind it.
    """
    if not after:
        return False
    return any(
        _is_correction(slip[:-count], slip[-count:], cue, after)
        for count, cue in _cues_at_the_end(slip)
    )


def _cues_at_the_end(slip: Sequence[Spoken]) -> Iterator[tuple[int, _Cue]]:
    """Every cue that the words may end in, with how many words it has."""
    count, cue = 0, _Cue()
    while True:
        for length in range(min(LONGEST_PART, len(slip) - count - 1), 0, -1):
            part = tuple(word.key for word in slip[len(slip) - count - length : len(slip) - count])
            if part in CUE_PARTS:
                count, cue = count + length, (part, *cue)
                yield count, cue
                break
        else:
            return


def _is_sure(cue: _Cue) -> bool:
    if len(cue) == 1:
        return cue[0] in SURE_ALONE
    return any(part in STRONG_PARTS for part in cue) or set(cue) >= _NO_ACTUALLY


def _is_correction(
    wrong: Sequence[Spoken], cue_words: Sequence[Spoken], cue: _Cue, meant: Sequence[Spoken]
) -> bool:
    inside = (*wrong[:-1], *cue_words[:-1])
    if len(wrong) > LONGEST_SLIP or any(word.stops for word in inside):
        return False
    if wrong[-1].stops:
        return _is_sure(cue) and _is_the_sentence_before(wrong, cue_words, cue, meant)
    if wrong[-1].key == "or":
        return False  # of the cue: "a chance or no chance"
    return not cue_words[-1].stops and _is_meant_instead(wrong, cue_words, cue, meant)


def _is_meant_instead(
    wrong: Sequence[Spoken], cue_words: Sequence[Spoken], cue: _Cue, meant: Sequence[Spoken]
) -> bool:
    """Whether the words on either side of a cue agree; the less sure it is, the better."""
    if _is_sure(cue):
        return _is_surely_meant_instead(wrong, meant)
    if cue in _AGREED and _agrees(wrong, meant):
        return True
    if len(cue) > 1 or cue[0] == _OR:
        return is_another_question(wrong, meant) and (cue != (_OR,) or _is_short(wrong))
    between = wrong[-1].breaks and cue_words[-1].breaks
    between = between or wrong[-1].pauses or cue_words[-1].pauses
    likely = _is_likely_meant_instead(wrong, cue[0], meant, between=between)
    return likely or _is_told_by_itself(wrong, cue[0], meant)


def _agrees(wrong: Sequence[Spoken], meant: Sequence[Spoken]) -> bool:
    """Whether what was meant says the same kind of thing, whatever the cue."""
    if begins_nearest(wrong, meant):
        return meant[0].stem not in PRONOUNS and len(wrong) > 1
    return is_of_a_kind(wrong, meant) or ends_alike(wrong, meant) or is_another_form(wrong, meant)


def _is_short(wrong: Sequence[Spoken]) -> bool:
    """In "Where did or how many" a question broke off; in "when or where" it did not."""
    return 1 < len(wrong) <= 3 and wrong[-1].key in FUNCTION_WORDS


def _is_surely_meant_instead(wrong: Sequence[Spoken], meant: Sequence[Spoken]) -> bool:
    """Whether a cue that is always one has something of its kind on either side."""
    return (
        begins_nearest(wrong, meant)
        or is_of_a_kind(wrong, meant)
        or is_of_a_class(wrong, meant)
        or is_another_question(wrong, meant)
        or is_another_beginning(wrong, meant)
        or is_a_thing_for_a_thing(wrong, meant)
        or ends_alike(wrong, meant)
        or is_a_word_for_a_word(wrong, meant)
    )


def _is_likely_meant_instead(
    wrong: Sequence[Spoken], cue: tuple[str, ...], meant: Sequence[Spoken], *, between: bool
) -> bool:
    """Whether words agree so well that a doubtful cue was one: "no", "sorry", "I mean"."""
    alone = cue in UNSURE_ALONE
    if not (alone or (cue in UNSURE_BETWEEN_MARKS and (wrong[-1].breaks or between))):
        return False
    if begins_nearest(wrong, meant):
        # "I'm late, sorry, I forgot" takes nothing back.
        again = run_of_same(wrong, meant) > 1 or wrong[-1].key in DANGLING
        return again or meant[0].stem not in PRONOUNS
    if (alone or between) and is_of_a_kind(wrong, meant):
        return True
    if (alone or wrong[-1].pauses) and is_another_question(wrong, meant):
        return True
    closed = between and (meant[0].breaks or meant[0].stops)
    clear = alone and cue != ("no",) and wrong[0].key not in NOT_SORRY
    if (closed or clear) and is_a_word_for_a_word(wrong, meant):
        return True
    return between and ends_alike(wrong, meant)


def _is_told_by_itself(
    wrong: Sequence[Spoken], cue: tuple[str, ...], meant: Sequence[Spoken]
) -> bool:
    """Whether nothing else can be meant by a cue with such words around, even without marks."""
    if cue == ("no",):
        return is_another_form(wrong, meant) or is_another_article(wrong, meant)
    if cue not in (("rather",), ("instead",)):
        return False
    number = cue == ("rather",) and wrong[0].is_number and is_of_a_kind(wrong, meant)
    return number or (is_only_asking(wrong) and meant[0].stem in QUESTIONS)


def _is_the_sentence_before(
    wrong: Sequence[Spoken], cue_words: Sequence[Spoken], cue: _Cue, meant: Sequence[Spoken]
) -> bool:
    """In "Let's take the car. No wait, let's take the train." all of a sentence was wrong."""
    if wrong[0].opens and set(cue) & _CLEAR_ALL:
        return True
    if cue_words[-1].stops or not begins_nearest(wrong, meant):
        return False
    return wrong[0].opens or run_of_same(wrong, meant) > 1
