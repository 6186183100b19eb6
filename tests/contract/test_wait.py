"""How long a user waits, in real time.

Recorder, voice detector, engine and history are the real ones. The sound comes block by block as a
microphone gives it, the recogniser takes as long as it is told to: what is left between key-up and
text is the program's own.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from dictate.app.samples import shipped_sample
from dictate.audio import media
from dictate.audio.endpointer import BEGIN, FRAME
from dictate.audio.recorder import MicrophoneRecorder
from dictate.audio.spool import SpoolFolder
from dictate.audio.voice import load_voice
from dictate.core.dictation import RATE_HZ, Dictation, Phrase, Samples, State
from dictate.core.engine import Engine
from dictate.core.notices import Notice
from dictate.core.ports import Parts
from dictate.history.store import SqliteHistory
from dictate.settings.schema import Settings
from tests.fakes.cleaner import FakeCleaner
from tests.fakes.deliverer import FakeDeliverer
from tests.fakes.hotkeys import FakeHotkeySource
from tests.fakes.microphone import FakeMicrophone, room
from tests.fakes.recogniser import FakeRecogniser

BLOCK_S = 0.01
FIXED_S, PER_SECOND_S = 0.15, 0.05
"""What recognising costs: about a small model on two cores."""
LATEST_S = 10.0


def cost_s(sound_s: float) -> float:
    return FIXED_S + PER_SECOND_S * sound_s


def slow_words(phrase: Phrase) -> str:
    time.sleep(cost_s(phrase.end_s - phrase.start_s))
    seconds = range(round(phrase.start_s), round(phrase.end_s))
    return " ".join(f"w{second}" for second in seconds)


class Speaker:
    """The program, and somebody who speaks into it in real time."""

    def __init__(self, folder: Path) -> None:
        self.microphone = FakeMicrophone()
        spools = SpoolFolder(folder / "spool")
        self.recorder = MicrophoneRecorder(spools, open_stream=self.microphone.open_stream)
        self.recorder.preload()
        self.recogniser = FakeRecogniser(slow_words)
        self.history = SqliteHistory(folder / "history")
        self.hotkeys = FakeHotkeySource()
        self.notices: list[Notice] = []
        ids = (f"d{number}" for number in itertools.count(1))
        parts = Parts(
            self.recorder, spools, self.recogniser, FakeCleaner(), FakeDeliverer(), self.history
        )
        self.engine = Engine(
            parts,
            self.hotkeys,
            Settings(),
            tell=self.notices.append,
            clock=time.monotonic,
            wall_clock=time.time,
            new_id=lambda: next(ids),
        )
        self.count = 0
        self.engine.start()

    def dictate(self, sound: Samples, release_s: float) -> Dictation:
        """Hold the key, play the sound, let go after `release_s` of it; the row it becomes."""
        self.count += 1
        self.recogniser.contexts.clear()
        self.microphone.opened.clear()
        self.hotkeys.press()
        stream = self.microphone.stream
        began_s = time.monotonic()
        released = False
        block = round(BLOCK_S * RATE_HZ)
        for number, start in enumerate(range(0, len(sound), block), 1):
            if not released and number * BLOCK_S > release_s + BLOCK_S:
                self.hotkeys.release()
                released = True
            if stream.closed.is_set():
                break
            stream.put(sound[start : start + block])
            time.sleep(max(0.0, began_s + number * BLOCK_S - time.monotonic()))
        assert released
        return self._done(f"d{self.count}")

    def _done(self, id: str) -> Dictation:
        deadline_s = time.monotonic() + LATEST_S
        while (row := self.history.get(id)) is None or row.state is not State.DONE:
            assert time.monotonic() < deadline_s, row
            time.sleep(0.005)
        return row


@pytest.fixture
def speaker(tmp_path: Path) -> Iterator[Speaker]:
    speaker = Speaker(tmp_path)
    speaker.dictate(
        np.concatenate([voice(), room(3)]), VOICE_S + 1
    )  # from here on its cost is known
    yield speaker
    speaker.engine.shut_down()
    speaker.history.close()


@cache
def voice() -> Samples:
    """The spoken sample that ships without its pauses: three seconds and a half."""
    sample = np.concatenate(list(media.blocks(shipped_sample().file, "the sample")))
    detector = load_voice()()
    frames = [sample[start : start + FRAME] for start in range(0, len(sample) - FRAME, FRAME)]
    return np.concatenate([frame for frame in frames if detector.probability(frame) >= BEGIN])


VOICE_S = len(voice()) / RATE_HZ
TALK = np.concatenate([room(0.3), voice(), room(3)])
TALK_ENDS_S = 0.3 + VOICE_S
REST_S = 0.18
"""What may be left where nothing has to be recognised any more; the machine may be busy."""


def report(what: str, row: Dictation) -> float:
    wait_s = row.timings_s["wait"]
    used_s, wasted_s = (row.timings_s.get(stage, 0.0) for stage in ("speculated", "wasted"))
    print(  # noqa: T201
        f"\n{what}: {1000 * wait_s:.0f} ms; ahead {used_s:.2f} s used, {wasted_s:.2f} s wasted"
    )
    return wait_s


@pytest.mark.parametrize(
    ("after_s", "most_s"),
    [
        # From the last word on: the pause that shows that it is one, the inference, the rest.
        (0.0, 0.2 + cost_s(VOICE_S + 0.4)),
        (0.15, 0.05 + cost_s(VOICE_S + 0.4)),
        (0.3, 0.2 - 0.3 + cost_s(VOICE_S + 0.4)),
        (0.6, 0.0),
    ],
)
def test_after_the_release_only_the_rest_of_a_look_ahead_is_left(
    speaker: Speaker, after_s: float, most_s: float
) -> None:
    rows = [speaker.dictate(TALK, TALK_ENDS_S + after_s) for _ in range(2)]
    waits_s = [report(f"{1000 * after_s:.0f} ms after the last word", row) for row in rows]
    assert min(waits_s) < most_s + REST_S
    assert len(speaker.recogniser.contexts) == 1


def test_one_word_is_recognised_ahead_too(speaker: Speaker) -> None:
    word = np.concatenate([room(0.3), voice()[: RATE_HZ // 2], room(3)])
    rows = [speaker.dictate(word, 0.3 + 0.5 + 0.6) for _ in range(2)]
    assert min(report("one word, 600 ms after it", row) for row in rows) < REST_S
    assert len(speaker.recogniser.contexts) == 1


def test_without_any_pause_only_the_end_is_left(speaker: Speaker) -> None:
    talk = np.concatenate([room(0.3), *[voice()] * 5, room(3)])
    row = speaker.dictate(talk, 0.3 + 5 * VOICE_S + 0.3)
    wait_s = report(f"{5 * VOICE_S:.0f} s without a pause, 300 ms after them", row)
    assert wait_s < cost_s(9.0) + REST_S
    # Cut between words while it went on, each second of it recognised once.
    assert row.timings_s["speculated"] > cost_s(8.0) + 0.3
    assert len(row.raw.split()) == pytest.approx(5 * VOICE_S, abs=2)
