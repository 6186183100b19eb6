"""The history window."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTextEdit
from pytestqt.qtbot import QtBot

from dictate.core.dictation import Dictation, Edit, State
from dictate.ui.history_window import HistoryWindow
from tests.fakes.commands import FakeCommands
from tests.fakes.history_view import FakeHistoryView


@pytest.fixture
def view(rows: tuple[Dictation, ...]) -> FakeHistoryView:
    return FakeHistoryView(rows)


@pytest.fixture
def window(view: FakeHistoryView, commands: FakeCommands, qtbot: QtBot) -> Iterator[HistoryWindow]:
    made = HistoryWindow(view, commands)
    qtbot.addWidget(made)
    made.bring_up()
    qtbot.waitUntil(lambda: bool(view.searched) and not made._beside.busy)
    yield made
    made.stop()


def ids(window: HistoryWindow) -> list[str]:
    model = window._model
    return [row.id for place in range(model.rowCount()) if (row := model.at(place))]


def choose(window: HistoryWindow, dictation_id: str) -> None:
    window._list.setCurrentIndex(window._model.index(window._model.row_of(dictation_id)))


def button(window: HistoryWindow, text: str) -> QPushButton:
    return next(b for b in window.findChildren(QPushButton) if b.text() == text)


def words(window: HistoryWindow) -> str:
    return window.findChildren(QTextEdit)[0].toPlainText()


def test_it_opens_with_everything_newest_first_and_the_keyboard_in_the_search(
    window: HistoryWindow,
) -> None:
    assert ids(window) == ["6", "5", "4", "3", "2", "1"]
    assert window.focusWidget() is window._search


def test_typing_searches_once_the_typing_stops(
    window: HistoryWindow, view: FakeHistoryView, qtbot: QtBot
) -> None:
    QTest.keyClicks(window._search, "First")
    qtbot.waitUntil(lambda: ids(window) == ["1"])
    assert view.searched[-1] == "First"
    assert words(window) == "First."


def test_an_answer_that_comes_late_does_not_replace_a_newer_one(
    window: HistoryWindow, view: FakeHistoryView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_answer = threading.Event()
    find = view.find

    def slow(words: str, count: int) -> Sequence[Dictation]:
        assert may_answer.wait(timeout=10)
        return find(words, count)

    monkeypatch.setattr(view, "find", slow)
    window.reload()
    window._search.setText("First")
    window.reload()
    shown: list[list[str]] = []
    window._model.modelReset.connect(lambda: shown.append(ids(window)))
    may_answer.set()
    qtbot.waitUntil(lambda: not window._beside.busy)
    assert shown == [["1"]]


def test_nothing_found_says_so(window: HistoryWindow, qtbot: QtBot) -> None:
    QTest.keyClicks(window._search, "nowhere")
    qtbot.waitUntil(lambda: window._nothing.isVisible())
    assert window._nothing.text() == "Nothing was found."
    assert words(window) == ""


def test_a_chosen_dictation_is_shown_in_full(window: HistoryWindow) -> None:
    choose(window, "5")
    assert words(window) == "Hello & welcome."


def test_the_words_as_recognised_can_be_compared(window: HistoryWindow) -> None:
    choose(window, "5")
    raw = button(window, "As recognised")
    raw.click()
    assert words(window) == "hello"
    raw.click()
    assert words(window) == "Hello & welcome."
    choose(window, "1")
    assert not raw.isVisible()


def test_every_change_is_shown_with_its_reason(
    window: HistoryWindow, view: FakeHistoryView
) -> None:
    row = next(row for row in view.rows if row.id == "5")
    edits = (Edit("filler", 0, "hello", "Hello & welcome."),)
    window._detail.show_dictation(replace(row, edits=edits, cleaner="rules"))
    changes, raw = button(window, "Changes"), button(window, "As recognised")
    changes.click()
    assert words(window) == "helloHello & welcome."
    shown = window._detail._why
    assert shown.text() == "a filler  ·  by rules"
    raw.click()
    assert (words(window), changes.isChecked(), shown.isVisible()) == ("hello", False, False)
    changes.click()
    assert not raw.isChecked()
    changes.click()
    assert words(window) == "Hello & welcome."


def test_without_changes_none_can_be_shown(window: HistoryWindow) -> None:
    choose(window, "5")
    assert not button(window, "Changes").isVisible()


def test_another_dictation_is_shown_as_delivered_again(window: HistoryWindow) -> None:
    choose(window, "5")
    button(window, "As recognised").click()
    choose(window, "2")
    choose(window, "5")
    assert words(window) == "Hello & welcome."


def test_it_can_be_copied_heard_and_tried_again(
    window: HistoryWindow, commands: FakeCommands, view: FakeHistoryView
) -> None:
    choose(window, "5")
    view.played.clear()
    button(window, "Copy").click()
    button(window, "Play").click()
    button(window, "Try again").click()
    assert commands.calls == [("copy", "5"), ("retry", "5")]
    assert view.played == ["5"]


def test_choosing_another_one_stops_what_plays(
    window: HistoryWindow, view: FakeHistoryView
) -> None:
    choose(window, "5")
    button(window, "Play").click()
    choose(window, "1")
    assert view.played[-1] == ""


def test_without_sound_there_is_nothing_to_hear_or_try_again(window: HistoryWindow) -> None:
    choose(window, "1")
    assert not button(window, "Play").isEnabled()
    assert not button(window, "Try again").isEnabled()
    assert button(window, "Copy").isEnabled()


def test_deleting_asks_once_and_then_deletes_for_good(
    window: HistoryWindow, view: FakeHistoryView, qtbot: QtBot
) -> None:
    choose(window, "5")
    button(window, "Delete").click()
    assert any(row.id == "5" for row in view.rows)
    button(window, "Delete for good?").click()
    qtbot.waitUntil(lambda: "5" not in ids(window))
    assert all(row.id != "5" for row in view.rows)


def test_the_question_before_deleting_is_not_carried_over_to_another_dictation(
    window: HistoryWindow, view: FakeHistoryView
) -> None:
    choose(window, "5")
    button(window, "Delete").click()
    choose(window, "1")
    button(window, "Delete").click()
    assert len(view.rows) == 6


def test_what_is_being_worked_on_cannot_be_deleted(window: HistoryWindow) -> None:
    choose(window, "6")
    assert not button(window, "Delete").isEnabled()


def test_the_note_says_what_went_wrong(window: HistoryWindow) -> None:
    choose(window, "3")
    assert window._detail._note.text() == "It broke."


def test_a_new_dictation_comes_up_and_the_chosen_one_stays_chosen(
    window: HistoryWindow, view: FakeHistoryView, qtbot: QtBot
) -> None:
    choose(window, "5")
    view.rows.insert(0, Dictation("7", 0.0, State.DONE, text="New."))
    window.changed()
    qtbot.waitUntil(lambda: ids(window)[0] == "7")
    assert words(window) == "Hello & welcome."


def test_while_nobody_looks_the_history_is_not_read(
    window: HistoryWindow, view: FakeHistoryView, qtbot: QtBot
) -> None:
    window.hide()
    asked = len(view.searched)
    window.changed()
    qtbot.wait(200)
    assert len(view.searched) == asked


@pytest.mark.expects_warning("history-window: The history cannot be read.")
def test_a_history_that_cannot_be_read_says_what_to_do(
    window: HistoryWindow, view: FakeHistoryView, qtbot: QtBot
) -> None:
    view.refuses = True
    window.reload()
    qtbot.waitUntil(lambda: window._nothing.isVisible())
    assert window._nothing.text() == "The history cannot be read. Free some disk space."


def test_ctrl_f_goes_to_the_search_field(window: HistoryWindow) -> None:
    window._list.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is window._search
