"""`dictate history …`, over a real history."""

from __future__ import annotations

import csv
import io
import json
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dictate.__main__ import main
from dictate.audio import player
from dictate.cli.history import STATES
from dictate.core.dictation import LATE, Dictation, Edit, Samples, State
from dictate.errors import ControlError
from dictate.history.store import SqliteHistory
from dictate.platforms import client, delivery
from dictate.platforms.messages import Reply
from dictate.settings.paths import history_dir
from tests.fakes.deliverer import FakeDeliverer

ROWS = (
    Dictation("20260131-090000-000-0", 1_769_850_000.0, State.DONE, text="The quarterly plan"),
    Dictation("20260131-090100-000-1", 1_769_850_060.0, State.FAILED, note="It failed."),
    Dictation("20260201-090200-000-2", 1_769_936_520.0, State.SET_ASIDE, text="set\naside"),
    Dictation("20260202-090300-000-3", 1e300, State.DONE, raw="um yes", text="Yes, plan B"),
)


def history(*words: str) -> int:
    return main(["history", *words])


@pytest.fixture
def kept() -> Iterator[SqliteHistory]:
    store = SqliteHistory(history_dir())
    for row in ROWS:
        store.put(row)
    yield store
    store.close()


def out(capsys: pytest.CaptureFixture[str]) -> str:
    found = capsys.readouterr()
    assert found.err == ""
    return found.out


def test_every_state_can_be_asked_for() -> None:
    assert sorted(STATES) == sorted(state.value for state in State)


