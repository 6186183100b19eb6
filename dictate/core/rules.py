"""The settings of a key-down, as the state machine wants them."""

from __future__ import annotations

from dictate.core.events import Rules
from dictate.errors import SettingsError
from dictate.settings.hotkey import parse
from dictate.settings.schema import Settings


def rules_of(settings: Settings) -> Rules:
    """What decides during a take that begins with these settings."""
    hotkey = settings.hotkey
    return Rules(
        tap_s=hotkey.tap_ms / 1000,
        other_key_s=hotkey.other_key_ms / 1000,
        double_escape_s=hotkey.double_escape_ms / 1000,
        longest_s=hotkey.longest_minutes * 60,
        tail_s=settings.microphone.tail_ms / 1000,
        modifier_only=_modifier_only(hotkey.key),
    )


def _modifier_only(key: str) -> bool:
    """Whether windows see the hotkey too; one that cannot be read never arrives anyway."""
    try:
        return parse(key).modifier_only
    except SettingsError:
        return False
