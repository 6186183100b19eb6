"""Spellings of the user's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.core.dictation import Edit
from dictate.text.changes import applied
from dictate.text.passage import Passage
from dictate.text.vocabulary import Vocabulary

TAUGHT = {
    "open a eye": "OpenAI",
    "open": "OPEN",
    "jason": "JSON",
    "node dot js": "Node.js",
    "c plus plus": "C++",
    "e mail": "email",
    "npm": "npm",
    "tell jason": "TELL JSON",
    "a": "b!",
    "b!": "a",
    "my address": "1 Main Street\nTown",
    "caf\u00e9": "Café",
    "x.y.z": "XYZ",
    "张三": "章三",
    "นา": "NA",
    "👩": "woman",
    "o'brian": "O'Brien",
}


def spelt(text: str, spellings: dict[str, str] | None = None) -> str:
    return applied(text, Vocabulary(TAUGHT if spellings is None else spellings).find(Passage(text)))


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("jason", "JSON"),
        ("Jason, JASON. jason's (jason)", "JSON, JSON. JSON's (JSON)"),
        ("jason-based, non-jason", "JSON-based, non-JSON"),
        ("Jasons, jasonic, jason_x, jason't, 'jason'", "Jasons, jasonic, jason_x, jason't, 'JSON'"),
        ("Open a eye opens open", "OpenAI opens OPEN"),
        ("open  a\teye", "OpenAI"),
        ("open, a eye", "OPEN, b! eye"),
        ("open-a-eye", "OPEN-b!-eye"),
        ("c plus plus", "C++"),
        ("node dot js. x", "Node.js. x"),
        ("a b! a", "b! a b!"),
        ("E mail me. An e mail", "Email me. An email"),
        ("NPM is. Npm", "npm is. npm"),
        ("my address", "1 Main Street\nTown"),
        ("cafe\u0301 CAFÉ", "Café Café"),
        ("jason@x.org, x/jason, https://jason.org", "jason@x.org, x/jason, https://jason.org"),
        ("see x.y.z.", "see XYZ."),
        ("see x . y . z.", "see x . y . z."),
        ("tell jason, tell jason@x.org", "TELL JSON, tell jason@x.org"),
        ("see x.y.z.w", "see x.y.z.w"),
        ("我见张三了", "我见章三了"),
        ("นา นา่", "NA นา่"),
        ("👩 👩\u200d👧 👩🏽", "woman 👩\u200d👧 👩🏽"),
        ("O'Brian O\u2019Brian", "O'Brien O'Brien"),
        ("l'open", "l'open"),
    ],
)
def test_what_is_recognised_is_written_as_taught(said: str, written: str) -> None:
    assert spelt(said) == written


def test_the_longest_entry_wins_whatever_their_order() -> None:
    entries = {"new": "N", "new york city": "NYC", "new york": "NY"}
    for spellings in (entries, dict(reversed(entries.items()))):
        assert spelt("new york city new york new", spellings) == "NYC NY N"


def test_edits_name_what_stood_there() -> None:
    found = Vocabulary(TAUGHT).find(Passage("see Jason"))
    assert found == [Edit("vocabulary", 4, "Jason", "JSON")]


def test_entries_without_words_and_an_empty_vocabulary_do_nothing() -> None:
    assert spelt("a  b", {" ": "x", "": "y"}) == "a  b"
    assert Vocabulary({}).find(Passage("anything")) == []


def test_a_spelling_that_is_right_already_is_no_edit() -> None:
    assert Vocabulary({"json": "JSON"}).find(Passage("JSON")) == []


@given(st.text("ab ", max_size=20), st.dictionaries(st.text("ab ", max_size=4), st.just("X")))
def test_every_entry_found_is_a_whole_run_of_words(text: str, spellings: dict[str, str]) -> None:
    entries = [" ".join(entry.split()) for entry in spellings]
    for edit in Vocabulary(spellings).find(Passage(text)):
        assert " ".join(edit.before.split()) in entries
        assert text[: edit.start][-1:] in {"", " "}
        assert text[edit.start + len(edit.before) :][:1] in {"", " "}
