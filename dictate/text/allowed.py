"""What the user's settings allow a cleaner to do."""

from __future__ import annotations

from dictate.settings.schema import TextSettings
from dictate.text.slips import CUT_OFF, FILLER, REPEAT
from dictate.text.verdict import KINDS, Law


def law_of(settings: TextSettings, languages: frozenset[str]) -> Law:
    """The law for a text in these languages.

    What the rules are told to leave standing, no cleaner behind them takes away.

    Args:
        settings: The user's, with their style in them.
        languages: Spoken.
    """
    off = set(settings.edits_off)
    off |= set() if settings.fillers else {FILLER}
    off |= set() if settings.doubled_words else {REPEAT}
    off |= set() if settings.cutoffs else {CUT_OFF}
    kinds = [kind for kind in KINDS if kind not in off]
    return Law(kinds, languages, settings.vocabulary)
