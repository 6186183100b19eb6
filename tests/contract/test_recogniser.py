"""What every recogniser does, over the fake and over the real model in a child process."""

from __future__ import annotations

import os
import signal
import threading
import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dictate.core.dictation import RATE_HZ, Phrase, Samples
from dictate.core.ports import Recogniser
from dictate.core.recognition import ModelFiles
from dictate.errors import ModelError, RecogniserError
from dictate.models.find import choose
from dictate.settings.schema import RecogniserSettings, Settings
from dictate.workers.supervise import ChildRecogniser
from tests.fakes.recogniser import FakeRecogniser

EXACT = {
    "azure_weather": "what's the weather like",
    "goforward": "go forward ten meters",
    "lj_LJ001-0006": "and it is worth mention in passing that as an example of fine typography",
    "lj_LJ002-0020": "in eighteen thirteen",
}
"""Clips that the real model gets right, word for word, with a beam of five."""


def sound_of(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels()) == (RATE_HZ, 1)
        raw = file.readframes(file.getnframes())
    return (np.frombuffer(raw, "<i2") / 32768).astype(np.float32)


def phrase(sound: Samples, index: int = 0) -> Phrase:
    return Phrase("take", index, 4.0, sound, pause_before_s=0.5)


def words(text: str) -> str:
    return " ".join("".join(c if c.isalnum() or c in " '" else " " for c in text).lower().split())


@pytest.fixture
def settings(shared: Path) -> Settings:
    """The settings of somebody who has the real model in a folder of his own."""
    own = RecogniserSettings(models_folder=str(shared / "models"), beam_size=5)
    return replace(Settings(), recogniser=own)


@pytest.fixture(params=["fake", "child"])
def recogniser(request: pytest.FixtureRequest) -> Iterator[Recogniser]:
    made: Recogniser = FakeRecogniser() if request.param == "fake" else ChildRecogniser(choose)
    yield made
    made.shut_down()


