"""A real child process with engines that behave and that do not."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from dictate.core.dictation import Context, Phrase, Samples
from dictate.core.recognition import EngineSetup, ModelFiles, SoundRequest
from dictate.errors import (
    DictateError,
    ModelError,
    RecogniserDiedError,
    RecogniserError,
    RecogniserTimeoutError,
)
from dictate.settings.schema import RecogniserSettings, Settings
from dictate.workers import messages
from dictate.workers.cleaner import spawn_cleaner
from dictate.workers.frames import Frame
from dictate.workers.limits import Limits
from dictate.workers.process import STDERR_KEPT, ChildProcess
from dictate.workers.supervise import ChildRecogniser, spawn_recogniser
from tests.fakes import engines

SETTINGS = Settings()
TIGHT = Limits(recognise_s=1.0, window_s=0, beat_s=5, memory=0, memory_gb=0.6)
PATIENT = Limits(recognise_s=120, beat_s=1.2)
ONCE_MORE = "once more"
DIED = "child .* ended"


def phrase(samples: Samples | None = None) -> Phrase:
    sound = np.linspace(-1, 1, 16_000, dtype=np.float32) if samples is None else samples
    return Phrase("take", 3, 2.5, sound, pause_before_s=0.75)


class Bench:
    """A recogniser over one misbehaving engine, and what it said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notes: list[str] = []
        self.made: list[ChildRecogniser] = []

    def of(
        self, engine: type[engines.Echo], limits: Limits = TIGHT, *, with_words: bool = False
    ) -> ChildRecogniser:
        return self.choosing(
            lambda _s: engines.model(engine, self.folder), limits, with_words=with_words
        )

    def choosing(
        self,
        choose: Callable[[Settings], ModelFiles],
        limits: Limits = TIGHT,
        spawn: Callable[[], subprocess.Popen[bytes]] = engines.spawn,
        *,
        with_words: bool = False,
    ) -> ChildRecogniser:
        made = ChildRecogniser(
            choose,
            spawn=spawn,
            limits=limits,
            on_note=self.notes.append,
            with_words=with_words,
        )
        self.made.append(made)
        return made


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    for recogniser in bench.made:
        recogniser.shut_down()


def test_the_samples_arrive_bit_by_bit_and_the_answer_tells_the_phrase(bench: Bench) -> None:
    sound = np.random.default_rng(1).normal(0, 0.3, 40_001).astype(np.float32)
    text = bench.of(engines.Echo, with_words=True).recognise(phrase(sound), SETTINGS)
    assert text.text == engines.digest(sound)
    assert (text.dictation_id, text.index) == ("take", 3)
    assert (text.start_s, text.pause_before_s) == (2.5, 0.75)
    assert text.end_s == pytest.approx(2.5 + 40_001 / 16_000)
    assert (text.language, text.model) == ("en", "Echo")
    assert [(word.start_s, word.end_s) for word in text.words] == [(2.75, 3.0)]


def test_ten_minutes_of_sound_in_one_phrase_get_through(bench: Bench) -> None:
    sound = np.zeros(600 * 16_000, np.float32)
    sound[-1] = 1
    assert bench.of(engines.Echo).recognise(phrase(sound), SETTINGS).text == engines.digest(sound)


@pytest.mark.expects_warning(DIED)
@pytest.mark.expects_warning(ONCE_MORE)
def test_a_child_that_dies_is_replaced_and_hears_the_same_sound(bench: Bench) -> None:
    text = bench.of(engines.DiesOnce).recognise(phrase(), SETTINGS)
    assert text.text == engines.digest(phrase().samples)


@pytest.mark.expects_warning("hangs")
@pytest.mark.expects_warning(ONCE_MORE)
def test_a_child_that_hangs_is_replaced_and_hears_the_same_sound(bench: Bench) -> None:
    text = bench.of(engines.HangsOnce).recognise(phrase(), SETTINGS)
    assert text.text == engines.digest(phrase().samples)


@pytest.mark.expects_warning("SIGABRT")
@pytest.mark.expects_warning(ONCE_MORE)
def test_a_second_death_on_the_same_sound_is_told(bench: Bench) -> None:
    recogniser = bench.of(engines.Dies)
    with pytest.raises(RecogniserDiedError) as caught:
        recogniser.recognise(phrase(), SETTINGS)
    assert caught.value.hint
    assert recogniser.pid is None


