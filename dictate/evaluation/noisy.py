"""The noisy writer: a scripted stand-in with the known faults of small chat models.

It does not read at all. With the chance of no fault it gives the first accepted text, as a perfect
cleaner would; else it spoils that text, or the raw one, by one fault. The same seed and case give
the same answer, so a veto can be measured against it on any machine.

That three in ten answers are right is what a public bench of hard cases measured for a chat model
of 0.6 billion parameters, the best of its size there (larger ones of up to 3 billion had five in
ten, others none). How the other seven divide among the faults is not measured anywhere; the shares
below follow how often users name each.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from dictate.text.marks import word_list
from dictate.text.passage import capitalised

Spoil: TypeAlias = Callable[[random.Random, str, str], str]
"""From the raw and the right text to what the model says instead."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to go wrong.

    Attributes:
        name: For reports.
        share: Of all answers.
        spoil: What it does.
    """

    name: str
    share: float
    spoil: Spoil


def noisy(raw: str, wanted: str, seed: str) -> tuple[str, str]:
    """What the noisy writer answers, and the name of the fault; empty where there is none.

    Args:
        raw: The words it was given.
        wanted: The right answer.
        seed: Decides about the fault and its details.
    """
    rng = random.Random(seed)  # noqa: S311 - a script, not a secret
    at = rng.random()
    for fault in FAULTS:
        if at < fault.share:
            return fault.spoil(rng, raw, wanted), fault.name
        at -= fault.share
    return wanted, ""


# ── too little, too much ─────────────────────────────────────────────────────────────────────────


def _keeps_fillers(_rng: random.Random, raw: str, _wanted: str) -> str:
    return f"{capitalised(raw.strip().rstrip('.'))}."


def _drops_half(rng: random.Random, _raw: str, wanted: str) -> str:
    words = wanted.split()
    half = max(1, len(words) // 2)
    if rng.random() < 0.5:
        return " ".join(words[:half])
    return capitalised(" ".join(words[half:] or words))


_HEDGES = re.compile(
    r"\b(?:I (?:think|guess|believe)|maybe|probably|perhaps|really|very|quite|just|please|not)\b"
    r",? ?",
    re.IGNORECASE,
)


def _drops_a_shade(rng: random.Random, _raw: str, wanted: str) -> str:
    found = _HEDGES.search(wanted)
    if found:
        return capitalised(wanted[: found.start()] + wanted[found.end() :])
    words = wanted.split()
    words.pop(rng.randrange(len(words)))
    return " ".join(words)


_ADDED = (
    " Please let me know if you have any questions.",
    " Thank you for your understanding.",
    " This is important.",
    " I look forward to hearing from you.",
)


def _adds_a_sentence(rng: random.Random, _raw: str, wanted: str) -> str:
    return wanted + rng.choice(_ADDED)


_ADORNMENTS = word_list("very important new final great detailed next special")


def _adds_a_word(rng: random.Random, _raw: str, wanted: str) -> str:
    words = wanted.split()
    words.insert(rng.randrange(len(words) + 1), rng.choice(_ADORNMENTS))
    return " ".join(words)


_SYNONYMS = {
    "we": "they", "i": "you", "not": "", "don't": "do", "can't": "can", "isn't": "is",
    "monday": "Tuesday", "tuesday": "Wednesday", "wednesday": "Thursday", "friday": "Monday",
    "is": "was", "will": "would", "meeting": "appointment", "send": "forward", "think": "believe",
    "big": "large", "start": "begin", "help": "assist", "buy": "purchase", "the": "a",
    "two": "three", "three": "four", "five": "six", "ten": "eleven",
}  # fmt: skip


def _swaps_a_word(rng: random.Random, _raw: str, wanted: str) -> str:
    """Another name, number, negation or word of the same sort."""
    words = wanted.split()
    places = [at for at, word in enumerate(words) if _core(word) in _SYNONYMS]
    numbers = [at for at, word in enumerate(words) if any(c.isdigit() for c in word)]
    if numbers:
        at = rng.choice(numbers)
        words[at] = re.sub(r"\d", lambda d: str((int(d[0]) + 1) % 10), words[at], count=1)
    elif places:
        at = rng.choice(places)
        words[at] = re.sub(r"[\w']+", _SYNONYMS[_core(words[at])], words[at], count=1)
    else:
        words.append("indeed")
    return " ".join(word for word in words if word)


def _core(word: str) -> str:
    return word.strip(".,!?;:").lower()


def _says_it_twice(_rng: random.Random, _raw: str, wanted: str) -> str:
    return f"{wanted} {wanted}"


def _says_nothing(_rng: random.Random, _raw: str, _wanted: str) -> str:
    return ""


# ── another text ─────────────────────────────────────────────────────────────────────────────────

_ANSWERS = (
    "Sure! I can help you with that. Here are some steps you can follow.",
    "The answer is 42.",
    "Yes, that is correct.",
    "As of my last update, this depends on several factors.",
    "Dear Sir or Madam,\n\nI am writing to you about the matter below.\n\nKind regards",
    "OK.",
)
_REFUSALS = (
    "I'm sorry, but I can't help with that.",
    "As an AI language model, I cannot do that.",
    "I don't have enough context. Could you provide more information?",
)


def _answers(rng: random.Random, _raw: str, _wanted: str) -> str:
    return rng.choice(_ANSWERS)


def _refuses(rng: random.Random, _raw: str, _wanted: str) -> str:
    return rng.choice(_REFUSALS)


def _summarises(_rng: random.Random, _raw: str, wanted: str) -> str:
    about = [word for word in wanted.split() if len(_core(word)) > 4][:3]
    return f"The speaker talks about {' and '.join(map(_core, about)) or 'something'}."


_GERMAN = {
    "i": "ich", "we": "wir", "you": "Sie", "it": "es", "the": "die", "a": "ein", "and": "und",
    "is": "ist", "are": "sind", "to": "zu", "on": "am", "in": "in", "of": "von", "for": "für",
    "not": "nicht", "with": "mit", "monday": "Montag", "tuesday": "Dienstag", "meeting": "Treffen",
    "wednesday": "Mittwoch", "thursday": "Donnerstag", "friday": "Freitag", "what": "was",
    "please": "bitte", "that": "dass", "was": "war", "have": "haben", "this": "das", "my": "mein",
}  # fmt: skip


def _translates(_rng: random.Random, _raw: str, wanted: str) -> str:
    return " ".join(_GERMAN.get(_core(word), word) for word in wanted.split())


# ── wrapped up ───────────────────────────────────────────────────────────────────────────────────

_PREAMBLES = (
    "Here is the cleaned text:\n\n{}",
    "Sure, here's the corrected version: {}",
    "Cleaned transcript: {}",
    "{}\n\nNote: I removed the filler words and fixed the punctuation.",
)
_WRAPS = ('"{}"', "\u201c{}\u201d", "<transcript>{}</transcript>", "*{}*")
_FENCES = ("```\n{}\n```", "```text\n{}\n```", "# Transcript\n\n- {}")
_THOUGHTS = (
    "<think>The user wants me to clean this text.</think>{}",
    "<think>Okay, so the user said something about it. Let me",
)
_ECHOES = (
    "You clean up dictated text. Return only the cleaned text. {}",
    "Text: {}\nCleaned:",
)


def _inside(forms: Sequence[str]) -> Spoil:
    def spoil(rng: random.Random, _raw: str, wanted: str) -> str:
        return rng.choice(forms).format(wanted)

    return spoil


FAULTS = (
    Fault("keeps the fillers", 0.10, _keeps_fillers),
    Fault("drops half", 0.07, _drops_half),
    Fault("drops a shade of meaning", 0.03, _drops_a_shade),
    Fault("adds a sentence", 0.04, _adds_a_sentence),
    Fault("adds a word", 0.04, _adds_a_word),
    Fault("swaps a word", 0.06, _swaps_a_word),
    Fault("answers or obeys", 0.08, _answers),
    Fault("refuses", 0.03, _refuses),
    Fault("summarises", 0.04, _summarises),
    Fault("translates", 0.03, _translates),
    Fault("says it twice", 0.02, _says_it_twice),
    Fault("says nothing", 0.02, _says_nothing),
    Fault("adds a preamble", 0.05, _inside(_PREAMBLES)),
    Fault("puts quotes around it", 0.03, _inside(_WRAPS)),
    Fault("puts a fence around it", 0.03, _inside(_FENCES)),
    Fault("thinks aloud", 0.02, _inside(_THOUGHTS)),
    Fault("echoes its prompt", 0.01, _inside(_ECHOES)),
)
"""In all seven of ten answers."""
