from __future__ import annotations

import io

import pytest

from dictate.cli.terminal import Exit, MistakeError, complain, exit_for, has_colour, say_json
from dictate.errors import ModelError, SettingsError


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_complaint_is_one_line_and_what_to_do_a_second(
    capsys: pytest.CaptureFixture[str],
) -> None:
    complain(ModelError("There is no model.", hint="dictate models pull base.en fetches one."))
    complain(ModelError("It is damaged."))
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == (
        "dictate: There is no model.\n  dictate models pull base.en fetches one.\n"
        "dictate: It is damaged.\n"
    )


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MistakeError("No such file."), Exit.MISTAKE),
        (SettingsError("There is no option x."), Exit.MISTAKE),
        (ModelError("It is damaged."), Exit.FAILED),
    ],
)
def test_who_is_to_blame_decides_the_exit_code(error: ModelError, code: Exit) -> None:
    assert exit_for(error) is code


def test_colours_need_a_terminal_and_nobody_who_said_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert has_colour(Terminal())
    assert not has_colour(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not has_colour(Terminal())
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not has_colour(Terminal())


def test_words_of_any_script_stay_readable_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    say_json({"text": "Grüße, 你好"})
    assert "Grüße, 你好" in capsys.readouterr().out
