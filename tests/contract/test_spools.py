"""What every `Spools` keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest

from dictate.audio.spool import SpoolFolder
from dictate.audio.spoolwriter import SpoolWriter
from dictate.core.dictation import RATE_HZ, Samples
from dictate.core.ports import Spools
from dictate.errors import SpoolError
from tests.fakes.spools import FakeSpools

SOUND = np.linspace(-0.5, 0.5, RATE_HZ // 2).astype(np.float32)


class Rig(Protocol):
    """Spools, and a take that is being recorded into them."""

    spools: Spools

    def record(self, dictation_id: str, samples: Samples, began_s: float) -> Callable[[], None]:
        """Begin a take with this sound; what is returned closes it."""


class FakeRig:
    def __init__(self) -> None:
        self._fake = FakeSpools()
        self.spools: Spools = self._fake

    def record(self, dictation_id: str, samples: Samples, began_s: float) -> Callable[[], None]:
        self._fake.begin(dictation_id, began_s)
        self._fake.append(dictation_id, samples)
        return lambda: self._fake.close(dictation_id)


class FolderRig:
    def __init__(self, folder: Path) -> None:
        self._now_s = 0.0
        self._folder = SpoolFolder(folder, now=lambda: self._now_s)
        self.spools: Spools = self._folder

    def record(self, dictation_id: str, samples: Samples, began_s: float) -> Callable[[], None]:
        self._now_s = began_s
        writer: SpoolWriter = self._folder.begin(dictation_id, print)
        writer.append(np.rint(samples * 32768).astype(np.int16))
        return writer.close


@pytest.fixture(params=["fake", "folder"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    rig: Rig = FakeRig() if request.param == "fake" else FolderRig(tmp_path / "spool")
    yield rig
    for leftover in rig.spools.leftovers():
        rig.spools.remove(leftover.dictation_id)
    assert rig.spools.leftovers() == []


def test_a_take_is_a_leftover_once_it_is_closed_and_until_it_is_removed(rig: Rig) -> None:
    close = rig.record("1", SOUND, 100.0)
    assert rig.spools.leftovers() == []
    close()
    (leftover,) = rig.spools.leftovers()
    assert (leftover.dictation_id, leftover.started_at_s) == ("1", 100.0)
    assert (leftover.duration_s, leftover.lost_s) == (0.5, 0.0)
    rig.spools.remove("1")
    assert rig.spools.leftovers() == []


def test_leftovers_come_oldest_first(rig: Rig) -> None:
    for dictation_id, began_s in (("b", 300.0), ("c", 100.0), ("a", 200.0)):
        rig.record(dictation_id, SOUND, began_s)()
    assert [found.dictation_id for found in rig.spools.leftovers()] == ["c", "a", "b"]


def test_the_sound_comes_back_as_it_was(rig: Rig) -> None:
    close = rig.record("1", SOUND, 100.0)
    close()
    heard = rig.spools.read("1")
    assert heard.dtype == np.float32
    assert np.abs(heard - SOUND).max() <= 1 / 32768


def test_what_is_not_there_cannot_be_read_but_can_be_removed(rig: Rig) -> None:
    rig.spools.remove("1")
    with pytest.raises(SpoolError):
        rig.spools.read("1")
    rig.record("1", SOUND, 100.0)()
    rig.spools.remove("1")
    with pytest.raises(SpoolError):
        rig.spools.read("1")