@pytest.mark.expects_warning("hangs")
@pytest.mark.expects_warning(ONCE_MORE)
def test_a_child_that_hangs_twice_is_told_and_gone(bench: Bench) -> None:
    recogniser = bench.of(engines.Hangs)
    recogniser.prepare(SETTINGS)
    pid = recogniser.pid
    started_s = time.monotonic()
    with pytest.raises(RecogniserTimeoutError):
        recogniser.recognise(phrase(), SETTINGS)
    assert 2.0 <= time.monotonic() - started_s < 10
    assert pid is not None
    assert not psutil.pid_exists(pid)


@pytest.mark.expects_warning("hangs")
@pytest.mark.expects_warning(ONCE_MORE)
def test_a_frozen_child_is_noticed_by_its_missing_beat_long_before_the_deadline(
    bench: Bench,
) -> None:
    started_s = time.monotonic()
    with pytest.raises(RecogniserTimeoutError):
        bench.of(engines.Freezes, PATIENT).recognise(phrase(), SETTINGS)
    assert time.monotonic() - started_s < 15


def test_what_libraries_print_neither_stops_nor_reaches_the_messages(bench: Bench) -> None:
    recogniser = bench.of(engines.Floods, Limits())
    text = recogniser.recognise(phrase(), SETTINGS)
    assert text.text == engines.digest(phrase().samples)
    child = recogniser._place.child
    assert child is not None
    assert 0 < len(child.printed()) <= STDERR_KEPT


@pytest.mark.expects_warning("holds")
@pytest.mark.expects_warning(ONCE_MORE)
def test_a_child_that_fills_memory_is_ended(bench: Bench) -> None:
    recogniser = bench.of(engines.EatsMemory, replace(TIGHT, recognise_s=60))
    with pytest.raises(RecogniserError, match="memory"):
        recogniser.recognise(phrase(), SETTINGS)
    assert recogniser.pid is None


@pytest.mark.expects_warning(ONCE_MORE)
def test_running_out_of_memory_is_said_so_with_what_to_do(bench: Bench) -> None:
    with pytest.raises(RecogniserError, match="not enough memory") as caught:
        bench.of(engines.RunsOutOfMemory).recognise(phrase(), SETTINGS)
    assert "dictate models recommend" in caught.value.hint


