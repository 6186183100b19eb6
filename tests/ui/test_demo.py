"""The overlay over a demonstration, without its models."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dictate.app import demo
from dictate.app.demo import Demonstration, with_overlay
from dictate.app.samples import shipped_sample
from dictate.core.dictation import CleanedText, Level, Phrase, PhraseText
from dictate.core.notices import LevelChanged, Notice, Phase, StatusChanged, WordsChanged
from dictate.core.recognition import ModelFiles
from dictate.errors import DictateError, ModelError
from dictate.settings.schema import Settings
from dictate.ui.overlay import Overlay
from tests.fakes.cleaner import FakeCleaner

MODEL = ModelFiles("sample", Path("/nowhere"), 1)


class Recogniser:
    def prepare(self, settings: Settings) -> None:
        del settings

    def recognise(self, phrase: Phrase, settings: Settings) -> PhraseText:
        del settings
        return PhraseText(phrase.dictation_id, phrase.index, f"part {phrase.index}")


class Chain:
    """As `app.trial.Chain`, without children."""

    closed = 0

    def __init__(self, _choose: object, _settings: Settings) -> None:
        self.recogniser = Recogniser()
        self.cleaner = FakeCleaner()

    def clean(self, texts: list[PhraseText]) -> CleanedText:
        raw = " ".join(text.text for text in texts)
        return CleanedText(raw, raw.upper(), by="fake")

    def close(self) -> None:
        Chain.closed += 1


@pytest.fixture(autouse=True)
def chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "Chain", Chain)
    Chain.closed = 0


def test_the_sample_is_heard_while_it_is_spoken_then_cleaned() -> None:
    told: list[Notice] = []
    paces: list[float] = []
    shown = Demonstration(
        shipped_sample(), lambda _: MODEL, Settings(), told.append, paces.append
    ).play()
    assert (shown.model, shown.text.text) == ("sample", "PART 0")
    phases = [notice.phase for notice in told if isinstance(notice, StatusChanged)]
    assert phases == [Phase.OPENING, Phase.LISTENING, Phase.TRAILING, Phase.IDLE]
    words = [notice.committed for notice in told if isinstance(notice, WordsChanged)]
    assert words[-1] == "PART 0"
    levels = [notice.level.rms for notice in told if isinstance(notice, LevelChanged)]
    assert max(levels) > 0.02
    assert paces == sorted(paces)
    assert paces[-1] > 2.0
    assert Chain.closed == 1


def test_the_overlay_is_there_while_it_plays_and_gone_afterwards(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    del qtbot
    monkeypatch.setattr(demo, "SHOWN_S", 0.05)
    monkeypatch.setattr(demo, "_Pace", lambda _ended: lambda _until_s: time.sleep(0.001))
    seen: list[bool] = []
    add_level = Overlay.add_level

    def watch(overlay: Overlay, level: Level) -> None:
        seen.append(overlay.isVisible())
        add_level(overlay, level)

    monkeypatch.setattr(Overlay, "add_level", watch)
    shown = with_overlay(shipped_sample(), lambda _: MODEL, Settings(), os.environ)
    assert shown.text.text == "PART 0"
    assert seen
    assert all(seen)
    assert not any(widget.isVisible() for widget in QApplication.topLevelWidgets())


def test_what_goes_wrong_is_told_after_the_overlay_is_gone(qtbot: QtBot) -> None:
    del qtbot

    def none(_settings: Settings) -> ModelFiles:
        raise ModelError("No speech model is installed.")

    with pytest.raises(DictateError, match="No speech model"):
        with_overlay(shipped_sample(), none, Settings(), os.environ)
