"""The veto: what a cleaner wrote is believed edit by edit, where it did no more than clean.

::

    said      "so um I I think to Anna no to Maria"
    written   "So I think definitely to Maria."
    edits     case · filler · repeat · spoken correction · punctuation
    undone    "definitely": not said                    ─► "So I think to Maria."

Whatever wrote it, a tagger or a language model: the two texts are laid side by side word by word,
and each difference is one of the kinds below or does not happen. So an answer, a translation, an
invented word, a lost name or "not" cannot come through. Where much has to be undone, nothing of it
is believed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dictate.core.dictation import Edit
from dictate.text.alignment import Token, holes_between, tokens_of
from dictate.text.changes import applied
from dictate.text.fillers import find_fillers
from dictate.text.forms import LONGEST_SAID, same_in_another_form
from dictate.text.passage import Passage, capitalised
from dictate.text.rewriting import Place, closed_up, is_heard, lasting, may_recase, may_repunctuate
from dictate.text.slips import FILLER, slips_in
from dictate.text.spoken import Spoken, ends_sentence, spoken
from dictate.text.verdict import (
    CASE,
    ENGLISH,
    PLAIN,
    PUNCTUATION,
    SPACING,
    Law,
    Undone,
    Verdict,
    Why,
)

MOST_UNDONE = 3
MOST_UNDONE_SHARE = 0.25
"""So many words, or this share of them, may be undone before nothing of a text is believed."""

_MOST_TO_COMPARE = 12


def judge(said: str, written: str, law: Law = PLAIN, pauses: Sequence[int] = ()) -> Verdict:
    """Believe what only cleans, and undo the rest.

    Args:
        said: The words as they were given to a cleaner.
        written: What it made of them.
        law: What is allowed.
        pauses: Where in `said` the speaker hesitated, with an um that is gone already.
    """
    if said == written:
        return Verdict(said)
    case = _Case(said, written, law, pauses)
    case.hear()
    undone = tuple(case.undone)
    if case.lost_trust():
        return Verdict(said, (), undone, refused=True)
    edits = tuple(case.edits)
    return Verdict(applied(said, edits), edits, undone)


@dataclass(frozen=True, slots=True)
class _Match:
    """Words that are the same in both: `said[first:stop]` and `written[begin:end]`."""

    first: int
    stop: int
    begin: int
    end: int
    kind: str = ""


class _Case:
    """One text on its way through the judgement."""

    def __init__(self, said: str, written: str, law: Law, pauses: Sequence[int]) -> None:
        self._text, self._other, self._law = said, written, law
        self._said, self._written = tokens_of(said), tokens_of(written)
        self._taught = {word for text in law.vocabulary.values() for word in text.split()}
        self._fillers = self._places_of_fillers()
        self._words: list[Spoken] = spoken(said, self._said, self._fillers, pauses)
        self._places = [word.place for word in self._words]
        self._heard = is_heard(said)
        self._opened = {word.place for word in self._words if word.opens}
        self.edits: list[Edit] = []
        self.undone: list[Undone] = []
        self._owed = -1  # the word that a capital is owed to
        self._doubts = 0

    def lost_trust(self) -> bool:
        """Whether so much was undone that nothing is believed."""
        return self._doubts > max(MOST_UNDONE, MOST_UNDONE_SHARE * len(self._said))

    def hear(self) -> None:
        """Go through the text from its beginning to its end."""
        before = _Match(0, 0, 0, 0)
        for match in self._matches():
            opens = self._between(before, match)
            if match.first < len(self._said):
                self._word(match, opens=opens)
            before = match

    # ── what belongs together ────────────────────────────────────────────────────────────────────

    def _matches(self) -> Iterator[_Match]:
        """All matches in order; the last one is empty and stands behind both texts."""
        for hole in holes_between(self._said, self._written):
            yield from self._forms(hole.first, hole.stop, hole.begin, hole.end)
            last = hole.stop == len(self._said)
            size = 0 if last else 1
            yield _Match(hole.stop, hole.stop + size, hole.end, hole.end + size)

    def _forms(self, first: int, stop: int, begin: int, end: int) -> list[_Match]:
        """Words of a hole in another form; none unless all that was written is one."""
        if stop - first > _MOST_TO_COMPARE or end - begin > _MOST_TO_COMPARE:
            return []
        ways: dict[tuple[int, int], list[_Match]] = {(at, end): [] for at in range(first, stop + 1)}
        for place in range(end - 1, begin - 1, -1):
            for at in range(stop - 1, first - 1, -1):
                here = next(self._form_at(at, stop, place, end, ways), None)
                # Of equals the later: of "kind of kind of" the first is said again by the second.
                found = [way for way in (ways.get((at + 1, place)), here) if way is not None]
                if found:
                    ways[at, place] = max(found, key=_covered)
        return ways.get((first, begin), [])

    def _form_at(
        self, at: int, stop: int, place: int, end: int, ways: Mapping[tuple[int, int], list[_Match]]
    ) -> Iterator[list[_Match]]:
        for upto in range(min(stop, at + LONGEST_SAID), at, -1):
            for until in range(place + 1, end + 1):
                rest = ways.get((upto, until))
                gaps = [self._written_gap(at) for at in range(place + 1, until)]
                if rest is None or any(gap != " " for gap in gaps):
                    continue
                kind = same_in_another_form(
                    [token.text for token in self._said[at:upto]],
                    [token.text for token in self._written[place:until]],
                    self._law.vocabulary,
                )
                if kind:
                    yield [_Match(at, upto, place, until, kind), *rest]

    # ── one word that stays ──────────────────────────────────────────────────────────────────────

    def _word(self, match: _Match, *, opens: bool) -> None:
        """Take over the other form or the other case of a word.

        Args:
            match: The word.
            opens: Whether a sentence begins with it now.
        """
        first, last = self._said[match.first], self._said[match.stop - 1]
        before = self._text[first.start : last.end]
        after = " ".join(token.text for token in self._written[match.begin : match.end])
        if match.kind:
            self._change(match.kind, first.start, before, after)
            return
        if before == after:
            if opens and match.first == self._owed:
                self._capital(first)
            return
        begins = match.begin == 0 or ends_sentence(self._written_gap(match.begin))
        fits = opens or not begins
        place = Place(match.first in self._opened, opens, self._heard)
        if fits and may_recase(before, after, place, self._taught):
            self._change(CASE, first.start, before, after)
        else:
            self._undo(first.start, before, after, Why.CAPITALS)

    # ── what lies between two words ──────────────────────────────────────────────────────────────

    def _between(self, left: _Match, right: _Match) -> bool:
        """Judge what lies between two words that stay; whether a sentence begins behind it."""
        lost = self._said[left.stop : right.first]
        new = self._written[left.end : right.begin]
        if new:
            self._doubt(
                lost[0].start if lost else self._gap_start(right.first),
                " ".join(token.text for token in lost),
                " ".join(token.text for token in new),
                Why.CHANGED if lost else Why.NOT_SAID,
                len(new),
            )
        kinds = self._kinds_of(left.stop, right.first, trusted=not new)
        kept = [place for place in range(left.stop, right.first) if place not in kinds]
        if kept and not new:
            words = " ".join(self._said[place].text for place in kept)
            self._doubt(self._said[kept[0]].start, words, "", Why.LOST, len(kept))
        gap = self._gap(right.first)
        at = left.stop
        for place in [*kept, right.first]:
            wanted = None if kept or new else self._written_gap(right.begin)
            gap = self._close(at, place, kinds, wanted)
            at = place + 1
        nothing_before = left.stop == 0 and not kept
        return nothing_before or ends_sentence(gap)

    def _kinds_of(self, first: int, stop: int, *, trusted: bool) -> dict[int, str]:
        """Why each of some words may go; those that have to stay are missing."""
        kinds: dict[int, str] = {}
        if FILLER in self._law.kinds:
            kinds = {place: FILLER for place in range(first, stop) if place in self._fillers}
        if trusted and self._law.languages == ENGLISH:
            low, high = bisect_left(self._places, first), bisect_left(self._places, stop)
            for slip in slips_in(self._words, low, high):
                places = self._places[slip.first : slip.stop]
                if slip.kind in self._law.kinds and not self._holds_signs(places):
                    kinds |= dict.fromkeys(places, slip.kind)
        return kinds

    def _holds_signs(self, places: Sequence[int]) -> bool:
        """Whether quotes, brackets or line breaks would lose what they stand around."""
        inside = any(lasting(self._gap(place)) for place in range(places[0] + 1, places[-1] + 1))
        before, after = self._gap(places[0]), self._gap(places[-1] + 1)
        return inside or bool(lasting(before) and lasting(after))

    def _close(self, first: int, stop: int, kinds: Mapping[int, str], wanted: str | None) -> str:
        """Take out `said[first:stop]`, and settle the gap that is left; what stands there now."""
        gaps = [self._gap(place) for place in range(first, stop + 1)]
        ends = {"first": first == 0, "last": stop == len(self._said)}
        gap = gaps[0]
        if first < stop:
            filler = all(kinds[place] == FILLER for place in range(first, stop))
            gap = closed_up(gaps[0], gaps[-1], filler=filler, **ends)
        if wanted is not None and wanted != gap:
            if first == stop and self._heard and not any(ends.values()):
                self._undo(self._gap_start(first), gap, wanted, Why.HEARD)
            elif not may_repunctuate("".join(gaps), wanted, **ends):
                self._undo(self._gap_start(first), gap, wanted, Why.SIGNS)
            elif PUNCTUATION not in self._law.kinds:
                self._undo(self._gap_start(first), gap, wanted, Why.FORBIDDEN)
            else:
                gap = wanted
        if gap != gaps[0]:
            bare, other = gap.split(), gaps[0].split()
            kind = SPACING if bare == other else PUNCTUATION
            self.edits.append(Edit(kind, self._gap_start(first), gaps[0], gap))
        for begin, end, kind in _runs(first, stop, kinds):
            start = self._said[begin].start
            close = self._said[end].start if end < len(self._said) else len(self._text)
            self.edits.append(Edit(kind, start, self._text[start:close], ""))
        if first in self._opened and self._said[first].text[0].isupper():
            self._owed = stop
        return gap

    # ── small things ─────────────────────────────────────────────────────────────────────────────

    def _places_of_fillers(self) -> set[int]:
        found = find_fillers(Passage(self._text, self._law.languages))
        spans = [(edit.start, edit.start + len(edit.before)) for edit in found if not edit.after]
        starts = [start for start, _ in spans]
        places = set()
        for place, token in enumerate(self._said):
            at = bisect_left(starts, token.start + 1) - 1
            if at >= 0 and token.end <= spans[at][1]:
                places.add(place)
        return places

    def _gap_start(self, place: int) -> int:
        return self._said[place - 1].end if place else 0

    def _gap(self, place: int) -> str:
        """What stands before a word that was said, or behind the last."""
        return _gap(self._text, self._said, place)

    def _written_gap(self, place: int) -> str:
        return _gap(self._other, self._written, place)

    def _capital(self, token: Token) -> None:
        """Give a word the capital of a beginning that is gone."""
        after = capitalised(token.text)
        if may_recase(token.text, after, Place(False, True, self._heard), self._taught):
            self._change(CASE, token.start, token.text, after)

    def _change(self, kind: str, start: int, before: str, after: str) -> None:
        if kind in self._law.kinds:
            self.edits.append(Edit(kind, start, before, after))
        else:
            self._undo(start, before, after, Why.FORBIDDEN)

    def _undo(self, start: int, before: str, after: str, why: Why) -> None:
        self.undone.append(Undone(start, before, after, why))

    def _doubt(self, start: int, before: str, after: str, why: Why, words: int) -> None:
        """Undo something that makes the whole text less believable."""
        self._undo(start, before, after, why)
        self._doubts += words


def _covered(way: Sequence[_Match]) -> int:
    """How many words that were said find their other form."""
    return sum(match.stop - match.first for match in way)


def _gap(text: str, tokens: Sequence[Token], place: int) -> str:
    start = tokens[place - 1].end if place else 0
    end = tokens[place].start if place < len(tokens) else len(text)
    return text[start:end]


def _runs(first: int, stop: int, kinds: Mapping[int, str]) -> Iterator[tuple[int, int, str]]:
    """Stretches of words that go for the same reason: begin, end, kind."""
    begin = first
    for place in range(first + 1, stop + 1):
        if place == stop or kinds[place] != kinds[begin]:
            yield begin, place, kinds[begin]
            begin = place
