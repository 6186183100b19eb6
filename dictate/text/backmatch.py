"""Takes back what was taken back: corrections, repeats and cut-offs, by a rule and without a model.

A cue word ("no wait", "I mean", "make that") says that something before it was wrong. What was
wrong is found by looking back for the word that comes after the cue: "to Anna, sorry, to Maria"
goes from the first "to" on. It is the fallback where no cleaning model can run, and the measure
that a model has to beat.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dictate.core.dictation import Edit
from dictate.core.spokenwords import SpokenWord, apply, deletion, words_of
from dictate.text.marks import phrases
from dictate.text.passage import starts_sentence


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_FILLERS = _set("um umm uh uhh uhm erm er err ugh hmm hm mm mhm ah")
_QUESTIONS = _set("what which when where who whom whose why how")
_LITTLE = _set("the a an to of in on at for by with from and my your his her their our")
_BEFORE_A_PLAIN_NO = _LITTLE | _set("is are was there has")
_EMPHASIS = _set("very no really so many bye had that her you far long well there")

_CUE_WORDS = """\
no wait, wait no, or wait, oh wait, wait, no sorry, oh sorry, sorry no, i'm sorry, sorry,
sorry i mean, sorry i meant, no i mean, no i meant, i mean, i meant, i meant to say,
make that, no make that, or no make that, or rather, rather, actually no, no actually,
or actually, well actually, oh actually, actually, scratch that, no scratch that,
strike that, no no, no no no, no no sorry, no, oh no, or no, well no, oops, oops i mean,
excuse me, hold on, correction, never mind, or i mean, or sorry, not that, well, instead,
or instead, no wait i mean, oh i mean, oh i meant, no that's wrong, or"""


_CUES = tuple(sorted(phrases(_CUE_WORDS), key=lambda cue: (-len(cue), cue)))
"""Longest first."""

_WEAK = frozenset(
    (cue,) for cue in ("well", "or", "instead", "rather", "actually", "no", "wait", "sorry")
)
"""Cues that are ordinary words too: they count only where the words around agree."""

_SURE_BETWEEN = phrases(
    "no wait, wait no, oh wait, or wait, no sorry, sorry no, oh sorry, no i mean, i meant, "
    "no i meant, sorry i mean, sorry i meant, scratch that, no scratch that, strike that, "
    "actually no, no actually, correction, no wait i mean"
)
"""Cues that are sure with a mark on either side of them ..."""
_SURE_BEFORE = phrases(
    "make that, no make that, or rather, no i meant, i meant to say, or no make that"
)
"""... and with a mark before them."""
_SURE_WHEN_SAID_AGAIN = phrases("no, wait, sorry")
"""Weak ones that are sure between marks with the word before the slip after them."""
_STOPS = ",.;:\u2013\u2014…-"

_LOOK_BACK_WORDS = 12
_MARKS = ",.?!;:…\u2013\u2014-\"'()"


def clean(raw: str) -> tuple[str, tuple[Edit, ...]]:
    """The text without what was taken back, and each change."""
    words = words_of(raw)
    edits = _deletions(raw, words, _kept(words, [_bare(word) for word in words]))
    return apply(raw, edits), edits


def clean_surely(raw: str) -> tuple[str, tuple[Edit, ...]]:
    """As `clean`, but what is in doubt stays: "I like it, no problem" is no correction.

    For texts that nobody looks at before they are written. Sure are broken-off words,
    words said twice in a row, and a cue between marks, as recognisers write them where one stops
    and starts again, with what was said before it said again or with words that are never else so.
    """
    words = words_of(raw)
    bare = [_bare(word) for word in words]
    kept = _kept(words, bare)
    runs = _gaps(kept, len(words))
    unsure = {
        p
        for first, stop in runs
        if not _is_sure(words, bare, first, stop)
        for p in range(first, stop)
    }
    edits = _with_capitals(raw, _deletions(raw, words, sorted(unsure.union(kept))))
    return apply(raw, edits), edits


