"""What a user hears of when the sound server or the microphone fails."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dictate.audio import devices, pulse
from dictate.audio.recorder import MicrophoneRecorder
from dictate.audio.spool import SpoolFolder
from dictate.core.dictation import RATE_HZ
from dictate.core.findings import Health
from dictate.errors import MicrophoneError
from dictate.settings.schema import MicrophoneSettings
from tests.e2e.audio.conftest import Booth
from tests.e2e.children import wait_until
from tests.fakes.take_listener import RecordingListener
from tests.fakes.vowel import vowel

SETTINGS = MicrophoneSettings()
NOTICED_S = 1.5


def begin(
    recorder: MicrophoneRecorder,
    ears: RecordingListener,
    dictation_id: str = "1",
    settings: MicrophoneSettings = SETTINGS,
) -> None:
    recorder.open(dictation_id, settings, ears)
    ears.wait(f"sound_arrived {dictation_id}")
    time.sleep(0.3)


def test_a_killed_server_is_noticed_at_once_and_what_was_heard_is_kept(
    fragile_booth: Booth,
    fragile_recorder: MicrophoneRecorder,
    spools: SpoolFolder,
    ears: RecordingListener,
) -> None:
    booth, recorder = fragile_booth, fragile_recorder
    recorder.open("1", SETTINGS, ears)
    ears.wait("sound_arrived 1")
    booth.play(vowel(4))
    time.sleep(2)
    killed_s = time.monotonic()
    booth.kill()
    ears.wait("lost 1")
    assert ears.at_s["lost 1"] - killed_s < 0.5
    recorder.close("1")
    ears.wait("ended 1")
    assert len(spools.read("1")) / RATE_HZ == pytest.approx(2, abs=0.3)
    assert len(ears.phrases) == 1

    recorder.open("2", SETTINGS, ears)
    ears.wait("failed 2")
    error = ears.errors[-1]
    assert isinstance(error, MicrophoneError)
    assert error.message == "The sound server is not running."
    assert error.hint

    booth.restart()
    begin(recorder, ears, "3")
    recorder.close("3")
    ears.wait("ended 3")


def test_a_frozen_server_is_noticed_and_nothing_hangs_with_it(
    booth: Booth, recorder: MicrophoneRecorder, spools: SpoolFolder, ears: RecordingListener
) -> None:
    recorder.open("1", SETTINGS, ears)
    ears.wait("sound_arrived 1")
    booth.play(vowel(4))
    time.sleep(1)
    frozen_s = time.monotonic()
    booth.freeze()
    ears.wait("lost 1")
    assert ears.at_s["lost 1"] - frozen_s < NOTICED_S
    closed_s = time.monotonic()
    recorder.close("1")
    ears.wait("ended 1")
    assert time.monotonic() - closed_s < 0.5
    assert len(spools.read("1")) / RATE_HZ == pytest.approx(1, abs=0.3)

    opened_s = time.monotonic()
    recorder.open("2", SETTINGS, ears)
    ears.wait("failed 2")
    assert time.monotonic() - opened_s < 3
    assert "does not answer" in str(ears.errors[-1])
    booth.thaw()
    begin(recorder, ears, "3")
    recorder.close("3")
    ears.wait("ended 3")
    assert 0.2 < ears.ends["3"].duration_s < 1  # nothing of the stream that hung


def test_a_server_that_freezes_while_the_microphone_opens_is_given_up(
    booth: Booth,
    recorder: MicrophoneRecorder,
    ears: RecordingListener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = pulse.look()
    monkeypatch.setattr(pulse, "look", lambda: server)
    booth.freeze()
    opened_s = time.monotonic()
    recorder.open("1", SETTINGS, ears)
    ears.wait("failed 1")
    assert 2.5 < time.monotonic() - opened_s < 4
    assert ears.heard == ["failed 1"]
    recorder.open("2", SETTINGS, ears)
    ears.wait("failed 2")
    assert all(str(error) for error in ears.errors)
    booth.thaw()
    wait_until(lambda: not booth.streams(), "the late stream is closed")
    begin(recorder, ears, "3")
    recorder.close("3")
    ears.wait("ended 3")


def test_a_frozen_server_does_not_keep_the_program_from_ending(
    booth: Booth, tmp_path: Path
) -> None:
    script = tmp_path / "program.py"
    script.write_text(
        "import sys\n"
        "from pathlib import Path\n"
        "from dictate.audio.recorder import MicrophoneRecorder\n"
        "from dictate.audio.spool import SpoolFolder\n"
        "from dictate.settings.schema import MicrophoneSettings\n"
        "from tests.fakes.take_listener import RecordingListener\n"
        "ears = RecordingListener()\n"
        f"recorder = MicrophoneRecorder(SpoolFolder(Path({str(tmp_path)!r}) / 'spool'))\n"
        "recorder.open('1', MicrophoneSettings(), ears)\n"
        "ears.wait('sound_arrived 1')\n"
        "print('recording', flush=True)\n"
        "sys.stdin.readline()\n"
        "recorder.shut_down()\n"
        "print(ears.heard[-1], flush=True)\n"
    )
    program = subprocess.Popen(
        [sys.executable, script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )
    with program:
        assert program.stdin
        assert program.stdout
        assert program.stdout.readline() == "recording\n"
        booth.freeze()
        time.sleep(0.2)
        asked_s = time.monotonic()
        program.stdin.write("end\n")
        program.stdin.flush()
        assert program.stdout.readline() == "ended 1\n"
        assert program.wait(5) == 0
        assert time.monotonic() - asked_s < 3
        booth.thaw()


def test_a_suspended_microphone_is_noticed(
    booth: Booth, recorder: MicrophoneRecorder, ears: RecordingListener
) -> None:
    begin(recorder, ears)
    suspended_s = time.monotonic()
    booth.pactl("suspend-source", "labmic", "1")
    ears.wait("lost 1")
    assert ears.at_s["lost 1"] - suspended_s < NOTICED_S
    recorder.close("1")
    ears.wait("ended 1")
    booth.pactl("suspend-source", "labmic", "0")
    begin(recorder, ears, "2")
    recorder.close("2")
    ears.wait("ended 2")


def test_a_microphone_that_is_suspended_from_the_start_has_failed(
    booth: Booth, recorder: MicrophoneRecorder, ears: RecordingListener
) -> None:
    booth.pactl("suspend-source", "labmic", "1")
    recorder.open("1", SETTINGS, ears)
    ears.wait("failed 1", timeout_s=8)
    assert "gives no sound" in str(ears.errors[-1])


def test_an_unplugged_microphone_is_told_and_recording_goes_on_with_another(
    booth: Booth, recorder: MicrophoneRecorder, spools: SpoolFolder, ears: RecordingListener
) -> None:
    module = booth.add_microphone("usbmic")
    begin(recorder, ears, settings=replace(SETTINGS, device="usbmic"))
    unplugged_s = time.monotonic()
    booth.pactl("unload-module", module)
    wait_until(lambda: "moved 1" in ears.heard or "lost 1" in ears.heard, "it is told")
    assert time.monotonic() - unplugged_s < NOTICED_S
    if "moved 1" in ears.heard:
        assert ears.devices == ["Microphone"]
        booth.say(vowel(2))
    recorder.close("1")
    ears.wait("ended 1")
    assert "moved 1" in ears.heard
    assert np.abs(spools.read("1")[-RATE_HZ:]).max() > 0.1


def test_a_stream_moved_by_hand_is_told(
    booth: Booth, recorder: MicrophoneRecorder, ears: RecordingListener
) -> None:
    booth.add_microphone("usbmic")
    begin(recorder, ears)
    (stream,) = booth.streams()
    booth.pactl("move-source-output", stream, "usbmic")
    ears.wait("moved 1", timeout_s=NOTICED_S)
    assert ears.devices == ["Usbmic"]
    recorder.close("1")
    ears.wait("ended 1")


def test_a_muted_microphone_is_told_within_little_more_than_a_second(
    booth: Booth, recorder: MicrophoneRecorder, ears: RecordingListener
) -> None:
    booth.pactl("set-source-mute", "labmic", "1")
    player = booth.play(vowel(3))
    time.sleep(0.3)
    recorder.open("1", SETTINGS, ears)
    ears.wait("sound_arrived 1")
    ears.wait("muted 1")
    assert 0.9 < ears.at_s["muted 1"] - ears.at_s["sound_arrived 1"] < 1.3
    recorder.close("1")
    ears.wait("ended 1")
    assert ears.phrases == []
    player.wait()


def test_without_any_microphone_the_user_is_told_so(
    booth: Booth, recorder: MicrophoneRecorder, ears: RecordingListener
) -> None:
    modules = [line.split("\t") for line in booth.pactl("list", "short", "modules").splitlines()]
    (microphone,) = [words[0] for words in modules if words[1] == "module-remap-source"]
    booth.pactl("unload-module", microphone)
    try:
        recorder.open("1", SETTINGS, ears)
        ears.wait("failed 1")
        error = ears.errors[-1]
        assert isinstance(error, MicrophoneError)
        assert error.message == "No microphone was found."
        assert error.hint
        findings = {finding.topic: finding for finding in devices.probe()}
        assert findings["microphone"].health is Health.BROKEN
        assert findings["microphone level"].text == "No microphone was found."
    finally:
        booth.add_microphone("labmic")
        booth.pactl("set-default-source", "labmic")


def test_a_killed_program_leaves_all_but_the_last_quarter_of_a_second(
    booth: Booth, tmp_path: Path
) -> None:
    script = tmp_path / "program.py"
    script.write_text(
        "import sys, time\n"
        "from pathlib import Path\n"
        "from dictate.audio.recorder import MicrophoneRecorder\n"
        "from dictate.audio.spool import SpoolFolder\n"
        "from dictate.settings.schema import MicrophoneSettings\n"
        "from tests.fakes.take_listener import RecordingListener\n"
        "ears = RecordingListener()\n"
        f"recorder = MicrophoneRecorder(SpoolFolder(Path({str(tmp_path)!r}) / 'spool'))\n"
        "recorder.preload()\n"
        "recorder.open(sys.argv[1], MicrophoneSettings(), ears)\n"
        "ears.wait('sound_arrived ' + sys.argv[1])\n"
        "print(ears.at_s['sound_arrived ' + sys.argv[1]], flush=True)\n"
        "sys.stdin.readline()\n"
    )
    rng = np.random.default_rng(5)
    spools = SpoolFolder(tmp_path / "spool")
    for number in range(6):
        program = subprocess.Popen(
            [sys.executable, script, str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )
        with program:
            assert program.stdout
            arrived_s = float(program.stdout.readline())
            if number == 0:
                assert spools.leftovers() == []  # it is being recorded
            time.sleep(float(rng.uniform(0.2, 1.5)))
            spoken_s = time.monotonic() - arrived_s
            program.kill()
        (leftover,) = spools.leftovers()
        assert leftover.dictation_id == str(number)
        assert leftover.duration_s >= spoken_s - 0.25
        assert leftover.lost_s == 0
        assert len(spools.read(str(number))) / RATE_HZ == leftover.duration_s
        spools.remove(str(number))
    assert booth.streams() == []


def test_all_threads_end_when_the_recorder_does(
    booth: Booth, spools: SpoolFolder, ears: RecordingListener
) -> None:
    before = set(threading.enumerate())
    recorder = MicrophoneRecorder(spools)
    begin(recorder, ears, settings=replace(SETTINGS, warm_s=60))
    recorder.close("1")
    ears.wait("ended 1")
    begin(recorder, ears, "2", settings=replace(SETTINGS, warm_s=60))
    recorder.shut_down()
    wait_until(lambda: set(threading.enumerate()) <= before, "the threads have ended", 1.0)
    assert booth.streams() == []
