"""The gate before a writer: whether there is anything in a text that a writer could mend.

A writer costs a second where rules and tagger cost milliseconds, and can only harm a text that
needs nothing. It is asked where words were already found to be slips, for there may be more to
them, and where a sign of a slip is left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dictate.core.dictation import Edit
from dictate.text.changes import MINOR_KINDS

_HARMLESS = MINOR_KINDS | {"punctuation", "layout", "command", "vocabulary", "number form"}
"""Kinds of edits after which nothing is left to do: they were asked for, or changed no word."""

_FEWEST_WORDS = 3
"""In fewer words there is no room for a slip and its correction."""

_SIGNS = re.compile(
    r"""
      \b(?: no[ ,]+wait | wait[ ,]+no | i[ ]mean(?:t)? | (?:scratch|strike)[ ]that
          | make[ ]that | or[ ]rather | no[ ,]+sorry | sorry[ ,]+no | never[ ]mind
          | hold[ ]on | let[ ]me[ ]rephrase | what[ ]i[ ]meant )\b
    | (?:^|[,.;:\u2013\u2014-])[ ]*(?: no | sorry | wait | actually | rather | oops | correction )
      [ ]*[,.;:\u2013\u2014-]
    | \b(?: um+ | uh+ | uhm+ | erm+ | hm+ )\b
    | \b(\w+)[ ,\u2026.-]+\1\b          # said twice
    | \w(?:\u2014|\u2013|--|-)(?=\s|$)  # broken off
    | \u2026 | \.\.\.
    """,
    re.IGNORECASE | re.VERBOSE,
)


def needs_a_writer(text: str, edits: Sequence[Edit]) -> bool:
    """Whether it is worth asking a writer about a sentence.

    Args:
        text: The sentence, as rules and tagger leave it.
        edits: What they changed in it.
    """
    if len(text.split()) < _FEWEST_WORDS:
        return False
    return any(edit.kind not in _HARMLESS for edit in edits) or bool(_SIGNS.search(text))
