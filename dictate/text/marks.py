"""The punctuation that rules look for, by what it does.

Characters that look like others stand as escapes, so that nobody has to guess.
"""

APOSTROPHES = "'\u2019"
DASHES = "\u2013\u2014-"
DOTS = ("...", "…")
OPENERS = "\"'([{«“‘„¿¡"  # noqa: RUF001 - the left quotes are what they look like
CLOSERS = "\"')]}»”’“"  # noqa: RUF001 - in German the English left quote closes
STOPS = ".!?…。！？"  # noqa: RUF001 - the last three are full-width
ACCENTS = "\u0300-\u036f"
"""For a character class: accents that stand as characters of their own after their letter."""
WORD = rf"\w[\w{ACCENTS}]*"
"""A pattern: a word without apostrophes and hyphens."""


def word_list(words: str) -> list[str]:
    """The words of a table whose order matters, written with spaces between them."""
    return words.split()


def word_set(words: str) -> frozenset[str]:
    """The words of a table, written with spaces between them."""
    return frozenset(words.split())


def phrases(table: str) -> frozenset[tuple[str, ...]]:
    """The phrases of a table, as rows of words; there are commas between them."""
    return frozenset(tuple(phrase.split()) for phrase in table.replace("\n", " ").split(", "))