@pytest.mark.expects_warning(ONCE_MORE)
def test_the_text_of_an_exception_in_the_child_goes_nowhere(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(RecogniserError, match="ValueError") as caught:
        bench.of(engines.Stumbles).recognise(phrase(), SETTINGS)
    assert engines.SECRET not in f"{caught.value}{caplog.text}"


@pytest.mark.parametrize("engine", [engines.Refuses, engines.CannotBeLoaded])
def test_a_model_that_cannot_be_loaded_is_not_tried_twice(
    bench: Bench, engine: type[engines.Echo]
) -> None:
    recogniser = bench.of(engine)
    with pytest.raises(ModelError) as caught:
        recogniser.prepare(SETTINGS)
    assert caught.value.hint
    assert recogniser.pid is None
    with pytest.raises(ModelError):
        recogniser.recognise(phrase(), SETTINGS)


@pytest.mark.expects_warning("nonsense")
@pytest.mark.expects_warning(ONCE_MORE)
def test_a_child_that_talks_gibberish_is_ended(bench: Bench) -> None:
    recogniser = bench.choosing(
        lambda _s: engines.model(engines.Echo, bench.folder),
        spawn=lambda: engines.spawn("garbage"),
    )
    with pytest.raises(RecogniserDiedError, match="nonsense"):
        recogniser.prepare(SETTINGS)
    assert recogniser.pid is None


@pytest.mark.parametrize(
    ("how", "error", "says"),
    [
        ("another version", RecogniserError, "updated"),
        ("silence", RecogniserTimeoutError, "in time"),
        ("no library", RecogniserDiedError, "not installed"),
    ],
)
@pytest.mark.allows_warning("hangs|ended")
@pytest.mark.expects_warning(ONCE_MORE)
def test_a_child_that_does_not_become_a_recogniser_is_told(
    bench: Bench, how: str, error: type[DictateError], says: str
) -> None:
    recogniser = bench.choosing(
        lambda _s: engines.model(engines.Echo, bench.folder),
        limits=replace(TIGHT, hello_s=1.2),
        spawn=lambda: engines.spawn(how),
    )
    with pytest.raises(error, match=says) as caught:
        recogniser.prepare(SETTINGS)
    assert caught.value.hint
    assert recogniser.pid is None


@pytest.mark.expects_warning(ONCE_MORE)
def test_a_process_that_cannot_be_started_is_told(bench: Bench) -> None:
    def refuse() -> subprocess.Popen[bytes]:
        raise OSError(11, "Resource temporarily unavailable")

    recogniser = bench.choosing(lambda _s: engines.model(engines.Echo, bench.folder), spawn=refuse)
    with pytest.raises(RecogniserError, match="Resource temporarily unavailable"):
        recogniser.prepare(SETTINGS)


@pytest.mark.expects_warning("SIGKILL")
@pytest.mark.expects_warning(ONCE_MORE)
def test_a_death_while_idle_does_not_count_as_the_first_failure(bench: Bench) -> None:
    recogniser = bench.of(engines.DiesOnce)
    recogniser.prepare(SETTINGS)
    assert recogniser.pid is not None
    os.kill(recogniser.pid, signal.SIGKILL)
    os.waitid(os.P_PID, recogniser.pid, os.WEXITED | os.WNOWAIT)
    assert recogniser.recognise(phrase(), SETTINGS).text


def test_the_loaded_model_stays_until_the_settings_or_its_files_change(bench: Bench) -> None:
    stamp = ["first"]
    recogniser = bench.choosing(
        lambda _s: engines.model(engines.Echo, bench.folder, stamp=stamp[0])
    )
    recogniser.prepare(SETTINGS)
    first = recogniser.pid
    beam = replace(SETTINGS, recogniser=RecogniserSettings(beam_size=5, language="de"))
    assert recogniser.recognise(phrase(), beam).language == "de"
    recogniser.prepare(SETTINGS)
    assert recogniser.pid == first
    stamp[0] = "renewed"
    recogniser.prepare(SETTINGS)
    second = recogniser.pid
    assert second != first
    threads = replace(SETTINGS, recogniser=RecogniserSettings(threads=7))
    recogniser.recognise(phrase(), threads)
    assert recogniser.pid not in {first, second}


def test_each_phrase_is_asked_for_as_its_own_settings_and_context_say(bench: Bench) -> None:
    recogniser = bench.of(engines.Tells)
    context = Context(language="de", before="Das ist")

    def asked(**settings: Any) -> str:
        own = replace(SETTINGS, recogniser=RecogniserSettings(**settings))
        return recogniser.recognise(phrase(), own, context).text

    assert asked(padding_ms=0, beam_size=2) == "de 2 0 ''"
    pid = recogniser.pid
    assert asked(padding_ms=1500, carry_text=True) == "de 5 1500 'Das ist'"
    assert recogniser.pid == pid


def test_what_a_phrase_cost_is_told(bench: Bench) -> None:
    answer = bench.of(engines.Tells).recognise(phrase(), SETTINGS)
    assert (answer.frames, answer.doubt) == (1300, "unsure")


def test_unloading_gives_the_memory_back_and_the_next_call_loads_again(bench: Bench) -> None:
    recogniser = bench.of(engines.Echo)
    recogniser.prepare(SETTINGS)
    pid = recogniser.pid
    assert pid is not None
    assert recogniser.rss_bytes() > 1_000_000
    assert recogniser.ready is not None
    recogniser.unload()
    assert not psutil.pid_exists(pid)
    assert [recogniser.pid, recogniser.ready, recogniser.rss_bytes()] == [None, None, 0]
    assert recogniser.recognise(phrase(), SETTINGS).text


@pytest.mark.expects_warning("hangs")
@pytest.mark.expects_warning(ONCE_MORE)
def test_an_idle_child_can_be_ended_from_another_thread_and_a_working_one_cannot(
    bench: Bench,
) -> None:
    recogniser = bench.of(engines.Echo)
    assert not recogniser.unload_if_idle()
    recogniser.prepare(SETTINGS)
    assert recogniser.unload_if_idle()
    assert recogniser.pid is None

    busy = bench.of(engines.HangsOnce, replace(TIGHT, recognise_s=0.8))
    busy.prepare(SETTINGS)
    answers: list[bool] = []
    asking = threading.Timer(0.3, lambda: answers.append(busy.unload_if_idle()))
    asking.start()
    assert busy.recognise(phrase(), SETTINGS).text
    asking.join(timeout=5)
    assert answers == [False]


def test_a_note_about_the_model_is_told_once(bench: Bench) -> None:
    note = "The model small is not installed. Echo is used instead."
    recogniser = bench.choosing(lambda _s: engines.model(engines.Echo, bench.folder, note=note))
    recogniser.prepare(SETTINGS)
    first = recogniser.pid
    recogniser.prepare(SETTINGS)
    assert bench.notes == [note]
    assert recogniser.pid == first


def test_shutting_down_from_another_thread_ends_a_call_at_once(bench: Bench) -> None:
    recogniser = bench.of(engines.Hangs, PATIENT)
    recogniser.prepare(SETTINGS)
    threading.Timer(0.5, recogniser.shut_down).start()
    started_s = time.monotonic()
    with pytest.raises(RecogniserError, match="closed"):
        recogniser.recognise(phrase(), SETTINGS)
    assert time.monotonic() - started_s < 4
    assert recogniser.pid is None
    with pytest.raises(RecogniserError, match="closed"):
        recogniser.prepare(SETTINGS)


def test_ctrl_c_is_for_the_program_not_for_the_child(bench: Bench) -> None:
    recogniser = bench.of(engines.Echo)
    recogniser.prepare(SETTINGS)
    pid = recogniser.pid
    assert pid is not None
    os.kill(pid, signal.SIGINT)
    assert recogniser.recognise(phrase(), SETTINGS).text
    assert recogniser.pid == pid
    assert os.getpgid(pid) != os.getpgid(0)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_child_is_nice_dumps_no_core_and_goes_first_when_memory_is_short(bench: Bench) -> None:
    recogniser = bench.of(engines.Echo)
    recogniser.prepare(SETTINGS)
    child = psutil.Process(recogniser.pid)
    assert child.nice() == psutil.Process().nice() + 2
    assert child.rlimit(psutil.RLIMIT_CORE) == (0, 0)
    score = int(Path(f"/proc/{child.pid}/oom_score_adj").read_text())
    assert score > int(Path("/proc/self/oom_score_adj").read_text())


@pytest.mark.skipif(sys.platform == "win32", reason="classes instead of niceness")
def test_the_program_comes_before_the_recogniser_and_that_before_the_cleaner() -> None:
    niceness = [psutil.Process().nice()]
    for spawn in (spawn_recogniser, spawn_cleaner):
        child = ChildProcess(spawn(), "test")
        hello = child.receive(20.0)
        assert isinstance(hello, Frame)
        niceness.append(psutil.Process(child.pid).nice())
        child.end()
    assert niceness == sorted(set(niceness))


def test_a_child_whose_pipe_ends_goes_in_the_middle_of_its_work(tmp_path: Path) -> None:
    process = engines.spawn()
    child = ChildProcess(process, "test")
    child.send(messages.load(1, "Hangs", EngineSetup("x", str(tmp_path), "cpu", 1, "")))
    child.send(messages.recognise(2, phrase().samples, SoundRequest()))
    while (news := child.receive(20.0)) is not None:
        assert isinstance(news, Frame)
        if news.header["kind"] == "ready":
            break
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=5) == 0
    child.end()


