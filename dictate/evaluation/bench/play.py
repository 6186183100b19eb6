"""One dictation through the program: key down, speak, key up, text."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from dictate.app.sentencewise import Part
from dictate.core.notices import Notice, Phase, StatusChanged
from dictate.errors import RecogniserError
from dictate.evaluation.bench.between import Call
from dictate.evaluation.bench.clips import Clip
from dictate.evaluation.bench.feed import Script
from dictate.evaluation.bench.load import processor_s
from dictate.evaluation.bench.rig import Rig

LONGEST_S = 900.0
"""Longer than any dictation takes to be played and recognised, on a slow machine too."""


@dataclass(frozen=True, slots=True)
class Played:
    """What came of one dictation.

    Attributes:
        wait_s: From the release to the text; 0 where no text came.
        text: As it would be pasted.
        phrases: The phrases that it was made of, as recognised.
        held_s: How long the key was held.
        core_s: Core-seconds that program and children used meanwhile.
        busy_s: Seconds that the recogniser worked, up to the text.
        used_s: Those of them whose words are in the text.
        calls: How often the recogniser was asked.
        doubts: How often a phrase was read twice.
        sentences: What became of each sentence behind the rules.
    """

    wait_s: float
    text: str
    phrases: tuple[str, ...]
    held_s: float
    core_s: float
    busy_s: float
    used_s: float
    calls: int
    doubts: int
    sentences: tuple[Part, ...] = ()

    @property
    def wasted_s(self) -> float:
        """Seconds of the recogniser for words that are not in the text."""
        return max(0.0, self.busy_s - self.used_s)


class Watch:
    """Knows when the program has come to rest after a dictation. Its call is a `Tell`."""

    def __init__(self) -> None:
        self._rests = threading.Event()

    def __call__(self, notice: Notice) -> None:
        """Take a notice in. Any thread."""
        if isinstance(notice, StatusChanged):
            rests = notice.phase is Phase.IDLE and not notice.working and not notice.loading
            (self._rests.set if rests else self._rests.clear)()

    def begin(self) -> None:
        """A dictation is about to begin."""
        self._rests.clear()

    def wait(self, timeout_s: float) -> bool:
        """Wait for the end; whether it came."""
        return self._rests.wait(timeout_s)


def play(rig: Rig, watch: Watch, clip: Clip, release_s: float, *, skips: bool = True) -> Played:
    """Dictate the clip. Blocks until the program rests again.

    Raises:
        RecogniserError: It never came to rest.
    """
    rig.wait_until_idle(LONGEST_S)  # the one before may still be being put into the history
    rig.recogniser.calls.clear()
    rig.cleaner.transcript = None
    rig.sentences = ()
    rig.deliverer.begin()
    ups: list[tuple[float, float]] = []

    def key_up(now_s: float) -> None:
        rig.engine.key_released(now_s)
        ups.append((now_s, processor_s(rig.pids)))

    rig.microphone.load(Script(clip, release_s, key_up, skips))
    watch.begin()
    used_s = processor_s(rig.pids)
    pressed_s = rig.clock()
    rig.engine.key_pressed(pressed_s)
    rests = watch.wait(LONGEST_S)
    if not rests or len(ups) != 1:
        raise RecogniserError("The program did not come to rest.", hint="The log may say why.")
    released_s, used_up_s = ups[0]
    ready_s = rig.deliverer.ready_s
    return _played(
        rig,
        wait_s=0.0 if ready_s is None else ready_s - released_s,
        held_s=released_s - pressed_s,
        core_s=used_up_s - used_s,
    )


def _played(rig: Rig, *, wait_s: float, held_s: float, core_s: float) -> Played:
    transcript = rig.cleaner.transcript
    phrases = transcript.phrases if transcript else ()
    calls: list[Call] = list(rig.recogniser.calls)
    return Played(
        wait_s=wait_s,
        text=rig.deliverer.text,
        phrases=tuple(phrase.text for phrase in phrases),
        held_s=held_s,
        core_s=core_s,
        busy_s=sum(call.took_s for call in calls),
        used_s=sum(phrase.took_s for phrase in phrases),
        calls=len(calls),
        doubts=sum(bool(call.doubt) for call in calls),
        sentences=tuple(rig.sentences),
    )
