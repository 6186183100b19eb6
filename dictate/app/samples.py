"""The spoken samples that ship, and how near words come to what was said."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dictate.errors import MediaError
from dictate.settings.paths import shipped

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Sample:
    """A recording with its words.

    Attributes:
        file: The sound.
        spoken: What is said in it.
        clean: What should be written.
    """

    file: Path
    spoken: str
    clean: str


def shipped_sample() -> Sample:
    """The first sample that ships.

    Raises:
        MediaError: It is not there.
    """
    folder = shipped("resources", "samples")
    try:
        row = tomllib.loads((folder / "samples.toml").read_text(encoding="utf-8"))["sample"][0]
        sample = Sample(folder / row["file"], row["spoken"], row["clean"])
    except (OSError, ValueError, LookupError) as error:
        raise MediaError(
            "The spoken sample that ships with Dictate is not there.", hint="Install Dictate again."
        ) from error
    return sample


def words_in(text: str) -> list[str]:
    """The words, without case and punctuation."""
    return _WORD.findall(text.casefold())


def share_wrong(said: str, heard: str) -> float:
    """Words missing, added or mistaken, as a share of those said (the word error rate)."""
    wanted, found = words_in(said), words_in(heard)
    return distance(wanted, found) / max(1, len(wanted))


def distance(wanted: Sequence[str], found: Sequence[str]) -> int:
    """Fewest words to insert, delete or replace to make one of the other (Levenshtein)."""
    row = list(range(len(found) + 1))
    for above, word in enumerate(wanted):
        left_above, row[0] = above, above + 1
        for at, other in enumerate(found, start=1):
            cost = min(row[at] + 1, row[at - 1] + 1, left_above + (word != other))
            left_above, row[at] = row[at], cost
    return row[-1]