def restart_often(bench: Bench, times: int) -> None:
    recogniser = bench.of(engines.Echo)
    me = psutil.Process()
    recogniser.prepare(SETTINGS)
    recogniser.unload()
    before = me.num_fds(), threading.active_count(), len(me.children())
    for _ in range(times):
        recogniser.recognise(phrase(), SETTINGS)
        recogniser.unload()
    assert (me.num_fds(), threading.active_count(), len(me.children())) == before


def test_no_handle_thread_or_child_stays_after_ten_restarts(bench: Bench) -> None:
    restart_often(bench, 10)


@pytest.mark.full
def test_no_handle_thread_or_child_stays_after_two_hundred_restarts(bench: Bench) -> None:
    restart_often(bench, 200)


def runs(process: psutil.Process) -> bool:
    """Whether it computes; one that only waits to be reaped by init does not."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


PARENT = """
import sys, numpy as np
from pathlib import Path
from dictate.core.dictation import Phrase
from dictate.settings.schema import Settings
from dictate.workers.supervise import ChildRecogniser, spawn_recogniser
from tests.fakes import engines
engine = getattr(engines, sys.argv[1])
model = engines.model(engine, Path(sys.argv[2]))
recogniser = ChildRecogniser(lambda s: model, spawn=engines.spawn)
recogniser.prepare(Settings())
print(recogniser.pid, flush=True)
recogniser.recognise(Phrase("a", 0, 0.0, np.ones(16000, np.float32)), Settings())
sys.stdin.read()
"""


@pytest.mark.parametrize("engine", [engines.Echo, engines.Hangs])
def test_no_child_survives_a_kill_of_the_program(
    engine: type[engines.Echo], tmp_path: Path
) -> None:
    root = Path(__file__).resolve().parents[2]
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, engine.__name__, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    with parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        assert runs(child)
        parent.kill()
        parent.wait(timeout=5)
        patience_s = time.monotonic() + 2.0
        while runs(child):
            assert time.monotonic() < patience_s, "the child survives"
            time.sleep(0.05)
