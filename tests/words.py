"""How far recognised words are from the words of the reference."""

from __future__ import annotations

import re
from collections.abc import Sequence


def words_of(text: str) -> list[str]:
    """The words alone: no case, no punctuation, apostrophes kept."""
    return re.findall(r"[\w']+", text.lower().replace("\u2019", "'"))


def word_error(reference: str, heard: str) -> float:
    """Words replaced, left out and added, as a share of the reference's words."""
    wanted = words_of(reference)
    return distance(wanted, words_of(heard)) / len(wanted)


def distance(first: Sequence[str], second: Sequence[str]) -> int:
    """Levenshtein's distance, row by row."""
    row = list(range(len(second) + 1))
    for i, one in enumerate(first, 1):
        above, row = row, [i]
        for j, other in enumerate(second, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (one != other)))
    return row[-1]