@pytest.mark.usefixtures("kept")
class TestListAndSearch:
    def test_the_newest_stand_first_one_line_each(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert history("list") == 0
        lines = out(capsys).splitlines()
        assert [line.split()[0] for line in lines] == [row.id for row in reversed(ROWS)]
        assert lines[1].endswith("set aside")
        assert lines[2].endswith("It failed.")
        assert "--:--" in lines[0], "a time that no calendar has"

    def test_as_many_as_wanted_and_only_some_states(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert history("list", "-n", "1") == 0
        assert out(capsys).startswith(ROWS[3].id)
        assert history("list", "--state", "failed", "--state", "set aside") == 0
        assert len(out(capsys).splitlines()) == 2

    def test_search_finds_beginnings_of_words(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert history("search", "plan") == 0
        assert len(out(capsys).splitlines()) == 2
        assert history("search", "PLA", "quart", "--json") == 0
        assert [row["id"] for row in json.loads(out(capsys))] == [ROWS[0].id]
        assert history("search", "nothing of the kind") == 0
        assert out(capsys) == "No dictation has these words.\n"


def test_an_empty_history_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert history("list") == 0
    assert out(capsys) == "No dictation.\n"
    assert history("list", "--json") == 0
    assert json.loads(out(capsys)) == []


@pytest.mark.usefixtures("kept")
class TestShow:
    @pytest.mark.parametrize("name", ["last", ROWS[3].id, "20260202"])
    def test_a_dictation_is_named_by_its_id_or_its_beginning(
        self, name: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert history("show", name, "--json") == 0
        assert json.loads(out(capsys))["raw"] == "um yes"

    def test_for_a_reader_it_is_a_list(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert history("show", ROWS[0].id) == 0
        assert "text         The quarterly plan" in out(capsys)

    @pytest.mark.parametrize(
        ("name", "says"), [("20260131", "2 dictations begin"), ("nobody", "There is no dictation")]
    )
    def test_a_name_that_is_no_ones_or_several_is_a_mistake(
        self, name: str, says: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert history("show", name) == 2
        assert says in capsys.readouterr().err


class TestDo:
    def test_delete_removes_it(self, kept: SqliteHistory) -> None:
        kept.keep_sound(ROWS[0].id, np.zeros(10, np.float32))
        assert history("delete", ROWS[0].id) == 0
        assert kept.get(ROWS[0].id) is None
        assert kept.sound(ROWS[0].id) is None
        assert len(kept.recent(-1)) == 3

    def test_play_plays_the_kept_sound(
        self, kept: SqliteHistory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        played: list[Samples] = []
        monkeypatch.setattr(player.Player, "play", lambda _, samples: played.append(samples))
        assert history("play", ROWS[1].id) == 2
        kept.keep_sound(ROWS[1].id, np.full(10, 0.5, np.float32))
        assert history("play", ROWS[1].id) == 0
        assert [list(samples) for samples in played] == [[0.5] * 10]

    @pytest.mark.usefixtures("kept")
    @pytest.mark.parametrize("command", ["copy", "restore"])
    def test_copy_and_restore_put_the_words_on_the_clipboard(
        self, command: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        deliverer = FakeDeliverer()
        monkeypatch.setattr(delivery, "make_deliverer", lambda _: deliverer)
        assert history(command, ROWS[2].id) == 0
        assert deliverer.clipboard == "set\naside"
        assert deliverer.shut

    @pytest.mark.usefixtures("kept")
    def test_what_has_no_words_cannot_be_copied(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert history("copy", ROWS[1].id) == 2
        assert f"dictate history retry {ROWS[1].id}" in capsys.readouterr().err

    @pytest.mark.usefixtures("kept")
    @pytest.mark.parametrize("command", ["retry", "restore"])
    def test_retry_asks_the_running_dictate(
        self, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        asked: list[tuple[str, str]] = []

        def send(verb: str, argument: str) -> Reply:
            asked.append((verb, argument))
            return Reply(ok=True)

        monkeypatch.setattr(client, "send", send)
        assert history(command, ROWS[1].id) == 0
        assert asked == [("retry", ROWS[1].id)]
        assert "dictate history show" in out(capsys)

    @pytest.mark.usefixtures("kept")
    def test_retry_without_a_running_dictate_says_so(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def send(_: str, __: str) -> Reply:
            raise ControlError("Dictate is not running.", hint="Start it.")

        monkeypatch.setattr(client, "send", send)
        assert history("retry", ROWS[1].id) == 3
        assert "not running" in capsys.readouterr().err


@pytest.mark.usefixtures("kept")
class TestExport:
    def test_all_dictations_oldest_first(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert history("export", "--form", "json") == 0
        assert [row["id"] for row in json.loads(out(capsys))] == [row.id for row in ROWS]
        assert history("export") == 0
        assert "The quarterly plan" in out(capsys)

    def test_into_a_file_for_the_user_alone(self, tmp_path: Path) -> None:
        target = tmp_path / "dictations.csv"
        assert history("export", "--form", "csv", "-o", str(target)) == 0
        rows = list(csv.DictReader(io.StringIO(target.read_text(), newline="")))
        assert [row["text"] for row in rows] == [row.text for row in ROWS]
        assert stat.S_IMODE(target.stat().st_mode) == 0o600

    def test_where_it_cannot_be_written_is_said(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert history("export", "-o", "/no/such/folder/x") == 2
        assert "cannot be written" in capsys.readouterr().err


def test_figures_say_how_often_the_cleaner_was_in_time(
    kept: SqliteHistory, capsys: pytest.CaptureFixture[str]
) -> None:
    edits = (Edit("filler", 0, "um ", ""),)
    cleaned = replace(ROWS[0], id="a", raw="um yes", rules="yes", cleaner="rules and tagger")
    kept.put(replace(cleaned, edits=edits, timings_s={"wait": 0.25}))
    kept.put(replace(cleaned, id="b", rules="", cleaner=f"rules{LATE}"))
    assert history("stats") == 0
    said = out(capsys)
    assert "1 of 2 in time (50%)" in said
    assert "0.250 s (median)" in said
    assert "1 × filler" in said  # noqa: RUF001 - times
    assert history("stats", "--json") == 0
    found = json.loads(out(capsys))
    assert (found["count"], found["asked"], found["in_time"]) == (6, 2, 1)
    assert history("stats", "--days", "1", "--json") == 0
    assert json.loads(out(capsys))["count"] == 1


@pytest.mark.expects_warning("history: damaged")
def test_damage_is_told_and_the_command_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    store = SqliteHistory(history_dir())
    store.put(replace(ROWS[0], id="saved"))
    store.close()
    database = history_dir() / "history.sqlite"
    database.write_bytes(bytes(100) + database.read_bytes()[100:])
    assert history("list") == 0
    found = capsys.readouterr()
    assert found.out.startswith("saved")
    assert "1 dictation was saved" in found.err
