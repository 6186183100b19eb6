"""The same model in Dictate and the plain way, on the same words.

Each clip goes through the whole program and, unchanged, through faster-whisper at once; both texts
pass the same rules and are compared with what was said. Clips are single recordings, and several
joined: with pauses, without any, soft, loud, and in noise.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from dictate.audio.voice import VoiceDetectors
from dictate.core.dictation import PhraseText, Samples, Transcript
from dictate.evaluation.bench import clips
from dictate.evaluation.bench.arms import PLAIN, Arm
from dictate.evaluation.bench.cells import PAUSES, SOLID
from dictate.evaluation.bench.clips import Clip
from dictate.evaluation.bench.series import Stage
from dictate.evaluation.bench.speech import Utterance
from dictate.evaluation.bench.word_scores import Score, score, seams_of
from dictate.text.rules import RulesCleaner

SINGLE = "single"
"""One recording alone."""

SINGLES = 30
"""At most so many, spread over all: joined ones say more, and have more of what goes wrong."""

NOTHING = "nothing said"
"""Silence, noise, hum: every word is invented."""

NOTHING_S = 8.0

LEVELS = (1.0, 0.25, 3.0)
"""As it is, 12 dB softer, 10 dB louder."""

NOISE_DB = (None, 20.0, 10.0)
"""Speech above noise; None for a quiet room."""

JOINED = (3, 9)
"""How many recordings are joined, at least and at most."""

LONGEST_S = 60.0
RELEASE_S = 0.3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is compared.

    Attributes:
        words: How many words at least.
        speech: Of what.
        arms: Which ways; the plain one is always among them.
    """

    words: int
    speech: Sequence[Utterance]
    arms: Sequence[Arm]


@dataclass(frozen=True, slots=True)
class Case:
    """A clip, and what kind of clip it is."""

    clip: Clip
    kind: str
    level: float = 1.0
    noise_db: float | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """One clip one way: how near its text came. Never the text itself.

    Attributes:
        clip: Number of the clip, the same for every way.
        arm: Which way.
        kind: `single`, `pauses`, `solid` or `nothing said`.
        level: How much louder than the recording.
        noise_db: Speech above noise.
        score: How near.
        phrases: Phrases it was recognised in.
        doubts: How many of them were read twice.
    """

    clip: int
    arm: str
    kind: str
    level: float
    noise_db: float | None
    score: Score
    phrases: int = 1
    doubts: int = 0


def cases(wanted: Wanted, voices: VoiceDetectors, seed: int = 0) -> Iterator[Case]:
    """The recordings one by one, then joined in ever new ways until there are words enough."""
    words = 0
    for one in wanted.speech[:: -(-len(wanted.speech) // SINGLES)]:
        words += len(one.text.split())
        yield Case(clips.joined([one], []), SINGLE)
    rng = random.Random(seed)  # noqa: S311 - a sample, no secret
    dense = [
        Utterance(one.name, clips.without_pauses(one.samples, voices), one.text)
        for one in wanted.speech
    ]
    for samples in clips.without_speech(NOTHING_S):
        yield Case(Clip(samples, NOTHING_S), NOTHING)
    at = 0
    while words < wanted.words:
        kind = (PAUSES, SOLID)[at % 2]
        level, noise_db = LEVELS[at // 2 % 3], NOISE_DB[at // 6 % 3]
        at += 1
        chosen = _some(wanted.speech if kind == PAUSES else dense, rng)
        words += sum(len(one.text.split()) for one in chosen)
        pauses_s = [rng.uniform(*clips.PAUSE_S) if kind == PAUSES else 0.0 for _ in chosen[1:]]
        clip = clips.joined(chosen, pauses_s, seed=rng.randrange(1 << 20))
        changed = spoiled(clip.samples, level, noise_db, rng.randrange(1 << 20))
        yield Case(Clip(changed, clip.voice_end_s, clip.text, clip.phrases), kind, level, noise_db)


def _some(speech: Sequence[Utterance], rng: random.Random) -> list[Utterance]:
    chosen: list[Utterance] = []
    for _ in range(rng.randint(*JOINED)):
        one = rng.choice(speech)
        if not chosen or sum(it.length_s for it in chosen) + one.length_s < LONGEST_S:
            chosen.append(one)
    return chosen


def spoiled(samples: Samples, level: float, noise_db: float | None, seed: int) -> Samples:
    """Louder or softer, and in white noise."""
    if noise_db is not None:
        rms = float(np.sqrt(np.mean(np.square(samples)))) * 10 ** (-noise_db / 20)
        hiss = np.random.default_rng(seed).standard_normal(len(samples), np.float32)
        samples = samples + hiss * np.float32(rms)
    changed: Samples = np.clip(samples * np.float32(level), -1.0, 1.0).astype(np.float32)
    return changed


def compare(  # noqa: PLR0913 - one thing each
    stage: Stage,
    wanted: Wanted,
    voices: VoiceDetectors,
    kept: list[Kept],
    *,
    say: Callable[[str], None],
    ended: Callable[[], bool],
) -> None:
    """Recognise every clip each way; what is found is added to `kept` as it comes.

    Args:
        stage: With the plain way in it.
        wanted: What is compared.
        voices: The voice detector.
        kept: Takes the scores.
        say: Gets progress.
        ended: Whether to stop.
    """
    todo = list(cases(wanted, voices))
    length_s = sum(one.clip.voice_end_s for one in todo)
    count = sum(len(one.clip.text.split()) for one in todo)
    say(f"{len(todo)} clips, {count} words, {length_s / 60:.0f} minutes of speech")
    for at, case in enumerate(todo):
        if ended():
            return
        found = list(_each_way(stage, at, case, wanted.arms))
        kept += found
        error = ", ".join(f"{one.arm} {one.score.count.wrong}" for one in found)
        words = found[0].score.count.words if found else 0
        say(f"{at + 1:4d}/{len(todo)}  {case.kind:8} {words:4d} words, wrong: {error}")


def _each_way(stage: Stage, at: int, case: Case, arms: Sequence[Arm]) -> Iterator[Kept]:
    clip = case.clip
    seams: list[int] | None = None
    rest: list[tuple[Arm, str, int, int]] = []
    for arm in arms:
        if arm is PLAIN:
            continue
        played = stage.dictate_clip(arm, clip, RELEASE_S)
        if seams is None:  # where ours meets is where all are compared
            seams = seams_of(clip.text, played.phrases)
        rest.append((arm, played.text, len(played.phrases), played.doubts))
    if stage.plain is not None:
        text = _by_rules(stage, stage.plain.recognise(clip).text)
        rest.insert(0, (PLAIN, text, 1, 0))
    for arm, text, phrases, doubts in rest:
        scored = score(clip.text, text, seams or ())
        yield Kept(at, arm.name, case.kind, case.level, case.noise_db, scored, phrases, doubts)


def _by_rules(stage: Stage, text: str) -> str:
    transcript = Transcript("plain", (PhraseText("plain", 0, text, language="en"),))
    return RulesCleaner().clean(transcript, stage.rig.settings.text).text
