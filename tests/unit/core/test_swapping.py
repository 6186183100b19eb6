"""The other wording takes the place of the one pasted last only where that is proven to stand."""

from __future__ import annotations

import pytest

from dictate.core.dictation import Dictation, Focus, FocusKind, Landing, State
from dictate.core.notices import Told
from dictate.core.swapping import (
    NO_OTHER,
    NOTHING_PASTED,
    ON_THE_CLIPBOARD,
    Pasted,
    swapped,
)
from dictate.errors import DeliveryError
from dictate.settings.schema import Settings
from tests.fakes.deliverer import FakeDeliverer

ROW = Dictation("x", 1.0, State.DONE, raw="um yes", text="Yes.")
LAST = Pasted("w1", " Yes.", "Yes.", ROW)


class Bench:
    def __init__(self) -> None:
        self.deliverer = FakeDeliverer()
        self.deliverer.windows["w1"] = "Before. Yes."
        self.told: list[Told] = []

    def swap(self, last: Pasted | None = LAST) -> Pasted | None:
        return swapped(self.deliverer, last, Settings(), self.told.append)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_the_wordings_take_turns(bench: Bench) -> None:
    after = bench.swap()
    assert bench.deliverer.windows["w1"] == "Before. um yes"
    assert bench.swap(after) == LAST
    assert bench.deliverer.windows["w1"] == "Before. Yes."
    assert bench.told == []


def test_where_it_cannot_be_proven_the_other_wording_is_on_the_clipboard(bench: Bench) -> None:
    bench.deliverer.windows["w1"] += " more"
    assert bench.swap() == LAST
    assert bench.deliverer.windows["w1"] == "Before. Yes. more"
    assert bench.deliverer.clipboard == "um yes"
    assert bench.told == [ON_THE_CLIPBOARD]


@pytest.mark.parametrize(
    "focus",
    [Focus(FocusKind.WINDOW, "w2"), Focus(FocusKind.NOTHING), Focus(FocusKind.TERMINAL, "w1")],
)
def test_another_window_is_left_alone(bench: Bench, focus: Focus) -> None:
    bench.deliverer.now = focus
    bench.deliverer.windows["w2"] = " Yes."
    bench.swap()
    assert bench.deliverer.windows["w2"] == " Yes."
    assert bench.deliverer.clipboard == "um yes"


def test_nothing_pasted_is_told(bench: Bench) -> None:
    assert bench.swap(None) is None
    assert bench.told == [NOTHING_PASTED]


def test_one_wording_is_no_two(bench: Bench) -> None:
    same = Pasted("w1", "Yes.", "Yes.", Dictation("x", 1.0, State.DONE, raw="Yes.", text="Yes."))
    assert bench.swap(same) == same
    assert bench.told == [NO_OTHER]


def test_a_paste_that_fails_leaves_it_on_the_clipboard(bench: Bench) -> None:
    bench.deliverer.landing, bench.deliverer.reason = Landing.UNPROVEN, "It did not take it."
    assert bench.swap() is None
    assert bench.told[0].text == "It did not take it."


def test_a_desktop_that_is_gone_is_told(bench: Bench) -> None:
    bench.deliverer.fails = DeliveryError("The display is gone.", hint="Log in again.")
    bench.deliverer.windows["w1"] = "other"
    assert bench.swap() == LAST
    assert (bench.told[0].text, bench.told[0].hint) == ("The display is gone.", "Log in again.")
