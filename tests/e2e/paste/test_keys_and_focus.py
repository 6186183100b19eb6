"""Held modifiers, keyboards without the key, and where words must not be pasted."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from Xlib import X
from Xlib.display import Display

from dictate.core.dictation import Delivery, Focus, FocusKind, Landing
from dictate.errors import DeliveryError
from dictate.platforms.linux.x11_delivery import X11Deliverer
from dictate.platforms.linux.x11_paste import (
    KEY_HELD,
    LEFT_BY_WISH,
    MOVED,
    NO_CHORD,
    NO_WINDOW,
    OWN_WINDOW,
)
from dictate.settings.schema import DeliverySettings, HotkeySettings, Settings
from tests.e2e.keyboard import RIGHT_ALT, RIGHT_CTRL, RIGHT_SHIFT
from tests.e2e.paste.conftest import Open
from tests.e2e.paste.screen import Screen

LEFT_ALT, LEFT_SUPER, CAPS_LOCK, NUM_LOCK = 64, 133, 66, 77
V, INSERT, XF86_PASTE = 55, 118, 143
Injected = list[tuple[int, bool]]


class LostTheThreadError(Exception):
    """Stands for whatever goes wrong in the engine."""


def deliver(
    deliverer: X11Deliverer, *, hotkey: str = "f9", wait_ms: int = 150, method: str = "auto"
) -> Delivery:
    settings = Settings(
        hotkey=HotkeySettings(key=hotkey),
        delivery=DeliverySettings(modifiers_wait_ms=wait_ms, method=method, receipt_wait_ms=1000),
    )
    return deliverer.deliver("words", settings, lambda _: None)


# ── modifiers ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("held", [RIGHT_SHIFT, LEFT_ALT, LEFT_SUPER, RIGHT_CTRL, RIGHT_ALT])
@pytest.mark.parametrize("kind", ["line", "xterm"])
def test_a_modifier_that_stays_down_is_released_for_the_user_and_not_pressed_again(
    held: int, kind: str, screen: Screen, deliverer: X11Deliverer, open_field: Open,
    injected: Injected,
) -> None:  # fmt: skip
    field = open_field(kind)
    with screen.keyboard.held(held):
        assert deliver(deliverer).landing is Landing.PASTED
        assert injected[0] == (held, False)
        assert (held, True) not in injected[1:]
    field.shows("words")


def test_a_modifier_that_comes_up_in_time_is_left_to_the_user(
    screen: Screen, deliverer: X11Deliverer, open_field: Open, injected: Injected
) -> None:
    field = open_field("line")
    screen.keyboard.press(RIGHT_SHIFT)
    timer = threading.Timer(0.3, screen.keyboard.release, [RIGHT_SHIFT])
    timer.start()
    delivery = deliver(deliverer, wait_ms=1500)
    timer.join()
    assert delivery.landing is Landing.PASTED
    assert 0.25 < delivery.took_s < 1.0
    assert (RIGHT_SHIFT, False) not in injected
    field.shows("words")


def test_a_held_hotkey_is_never_released_for_the_user(
    screen: Screen, deliverer: X11Deliverer, open_field: Open, injected: Injected
) -> None:
    field = open_field("line")
    with screen.keyboard.held(RIGHT_CTRL):
        # Ctrl is down already: V alone makes Ctrl+V of it.
        assert deliver(deliverer, hotkey="ctrl_r").landing is Landing.PASTED
        assert injected == [(V, True), (V, False)]
    field.shows("words")


def test_a_held_hotkey_that_spoils_every_chord_leaves_the_words_on_the_clipboard(
    screen: Screen, deliverer: X11Deliverer, open_field: Open, injected: Injected
) -> None:
    field = open_field("line")
    with screen.keyboard.held(RIGHT_ALT):
        delivery = deliver(deliverer, hotkey="alt_r")
    assert delivery.landing is Landing.COPIED
    assert delivery.reason == KEY_HELD
    assert injected == []
    assert field.text() == ""
    assert screen.paste() == b"words"


def test_a_held_shift_as_hotkey_pastes_with_shift_insert(
    screen: Screen, deliverer: X11Deliverer, open_field: Open, injected: Injected
) -> None:
    field = open_field("line")
    with screen.keyboard.held(RIGHT_SHIFT):
        assert deliver(deliverer, hotkey="shift_r").landing is Landing.PASTED
        assert injected == [(INSERT, True), (INSERT, False)]
    field.shows("words")


def test_every_key_is_announced_before_it_is_sent_and_all_come_up(
    screen: Screen, deliverer: X11Deliverer, open_field: Open, injected: Injected
) -> None:
    open_field("line")
    assert deliver(deliverer).landing is Landing.PASTED
    assert injected == [(37, True), (V, True), (V, False), (37, False)]
    assert not any(screen.display.query_keymap())


# ── keyboards ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def without(screen: Screen) -> Callable[..., None]:
    """Take keys off the keyboard."""

    def take_off(*keycodes: int) -> None:
        for keycode in keycodes:
            screen.display.change_keyboard_mapping(keycode, [(0,)])
        screen.display.sync()

    return take_off


def test_a_keyboard_without_v_pastes_with_insert_and_one_without_either_with_the_paste_key(
    without: Callable[..., None], deliverer: X11Deliverer, open_field: Open, injected: Injected
) -> None:
    field = open_field("line")
    without(V)
    assert deliver(deliverer).landing is Landing.PASTED
    without(INSERT)
    assert deliver(deliverer).landing is Landing.PASTED
    assert [key for key, down in injected if down] == [50, INSERT, XF86_PASTE]
    field.shows("wordswords")


def test_a_keyboard_without_any_such_key_leaves_the_words_on_the_clipboard(
    without: Callable[..., None],
    screen: Screen,
    deliverer: X11Deliverer,
    open_field: Open,
    injected: Injected,
) -> None:
    open_field("line")
    without(V, INSERT, XF86_PASTE)
    delivery = deliver(deliverer)
    assert delivery.landing is Landing.COPIED
    assert delivery.reason == NO_CHORD
    assert injected == []
    assert screen.paste() == b"words"


@pytest.mark.parametrize("kind", ["line", "entry", "editor", "xterm"])
@pytest.mark.parametrize("lock", [CAPS_LOCK, NUM_LOCK])
def test_a_lock_that_is_on_spoils_no_chord(
    kind: str, lock: int, screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    field = open_field(kind)
    screen.keyboard.tap(lock)
    delivery = deliver(deliverer)
    screen.keyboard.tap(lock)
    assert delivery.landing is Landing.PASTED
    field.shows("words")


@pytest.mark.parametrize("kind", ["line", "entry", "editor", "xterm"])
@pytest.mark.parametrize("layouts", ["us,ru", "ru,us"])
def test_of_two_layouts_either_may_be_active(
    kind: str, layouts: str, screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    field = open_field(kind)
    screen.use_layouts(layouts)
    assert deliver(deliverer).landing is Landing.PASTED
    screen.keyboard.tap(CAPS_LOCK)  # to the other layout
    assert deliver(deliverer).landing is Landing.PASTED
    screen.clear()
    field.shows("wordswords")


# ── focus ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "what", "application"),
    [
        ("line", FocusKind.WINDOW, "qt_field.py"),
        ("entry", FocusKind.WINDOW, "zenity"),
        ("editor", FocusKind.WINDOW, "mousepad"),
        ("xterm", FocusKind.TERMINAL, "xterm"),
    ],
)
def test_the_window_with_the_keyboard_is_known(
    kind: str, what: FocusKind, application: str, deliverer: X11Deliverer, open_field: Open
) -> None:
    open_field(kind)
    focus = deliverer.focus()
    assert (focus.kind, focus.application) == (what, application)
    assert focus.window
    assert focus == deliverer.focus()


def test_without_a_window_the_words_go_to_the_clipboard(
    screen: Screen, deliverer: X11Deliverer, injected: Injected
) -> None:
    delivery = deliver(deliverer)
    assert (delivery.landing, delivery.reason) == (Landing.COPIED, NO_WINDOW)
    assert delivery.focus.kind is FocusKind.NOTHING
    assert screen.paste() == b"words"
    screen.focus_nothing()
    assert deliver(deliverer).landing is Landing.COPIED
    assert injected == []


def test_the_desktop_behind_all_windows_is_no_window(
    screen: Screen, deliverer: X11Deliverer, open_field: Open, injected: Injected
) -> None:
    field = open_field("desktop")
    delivery = deliver(deliverer)
    assert (delivery.landing, delivery.reason) == (Landing.COPIED, NO_WINDOW)
    assert injected == []
    assert field.text() == ""
    assert screen.paste() == b"words"


def test_nothing_is_pasted_into_a_window_of_this_process(
    screen: Screen, deliverer: X11Deliverer, injected: Injected
) -> None:
    display = Display(screen.name)
    window = display.screen().root.create_window(0, 0, 100, 100, 0, display.screen().root_depth)
    window.set_wm_name("mine")
    window.set_wm_class("mine", "Mine")
    window.change_attributes(event_mask=X.KeyPressMask)
    window.map()
    display.sync()
    screen.focus("mine")
    delivery = deliver(deliverer)
    display.close()
    assert (delivery.landing, delivery.reason) == (Landing.COPIED, OWN_WINDOW)
    assert delivery.focus.kind is FocusKind.OWN
    assert injected == []
    assert screen.paste() == b"words"


def test_who_wants_no_paste_gets_none(
    screen: Screen, deliverer: X11Deliverer, open_field: Open, injected: Injected
) -> None:
    field = open_field("line")
    delivery = deliver(deliverer, method="clipboard")
    assert (delivery.landing, delivery.reason) == (Landing.COPIED, LEFT_BY_WISH)
    assert injected == []
    assert field.text() == ""
    assert screen.paste() == b"words"


def test_a_window_that_takes_the_keyboard_at_the_last_moment_gets_nothing(
    screen: Screen, deliverer: X11Deliverer, open_field: Open, injected: Injected
) -> None:
    terminal, field = open_field("xterm"), open_field("line")
    delivery = deliverer.deliver("one\ntwo", Settings(), lambda _: screen.focus("xterm"))
    assert (delivery.landing, delivery.reason) == (Landing.COPIED, MOVED)
    assert injected == []
    assert field.text() == ""
    assert terminal.text() == ""
    assert screen.paste() == b"one\ntwo"


# ── the engine's word ────────────────────────────────────────────────────────────────────────────


def test_the_engine_is_told_before_the_keys(
    deliverer: X11Deliverer, open_field: Open, injected: Injected
) -> None:
    field = open_field("line")
    seen: list[tuple[Focus, int, str]] = []

    def look(focus: Focus) -> None:
        seen.append((focus, len(injected), field.text()))

    delivery = deliverer.deliver("words", Settings(), look)
    assert seen == [(delivery.focus, 0, "")]


def test_when_the_engine_objects_nothing_is_sent_and_the_clipboard_is_as_it_was(
    screen: Screen, deliverer: X11Deliverer, open_field: Open, injected: Injected
) -> None:
    screen.copy(b"the user's own")
    field = open_field("line")

    def object_to_it(_: Focus) -> None:
        raise LostTheThreadError

    with pytest.raises(LostTheThreadError):
        deliverer.deliver("words", Settings(), object_to_it)
    assert injected == []
    assert field.text() == ""
    assert screen.paste() == b"the user's own"


def test_when_the_engine_objects_to_the_second_the_first_clipboard_comes_back(
    screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    screen.copy(b"the user's own")
    field = open_field("line")

    def object_to_it(_: Focus) -> None:
        raise LostTheThreadError

    deliverer.deliver("words", Settings(), lambda _: None)
    with pytest.raises(LostTheThreadError):
        deliverer.deliver("more", Settings(), object_to_it)
    deliverer.settle()
    field.shows("words")
    assert screen.paste() == b"the user's own"


def test_text_of_nothing_but_control_characters_is_refused(
    screen: Screen, deliverer: X11Deliverer, open_field: Open
) -> None:
    screen.copy(b"the user's own")
    open_field("line")
    with pytest.raises(DeliveryError):
        deliverer.deliver("\x1b\x00\n", Settings(), lambda _: None)
    assert screen.paste() == b"the user's own"
