"""Why words may go: each must be a filler, said twice, broken off, begun anew, or taken back.

A cleaner that takes out a word has to have one of these reasons, and the reason has to stand in the
text. A run of words is read as a row of slips, each told by what was said behind it::

    Monday, no,   │ Tuesday, no wait, │ Wednesday
    taken back    │ taken back        │ stays

What is in doubt stays: lists ("the bus, the train"), emphasis ("very, very"), names said twice
("New York, New York"), parallels ("he came, he saw"). A word too many costs less than one lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from dictate.text.likeness import is_asked_anew
from dictate.text.slip_words import (
    BEFORE_A_DEGREE,
    BEFORE_A_NUMBER,
    CONJUNCTIONS,
    COPULAS,
    CUE_PARTS,
    DANGLING,
    DEGREES,
    DETERMINERS,
    EMPHATIC,
    ENDS_AFTER_ALL,
    FUNCTION_WORDS,
    INTERRUPTIONS,
    JOINTS,
    LEADS_ON,
    MEANT_TWICE,
    NOMINATIVES,
    OPENING,
    PREPOSITIONS,
    QUESTIONS,
    SAID_AGAIN_AT_A_BREAK,
    SET_OFF,
    SET_PHRASES,
    TWICE_AT_A_PAUSE,
)
from dictate.text.spoken import Spoken, begins_nearest, same
from dictate.text.takebacks import KIND as TAKEN_BACK
from dictate.text.takebacks import is_taken_back

FILLER = "filler"
REPEAT = "repeat"
CUT_OFF = "cut-off"
FALSE_START = "false start"

_ANYWHERE = frozenset((FILLER, REPEAT, CUT_OFF))
"""Slips that are one whatever stands before them. Of the others a cleaner has to take out all: of
"five to six, no, eight" not only "six, no"."""

LONGEST_RUN = 32
"""Words in a row that may go."""
LONGEST_FALSE_START = 8
MOST_SAID_AGAIN = 8
LOOK_BACK = 6


@dataclass(frozen=True, slots=True)
class Slip:
    """Some words in a row that may go, and why: `words[first:stop]`."""

    first: int
    stop: int
    kind: str


_Row: TypeAlias = tuple[int, list[Slip]]
"""How many words go, and the slips that they are."""


def slips_in(words: Sequence[Spoken], first: int, stop: int) -> list[Slip]:
    """The slips within `words[first:stop]`, in order; what none of them holds has to stay.

    Args:
        words: All words of the text that are no fillers.
        first: The first that is to go.
        stop: The first behind it that stays, or their number.
    """
    if stop - first > LONGEST_RUN:
        return []
    # Of each place on: the slips that take out most, where the word before goes too (or the run
    # begins), and where it stays.
    gone: dict[int, _Row] = {stop: (0, [])}
    stayed: dict[int, _Row] = {stop: (0, [])}
    for begin in range(stop - 1, first - 1, -1):
        gone[begin] = stayed[begin] = stayed[begin + 1]
        if begin and words[begin - 1].joined:
            continue
        for end in range(begin + 1, stop + 1):
            count = end - begin + gone[end][0]
            if words[end - 1].joined or count <= stayed[begin][0]:
                continue
            kind = _why(words, begin, end)
            row = (count, [Slip(begin, end, kind), *gone[end][1]])
            if kind and count > gone[begin][0]:
                gone[begin] = row
            if kind in _ANYWHERE:
                stayed[begin] = row
    return gone[first][1]


def _why(words: Sequence[Spoken], first: int, stop: int) -> str:
    """The reason for which `words[first:stop]` may go; empty where there is none."""
    slip, after = words[first:stop], words[stop:]
    if _is_cut_off(slip, after):
        return CUT_OFF
    before = words[max(0, first - LOOK_BACK) : first]
    if _is_said_twice(before, slip, after):
        return REPEAT
    if _fills(words, first, stop):
        return FILLER
    if is_taken_back(slip, after):
        return TAKEN_BACK
    if _is_false_start(before, slip, after) or _is_interrupted(before, slip, after):
        return FALSE_START
    return ""


def _is_cut_off(slip: Sequence[Spoken], after: Sequence[Spoken]) -> bool:
    """In "the ta- the table" a word was broken off and then said whole."""
    count = len(slip) - 1
    if not slip[-1].broken or len(after) <= count or not same(slip[:count], after[:count]):
        return False
    part, whole = slip[-1].key, after[count].key
    return whole.startswith(part) and len(whole) > len(part)


def _is_said_twice(
    before: Sequence[Spoken], slip: Sequence[Spoken], after: Sequence[Spoken]
) -> bool:
    """In "I think I think" the first two words are said again at once."""
    count = len(slip)
    if count > MOST_SAID_AGAIN or not same(slip, after[:count]):
        return False
    if any(word.stops for word in slip) or (slip[-1].breaks and _is_led_on(before, slip)):
        return False
    return _is_doubled(before, slip[0], after) if count == 1 else _are_doubled(slip, after)


def _is_led_on(before: Sequence[Spoken], slip: Sequence[Spoken]) -> bool:
    """Whether the word before makes it half of a thought: "whoever he was, he was nice"."""
    return not slip[0].opens and before[-1].key in LEADS_ON


def _are_doubled(slip: Sequence[Spoken], after: Sequence[Spoken]) -> bool:
    """Whether several words were said twice by accident."""
    if slip[-1].pauses or not slip[-1].breaks:
        if any(word.key in EMPHATIC for word in slip):
            return False
        if len(slip) == 2 and slip[1].key in JOINTS:
            return False
        if slip[-1].pauses and not all(word.is_number for word in slip):
            return True
        if slip[0].opens and slip[0].text != after[0].text:
            return True  # a recogniser heard one sentence: "Hardly anyone hardly anyone voted"
    return any(word.key in FUNCTION_WORDS for word in slip)


def _is_doubled(before: Sequence[Spoken], word: Spoken, after: Sequence[Spoken]) -> bool:
    """Whether a single word was said twice by accident."""
    if word.text != after[0].text and not word.opens:
        return False  # "Plan A a few"
    if word.key in MEANT_TWICE:
        paused = word.pauses and word.key in TWICE_AT_A_PAUSE  # "not, um, not one"
        return paused or (word.breaks and word.key in SAID_AGAIN_AT_A_BREAK)
    if word.key in COPULAS and not word.breaks:
        return not any(other.key in QUESTIONS or other.key == "all" for other in before)
    if word.breaks and word.key in PREPOSITIONS and len(after) > 1:
        return after[1].key not in SET_PHRASES
    if word.is_name and len(after) > 1:
        return after[1].is_name and not after[0].breaks  # "San, San Francisco"
    opening = word.opens and word.breaks and (word.key,) in OPENING  # "Basically, basically it"
    return opening or word.key in FUNCTION_WORDS


def _fills(words: Sequence[Spoken], first: int, stop: int) -> bool:
    """In "it was, you know, late" words mean nothing, and marks set them off."""
    phrase = tuple(word.key for word in words[first:stop])
    before = words[first - 1] if first else None
    after = words[stop] if stop < len(words) else None
    last = words[stop - 1]
    if (before and before.key == phrase[-1]) or (after and after.key == phrase[-1]):
        return False  # "well, well, well"; "if you know, you know"
    if words[first].opens and phrase in OPENING and after is not None and not last.stops:
        wanted = OPENING[phrase]
        return last.breaks and (wanted is None or after.key in wanted)
    if before is None or last.asks:
        return False
    if phrase in SET_OFF and before.breaks and not before.stops:
        if after is None or last.stops:
            return phrase != ("you", "know") or not _is_known(words, first)
        return last.breaks
    return phrase == ("like",) and after is not None and _softens(words, first)


def _is_known(words: Sequence[Spoken], place: int) -> bool:
    """Whether a sentence that ends in "you know" says what: "if it rains, you know"."""
    for word in reversed(words[:place]):
        if word.stops:
            return False
        if word.key in LEADS_ON - {"that"}:
            return True
    return False


def _softens(words: Sequence[Spoken], place: int) -> bool:
    """Whether "like" stands before a number or a degree, where it compares nothing."""
    before, after = words[place - 1], words[place + 1]
    if words[place].breaks or before.breaks:
        return False
    if before.key in BEFORE_A_NUMBER and after.is_number:
        return after.key not in ("one", "first", "second", "half", "point", "oh")
    subject = words[place - 2].key if place > 1 else ""
    about_it = before.stem in ("it", "that") or subject in ("it", "that", "this", "there")
    return about_it and before.key in BEFORE_A_DEGREE and after.key in DEGREES


def _is_false_start(
    before: Sequence[Spoken], slip: Sequence[Spoken], after: Sequence[Spoken]
) -> bool:
    """In "When I was, when we were" a thought broke off and was begun anew."""
    if not after or len(slip) > LONGEST_FALSE_START or any(word.stops for word in slip):
        return False
    if is_asked_anew(slip, after):
        return True
    if same(slip, after[: len(slip)]) or not _says_no_less(slip, after):
        return False
    last = slip[-1]
    if not last.breaks:
        # "I want to I need to": no "I" can stand behind "to"
        torn = last.key in DETERMINERS | PREPOSITIONS and after[0].key in NOMINATIVES
        return torn and begins_nearest(slip, after)
    if _is_unfinished(before, slip) and _begins_anew(slip, after):
        return True
    return _is_nearly_the_same(slip, after)


def _is_unfinished(before: Sequence[Spoken], slip: Sequence[Spoken]) -> bool:
    """Whether a thought cannot end as the slip does."""
    first, last = slip[0], slip[-1]
    if last.broken and last.key not in FUNCTION_WORDS:
        return True
    if last.key in ENDS_AFTER_ALL:
        return first.opens and len(slip) <= 3
    return last.key in DANGLING and not _is_led_on(before, slip)


def _begins_anew(slip: Sequence[Spoken], after: Sequence[Spoken]) -> bool:
    if begins_nearest(slip, after):
        return True
    stems = [word.stem for word in slip]
    if stems[0] == after[0].stem and stems[0] not in stems[1:]:
        return True  # "there's a, there are some"
    # "for the, in the second half"
    small = len(slip) <= 3 and all(word.key in FUNCTION_WORDS for word in slip)
    held = slip[-1].key in DETERMINERS | PREPOSITIONS | NOMINATIVES
    again = slip[-1].key in [word.key for word in after[:3]]
    return small and held and again and after[0].key not in CONJUNCTIONS


def _is_nearly_the_same(slip: Sequence[Spoken], after: Sequence[Spoken]) -> bool:
    """In "feed the cat, feed the cats" one word is another form of itself."""
    again = after[: len(slip)]
    if len(slip) < 2 or len(again) < len(slip):
        return False
    others = [(one, two) for one, two in zip(slip, again, strict=True) if one.key != two.key]
    if len(others) != 1:
        return False
    one, two = others[0][0].key, others[0][1].key
    return min(len(one), len(two)) >= 3 and (one.startswith(two) or two.startswith(one))


def _says_no_less(slip: Sequence[Spoken], after: Sequence[Spoken]) -> bool:
    """Whether no negation and no number would be lost that is not said again."""
    again = after[: len(slip) + 2]
    if any(word.is_negation for word in slip) and not any(word.is_negation for word in again):
        return False
    keys = {word.key for word in again}
    return all(word.key in keys for word in slip if word.is_number)


def _is_interrupted(
    before: Sequence[Spoken], slip: Sequence[Spoken], after: Sequence[Spoken]
) -> bool:
    """In "it's, I mean, it's not like that" a speaker looked for a word between two attempts."""
    for count in range(1, min(4, len(slip) - 1) + 1):
        filler = tuple(word.key for word in slip[-count:])
        if filler in INTERRUPTIONS or filler in CUE_PARTS:
            begun = slip[:-count]
            if begun[-1].breaks and not begun[-1].stops and not slip[-1].stops:
                again = _is_said_twice(before, begun, after) or _is_cut_off(begun, after)
                return again or _is_false_start(before, begun, after)
    return False
