"""What is drafted, with words for tokens and a model that knows what it wants to write."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from dictate.engines.copying import Copyist, source_of
from dictate.engines.odds import Costs, Odds

CHEAP = ((1, 1.0), (4, 1.2), (8, 1.4), (16, 1.8), (32, 2.6))
"""Seconds for batches, as on a machine that waits for its memory."""


class Vocabulary:
    """Words, parts of them and marks are tokens; the space before a word belongs to it."""

    def __init__(self) -> None:
        self.spellings: list[str] = []

    def tokens(self, text: str) -> list[int]:
        found = re.findall(r" ?\w{1,6}|\w{1,6}| ?[^\w\s]|\s", text)
        for spelling in found:
            if spelling not in self.spellings:
                self.spellings.append(spelling)
        return [self.spellings.index(spelling) for spelling in found]

    def text(self, tokens: Sequence[int]) -> str:
        return "".join(self.spellings[token] for token in tokens)


def batches(raw: str, clean: str, odds: Odds | None = None) -> int:
    """How many batches it takes to write `clean`; what is written is checked."""
    words = Vocabulary()
    source, wanted = words.tokens(raw), words.tokens(clean)
    spell = words.spellings.__getitem__
    copyist = Copyist(source_of(source, list(map(spell, source))), spell, odds or sure())
    written: list[int] = []
    count = 0
    while len(written) <= len(wanted):
        count += 1
        for drafted in [*copyist.draft(), None]:
            token = wanted[len(written)] if len(written) < len(wanted) else -1
            written.append(token)
            if token >= 0:
                copyist.wrote(token)
            if token != drafted:
                break
    assert words.text(written[: len(wanted)]) == clean
    return count


def sure() -> Odds:
    return Odds(Costs(CHEAP))


def plain(clean: str) -> int:
    return len(Vocabulary().tokens(clean)) + 1


RAW = "We meet at the old station, no, at the new station, before the first train goes to town."


@pytest.mark.parametrize(
    ("raw", "clean", "most"),
    [
        (RAW, RAW, 3),
        (RAW, "We meet at the new station, before the first train goes to town.", 5),
        # The first word is gone, so the next one has a capital: another token, the same word.
        (
            "well we meet at the old station before noon",
            "We meet at the old station before noon",
            4,
        ),
        ("Now, in Constantinople at noon as ever", "now, in constantinople at noon as ever", 8),
        # A mark is put in, another one stands for it, one is left out.
        ("we meet at noon at the station as ever", "we meet at noon, at the station as ever", 5),
        ("we meet at noon; at the station as ever", "we meet at noon, at the station as ever", 4),
        ("we meet, at noon at the station as ever", "we meet at noon at the station as ever", 4),
        # A word that is not there, and one that was said twice.
        ("we meet at twenty five past at the station", "we meet at 25 past at the station", 7),
        ("we we meet at the the station at noon", "we meet at the station at noon", 5),
    ],
)
def test_a_copy_needs_few_batches(raw: str, clean: str, most: int) -> None:
    assert batches(raw, clean) <= most < plain(clean)


def test_the_pointer_only_moves_forward_and_comes_back_to_the_text() -> None:
    raw = "the cat and the dog and the bird and the fish went home to sleep"
    clean = "the fish and the dog and the bird and the cat went home to sleep"
    assert batches(raw, clean) < plain(clean)


@pytest.mark.parametrize(
    "clean", ["", "Something else altogether was written here.", "?!, .", "we"]
)
def test_whatever_is_written_is_written(clean: str) -> None:
    assert batches(RAW, clean) <= plain(clean)
    assert batches("", clean) == plain(clean)


def test_words_are_found_among_sentence_pieces() -> None:
    pieces = [" So", ",", " Const", "antin", "ople", " can", "'t", "\n", "go", "."]
    source = source_of(range(len(pieces)), pieces)
    assert source.words == ("so", "", "constantinople", "cant", "", "go", "")
    assert source.stops == (1, 2, 5, 7, 8, 9, 10)
    assert source.word_of == (0, 1, 2, 2, 2, 3, 3, 4, 5, 6)


def test_where_batches_cost_what_their_tokens_cost_nothing_is_drafted() -> None:
    odds = Odds(Costs([(size, float(size)) for size, _ in CHEAP]))
    assert batches(RAW, RAW, odds) == plain(RAW)


def test_where_nothing_is_copied_drafting_ends_and_begins_again_with_the_next_copy() -> None:
    odds = Odds(Costs([(1, 1.0), (4, 2.0), (8, 3.0), (16, 4.0), (32, 8.0)]))
    raw = " ".join(f"w{number} a{number}" for number in range(80))
    batches(raw, raw.replace("a", "b"), odds)  # every other word is another
    assert odds.best_draft(0, 40, marked=False) == 0
    for _ in range(60):
        batches(raw, raw, odds)
    assert odds.best_draft(0, 40, marked=False) > 0
