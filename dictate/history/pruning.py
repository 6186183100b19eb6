"""Decides what has outlived its keeping time. Pure: the store does it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dictate.core.dictation import State
from dictate.settings.schema import HistorySettings

DAY_S = 86_400.0

DELIVERED = frozenset({State.DONE, State.SILENT})
"""The words are where they belong, or there are none."""

COPIED_FOR_S = DAY_S
"""Words that were only copied count as delivered after this: there was time to paste them."""

JUMP_S = 30 * DAY_S
"""When so much time has passed since the last look, the clock may be wrong; see `is_jump`."""

_BUSY = frozenset({State.WORKING, State.DELIVERING})


@dataclass(frozen=True, slots=True)
class Item:
    """A row, or sound without a row, as far as pruning is concerned.

    Attributes:
        id: The dictation.
        started_at_s: Unix time.
        state: None for sound without a row.
        sound_bytes: 0 for no sound.
    """

    id: str
    started_at_s: float
    state: State | None
    sound_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Expired:
    """What has to go: rows with their sound, and sound alone."""

    rows: frozenset[str]
    sounds: frozenset[str]


def expired(items: Iterable[Item], now_s: float, settings: HistorySettings) -> Expired:
    """What has outlived its time.

    What was not delivered keeps its sound, however little is to be kept, until its keeping time
    ends or the size is reached: it is all there is to try again with. A dictation that is being
    worked on is left alone.

    Args:
        items: All there are.
        now_s: Unix time.
        settings: Say how much is to be kept.
    """
    idle = [item for item in items if item.state not in _BUSY]
    rows = {item.id for item in idle if _row_is_expired(item, now_s, settings)}
    kept = [item for item in idle if item.sound_bytes and item.id not in rows]
    sounds = {item.id for item in kept if _sound_is_expired(item, now_s, settings)}
    kept = [item for item in kept if item.id not in sounds]
    # The oldest go first, but those that may still be needed go last.
    kept.sort(key=lambda item: (not _is_delivered(item, now_s), item.started_at_s))
    too_much = sum(item.sound_bytes for item in kept) - settings.sound_mb * 1_000_000
    for item in kept:
        if too_much <= 0:
            break
        sounds.add(item.id)
        too_much -= item.sound_bytes
    return Expired(frozenset(rows), frozenset(sounds))


def is_jump(now_s: float, last_look_s: float | None) -> bool:
    """Whether to wait for another look before anything is deleted by age.

    A clock that jumps to a wrong year for a minute must not empty the history; after a long
    holiday the next look, an hour later, does what this one left.
    """
    return last_look_s is not None and now_s - last_look_s > JUMP_S


def _row_is_expired(item: Item, now_s: float, settings: HistorySettings) -> bool:
    if item.state is None:
        return False
    if settings.keep == "nothing" and _is_delivered(item, now_s):
        return True
    return _is_older(item, now_s, settings.text_days)


def _sound_is_expired(item: Item, now_s: float, settings: HistorySettings) -> bool:
    if settings.keep != "text and sound" and _is_delivered(item, now_s):
        return True
    return _is_older(item, now_s, settings.sound_days)


def _is_older(item: Item, now_s: float, days: int) -> bool:
    return days > 0 and now_s - item.started_at_s > days * DAY_S


def _is_delivered(item: Item, now_s: float) -> bool:
    if item.state is State.COPIED:
        return now_s - item.started_at_s > COPIED_FOR_S
    return item.state in DELIVERED
