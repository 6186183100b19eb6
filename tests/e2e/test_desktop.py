"""The desktop itself: what the other end-to-end tests stand on."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dictate.core.dictation import RATE_HZ
from tests.e2e.children import wait_until
from tests.e2e.desktop import Desktop
from tests.e2e.windows import GtkField, QtField, Terminal
from tests.wav import read_wav, write_wav


def test_what_is_played_into_the_microphone_is_recorded(desktop: Desktop, tmp_path: Path) -> None:
    tone, heard = tmp_path / "tone.wav", tmp_path / "heard.wav"
    wave = 0.3 * np.sin(2 * np.pi * 440 * np.arange(RATE_HZ) / RATE_HZ)
    write_wav(tone, wave.astype(np.float32))
    recorder = desktop.windows.start(
        "parecord",
        ["parecord", "-d", "labmic", "--rate=16000", "--channels=1", "--latency-msec=20", heard],
        desktop.environment,
    )
    wait_until(heard.exists, "the recording begins")
    desktop.sound.say(tone)
    recorder.end()
    samples = read_wav(heard)
    loudest_hz = np.argmax(np.abs(np.fft.rfft(samples))) * RATE_HZ / len(samples)
    assert abs(loudest_hz - 440) < 5


def test_keys_reach_the_windows_of_other_programs(desktop: Desktop) -> None:
    qt, gtk, terminal = QtField(desktop), GtkField(desktop), Terminal(desktop)
    for window in (qt, gtk, terminal):
        window.focus()
        desktop.keyboard.tap(desktop.keyboard.keycode("a"))
    wait_until(lambda: qt.text() == "a", "the Qt field has the letter")
    wait_until(lambda: terminal.text() == "a", "the terminal has the letter")
    assert gtk.text() == "a"


def test_a_clipboard_of_many_formats_reads_the_same_twice(desktop: Desktop) -> None:
    desktop.clipboard.fill_with_everything()
    first = desktop.clipboard.content()
    assert {"image/png", "text/html", "text/uri-list", "UTF8_STRING"} <= set(first)
    assert first["application/x-something"] == bytes(range(256))
    assert desktop.clipboard.content() == first


def test_a_layout_without_latin_letters_has_none(desktop: Desktop) -> None:
    field = QtField(desktop)
    desktop.use_layout("ru")
    desktop.keyboard.tap(38)  # where `a` is on an English keyboard
    wait_until(lambda: field.text() == "ф", "the Russian letter")
