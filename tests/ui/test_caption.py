"""Live words on two lines."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtGui import QFont, QFontMetricsF

from dictate.ui.caption import Caption, Line

WIDTH = 300.0
SPOKEN = [f"word{i}" for i in range(400)]


@pytest.fixture
def font() -> QFont:
    return QFont()


@pytest.fixture
def caption() -> Caption:
    return Caption(2)


def shown(caption: Caption, committed: str, tail: str, font: QFont) -> list[str]:
    return [line.text for line in caption.lines(committed, tail, font, WIDTH)]


def test_no_words_are_no_lines(caption: Caption, font: QFont) -> None:
    assert caption.lines("", "", font, WIDTH) == ()


def test_what_is_certain_and_what_is_not_are_told_apart(caption: Caption, font: QFont) -> None:
    assert caption.lines("I think", "we should", font, WIDTH) == (Line("I think we should", 8),)
    assert caption.lines("", "maybe", font, WIDTH) == (Line("maybe", 0),)
    assert caption.lines("sure", "", font, WIDTH) == (Line("sure", 4),)


def test_uncertain_words_go_on_to_the_next_line(caption: Caption, font: QFont) -> None:
    lines = caption.lines("sure " * 3, "maybe " * 8, font, WIDTH)
    assert len(lines) == 2
    assert lines[0].uncertain == 15
    assert lines[1].uncertain == 0


def test_every_line_fits(caption: Caption, font: QFont) -> None:
    metrics = QFontMetricsF(font)
    for count in range(1, 200, 7):
        for line in shown(caption, " ".join(SPOKEN[:count]), "tail", font):
            assert metrics.horizontalAdvance(line) <= WIDTH


def test_the_newest_word_is_always_seen(caption: Caption, font: QFont) -> None:
    for count in range(1, len(SPOKEN)):
        assert shown(caption, " ".join(SPOKEN[:count]), "", font)[-1].endswith(SPOKEN[count - 1])


def test_words_stay_on_their_line_and_lines_only_move_up(caption: Caption, font: QFont) -> None:
    seen = [shown(caption, " ".join(SPOKEN[:count]), "", font) for count in range(1, len(SPOKEN))]
    for before, after in pairwise(seen):
        grown = after[-1].startswith(before[-1]) and after[:-1] == before[:-1]
        wrapped = after[:-1] == before[-1:]
        assert grown or wrapped, (before, after)


def test_words_are_seen_again_from_the_start_when_they_are_others(
    caption: Caption, font: QFont
) -> None:
    shown(caption, " ".join(SPOKEN), "", font)
    assert shown(caption, "another one", "", font) == ["another one"]


def test_a_tail_that_shrinks_takes_no_certain_word_with_it(caption: Caption, font: QFont) -> None:
    committed = " ".join(SPOKEN[:30])
    shown(caption, committed, " ".join(SPOKEN[30:90]), font)
    assert shown(caption, committed, "", font)[-1].endswith(SPOKEN[29])


def test_a_long_recording_taken_up_late_costs_no_more_than_a_page(
    caption: Caption, font: QFont
) -> None:
    lines = shown(caption, "early " * 50_000 + "and the end", "", font)
    assert lines[-1].endswith("and the end")
    assert len(lines) == 2


def test_a_new_recording_begins_with_an_empty_caption(caption: Caption, font: QFont) -> None:
    shown(caption, " ".join(SPOKEN), "", font)
    assert shown(caption, "", "", font) == []
    assert shown(caption, SPOKEN[0], "", font) == [SPOKEN[0]]
