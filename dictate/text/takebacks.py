"""When a speaker took something back: a slip, a cue ("no wait"), and what was meant.

::

    move it to  Tuesday   no wait   Wednesday        a day for a day
    send it     to Anna,  sorry,    to Maria         begins as what was meant does
    turn        left,     no,       right, then …    a word between marks for a word

The words around a cue decide: "I like it, no problem" and "on Monday or Tuesday" take nothing back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dictate.text.slip_words import (
    CLASSES,
    CUE_PARTS,
    DANGLING,
    DAYS_AND_MONTHS,
    DETERMINERS,
    FUNCTION_WORDS,
    IN_A_NUMBER,
    NO_REPAIR,
    NOT_SORRY,
    NUMBERS,
    OPENS_A_CLAUSE,
    PRONOUNS,
    QUESTIONS,
    STRONG_PARTS,
    SURE_ALONE,
    UNSURE_ALONE,
    UNSURE_BETWEEN_MARKS,
)
from dictate.text.spoken import Spoken, begins_nearest, run_of_same, same

KIND = "spoken correction"

LONGEST_PART = max(len(part) for part in CUE_PARTS)
LONGEST_SLIP = 24
LONGEST_OF_A_CLASS = 5
LONGEST_BEGINNING = 8

_CLEAR_ALL = frozenset((("scratch", "that"), ("strike", "that")))
_ANSWERS = frozenset(("yes", "no", "maybe", "okay", "ok"))
_OR = ("or",)
_NO_ACTUALLY = frozenset((("no",), ("actually",)))

_Cue = tuple[tuple[str, ...], ...]
"""The parts of a cue: "or no rather" has three."""


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
    return not cue_words[-1].stops and _is_meant_instead(wrong, cue_words, cue, meant)


def _is_meant_instead(
    wrong: Sequence[Spoken], cue_words: Sequence[Spoken], cue: _Cue, meant: Sequence[Spoken]
) -> bool:
    """Whether the words on either side of a cue agree; the less sure it is, the better."""
    if _is_sure(cue):
        return _is_surely_meant_instead(wrong, meant)
    if len(cue) > 1 or cue[0] == _OR:
        return _is_another_question(wrong, meant) and (cue != (_OR,) or _is_short(wrong))
    between = wrong[-1].breaks and cue_words[-1].breaks
    return _is_likely_meant_instead(wrong, cue[0], meant, between=between)


def _is_short(wrong: Sequence[Spoken]) -> bool:
    """In "Where did or how many" a question broke off; in "when or where" it did not."""
    return 1 < len(wrong) <= 3 and wrong[-1].key in FUNCTION_WORDS


def _is_surely_meant_instead(wrong: Sequence[Spoken], meant: Sequence[Spoken]) -> bool:
    """Whether a cue that is always one has something of its kind on either side."""
    return (
        begins_nearest(wrong, meant)
        or _is_of_a_kind(wrong, meant)
        or _is_of_a_class(wrong, meant)
        or _is_another_question(wrong, meant)
        or _is_another_beginning(wrong, meant)
        or _is_a_thing_for_a_thing(wrong, meant)
        or _is_a_word_for_a_word(wrong, meant)
    )


def _is_likely_meant_instead(
    wrong: Sequence[Spoken], cue: tuple[str, ...], meant: Sequence[Spoken], *, between: bool
) -> bool:
    """Whether words agree so well that a doubtful cue was one: "no", "sorry", "I mean"."""
    alone = cue in UNSURE_ALONE
    if not (alone or (cue in UNSURE_BETWEEN_MARKS and wrong[-1].breaks)):
        return False
    if begins_nearest(wrong, meant):
        # "I'm late, sorry, I forgot" takes nothing back.
        again = run_of_same(wrong, meant) > 1 or wrong[-1].key in DANGLING
        return again or meant[0].stem not in PRONOUNS
    if (alone or between) and _is_of_a_kind(wrong, meant):
        return True
    if alone and _is_another_question(wrong, meant):
        return True
    closed = between and (meant[0].breaks or meant[0].stops)
    clear = alone and cue != ("no",) and wrong[0].key not in NOT_SORRY
    return (closed or clear) and _is_a_word_for_a_word(wrong, meant)


def _is_the_sentence_before(
    wrong: Sequence[Spoken], cue_words: Sequence[Spoken], cue: _Cue, meant: Sequence[Spoken]
) -> bool:
    """In "Let's take the car. No wait, let's take the train." all of a sentence was wrong."""
    if wrong[0].opens and set(cue) & _CLEAR_ALL:
        return True
    if cue_words[-1].stops or not begins_nearest(wrong, meant):
        return False
    return wrong[0].opens or run_of_same(wrong, meant) > 1


def _is_of_a_kind(wrong: Sequence[Spoken], meant: Sequence[Spoken]) -> bool:
    """In "at five, no six" a number is there for a number; so it is with days and with names."""
    if same(wrong[1:], meant[1 : len(wrong)]):
        wrong = wrong[:1]  # "two rooms, sorry, three rooms"
    if meant[0].is_number:
        counts = all(word.is_number or word.key in IN_A_NUMBER for word in wrong)
        return counts and wrong[0].is_number
    if meant[0].key in DAYS_AND_MONTHS:
        return all(word.key in DAYS_AND_MONTHS for word in wrong)
    return meant[0].is_name and all(word.is_name for word in wrong)


def _is_of_a_class(wrong: Sequence[Spoken], meant: Sequence[Spoken]) -> bool:
    """In "from Leeds, or rather to York" a preposition begins both."""
    if len(wrong) > LONGEST_OF_A_CLASS:
        return False
    return any(
        wrong[0].key in words
        and meant[0].key in words
        and not any(word.key in words for word in wrong[1:])
        for words in CLASSES
    )


def _is_another_question(wrong: Sequence[Spoken], meant: Sequence[Spoken]) -> bool:
    """In "Where was, no, when was it?" a question was begun again with another word."""
    if not wrong[0].opens or meant[0].stem not in QUESTIONS:
        return False
    asked = [word.stem in QUESTIONS for word in wrong]
    return asked[0] or (wrong[0].key in FUNCTION_WORDS and not any(asked))


def _is_another_beginning(wrong: Sequence[Spoken], meant: Sequence[Spoken]) -> bool:
    """In "What is the basic, no tell me, in what …" all of a sentence so far was wrong.

    Not where what was meant could go on from the middle: "What is at home, no wait, in the car".
    """
    if not wrong[0].opens or meant[0].key not in FUNCTION_WORDS:
        return False
    asks = wrong[0].stem in QUESTIONS
    if not asks and (len(wrong) > LONGEST_BEGINNING or meant[0].stem not in OPENS_A_CLAUSE):
        return False
    alike = [words for words in CLASSES if meant[0].key in words]
    return not any(
        word.key == meant[0].key or any(word.key in words for words in alike) for word in wrong[1:]
    )


def _is_a_thing_for_a_thing(wrong: Sequence[Spoken], meant: Sequence[Spoken]) -> bool:
    """In "in Mexico, oops, the US" a name is there for a noun with its article."""
    return all(word.is_name for word in wrong) and meant[0].key in DETERMINERS


def _is_a_word_for_a_word(wrong: Sequence[Spoken], meant: Sequence[Spoken]) -> bool:
    """In "turn left, no, right" one word is there for one word."""
    word, instead = wrong[0], meant[0]
    if len(wrong) > 1 or word.is_negation or word.key in FUNCTION_WORDS | _ANSWERS:
        return False
    return instead.key not in FUNCTION_WORDS | NO_REPAIR | NUMBERS and not instead.is_number
