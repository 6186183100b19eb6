"""What every history promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dictate.core.dictation import Dictation, Edit, State
from dictate.core.ports import History
from dictate.history.store import SqliteHistory
from dictate.settings.schema import HistorySettings
from tests.fakes.history import FakeHistory

ROW = Dictation(
    id="20260131-120000-000-0",
    started_at_s=1_769_860_800.25,
    state=State.WORKING,
    duration_s=2.5,
    raw="um so 今天 👩\u200d👧",
    text="So 今天 👩\u200d👧",
    model="tiny",
    language="en",
    application="firefox",
    note="a note",
    timings_s={"recognise": 0.25, "wait": 0.5},
    edits=(Edit("filler", 0, "um ", ""), Edit("case", 3, "s", "S")),
)


def row(number: int, state: State = State.DONE) -> Dictation:
    return replace(ROW, id=f"id-{number}", started_at_s=ROW.started_at_s + number, state=state)


@pytest.fixture(params=["fake", "sqlite"])
def history(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[History]:
    if request.param == "fake":
        yield FakeHistory()
        return
    store = SqliteHistory(tmp_path / "history")
    yield store
    store.close()


class TestHistory:
    def test_a_row_comes_back_as_it_was_put(self, history: History) -> None:
        history.put(ROW)
        assert history.get(ROW.id) == ROW

    def test_there_is_one_row_for_each_id_and_the_last_one_put_counts(
        self, history: History
    ) -> None:
        for state in (State.WORKING, State.DELIVERING, State.DONE):
            history.put(replace(ROW, state=state, text=state.value))
        assert [(r.state, r.text) for r in history.recent(9)] == [(State.DONE, "done")]

    def test_a_row_that_is_not_there_is_none(self, history: History) -> None:
        assert history.get("nobody") is None
        assert history.sound("nobody") is None

    def test_the_newest_come_first(self, history: History) -> None:
        for number in (2, 0, 3, 1):
            history.put(row(number))
        assert [r.id for r in history.recent(3)] == ["id-3", "id-2", "id-1"]
        assert len(history.recent(10)) == 4

    def test_what_an_earlier_run_left_behind_comes_oldest_first(self, history: History) -> None:
        states = (State.DELIVERING, State.DONE, State.WORKING, State.FAILED)
        for number, state in enumerate(states):
            history.put(row(number, state))
        assert [r.id for r in history.unfinished()] == ["id-0", "id-2"]

    def test_sound_is_kept_beside_the_row(self, history: History) -> None:
        samples = np.sin(np.arange(8000, dtype=np.float32) / 20).astype(np.float32) * 0.5
        history.put(ROW)
        history.keep_sound(ROW.id, samples)
        found = history.sound(ROW.id)
        assert found is not None
        assert found.dtype == np.float32
        assert np.abs(found - samples).max() < 1 / 32768

    def test_a_deleted_dictation_is_gone_with_its_sound(self, history: History) -> None:
        history.put(ROW)
        history.put(row(1))
        history.keep_sound(ROW.id, np.zeros(100, np.float32))
        history.delete(ROW.id)
        history.delete(ROW.id)
        assert history.get(ROW.id) is None
        assert history.sound(ROW.id) is None
        assert [r.id for r in history.recent(9)] == ["id-1"]

    def test_nothing_is_deleted_that_is_young_and_small(self, history: History) -> None:
        history.put(ROW)
        history.prune(ROW.started_at_s + 60, HistorySettings())
        assert history.get(ROW.id) == ROW

    @pytest.mark.parametrize("state", list(State))
    def test_every_state_is_kept(self, history: History, state: State) -> None:
        history.put(row(0, state))
        kept = history.get("id-0")
        assert kept is not None
        assert kept.state is state
