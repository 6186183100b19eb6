"""Spoken punctuation and layout: obeyed, escaped, spoken of, switched off."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from dictate.text.changes import applied
from dictate.text.command_words import COMMANDS, OFF_AT_FIRST
from dictate.text.commands import Commands
from dictate.text.passage import Passage
from tests.places import ROOT


def after(text: str, *, language: str = "en", off: tuple[str, ...] = OFF_AT_FIRST) -> str:
    return applied(text, Commands(off).find(Passage(text, frozenset({language}))))


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("hello comma how are you question mark", "hello, how are you?"),
        ("Hello, comma, how are you? Question mark.", "Hello, how are you?"),
        ("First point. New paragraph. Second point.", "First point.\n\nSecond point."),
        ("First point new paragraph second point", "First point\n\nSecond point"),
        ("First point full stop new line second point", "First point.\nSecond point"),
        ("He said open quote hello close quote", 'He said "hello"'),
        ("He said, open quote, hello, close quote, and left.", 'He said, "hello" and left.'),
        ("call me open parenthesis later close parenthesis", "call me (later)"),
        ("that is it full stop the end", "that is it. The end"),
        ("wow exclamation mark that is great", "wow! That is great"),
        ("wait semicolon go", "wait; go"),
        ("well dot dot dot maybe", "well… maybe"),
        ("Eggs. Comma. And milk.", "Eggs, and milk."),
        ("New line. Hello", "\nHello"),
        ("comma", ","),
        ("Done. New line.", "Done.\n"),
        ("shopping new line bullet point milk bullet point eggs", "shopping\n\n- Milk\n- Eggs"),
    ],
)
def test_commands_are_written(said: str, written: str) -> None:
    assert after(said) == written


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("end of sentence period next one", "end of sentence. Next one"),
        ("note colon buy milk", "note: buy milk"),
        ("well dash known", "well – known"),  # noqa: RUF001 - the dash is meant
        ("well hyphen known", "well-known"),
        ("and slash or", "and/or"),
        ("user underscore name", "user_name"),
    ],
)
def test_rows_that_are_words_too_can_be_switched_on(said: str, written: str) -> None:
    assert after(said, off=()) == written
    assert after(said) == said


@pytest.mark.parametrize(
    "text",
    [
        "Put a comma there.",
        "The question mark is missing.",
        "a new line of products",
        "We need another new paragraph here.",
        "the Oxford comma",
        "It was a long period of time.",
        "commas and question marks",
        "comma-separated values",
        "the word comma",
        "",
    ],
)
def test_what_is_spoken_of_is_not_obeyed(text: str) -> None:
    assert after(text) == text


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("write literal comma here", "write comma here"),
        ("Literal new paragraph is a command", "new paragraph is a command"),
        ("hello comma literal question mark", "hello, question mark"),
    ],
)
def test_after_the_escape_word_a_command_is_words(said: str, written: str) -> None:
    assert after(said) == written


def test_each_row_can_be_switched_off() -> None:
    for command in COMMANDS:
        said = f"hello {command.name} there"
        assert after(said, off=()) != said
        assert after(said, off=(command.name.upper(),)) == said


@pytest.mark.parametrize(
    ("language", "said", "written"),
    [
        ("de", "Hallo Komma wie geht es Fragezeichen", "Hallo, wie geht es?"),
        ("de", "Erstens neuer Absatz zweitens", "Erstens\n\nZweitens"),
        ("fr", "bonjour virgule ça va point d'interrogation", "bonjour, ça va?"),
        ("es", "hola nueva línea adiós", "hola\nAdiós"),
        ("de", "hello comma there", "hello comma there"),
        ("nl", "hallo comma daar", "hallo comma daar"),
    ],
)
def test_languages_have_words_of_their_own(language: str, said: str, written: str) -> None:
    assert after(said, language=language) == written


def test_where_languages_are_mixed_nothing_is_obeyed() -> None:
    passage = Passage("hello comma there", frozenset({"en", "de"}))
    assert Commands(()).find(passage) == []


def test_addresses_are_left_alone() -> None:
    text = "see https://a.b/comma and x_comma_y"
    assert after(text) == text


def test_the_work_grows_with_the_text() -> None:
    def took_s(count: int) -> float:
        passage = Passage("hello comma literal comma, new line. " * count, frozenset({"en"}))
        best = float("inf")
        for _ in range(3):
            began_s = time.process_time()
            Commands().find(passage)
            best = min(best, time.process_time() - began_s)
        return best

    assert took_s(800) < 30 * max(took_s(100), 0.0002)


def test_the_table_in_the_docs_is_current(tmp_path: Path) -> None:
    to = tmp_path / "commands.md"
    script = ROOT / "scripts" / "commands_table"
    subprocess.run([sys.executable, script, to], check=True, timeout=60)
    assert to.read_text() == (ROOT / "docs" / "commands.md").read_text(), "run the script"
