"""Hotkeys on the keyboard maps of real layouts (their keysyms as an X server gives them)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dictate.errors import PlatformError
from dictate.platforms.linux.x11_keymap import Keymap, resolve
from dictate.settings.hotkey import TITLES, Hotkey, parse

SHIFT, LOCK, CONTROL, MOD1, MOD2, MOD4, MOD5 = 1, 2, 4, 8, 16, 64, 128

US = Keymap(
    symbols={
        9: (0xFF1B, 0, 0xFF1B),
        37: (0xFFE3,),
        38: (ord("a"), ord("A"), ord("a"), ord("A")),
        50: (0xFFE1,),
        62: (0xFFE2,),
        64: (0xFFE9, 0xFFE7),
        65: (0x20,),
        66: (0xFFE5,),
        75: (0xFFC6,),
        77: (0xFF7F,),
        84: (0xFF9D, 0xFFB5),
        92: (0xFE03,),
        105: (0xFFE4,),
        108: (0xFFEA, 0xFFE8),
        133: (0xFFEB,),
        204: (0, 0xFFE9),
        206: (0, 0xFFEB),
    },
    modifiers=(
        frozenset({50, 62}),
        frozenset({66}),
        frozenset({37, 105}),
        frozenset({64, 108, 204}),
        frozenset({77}),
        frozenset(),
        frozenset({133, 206}),
        frozenset({92}),
    ),
)
DE = replace(
    US,
    symbols={**US.symbols, 108: (0xFE03,)},
    modifiers=(*US.modifiers[:3], frozenset({64, 204}), *US.modifiers[4:7], frozenset({92, 108})),
)
RU = replace(US, symbols={**US.symbols, 38: (0x6C6, 0x6E6, 0x6C6, 0x6E6)})
RU_US = replace(
    US,
    symbols={
        **US.symbols,
        38: (0x6C6, 0x6E6, ord("a"), ord("A")),
        61: (ord("."), ord(","), ord("/"), ord("?")),
    },
)


def test_a_modifier_alone_is_found_and_not_grabbed() -> None:
    found = resolve(parse("ctrl_r"), US)
    assert found.binding.parts == (frozenset({105}),)
    assert found.mask == CONTROL
    assert not found.grabs


def test_a_key_is_grabbed_with_every_mixture_of_locks() -> None:
    found = resolve(parse("f9"), US)
    assert found.locks == LOCK | MOD2
    assert found.grabs == {(75, 0), (75, LOCK), (75, MOD2), (75, LOCK | MOD2)}


def test_a_chord_is_grabbed_with_its_modifiers() -> None:
    found = resolve(parse("ctrl+alt+space"), US)
    assert found.binding.parts == (frozenset({37, 105}), frozenset({64, 108}), frozenset({65}))
    assert (65, CONTROL | MOD1) in found.grabs
    assert (65, CONTROL | MOD1 | LOCK | MOD2) in found.grabs
    assert (65, 0) not in found.grabs


def test_escape_is_grabbed_alone_and_with_the_modifier_that_is_held() -> None:
    found = resolve(parse("ctrl_r"), US)
    assert {(9, 0), (9, CONTROL), (9, CONTROL | LOCK | MOD2)} <= found.escape_grabs
    assert resolve(None, US).escape_grabs == {(9, 0), (9, LOCK), (9, MOD2), (9, LOCK | MOD2)}


def test_the_right_alt_is_found_where_it_is_altgr() -> None:
    assert resolve(parse("alt_r"), US).binding.parts == (frozenset({108}),)
    assert resolve(parse("alt_r"), DE).binding.parts == (frozenset({92, 108}),)
    assert resolve(parse("alt_r"), DE).mask == MOD5
    assert resolve(parse("alt_gr+f9"), DE).grabs >= {(75, MOD5)}


def test_altgr_is_not_just_any_alt() -> None:
    assert resolve(parse("alt+f9"), DE).binding.parts[0] == frozenset({64})


@pytest.mark.parametrize("layout", [RU, RU_US], ids=["ru", "ru,us"])
def test_a_letter_is_found_where_no_key_writes_it_now(layout: Keymap) -> None:
    assert resolve(parse("ctrl+a"), layout).binding.parts[-1] == frozenset({38})


def test_a_key_is_found_in_the_second_of_two_layouts() -> None:
    assert resolve(parse("ctrl+slash"), RU_US).binding.parts[-1] == frozenset({61})


def test_a_keypad_key_is_found_whether_or_not_it_writes_digits() -> None:
    assert resolve(parse("kp_5"), US).binding.parts == (frozenset({84}),)


def test_a_key_is_found_by_its_number() -> None:
    assert resolve(parse(f"<{0xFFC6}>"), US).binding.parts == (frozenset({75}),)


def test_a_key_that_is_not_there_is_named() -> None:
    with pytest.raises(PlatformError, match="There is no key Pause on this keyboard") as caught:
        resolve(parse("pause"), US)
    assert caught.value.hint


@pytest.mark.parametrize("name", TITLES)
def test_every_key_with_a_name_can_be_asked_for(name: str) -> None:
    found: str | frozenset[int]
    try:
        found = resolve(Hotkey((name,)), US).binding.parts[0]
    except PlatformError as error:
        found = error.message
    assert TITLES[name] in found if isinstance(found, str) else found


@pytest.mark.parametrize(
    ("state", "exact"),
    [(0, True), (LOCK, True), (LOCK | MOD2, True), (SHIFT, False), (CONTROL | MOD2, False)],
)
def test_only_locks_do_not_matter(state: int, exact: bool) -> None:
    assert resolve(parse("f9"), US).is_exact(state) is exact


def test_a_state_with_a_second_layout_or_a_mouse_button_is_still_exact() -> None:
    assert resolve(parse("ctrl+a"), US).is_exact(CONTROL | 1 << 13 | 1 << 8)


def test_locks_are_no_modifiers_of_a_chord() -> None:
    modifiers = resolve(parse("f9"), US).binding.modifiers
    assert 66 not in modifiers
    assert 77 not in modifiers
    assert {37, 50, 64, 105, 133} <= modifiers
