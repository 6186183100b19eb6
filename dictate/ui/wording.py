"""The sentences and short words that a user reads. No Qt; time is an argument."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, tzinfo

from dictate.core.dictation import Dictation, State
from dictate.core.notices import Phase, StatusChanged
from dictate.errors import SettingsError
from dictate.settings.hotkey import parse
from dictate.ui.icon_shapes import Mark

NAME = "Dictate"


@dataclass(frozen=True, slots=True)
class Headline:
    """The state of the program in two short pieces: what it is, and what to do."""

    title: str
    hint: str
    mark: Mark


def headline(status: StatusChanged, hotkey: str) -> Headline:
    """What to say of `status`. `hotkey` is the key's name, such as `Right Ctrl`."""
    match status.phase:
        case Phase.OPENING:
            return Headline("One moment", "Opening the microphone…", Mark.RECORDING)
        case Phase.LISTENING if status.toggled:
            return Headline("Listening", f"Tap {hotkey} when you are done.", Mark.RECORDING)
        case Phase.LISTENING:
            return Headline("Listening", f"Let go of {hotkey} when you are done.", Mark.RECORDING)
        case Phase.TRAILING:
            return Headline("Listening", "Waiting for your last word…", Mark.RECORDING)
        case Phase.IDLE:
            return _not_recording(status, hotkey)


def _not_recording(status: StatusChanged, hotkey: str) -> Headline:
    if status.working:
        return Headline(working(status), "You may speak again at once.", Mark.WORKING)
    if status.trouble:
        return Headline("Something is wrong", status.trouble, Mark.TROUBLE)
    if status.hotkey_paused:
        return Headline("Paused", f"{hotkey} goes to your windows.", Mark.PAUSED)
    return Headline("Ready", f"Hold {hotkey}, speak, let go.", Mark.IDLE)


def working(status: StatusChanged) -> str:
    """What is being done after a recording."""
    if status.loading:
        return "Loading the model…"
    return "Writing…" if status.working < 2 else f"Writing {status.working} dictations…"


def is_recording(status: StatusChanged) -> bool:
    """Whether a recording is under way, the opening and the tail included."""
    return status.phase is not Phase.IDLE


def key_name(key: str) -> str:
    """A key of the settings as a keyboard calls it: `ctrl_r` is Right Ctrl."""
    try:
        return parse(key).title
    except SettingsError:  # told elsewhere; here it is only a name
        return one_line(key, 40)


STATE_WORDS = {
    State.WORKING: "In work",
    State.DELIVERING: "In work",
    State.DONE: "",
    State.COPIED: "On the clipboard",
    State.SET_ASIDE: "Set aside",
    State.FAILED: "Failed",
    State.RECOVERED: "Recovered",
    State.DELIVERY_UNKNOWN: "May not have arrived",
    State.SILENT: "Nothing heard",
}
"""What a row says of itself; nothing where all went well."""

WORRYING = frozenset({State.FAILED, State.DELIVERY_UNKNOWN})
"""States that ask for a look."""

_AGAIN = frozenset({State.SET_ASIDE, State.FAILED, State.RECOVERED, State.DELIVERY_UNKNOWN})
_UNDER_WAY = frozenset({State.WORKING, State.DELIVERING})


def can_retry(dictation: Dictation) -> bool:
    """Whether it makes sense to offer another try: it did not end well, and there is something."""
    return dictation.state in _AGAIN and (dictation.has_sound or bool(dictation.text))


def under_way(dictation: Dictation) -> bool:
    """Whether it is still being recognised or delivered."""
    return dictation.state in _UNDER_WAY


def one_line(text: str, longest: int) -> str:
    """`text` on one line of at most `longest` characters, without control characters."""
    plain = " ".join("".join(c if _shows(c) else " " for c in text[: 4 * longest]).split())
    if len(plain) <= longest:
        return plain
    cut = plain[: longest - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > longest // 2 else cut).rstrip(" ,;:") + "…"


def _shows(character: str) -> bool:
    """Neither a control character nor a bidi one that would turn the menu around."""
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} or (
        character == "\u200d"  # joins emoji
    )


def first_words(dictation: Dictation, longest: int) -> str:
    """What a row of a list shows of a dictation: its words, else what there is instead."""
    if words := one_line(dictation.text or dictation.raw, longest):
        return words
    if under_way(dictation):
        return "Your words come in a moment…"
    if dictation.duration_s > 0:
        return f"{length(dictation.duration_s)} of speech"
    return "No words"


def length(seconds: float) -> str:
    """How long a take is: `12 s`, `2:05 min`."""
    whole = max(1, round(seconds))
    return f"{whole} s" if whole < 60 else f"{whole // 60}:{whole % 60:02d} min"


def stopwatch(seconds: float) -> str:
    """Time since a recording began: `0:07`, `1:02:09`."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def when(at_s: float, now_s: float, zone: tzinfo | None = None) -> str:
    """A moment as a person would say it. Unix times; `zone` is the local one by default."""
    moment = datetime.fromtimestamp(at_s, zone).astimezone(zone)
    today = datetime.fromtimestamp(now_s, zone).astimezone(zone)
    clock = f"{moment:%H:%M}"
    days = (today.date() - moment.date()).days
    if days == 0:
        return clock
    if days == 1:
        return f"Yesterday {clock}"
    if moment.year == today.year:
        return f"{moment.day} {moment:%b} {clock}"
    return f"{moment.day} {moment:%b %Y}"


def moment(at_s: float, zone: tzinfo | None = None) -> str:
    """A moment in full: `Sat 21 Nov 2026, 14:03`."""
    then = datetime.fromtimestamp(at_s, zone).astimezone(zone)
    return f"{then:%a} {then.day} {then:%b %Y, %H:%M}"


def about(dictation: Dictation, now_s: float, zone: tzinfo | None = None) -> str:
    """The small print of a row: when, how long, where to."""
    parts = [when(dictation.started_at_s, now_s, zone)]
    if dictation.duration_s > 0:
        parts.append(length(dictation.duration_s))
    if dictation.application:
        parts.append(dictation.application)
    return "  ·  ".join(parts)
