"""Pasting on macOS, over a stand-in for the system's calls."""

from __future__ import annotations

import os

import pytest

from dictate.core.dictation import Focus, FocusKind, Landing
from dictate.core.findings import Health
from dictate.errors import DeliveryError
from dictate.platforms.macos.delivery import (
    LEFT_BY_WISH,
    MOVED,
    NO_WINDOW,
    NOT_ALLOWED,
    NOT_PROVEN,
    OWN_WINDOW,
    MacDeliverer,
)
from dictate.settings.schema import DeliverySettings, Settings
from tests.fakes.quartz import FakeQuartz


@pytest.fixture
def api() -> FakeQuartz:
    return FakeQuartz()


def test_the_words_are_pasted_and_nobody_claims_a_proof(api: FakeQuartz) -> None:
    keys: list[tuple[int, bool]] = []
    told: list[Focus] = []
    delivery = MacDeliverer(api, on_inject=keys.extend).deliver("words", Settings(), told.append)
    assert (delivery.landing, delivery.reason) == (Landing.UNPROVEN, NOT_PROVEN)
    assert not delivery.restored
    assert told == [delivery.focus]
    assert keys == [(0x09, True), (0x09, False)]
    assert api.text == api.clipboard == "words"


def test_a_terminal_gets_no_line_break(api: FakeQuartz) -> None:
    api.program = ("com.apple.Terminal", 77)
    deliverer = MacDeliverer(api)
    assert deliverer.focus().kind is FocusKind.TERMINAL
    deliverer.deliver("one\ntwo", Settings(), lambda _: None)
    assert api.text == "one two"


@pytest.mark.parametrize(
    ("program", "allowed", "method", "reason"),
    [
        (("", 0), True, "auto", NO_WINDOW),
        (("org.dictate", os.getpid()), True, "auto", OWN_WINDOW),
        (("com.apple.TextEdit", 77), False, "auto", NOT_ALLOWED),
        (("com.apple.TextEdit", 77), True, "clipboard", LEFT_BY_WISH),
    ],
)
def test_where_nothing_may_be_pasted_the_words_are_copied(
    program: tuple[str, int], allowed: bool, method: str, reason: str, api: FakeQuartz
) -> None:
    api.program, api.allowed = program, allowed
    settings = Settings(delivery=DeliverySettings(method=method))
    delivery = MacDeliverer(api).deliver("words", settings, lambda _: None)
    assert (delivery.landing, delivery.reason) == (Landing.COPIED, reason)
    assert (api.text, api.clipboard) == ("", "words")


def test_modifiers_are_waited_for(api: FakeQuartz) -> None:
    api.held_for = 3
    MacDeliverer(api).deliver("words", Settings(), lambda _: None)
    assert api.held_for < 0
    assert api.text == "words"


def test_a_program_that_takes_the_keyboard_at_the_last_moment_gets_nothing(
    api: FakeQuartz,
) -> None:
    def move(_: Focus) -> None:
        api.program = ("com.apple.Terminal", 78)

    delivery = MacDeliverer(api).deliver("words", Settings(), move)
    assert (delivery.landing, delivery.reason) == (Landing.COPIED, MOVED)
    assert api.text == ""


def test_when_the_engine_objects_the_clipboard_is_as_it_was(api: FakeQuartz) -> None:
    def object_to_it(_: Focus) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        MacDeliverer(api).deliver("words", Settings(), object_to_it)
    assert (api.text, api.clipboard) == ("", "the user's")


def test_a_clipboard_that_does_not_answer_is_an_error(api: FakeQuartz) -> None:
    api.works = False
    with pytest.raises(DeliveryError):
        MacDeliverer(api).copy("words")


def test_the_doctor_is_told_of_a_missing_permission(api: FakeQuartz) -> None:
    api.allowed = False
    (finding,) = MacDeliverer(api).probe()
    assert finding.health is Health.LIMITED
    assert "Accessibility" in finding.remedy
