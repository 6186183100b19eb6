"""A thousand attacks by cleaners: what was meant survives, and nothing comes in."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter

import pytest

from dictate.app.cleaning import LayeredCleaner
from dictate.core.cleaning import CleanRequest
from dictate.core.dictation import CleanedText, PhraseText, Transcript
from dictate.errors import CleanupError
from dictate.settings.schema import TextSettings
from dictate.text.rules import RulesCleaner
from tests.contract.hostile import ATTACKS, Attack, Spoken, spoken
from tests.fakes.clock import SteadyClock
from tests.fakes.tagger import FakeOrder, FakeTagger

SEEDS = 48  # for each of the attacks: a thousand and some
DEADLINE_S = 0.7
FRAME_S = 0.02

TAGGER = TextSettings()
WRITER = TextSettings(cleaner="writer")


def transcript(text: str) -> Transcript:
    return Transcript("x", (PhraseText("x", 0, text, language="en"),))


def cleaned_by(attack: Attack, rng: random.Random, text: str, *, writes: bool) -> CleanedText:
    hostile = FakeTagger(lambda given: (attack(rng, given), ()))
    cleaner = (
        LayeredCleaner(RulesCleaner(), FakeTagger(), hostile)
        if writes
        else LayeredCleaner(RulesCleaner(), hostile)
    )
    return cleaner.clean(transcript(text), WRITER if writes else TAGGER)


def words_of(text: str) -> list[str]:
    """Words and numbers without case, in order; a word that was broken off keeps its dash."""
    return [
        word for part in text.casefold().split() if (word := re.sub(r"^[\W_]+|[^\w-]+$", "", part))
    ]


def missing(meant: tuple[str, ...], text: str) -> list[str]:
    """Words that are meant and do not stand in the text in their order."""
    left = iter(words_of(text))
    return [word for word in meant if word not in left]


def unsaid(said: str, text: str) -> list[str]:
    """Words of a text that were not said, or not so often."""
    return list((Counter(words_of(text)) - Counter(words_of(said))).elements())


def strange_signs(said: str, text: str) -> set[str]:
    """Signs of a text that were not said and are neither letters nor plain punctuation."""
    plain = set(" ,.?!;:")
    return {
        sign
        for sign in set(text) - set(said) - plain
        if not (sign.isalpha() and unicodedata.normalize("NFC", sign).casefold() in said.casefold())
    }


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__.strip("_"))
def test_what_was_meant_survives_and_nothing_comes_in(attack: Attack) -> None:
    for seed in range(SEEDS):
        rng = random.Random(f"{attack.__name__} {seed}")
        said = spoken(rng)
        text = cleaned_by(attack, rng, said.text, writes=seed % 2 == 1).text
        assert missing(said.meant, text) == [], (seed, said.text, text)
        assert unsaid(said.text, text) == [], (seed, said.text, text)
        assert strange_signs(said.text, text) == set(), (seed, said.text, text)


def test_the_oracle_sees_what_is_lost_and_what_is_new() -> None:
    said = Spoken("Um, do not go to Anna, no wait, Maria.", ("do", "not", "go", "to", "maria"))
    assert missing(said.meant, "Do go to Maria.") == ["not", "go", "to", "maria"]
    assert missing(said.meant, "Do not go to Maria.") == []
    assert unsaid(said.text, "Do not ever go to Maria Maria.") == ["ever", "maria"]
    assert strange_signs(said.text, "```Do not\u202e") == {"`", "\u202e"}


def test_a_faithful_cleaner_behind_the_same_port_is_believed() -> None:
    believed = 0
    for seed in range(200):
        rng = random.Random(seed)
        said = spoken(rng)
        faithful = " ".join(said.meant)
        text = cleaned_by(lambda _rng, _text: faithful, rng, said.text, writes=False).text  # noqa: B023
        believed += words_of(text) == list(said.meant)
    assert believed > 100


# ── too late ─────────────────────────────────────────────────────────────────────────────────────


class HangingOrder(FakeOrder):
    """Never answers: whoever waits, waits as long as they said."""

    def __init__(self, layer: FakeTagger, request: CleanRequest, clock: SteadyClock) -> None:
        super().__init__(layer, request)
        self._clock = clock

    def wait(self, timeout_s: float) -> tuple[str, tuple[()]]:
        self._clock.now_s += max(0.0, timeout_s)
        raise CleanupError("It is late.")


class Hanging(FakeTagger):
    def __init__(self, clock: SteadyClock) -> None:
        super().__init__()
        self._clock = clock

    def start(self, request: CleanRequest) -> FakeOrder:
        return HangingOrder(self, request, self._clock)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("which", ["tagger", "writer", "both"])
def test_whoever_hangs_the_text_is_there_at_the_deadline(seed: int, which: str) -> None:
    said = spoken(random.Random(seed))
    clock = SteadyClock()
    tagger = FakeTagger() if which == "writer" else Hanging(clock)
    writer = FakeTagger() if which == "tagger" else Hanging(clock)
    cleaner = LayeredCleaner(RulesCleaner(), tagger, writer, clock=clock)
    began_s = clock.now_s
    text = cleaner.clean(transcript(said.text), WRITER).text
    assert clock.now_s - began_s <= DEADLINE_S + FRAME_S
    assert missing(said.meant, text) == []


def test_a_crash_leaves_the_words() -> None:
    for seed in range(20):
        rng = random.Random(seed)
        said = spoken(rng)

        def crash(_rng: random.Random, _text: str) -> str:
            raise CleanupError("The child is gone.")

        for writes in (False, True):
            text = cleaned_by(crash, rng, said.text, writes=writes).text
            assert missing(said.meant, text) == []
