"""Whatever is typed into the search box means a search."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as cases
from hypothesis import strategies as st

from dictate.history.query import Query, holds, parse
from dictate.history.store import SqliteHistory
from tests.unit.history.samples import row

TEXTS = (
    "The quick brown fox",
    "Café au lait, naïve Ångström",
    "今天天气很好",
    "C++ and C# but no Rust",
    "mail a.b@example.org about e-mail",
    "100% of 5_000 \\ slashes",
    "👩\u200d👧 family",
    'she said "yes" AND NOT NEAR it*',
)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[SqliteHistory]:
    store = SqliteHistory(tmp_path)
    for number, text in enumerate(TEXTS):
        store.put(row(number, text))
    yield store
    store.close()


def found(history: SqliteHistory, words: str) -> list[int]:
    return sorted(int(r.id.removeprefix("id-")) for r in history.search(words, 50))


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("", list(range(len(TEXTS)))),
        ("  ", list(range(len(TEXTS)))),
        ("quick", [0]),
        ("QUI bro", [0]),
        ("bro qui", [0]),
        ('"quick brown"', [0]),
        ('"brown quick"', []),
        ('"quick br', [0]),
        ("uick", []),
        ("cafe angstrom", [1]),
        ("CAFÉ", [1]),
        ("天气", [2]),
        ("今天 天气", [2]),
        ("昨天", []),
        ("c++", [3]),
        ("c#", [3]),
        ("a.b@example.org", [4]),
        ("e-mail", [4]),
        ("100%", [5]),
        ("5_000", [5]),
        ("5X000", []),
        ("\\", [5]),
        ("👩\u200d👧", [6]),
        ("AND", [3, 7]),
        ("NOT NEAR", [7]),
        ("um", list(range(len(TEXTS)))),
        ("raw:quick", []),
        ("*", [7]),
        ('"', list(range(len(TEXTS)))),
        ("( ) ^ - :", []),
    ],
)
def test_words_are_found(history: SqliteHistory, words: str, numbers: list[int]) -> None:
    assert found(history, words) == numbers


@cases(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    words=st.text(max_size=20)
    | st.text("\"'*()^:-+ANDORNEAR\\%_\0 {}", max_size=20)
    | st.text(st.characters(categories=["Cs", "So", "Mn"]), max_size=5)
)
def test_nothing_typed_is_ever_a_mistake(history: SqliteHistory, words: str) -> None:
    history.search(words, 5)
    assert history.troubles == []


def test_the_same_is_asked_of_rows_that_wait_in_memory() -> None:
    assert holds("QUI fox", TEXTS[0])
    assert holds('"quick brown"', TEXTS[0])
    assert holds("", "")
    assert not holds("quick cat", TEXTS[0])


def test_an_empty_query_asks_for_nothing() -> None:
    assert parse(' "" ') == Query()
    assert parse("").is_empty
    assert not parse("x").is_empty
