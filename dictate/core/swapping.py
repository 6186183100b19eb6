"""The last text that was pasted, and its other wording: as spoken, or as written.

A wording takes the place of the other only where the window proves that it still holds it right
before the caret; else the user gets it on the clipboard and does the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from dictate.core.dictation import Dictation, FocusKind, Landing
from dictate.core.notices import Severity, Told
from dictate.core.ports import Deliverer
from dictate.errors import DeliveryError
from dictate.settings.schema import Settings

NOTHING_PASTED = Told("Nothing to swap", "No dictation was pasted yet.")
NO_OTHER = Told("Nothing to swap", "The last dictation was pasted as it was spoken.")
ON_THE_CLIPBOARD = Told(
    "On the clipboard",
    "It cannot be proven that the last dictation still stands before the caret.",
    "Select it yourself and paste the other wording with Ctrl+V.",
)


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was pasted last.

    Attributes:
        window: Where.
        text: What stands there, with the space that was put before it.
        words: The wording of it: `row.text`, or `row.raw`.
        row: Of the history.
    """

    window: str
    text: str
    words: str
    row: Dictation

    @property
    def other(self) -> Pasted:
        """The same with the other wording."""
        words = self.row.raw if self.words == self.row.text else self.row.text
        lead = self.text.removesuffix(self.words)
        return replace(self, text=lead + words, words=words)


def swapped(
    deliverer: Deliverer,
    last: Pasted | None,
    settings: Settings,
    tell: Callable[[Told], None],
) -> Pasted | None:
    """Put the other wording in the place of the one pasted last. *Blocks*.

    Args:
        deliverer: Does it, on the thread that owns it.
        last: What was pasted last; None for nothing.
        settings: Of now.
        tell: Hears why it was not done.

    Returns:
        What stands there now.
    """
    if last is None:
        tell(NOTHING_PASTED)
        return None
    other = last.other
    if other.words == last.words or not other.words.strip():
        tell(NO_OTHER)
        return last
    try:
        focus = deliverer.focus()
        same = focus.kind is FocusKind.WINDOW and focus.window == last.window
        if same and deliverer.select_back(last.text, settings):
            delivery = deliverer.deliver(other.text, settings, lambda _: None)
            if delivery.landing is Landing.PASTED:
                return other
            tell(Told("On the clipboard", delivery.reason, "Paste it yourself with Ctrl+V."))
            return None
        deliverer.copy(other.words)
    except DeliveryError as error:
        tell(Told("Not swapped", error.message, error.hint, Severity.ERROR))
        return last
    tell(ON_THE_CLIPBOARD)
    return last
