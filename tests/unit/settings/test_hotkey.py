"""Names of hotkeys: read as people write them, refused with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.errors import SettingsError
from dictate.settings.hotkey import MODIFIERS, TITLES, Hotkey, parse
from dictate.settings.schema import HotkeySettings


@pytest.mark.parametrize(
    ("text", "parts", "title"),
    [
        ("ctrl_r", ("ctrl_r",), "Right Ctrl"),
        ("Right Ctrl", ("ctrl_r",), "Right Ctrl"),
        ("right-control", ("ctrl_r",), "Right Ctrl"),
        ("left win", ("super_l",), "Left Super"),
        ("AltGr", ("alt_gr",), "AltGr"),
        ("F9", ("f9",), "F9"),
        ("f24", ("f24",), "F24"),
        ("Scroll Lock", ("scroll_lock",), "Scroll Lock"),
        ("left", ("left",), "Left"),
        ("Space + Alt + Control", ("ctrl", "alt", "space"), "Ctrl+Alt+Space"),
        ("ctrl_r+alt_l+a", ("ctrl", "alt", "a"), "Ctrl+Alt+A"),
        ("super_r+ctrl_r", ("ctrl_r", "super_r"), "Right Ctrl+Right Super"),
        ("shift+-", ("shift", "minus"), "Shift+-"),
        ("kp 5", ("kp_5",), "Keypad 5"),
        ("<65027>", ("<65027>",), "key 65027"),
    ],
)
def test_a_hotkey_is_read_however_it_is_written(
    text: str, parts: tuple[str, ...], title: str
) -> None:
    assert parse(text).parts == parts
    assert parse(text).title == title


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("f99", "Did you mean f9"),
        ("scrol_lock", "Did you mean scroll_lock"),
        ("", "no key named ''"),
        ("ctrl+", "no key named ''"),
        ("a+b", "one ordinary key"),
        ("ctrl_l+ctrl_r+x", "twice"),
        ("esc", "sets a take aside"),
        ("ctrl+esc", "sets a take aside"),
        ("Shift+Insert", "pastes"),
        ("Control+Shift+V", "pastes"),
        ("<>", "no key named"),
        ("<-3>", "no key named"),
    ],
)
def test_what_cannot_be_a_hotkey_is_refused_with_a_reason(text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        parse(text)
    assert caught.value.hint


@pytest.mark.parametrize("text", ["ctrl_r", "alt_gr", "ctrl+super"])
def test_modifiers_alone_are_known_as_such(text: str) -> None:
    assert parse(text).modifier_only


@pytest.mark.parametrize("text", ["f9", "ctrl+f9", "caps_lock"])
def test_an_ordinary_key_is_not_a_modifier_alone(text: str) -> None:
    assert not parse(text).modifier_only


def test_the_default_of_the_settings_can_be_read() -> None:
    assert parse(HotkeySettings().key) == Hotkey(("ctrl_r",))


@given(
    st.lists(st.sampled_from(MODIFIERS), max_size=3),
    st.sampled_from([name for name in TITLES if name not in MODIFIERS]),
)
def test_the_name_of_a_hotkey_is_read_as_the_same_hotkey(modifiers: list[str], key: str) -> None:
    try:
        hotkey = parse("+".join([*modifiers, key]))
    except SettingsError:
        return
    assert parse(hotkey.name) == hotkey


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        answer = parse(text).name
    except SettingsError as refused:
        answer = refused.hint
    assert answer
