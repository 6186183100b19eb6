"""Every option there is: one field = one option.

The settings file with its comments, the validation, the settings table of the README and the rows
of a settings window are all made from this module. A field's `option(...)` carries its text for
users and its bounds; its type is the type of the value in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from dictate.settings.hotkey import parse as parse_hotkey
from dictate.settings.hotkey import parse_or_none as parse_hotkey_or_none

SCHEMA_VERSION = 1


def option(  # noqa: PLR0913 - one keyword per thing that can be said of an option
    default: Any,
    about: str,
    *,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
    reads: Callable[[str], object] | None = None,
    restart: bool = False,
) -> Any:
    """A field of a settings section.

    Args:
        default: The value that a fresh install has.
        about: One or two sentences for a user.
        low: Smallest number allowed.
        high: Largest number allowed.
        choices: The texts allowed; empty for any text.
        reads: What makes sense of a text; raises SettingsError for one that means nothing.
        restart: Whether a change is taken up at the next start only.
    """
    about_it = {
        "about": about,
        "low": low,
        "high": high,
        "choices": choices,
        "reads": reads,
        "restart": restart,
    }
    if isinstance(default, Mapping):
        frozen = MappingProxyType(dict(default))
        return field(default_factory=lambda: frozen, metadata=about_it)
    return field(default=default, metadata=about_it)


@dataclass(frozen=True, slots=True)
class HotkeySettings:
    """The key that starts and ends a dictation."""

    key: str = option(
        "ctrl_r",
        "Hold it, speak, let go. A key (f9, pause, scroll_lock), a modifier alone (ctrl_r, alt_r, "
        "shift_r, super_r) or a chord (ctrl+alt+space).",
        reads=parse_hotkey,
    )
    swap_key: str = option(
        "",
        "A key or chord that puts the words as spoken in the place of those as written, and back, "
        "such as ctrl+alt+z. Empty: none; the tray menu and `dictate swap` do the same.",
        reads=parse_hotkey_or_none,
    )
    tap_ms: int = option(
        250,
        "A press shorter than this keeps recording until the next tap. 0: every press is a hold.",
        low=0,
        high=2000,
    )
    other_key_ms: int = option(
        700,
        "With a modifier alone as hotkey: another key within this time means a shortcut such as "
        "Ctrl+C, not a dictation.",
        low=0,
        high=5000,
    )
    double_escape_ms: int = option(
        1500,
        "After a tap, Esc must come twice within this time to set the take aside.",
        low=200,
        high=5000,
    )
    longest_minutes: int = option(
        60, "A recording ends by itself after this many minutes.", low=1, high=600
    )


@dataclass(frozen=True, slots=True)
class MicrophoneSettings:
    """Where the sound comes from."""

    device: str = option("", "A microphone as `dictate devices` names it. Empty: the default.")
    tail_ms: int = option(
        250,
        "How long to go on listening after the key comes up while a word is still being spoken.",
        low=0,
        high=2000,
    )
    warm_s: int = option(
        0,
        "Keep the microphone open this many seconds after a dictation, so that the next one starts "
        "without delay. The system shows the microphone as in use meanwhile.",
        low=0,
        high=3600,
    )
    pre_roll_ms: int = option(
        500,
        "With a warm microphone: how much of the sound before the key press belongs to the take.",
        low=0,
        high=2000,
    )
    phrase_pause_ms: int = option(400, "A silence this long ends a phrase.", low=200, high=3000)


@dataclass(frozen=True, slots=True)
class RecogniserSettings:
    """What turns sound into words."""

    model: str = option(
        "",
        "Name or folder of a model (`dictate models list`). Empty: the best installed.",
    )
    models_folder: str = option("", "A folder of your own with models in it. Empty: none.")
    language: str = option("en", "Language code such as en, de, fr; or auto.")
    device: str = option("auto", "Where to compute.", choices=("auto", "cpu", "cuda"))
    threads: int = option(0, "Processor threads. 0: chosen for this machine.", low=0, high=64)
    beam_size: int = option(
        5,
        "How many readings are followed at once: 1 is fastest, 5 a little more exact.",
        low=1,
        high=10,
    )
    padding_ms: int = option(
        -1,
        "Silence added behind a phrase before it is recognised. Less is faster; with too little a "
        "model goes astray. -1: what suits the model (5 to 10 s for OpenAI's). 0: always the full "
        "window of 30 s.",
        low=-1,
        high=30_000,
    )
    carry_text: bool = option(
        False,
        "Show the model the words before a phrase. It may then join sentences better, and may also "
        "repeat what it was shown.",
    )
    hurry: bool = option(
        True,
        "Where following beam_size readings takes too long to have the text ready at the release, "
        "follow one. Only slow machines and large models do that; false: never.",
    )
    idle_minutes: int = option(
        10,
        "After this long without a dictation the model leaves memory. 0: never.",
        low=0,
        high=1440,
    )


@dataclass(frozen=True, slots=True)
class TextSettings:
    """How spoken words become written text."""

    style: str = option(
        "tidy",
        "The style that texts are written in: tidy, verbatim, light, message, email, code comment, "
        "list, or one of your own (docs/styles.md).",
    )
    styles: Mapping[str, str] = option(
        {}, 'Styles for single programs: name of the program = style, such as slack = "message".'
    )
    fillers: bool = option(
        True, "Leave out um, uh, er and their like; where they are idle, like and you know."
    )
    doubled_words: bool = option(
        True, "Write a word once that was said twice in a row by accident."
    )
    cutoffs: bool = option(True, "Leave out a word that was broken off and then said whole.")
    numbers: str = option(
        "as said",
        "How English numbers are written: digits turns numbers from ten on, percentages and times "
        "into digits.",
        choices=("as said", "digits"),
    )
    commands: bool = option(
        True,
        'Write spoken punctuation and layout: "comma", "new paragraph", "open quote" (docs/'
        'commands.md has all). Say "literal" before one to have it as words.',
    )
    commands_off: tuple[str, ...] = option(
        ("period", "colon", "dash", "hyphen", "slash", "underscore"),
        "Spoken commands that are not obeyed, by their English names. At first those that people "
        "also say as words.",
    )
    spacing: bool = option(True, "Put spaces where they belong around punctuation.")
    join_phrases: bool = option(
        True, "Mend full stops and capitals where a short pause fell inside a sentence."
    )
    vocabulary: Mapping[str, str] = option(
        {}, "Spellings of your own: what is recognised = what is written."
    )
    cleaner: str = option(
        "auto",
        'What cleans English text after the rules above: auto takes back what was taken back ("to '
        'Anna, no, to Maria") by the tagger, a small model, or by a simple rule where it cannot '
        "run; tagger never by the simple rule; writer lets a chat model write it again after the "
        "tagger; rules leaves it at the rules above.",
        choices=("auto", "rules", "tagger", "writer"),
    )
    writer: str = option(
        "",
        "The chat model that writes, by its name in `dictate models list`, or its folder. "
        "Empty: the best that is installed.",
    )
    edits_off: tuple[str, ...] = option(
        (),
        "Changes that no cleaner behind the rules may make, by kind: filler, repeat, cut-off, "
        "false start, spoken correction, case, punctuation, number form, vocabulary spelling, "
        "contraction. Anything else it may never do.",
    )
    cleaner_deadline_ms: int = option(
        700,
        "A text that is not clean by then is written as the rules leave it.",
        low=50,
        high=10_000,
    )


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """How the text reaches the window."""

    method: str = option(
        "auto",
        "auto pastes where it can be proven and else leaves the text on the clipboard; "
        "clipboard never pastes.",
        choices=("auto", "clipboard"),
    )
    space_between: bool = option(
        True, "Put a space before a dictation that follows another in the same window."
    )
    modifiers_wait_ms: int = option(
        1500,
        "How long to wait for held Shift, Ctrl, Alt or Super before they are released for you.",
        low=0,
        high=5000,
    )
    receipt_wait_ms: int = option(
        5000,
        "How long the window has to read the text before it counts as not proven.",
        low=200,
        high=30_000,
    )
    terminals: tuple[str, ...] = option(
        (), "More programs to be treated as terminals (no line breaks are pasted into them)."
    )


@dataclass(frozen=True, slots=True)
class HistorySettings:
    """What is kept, and for how long. It never leaves this machine."""

    keep: str = option(
        "text and sound",
        "What stays after the words are delivered.",
        choices=("text and sound", "text", "nothing"),
    )
    text_days: int = option(90, "Texts older than this are deleted. 0: never.", low=0, high=36_500)
    sound_days: int = option(
        14, "Recordings older than this are deleted. 0: never.", low=0, high=36_500
    )
    sound_mb: int = option(
        500,
        "All recordings together may take this much; the oldest go first.",
        low=1,
        high=1_000_000,
    )


@dataclass(frozen=True, slots=True)
class OverlaySettings:
    """The small window that shows that Dictate listens."""

    show: bool = option(True, "Show the level while recording.")
    position: str = option("bottom", "Where on the screen.", choices=("top", "bottom"))


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. Frozen: a dictation keeps the ones of its key-down."""

    hotkey: HotkeySettings = field(default_factory=HotkeySettings)
    microphone: MicrophoneSettings = field(default_factory=MicrophoneSettings)
    recogniser: RecogniserSettings = field(default_factory=RecogniserSettings)
    text: TextSettings = field(default_factory=TextSettings)
    delivery: DeliverySettings = field(default_factory=DeliverySettings)
    history: HistorySettings = field(default_factory=HistorySettings)
    overlay: OverlaySettings = field(default_factory=OverlaySettings)