def _with_capitals(raw: str, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits, and the capital of a beginning that goes, given to the new first word."""
    out: list[Edit] = []
    for edit in edits:
        out.append(edit)
        gone = edit.before.lstrip()
        begin = edit.start + len(edit.before) - len(gone)
        if gone[:1].isupper() and starts_sentence(raw, begin):
            rest = raw[begin + len(gone) :]
            end = len(raw) - len(rest.lstrip())
            letter = raw[end : end + 1]
            if len(letter.upper()) == 1 and letter.upper() != letter:
                out.append(Edit("case", end, letter, letter.upper()))
    return tuple(out)


def _kept(words: Sequence[SpokenWord], bare: Sequence[str]) -> list[int]:
    kept = [place for place, word in enumerate(bare) if word not in _FILLERS]
    kept = _without_cut_offs(words, bare, kept)
    kept = _without_corrections(words, bare, kept)
    return _without_repeats(words, bare, kept)


def _gaps(kept: Sequence[int], count: int) -> list[tuple[int, int]]:
    """The runs of words between those kept, as first and stop."""
    edges = [-1, *kept, count]
    return [(one + 1, two) for one, two in pairwise(edges) if two - one > 1]


def _is_sure(words: Sequence[SpokenWord], bare: Sequence[str], first: int, stop: int) -> bool:
    run = [place for place in range(first, stop) if bare[place] not in _FILLERS]
    said = [bare[place] for place in run]
    after = list(bare[stop : stop + len(said)])
    if not said:  # fillers alone are for another rule
        return False
    broken = [bare[place] for place in run if words[place].text.endswith("-")]
    if any(word.startswith(part) for part in broken for word in bare[stop : stop + 3]):
        return True
    if said == after:  # "ruined, ruined as it is" is meant
        return words[run[-1]].text[-1] not in _STOPS
    cue = next((cue for cue in _CUES if tuple(said[-len(cue) :]) == cue), ())
    before = run[: len(run) - len(cue)]
    if not cue or not before or words[before[-1]].text[-1] not in _STOPS:
        return False
    between = words[run[-1]].text[-1] in _STOPS
    if said[0] == bare[stop]:
        return cue not in _WEAK or (between and cue in _SURE_WHEN_SAID_AGAIN)
    return cue in _SURE_BEFORE or (between and cue in _SURE_BETWEEN)


def _bare(word: SpokenWord) -> str:
    return word.text.strip(_MARKS).lower()


def _without_cut_offs(
    words: Sequence[SpokenWord], bare: Sequence[str], kept: Sequence[int]
) -> list[int]:
    """In "the ta- the table": a word that ends in a dash, with the words before it said again."""
    out: list[int] = []
    for nth, place in enumerate(kept):
        rest = [bare[later] for later in kept[nth + 1 : nth + 4]]
        if words[place].text.endswith("-") and rest:
            while out and bare[out[-1]] in rest[:2] and bare[out[-1]] != rest[0][:0]:
                if not any(word.startswith(bare[place]) for word in rest):
                    break
                out.pop()
            continue
        out.append(place)
    return out


def _without_corrections(
    words: Sequence[SpokenWord], bare: Sequence[str], kept: Sequence[int]
) -> list[int]:
    out: list[int] = []
    nth = 0
    while nth < len(kept):
        cue = _cue_at(bare, kept, nth)
        begin = _wrong_from(words, bare, out, kept[nth + len(cue) :], cue) if cue else None
        if begin is None:
            out.append(kept[nth])
            nth += 1
        else:
            del out[begin:]
            nth += len(cue)
    return out


def _cue_at(bare: Sequence[str], kept: Sequence[int], nth: int) -> tuple[str, ...]:
    for cue in _CUES:
        if tuple(bare[place] for place in kept[nth : nth + len(cue)]) == cue:
            return cue
    return ()


def _wrong_from(
    words: Sequence[SpokenWord],
    bare: Sequence[str],
    said: Sequence[int],
    rest: Sequence[int],
    cue: tuple[str, ...],
) -> int | None:
    """From which of the words `said` on they were wrong; None where nothing was taken back."""
    if not said or not rest:
        return None
    marked = words[said[-1]].text[-1] in ",.—-…"
    trusted = cue not in _WEAK or marked or cue[0] in ("no", "sorry", "wait")
    for at in range(len(said) - 1, max(0, len(said) - _LOOK_BACK_WORDS) - 1, -1):
        if trusted and bare[said[at]] == bare[rest[0]]:
            return at
    if cue in _WEAK and cue[0] not in ("no", "sorry"):
        return None
    return _guess(words, bare, said, bare[rest[0]], cue)


def _guess(
    words: Sequence[SpokenWord],
    bare: Sequence[str],
    said: Sequence[int],
    meant: str,
    cue: tuple[str, ...],
) -> int | None:
    """The cue is clear, but the word after it was not said before."""
    if meant in _QUESTIONS and len(said) <= _LOOK_BACK_WORDS:
        return 0  # a question begun again with another word
    if cue == ("no",) and bare[said[-1]] in _BEFORE_A_PLAIN_NO:
        return None
    if cue[-1] == "that" and cue[-2] in ("scratch", "strike"):
        return _sentence_start(words, said)
    return _last_thing(words, bare, said, meant)


def _sentence_start(words: Sequence[SpokenWord], said: Sequence[int]) -> int:
    for at in range(len(said) - 2, -1, -1):
        if words[said[at]].text[-1] in ".?!":
            return at + 1
    return 0


def _last_thing(
    words: Sequence[SpokenWord], bare: Sequence[str], said: Sequence[int], meant: str
) -> int:
    """The last word was wrong, with the capitals before it ("Bank of America")."""
    at = len(said) - 1
    while at > 1 and words[said[at]].text[:1].isupper() and words[said[at - 1]].text[:1].isupper():
        at -= 1
    if at > 0 and meant in _LITTLE and bare[said[at - 1]] in _LITTLE:
        at -= 1
    return at


def _without_repeats(
    words: Sequence[SpokenWord], bare: Sequence[str], kept: Sequence[int]
) -> list[int]:
    """In "I think I think" the first copy of one to four words said twice in a row goes."""
    out = list(kept)
    for size in (4, 3, 2, 1):
        at = 0
        while at + 2 * size <= len(out):
            one, two = out[at : at + size], out[at + size : at + 2 * size]
            same = [bare[p] for p in one] == [bare[p] for p in two]
            emphatic = size == 1 and bare[one[0]] in _EMPHASIS
            closed = any(words[p].text[-1] in ".?!" for p in one)
            if same and bare[one[0]] and not emphatic and not closed and _letters(bare, one):
                del out[at : at + size]
            else:
                at += 1
    return out


def _letters(bare: Sequence[str], places: Sequence[int]) -> bool:
    return all(bare[place][:1].isalpha() for place in places)


def _deletions(raw: str, words: Sequence[SpokenWord], kept: Sequence[int]) -> tuple[Edit, ...]:
    stays = set(kept)
    edits: list[Edit] = []
    at = 0
    while at < len(words):
        stop = at
        while stop < len(words) and stop not in stays:
            stop += 1
        if stop > at:
            edits.append(deletion(raw, words, at, stop))
        at = stop + 1
    return tuple(edits)
