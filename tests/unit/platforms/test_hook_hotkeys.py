"""Hotkeys where a hook is asked about every key: what is swallowed, what is mended."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dictate.errors import PlatformError
from dictate.platforms.hook_hotkeys import HookHotkeySource
from dictate.platforms.macos import hotkeys as macos
from dictate.platforms.windows import hotkeys as windows
from dictate.settings.hotkey import TITLES, Hotkey, parse
from dictate.settings.schema import HotkeySettings
from tests.fakes.ears import Ears
from tests.fakes.hook import NAMES, FakeHook

F9 = HotkeySettings(key="f9")


@pytest.fixture
def hook() -> FakeHook:
    return FakeHook()


@pytest.fixture
def source(hook: FakeHook) -> Iterator[HookHotkeySource]:
    source = HookHotkeySource(hook)
    yield source
    source.stop()


@pytest.fixture
def ears(source: HookHotkeySource) -> Ears:
    ears = Ears()
    source.start(F9, ears)
    ears.expect("works")
    return ears


def test_the_windows_never_see_the_hotkey(hook: FakeHook, ears: Ears) -> None:
    for name in ("f9", "f9", "f9"):  # the keyboard repeats
        hook.press(name)
    hook.release("f9")
    ears.expect("pressed", "released")
    assert hook.windows_got == []


def test_the_windows_see_a_modifier_alone(
    hook: FakeHook, source: HookHotkeySource, ears: Ears
) -> None:
    source.rebind(HotkeySettings(key="ctrl_r"))
    ears.expect("works")
    hook.press("ctrl_r")
    hook.press("c")
    hook.release("c")
    hook.release("ctrl_r")
    ears.expect("pressed", "other", "released")
    assert [name for name, _ in hook.windows_got] == ["ctrl_r", "c", "c", "ctrl_r"]


def test_escape_is_swallowed_while_captured_and_its_release_too(
    hook: FakeHook, source: HookHotkeySource, ears: Ears
) -> None:
    source.capture_escape(True)
    hook.press("esc")
    source.capture_escape(False)
    hook.press("esc")
    hook.release("esc")
    ears.expect("escape")
    assert hook.windows_got == []


def test_a_release_that_the_system_kept_for_itself_is_noticed(hook: FakeHook, ears: Ears) -> None:
    hook.press("f9")
    ears.expect("pressed")
    hook.lose_release("f9")
    ears.expect("released")
    hook.press("f9")
    ears.expect("pressed")


def test_a_hook_that_the_system_refuses_is_told_and_tried_again(
    hook: FakeHook, source: HookHotkeySource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dictate.platforms.hook_hotkeys.HEALTH_S", 0.05)
    hook.refuses = PlatformError("Not allowed.", hint="Allow it.")
    ears = Ears()
    source.start(F9, ears)
    ears.expect("failed")
    hook.refuses = None
    ears.expect("works")


def test_a_hook_that_dies_is_replaced(
    hook: FakeHook, source: HookHotkeySource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dictate.platforms.hook_hotkeys.HEALTH_S", 0.05)
    ears = Ears()
    source.start(F9, ears)
    ears.expect("works")
    hook.press("f9")
    ears.expect("pressed")
    hook.stop()
    hook.lose_release("f9")
    assert hook.listening.wait(2.0)
    ears.expect("released")
    assert hook.starts == 2


def test_our_own_keys_are_no_news(hook: FakeHook, source: HookHotkeySource, ears: Ears) -> None:
    code = NAMES.index("v")
    source.discount([(code, True), (code, False)])
    hook.press("v")
    hook.release("v")
    hook.press("v")
    ears.expect("other")


# ── the tables of the systems ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("bind", [windows.bind, macos.bind])
@pytest.mark.parametrize("name", TITLES)
def test_every_key_with_a_name_has_codes_or_is_named_as_missing(name: str, bind: object) -> None:
    assert callable(bind)
    try:
        found = bind(Hotkey((name,))).parts[0]
    except PlatformError as error:
        found = error.message
    assert TITLES[name] in found if isinstance(found, str) else found


@pytest.mark.parametrize("bind", [windows.bind, macos.bind])
@pytest.mark.parametrize("name", ["ctrl_r", "f9", "ctrl+alt+space", "shift", "<13>", "super+a"])
def test_the_usual_hotkeys_can_be_had_everywhere(name: str, bind: object) -> None:
    assert callable(bind)
    binding = bind(parse(name))
    assert len(binding.parts) == len(parse(name).parts)
    assert binding.escape


@pytest.mark.parametrize("table", [windows.VIRTUAL_KEYS, macos.KEY_CODES])
def test_no_two_names_share_a_key_but_the_right_alt(table: dict[str, int]) -> None:
    names = {name: code for name, code in table.items() if name != "alt_gr"}
    assert len(set(names.values())) == len(names)


def test_windows_events_are_read() -> None:
    assert windows.key_of(0x0100, 0x78, 0) == (0x78, True)
    assert windows.key_of(0x0105, 0xA4, 0) == (0xA4, False)
    assert windows.key_of(0x0051, 0x78, 0) is None


def test_the_ctrl_that_altgr_brings_along_on_windows_is_nobodys() -> None:
    assert windows.key_of(0x0100, 0xA2, 0x21D) is None
    assert windows.key_of(0x0100, 0xA2, 0x1D) == (0xA2, True)


def test_mac_modifiers_are_told_apart_by_their_side() -> None:
    left_and_right, left_only = 0x40000 | 0x1 | 0x2000, 0x40000 | 0x1
    assert macos.key_of(12, 62, left_and_right) == (62, True)
    assert macos.key_of(12, 62, left_only) == (62, False)
    assert macos.key_of(10, 49, 0) == (49, True)
    assert macos.key_of(11, 49, 0) == (49, False)
    assert macos.key_of(12, 63, 0x800000) is None
