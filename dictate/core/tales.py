"""The sentences for what the engine has to tell: what happened, and what to do now."""

from __future__ import annotations

from dictate.core.events import Tale, Tell
from dictate.core.notices import Severity, Told
from dictate.errors import DictateError

MUTED = Told(
    "Nothing but silence",
    "The microphone sends nothing but zeros: it is muted, or Dictate may not use it.",
    "Unmute it, or choose another microphone in the tray menu.",
    Severity.WARNING,
)
NOTHING_TO_PASTE = Told("Nothing to paste", "There is no dictation yet.")
BUG = Told(
    "Something went wrong inside Dictate",
    "What you said is kept.",
    "Look into the history; if it happens again, restart Dictate and report it.",
    Severity.ERROR,
)

_TALES = {
    Tale.MICROPHONE_FAILED: Told(
        "No microphone", "The microphone could not be opened.", severity=Severity.ERROR
    ),
    Tale.MICROPHONE_SILENT: Told(
        "No sound",
        "The microphone was opened and gave no sound.",
        "Choose another microphone in the tray menu.",
        Severity.ERROR,
    ),
    Tale.MICROPHONE_LOST: Told(
        "Microphone lost",
        "The microphone was lost; what was said until then is kept.",
        severity=Severity.ERROR,
    ),
    Tale.TOO_LONG: Told(
        "Recording ended",
        "The recording reached its longest time.",
        "Press the hotkey to go on; the limit is hotkey.longest_minutes in the settings.",
        Severity.WARNING,
    ),
    Tale.LOCKED: Told(
        "Recording ended",
        "The screen was locked; the words go to the history.",
    ),
    Tale.SUSPENDED: Told(
        "Recording ended",
        "The machine went to sleep; the words go to the history.",
    ),
    Tale.SET_ASIDE: Told(
        "Set aside", "Nothing is pasted.", "Choose Retry in the history to bring it back."
    ),
    Tale.ESCAPE_AGAIN: Told("Still recording", "Press Esc again to set this recording aside."),
}


def of(tell: Tell) -> Told:
    """The words for a tale; an error that came with it says more exactly what happened."""
    told = _TALES[tell.tale]
    if tell.error is None:
        return told
    return Told(told.title, tell.error.message, tell.error.hint or told.hint, told.severity)


def of_error(title: str, error: DictateError) -> Told:
    """The words for an error."""
    return Told(title, error.message, error.hint, Severity.ERROR)


def moved(device: str) -> Told:
    """The sound server moved the stream to another microphone."""
    return Told(
        "Another microphone",
        f"The sound now comes from {device}.",
        "Choose the one you want in the tray menu.",
        Severity.WARNING,
    )