def tone() -> Samples:
    """Half a second in which nobody speaks, yet not silence."""
    return (0.05 * np.sin(np.arange(RATE_HZ // 2) / 6)).astype(np.float32)


class TestRecogniser:
    def test_it_needs_no_preparation_and_its_answer_tells_the_phrase(
        self, recogniser: Recogniser, settings: Settings
    ) -> None:
        answer = recogniser.recognise(phrase(tone(), 7), settings)
        assert (answer.dictation_id, answer.index) == ("take", 7)
        assert (answer.start_s, answer.end_s, answer.pause_before_s) == (4.0, 4.5, 0.5)
        assert answer.model
        assert answer.language == "en"

    def test_digital_silence_and_no_sound_at_all_have_no_words(
        self, recogniser: Recogniser, settings: Settings
    ) -> None:
        recogniser.prepare(settings)
        for length in (0, 1, RATE_HZ):
            assert not recogniser.recognise(phrase(np.zeros(length, np.float32)), settings).text

    def test_preparing_twice_and_unloading_twice_is_fine(
        self, recogniser: Recogniser, settings: Settings
    ) -> None:
        recogniser.prepare(settings)
        recogniser.prepare(settings)
        recogniser.unload()
        recogniser.unload()
        assert recogniser.recognise(phrase(tone()), settings).index == 0

    def test_after_its_end_it_refuses(self, recogniser: Recogniser, settings: Settings) -> None:
        recogniser.prepare(settings)
        recogniser.shut_down()
        recogniser.shut_down()
        with pytest.raises(RecogniserError):
            recogniser.recognise(phrase(tone()), settings)


def test_the_fake_ends_a_call_in_progress_when_it_is_shut_down() -> None:
    fake = FakeRecogniser(gate=threading.Event())
    threading.Timer(0.1, fake.shut_down).start()
    with pytest.raises(RecogniserError):
        fake.recognise(phrase(tone()), Settings())


def test_without_a_model_both_say_how_to_get_one() -> None:
    for made in (
        ChildRecogniser(choose),
        FakeRecogniser(failures=(ModelError("No model.", hint="dictate models pull base.en"),)),
    ):
        settings = replace(Settings(), recogniser=RecogniserSettings(model="nowhere"))
        with pytest.raises(ModelError) as caught:
            _refusing_the_samples(made).prepare(settings)
        assert "dictate models" in caught.value.hint
        made.shut_down()


def _refusing_the_samples(made: Recogniser) -> Recogniser:
    """Where sample models ship, one of them would be taken: look at an empty place instead."""
    if isinstance(made, ChildRecogniser):

        def nothing_found(_settings: Settings) -> ModelFiles:
            raise ModelError("No speech model is installed.", hint="dictate models pull base.en")

        made._choose_model = nothing_found
    return made


class TestRealModel:
    @pytest.fixture
    def real(self, settings: Settings) -> Iterator[ChildRecogniser]:
        made = ChildRecogniser(choose)
        made.prepare(settings)
        yield made
        made.shut_down()

    def test_human_speech_is_recognised_word_for_word(
        self,
        real: ChildRecogniser,
        settings: Settings,
        shared: Path,
        figures: Callable[[str], None],
    ) -> None:
        for index, (clip, reference) in enumerate(EXACT.items()):
            sound = sound_of(shared / "speech" / f"{clip}.wav")
            answer = real.recognise(phrase(sound, index), settings)
            assert words(answer.text) == reference
            figures(f"{clip}: {len(sound) / RATE_HZ:.1f} s of sound in {answer.took_s:.2f} s")

    def test_noise_and_a_tone_have_no_words(
        self, real: ChildRecogniser, settings: Settings
    ) -> None:
        noise = np.random.default_rng(7).normal(0, 0.02, 2 * RATE_HZ).astype(np.float32)
        for sound in (noise, tone()):
            assert real.recognise(phrase(sound), settings).text == ""

    @pytest.mark.expects_warning("SIGKILL")
    @pytest.mark.expects_warning("once more")
    def test_killed_in_the_middle_it_hears_the_same_words_the_second_time(
        self, real: ChildRecogniser, settings: Settings, shared: Path
    ) -> None:
        sound = sound_of(shared / "speech" / "goforward.wav")
        pid = real.pid
        assert pid is not None
        # The first sign that it computes is processor time; then it dies in the middle of it.
        killer = threading.Thread(target=_kill_while_it_computes, args=(pid,))
        killer.start()
        full_window = replace(settings, recogniser=replace(settings.recogniser, padding_ms=0))
        answer = real.recognise(phrase(sound), full_window)
        killer.join(timeout=30)
        assert words(answer.text) == EXACT["goforward"]
        assert real.pid not in {pid, None}

    def test_words_have_times_within_the_phrase_where_they_are_wanted(
        self, settings: Settings, shared: Path
    ) -> None:
        made = ChildRecogniser(choose, with_words=True)
        sound = sound_of(shared / "speech" / "goforward.wav")
        answer = made.recognise(phrase(sound), settings)
        made.shut_down()
        assert words(" ".join(word.text for word in answer.words)) == EXACT["goforward"]
        times = [t for word in answer.words for t in (word.start_s, word.end_s)]
        assert times == sorted(times)
        assert times[0] >= 4.0
        assert times[-1] <= answer.end_s + 0.1

    def test_speech_longer_than_a_window_is_heard_to_its_end(
        self, real: ChildRecogniser, settings: Settings, shared: Path
    ) -> None:
        silence = np.zeros(4 * RATE_HZ, np.float32)
        weather = sound_of(shared / "speech" / "azure_weather.wav")
        sound = np.concatenate([weather, silence] * 6 + [weather])
        assert len(sound) > 33 * RATE_HZ
        answer = real.recognise(phrase(sound), settings)
        assert words(answer.text).count("weather") >= 6


def _kill_while_it_computes(pid: int) -> None:
    import psutil

    process = psutil.Process(pid)
    before = sum(process.cpu_times()[:2])
    patience_s = time.monotonic() + 20
    while sum(process.cpu_times()[:2]) < before + 0.2:
        assert time.monotonic() < patience_s
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
