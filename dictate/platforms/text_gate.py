"""The last gate before the window: what may be typed for a user and what may not.

A paste is keyboard input that the target trusts. So control characters (an escape sequence, a line
break that a shell obeys) and characters that turn the reading order around do not pass, wherever
the text came from.
"""

from __future__ import annotations

import re

_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")

# C0 without tab and line feed, DEL, C1; lone surrogates, which no encoding can carry.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

# Embeddings, overrides and isolates (Unicode 9, UAX 9): they show text in another order than it
# is. Marks (LRM, RLM, ALM) and joiners stay: Arabic, Hebrew, Persian and emoji need them.
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")

_BREAKS_AND_TABS = re.compile(" *[\n\t][\n\t ]*")


def passable(text: str, *, terminal: bool) -> str:
    """The text as it may be pasted.

    Args:
        text: The words to deliver.
        terminal: Whether a terminal will read them: line breaks and tabs, which a shell obeys,
            become spaces.

    Returns:
        The text without control and reordering characters and without line breaks at its end.
        Nothing else is changed; empty when nothing else was in it.
    """
    text = _LINE_BREAKS.sub("\n", text)
    text = _REORDERING.sub("", _CONTROLS.sub("", text)).rstrip("\n")
    return _BREAKS_AND_TABS.sub(" ", text) if terminal else text
