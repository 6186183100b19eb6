"""What speaks for one thing having been said for another: the same kind of thing on either side.

In every function `wrong` is what may have been taken back and `meant` all that was said behind it,
without the cue between them.
"""

from __future__ import annotations

from collections.abc import Sequence

from dictate.text.slip_words import (
    CLASSES,
    DAYS_AND_MONTHS,
    DETERMINERS,
    FUNCTION_WORDS,
    IN_A_NUMBER,
    NO_REPAIR,
    NUMBERS,
    OPENS_A_CLAUSE,
    PREPOSITIONS,
    QUESTIONS,
    VERBS,
)
from dictate.text.spoken import Spoken, same

LONGEST_OF_A_CLASS = 5
LONGEST_BEGINNING = 8
LONGEST_ASKING = 3

_ANSWERS = frozenset(("yes", "no", "maybe", "okay", "ok"))
_ARTICLES = frozenset(("a", "an", "the"))


def is_of_a_kind(wrong: Sequence[Spoken], meant: Sequence[Spoken]) -> bool:
    """In "at five, no six" a number is there for a number; so it is with days and with names."""
    if same(wrong[1:], meant[1 : len(wrong)]):
        wrong = wrong[:1]  # "two rooms, sorry, three rooms"
    if meant[0].is_number:
        counts = all(word.is_number or word.key in IN_A_NUMBER for word in wrong)
        return counts and wrong[0].is_number
    if meant[0].key in DAYS_AND_MONTHS:
        return all(word.key in DAYS_AND_MONTHS for word in wrong)
    return meant[0].is_name and all(word.is_name for word in wrong)


def is_of_a_class(wrong: Sequence[Spoken], meant: Sequence[Spoken]) -> bool:
    """In "from Leeds, or rather to York" a preposition begins both."""
    if len(wrong) > LONGEST_OF_A_CLASS:
        return False
    return any(
        wrong[0].key in words
        and meant[0].key in words
        and not any(word.key in words for word in wrong[1:])
        for words in CLASSES
    )


def ends_alike(wrong: Sequence[Spoken], meant: Sequence[Spoken]) -> bool:
    """In "public schools, no wait, private schools" the last word is said again."""
    count = len(wrong)
    if not 2 <= count <= 3 or len(meant) < count or wrong[-1].key in FUNCTION_WORDS:
        return False
    kept = any(word.is_negation or word.is_number for word in wrong)
    small = any(word.key in FUNCTION_WORDS for word in (*wrong[:-1], *meant[: count - 1]))
    return wrong[-1].key == meant[count - 1].key and not kept and not small


def is_another_form(wrong: Sequence[Spoken], meant: Sequence[Spoken]) -> bool:
    """In "is, no, isn't" and "is, or no, was" a verb is there for one of its kind."""
    if len(wrong) > 1:
        return False
    one, two = wrong[0].key, meant[0].key
    turned = two == f"{one}n't" or one == f"{two}n't"
    return turned or ({one, two} <= VERBS and is_of_a_class(wrong, meant))


def is_another_article(wrong: Sequence[Spoken], meant: Sequence[Spoken]) -> bool:
    """In "an old, no, a new house" an article begins both; "no a" means no "no" of its own."""
    return len(wrong) == 2 and wrong[0].key in _ARTICLES and meant[0].key in _ARTICLES


def asks(words: Sequence[Spoken]) -> bool:
    """Whether they begin as a question does: "where", "in what"."""
    at = int(len(words) > 1 and words[0].key in PREPOSITIONS)
    return words[at].stem in QUESTIONS


def is_another_question(wrong: Sequence[Spoken], meant: Sequence[Spoken]) -> bool:
    """In "Where was, no, when was it?" a question was begun again with another word."""
    if not wrong[0].opens or not asks(meant):
        return False
    asked = [word.stem in QUESTIONS for word in wrong]
    return asks(wrong) or (wrong[0].key in FUNCTION_WORDS and not any(asked))


def is_another_beginning(wrong: Sequence[Spoken], meant: Sequence[Spoken]) -> bool:
    """In "What is the basic, no tell me, in what …" all of a sentence so far was wrong.

    Not where what was meant could go on from the middle: "What is at home, no wait, in the car".
    """
    if not wrong[0].opens or meant[0].key not in FUNCTION_WORDS:
        return False
    asked = wrong[0].stem in QUESTIONS
    if not asked and (len(wrong) > LONGEST_BEGINNING or meant[0].stem not in OPENS_A_CLAUSE):
        return False
    alike = [words for words in CLASSES if meant[0].key in words]
    return not any(
        word.key == meant[0].key or any(word.key in words for words in alike) for word in wrong[1:]
    )


def is_asked_anew(wrong: Sequence[Spoken], meant: Sequence[Spoken]) -> bool:
    """In "When are Where are" or "What did, um, where did" a question was begun with another word.

    Nothing but small words are lost, and a capital or a hesitation says that it broke off.
    """
    again = meant[0]
    if again.stem not in QUESTIONS or len(wrong) < 2 or len(meant) < 2:
        return False
    written_so = again.text[0].isupper() and meant[1].text.islower()
    return is_only_asking(wrong) and (wrong[-1].pauses or written_so)


def is_only_asking(wrong: Sequence[Spoken]) -> bool:
    """Whether a sentence got no further than "Where" or "What did"."""
    first, *verbs = wrong
    small = first.stem in QUESTIONS and all(word.key in VERBS for word in verbs)
    return first.opens and small and len(wrong) <= LONGEST_ASKING


def is_a_thing_for_a_thing(wrong: Sequence[Spoken], meant: Sequence[Spoken]) -> bool:
    """In "in Mexico, oops, the US" a name is there for a noun with its article."""
    return all(word.is_name for word in wrong) and meant[0].key in DETERMINERS


def is_a_word_for_a_word(wrong: Sequence[Spoken], meant: Sequence[Spoken]) -> bool:
    """In "turn left, no, right" one word is there for one word."""
    word, instead = wrong[0], meant[0]
    if len(wrong) > 1 or word.is_negation or word.key in FUNCTION_WORDS | _ANSWERS:
        return False
    return instead.key not in FUNCTION_WORDS | NO_REPAIR | NUMBERS and not instead.is_number
