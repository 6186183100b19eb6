from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from dictate import __main__ as door
from dictate.cli import control
from dictate.cli.control import ABOUT, sentence
from dictate.errors import ControlError
from dictate.platforms.messages import VERBS, Reply

Answers = Callable[[Reply | ControlError], list[str]]


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Make the running Dictate answer so; the verbs that reach it are listed."""
    asked: list[str] = []

    def answer(reply: Reply | ControlError) -> list[str]:
        def send(verb: str) -> Reply:
            asked.append(verb)
            if isinstance(reply, ControlError):
                raise reply
            return reply

        monkeypatch.setattr(control, "send", send)
        return asked

    return answer


@pytest.mark.parametrize("verb", sorted(set(ABOUT) - {"status"}))
def test_a_verb_is_sent_and_says_nothing(
    verb: str, running: Answers, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = running(Reply(ok=True))
    assert door.main([verb]) == 0
    assert asked == [verb]
    assert capsys.readouterr() == ("", "")


def test_every_verb_of_a_command_is_one_that_the_socket_knows() -> None:
    assert set(ABOUT) <= set(VERBS)
    assert set(door.STEERING) | {"status"} == set(ABOUT)


def test_without_a_running_dictate_the_exit_code_is_three(
    running: Answers, capsys: pytest.CaptureFixture[str]
) -> None:
    running(ControlError("Dictate is not running.", hint="Start it with: dictate"))
    assert door.main(["toggle"]) == 3
    assert door.main(["status"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "dictate: Dictate is not running.\n  Start it with: dictate\n" * 2


def test_a_refusal_is_a_failure_with_its_reason(
    running: Answers, capsys: pytest.CaptureFixture[str]
) -> None:
    running(Reply(ok=False, error="It is ending.", hint="Try again."))
    assert door.main(["start"]) == 1
    assert capsys.readouterr().err == "dictate: It is ending.\n  Try again.\n"


def test_a_program_gets_the_status_as_it_came(
    running: Answers, capsys: pytest.CaptureFixture[str]
) -> None:
    running(Reply(ok=True, status={"phase": "idle", "working": 2}))
    assert door.main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"phase": "idle", "working": 2}


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ({"phase": "idle"}, "ready"),
        ({"phase": "listening", "toggled": True}, "listening until the next tap"),
        (
            {"phase": "idle", "working": 2, "loading": True},
            "ready, 2 in the works, loading the model",
        ),
        ({"phase": "idle", "trouble": "no microphone"}, "ready, trouble: no microphone"),
        ({"phase": "idle", "hotkey_paused": True}, "ready, the hotkey is paused"),
        ({"phase": "of a newer version"}, "of a newer version"),
    ],
)
def test_a_reader_gets_the_status_in_words(status: dict[str, object], said: str) -> None:
    assert sentence(status) == said
