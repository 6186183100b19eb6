"""The noisy writer behind the port of a real one: sentence by sentence, as the program asks."""

from __future__ import annotations

from dataclasses import dataclass

from dictate.core.cleaning import CleanRequest
from dictate.core.dictation import Edit
from dictate.evaluation.noisy import noisy
from dictate.evaluation.text_suite import Case
from dictate.evaluation.text_words import matched, plain_words
from dictate.text.sentences import pieces_of


@dataclass(frozen=True, slots=True)
class _Done:
    """An order that was answered at once."""

    text: str
    edits: tuple[Edit, ...]

    @property
    def is_done(self) -> bool:
        return True

    def wait(self, _timeout_s: float) -> tuple[str, tuple[Edit, ...]]:
        return self.text, self.edits

    def cancel(self) -> None:
        """Nothing is under way."""


class NoisyLayer:
    """A `Layer` that answers for the case it was told of.

    Args:
        seed: Decides, with the case and the sentence, which fault comes where.
    """

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._case = Case("", "", ("",))
        self._whole = ""

    def tell(self, case: Case, whole: str) -> None:
        """Texts that are asked for from now on are pieces of `whole`, which came of this case."""
        self._case, self._whole = case, whole

    def answer(self, text: str) -> str:
        """What it makes of a piece."""
        wanted = part_for(self._case.accept[0], self._whole, text)
        return noisy(text, wanted, f"{self._seed}:{self._case.id}:{text}")[0]

    def all_of_it(self) -> str:
        """What it makes of the whole text, piece by piece, with the space between them."""
        whole, at = self._whole, 0
        parts: list[str] = []
        for piece in pieces_of(whole):
            parts += (whole[at : piece.start], self.answer(whole[piece.start : piece.end]))
            at = piece.end
        return "".join(parts) + whole[at:]

    # ── the port ─────────────────────────────────────────────────────────────────────────────────

    def available(self) -> bool:
        """It needs no model."""
        return True

    def prepare(self) -> None:
        """It has nothing to load."""

    def start(self, request: CleanRequest) -> _Done:
        """Answer at once, with the one edit that a writer names."""
        text = self.answer(request.text)
        edits = () if text == request.text else (Edit("written", 0, request.text, text),)
        return _Done(text, edits)

    def pause(self) -> None:
        """It takes no time."""

    def go_on(self) -> None:
        """It took none."""

    def unload(self) -> None:
        """It holds nothing."""

    def shut_down(self) -> None:
        """It holds nothing."""


def part_for(wanted: str, whole: str, piece: str) -> str:
    """The part of the right text that belongs to a piece of the text it was made of.

    Words that are in both tell where the piece begins and ends in the right text; a word that is in
    neither goes with the ones before it.
    """
    start = whole.find(piece)
    if start < 0 or whole.strip() == piece.strip():
        return wanted
    before, inside = len(plain_words(whole[:start])), len(plain_words(piece))
    words = wanted.split()
    plain = ["".join(plain_words(word)) for word in words]
    places = {there: here for here, there in matched(plain_words(whole), plain)}
    chosen: list[str] = []
    last = 0
    for there, word in enumerate(words):
        last = places.get(there, last)
        if before <= last < before + inside:
            chosen.append(word)
    return " ".join(chosen)
