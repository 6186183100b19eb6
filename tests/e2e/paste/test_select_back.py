"""What was pasted is selected again only where it is proven to be still there, unchanged."""

from __future__ import annotations

import pytest

from dictate.core.dictation import Focus, Landing
from dictate.platforms.linux.x11_delivery import X11Deliverer
from dictate.platforms.linux.x11_select_back import LONGEST, steps_over
from dictate.settings.schema import Settings
from tests.e2e.paste.conftest import Open
from tests.e2e.paste.screen import Screen

RAW = "um, i think e\u0301 we 👩\u200d👧 leave"
CLEAN = "I think e\u0301 we 👩\u200d👧 leave."


def nothing(_: Focus) -> None:
    """For deliveries of which nobody needs to be told."""


def deliver(deliverer: X11Deliverer, text: str) -> None:
    assert deliverer.deliver(text, Settings(), nothing).landing is Landing.PASTED
    deliverer.settle()


@pytest.mark.parametrize("kind", ["line", "page", "entry", "editor"])
def test_the_other_wording_takes_the_place_of_the_first(
    kind: str, screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    screen.copy(b"the user's own")
    field = open_field(kind)
    deliver(deliverer, "Before. ")
    deliver(deliverer, CLEAN)
    assert deliverer.select_back(CLEAN, Settings())
    deliver(deliverer, RAW)
    assert deliverer.select_back(RAW, Settings())
    deliver(deliverer, CLEAN)
    field.shows(f"Before. {CLEAN}")
    assert screen.paste() == b"the user's own"


def test_several_lines_are_replaced_too(deliverer: X11Deliverer, open_field: Open) -> None:
    field = open_field("page")
    deliver(deliverer, "One.\n\nTwo.")
    assert deliverer.select_back("One.\n\nTwo.", Settings())
    deliver(deliverer, "one two")
    field.shows("one two")


@pytest.mark.parametrize("kind", ["line", "editor"])
def test_where_something_was_typed_since_nothing_is_selected_and_the_caret_stays(
    kind: str, screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    field = open_field(kind)
    deliver(deliverer, "Words.")
    screen.keyboard.chord("x")
    assert not deliverer.select_back("Words.", Settings())
    screen.keyboard.chord("y")
    field.shows("Words.xy")


def test_where_the_caret_was_moved_nothing_is_replaced(
    screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    field = open_field("line")
    deliver(deliverer, "Words.")
    screen.keyboard.chord("Left")
    assert not deliverer.select_back("Words.", Settings())
    screen.keyboard.chord("y")
    field.shows("Wordsy.")


@pytest.mark.parametrize("kind", ["xterm", "apart"])
def test_where_nothing_can_be_proven_it_says_no(
    kind: str, deliverer: X11Deliverer, open_field: Open
) -> None:
    field = open_field(kind)
    deliver(deliverer, "Words.")
    assert not deliverer.select_back("Words.", Settings())
    field.shows("Words.")


def test_a_text_too_long_to_be_stepped_over_is_left_alone(deliverer: X11Deliverer) -> None:
    assert not deliverer.select_back("a" * (LONGEST + 1), Settings())
    assert not deliverer.select_back("", Settings())


def test_a_step_is_a_visible_character() -> None:
    assert steps_over("ab") == 2
    assert steps_over("e\u0301") == 1
    assert steps_over("👩\u200d👧") == 1
    assert steps_over("❤\ufe0f 👍🏽") == 3
