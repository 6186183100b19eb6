"""The evaluation suite that ships keeps to its format, and is as wide as it claims to be."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from typing import Any

from tests.places import ROOT

SUITE = ROOT / "resources" / "evaluation" / "suite.jsonl"

FIELDS = {"id", "raw", "accept", "keep", "must_not", "tags", "language"}
LEAST = {
    "everyday": 30,
    "technical": 25,
    "email": 20,
    "numbers": 30,
    "names": 20,
    "questions": 20,
    "commands": 20,
    "injection": 20,
    "language": 25,
    "clean": 60,
    "short": 15,
    "long": 8,
    "filler": 60,
    "ambiguous": 50,
    "meaning": 30,
    "repeat": 40,
    "restart": 20,
    "correction": 40,
    "cutoff": 10,
    "negation": 40,
    "code": 14,
    "layout": 5,
}
"""How many cases each tag has at least; no other tags are used."""

Case = dict[str, Any]


def cases() -> list[Case]:
    return [json.loads(line) for line in SUITE.read_text(encoding="utf-8").splitlines()]


CASES = cases()


def has(text: str, phrase: str) -> bool:
    """Whether a text holds a phrase as whole words, whatever their case."""
    pattern = rf"(?<!\w){re.escape(phrase.casefold())}(?!\w)"
    return re.search(pattern, text.casefold()) is not None


def test_the_suite_is_large_and_no_case_stands_twice() -> None:
    assert len(CASES) >= 300
    assert len({case["id"] for case in CASES}) == len(CASES)
    assert len({case["raw"].casefold() for case in CASES}) == len(CASES)


def test_every_tag_has_enough_cases_and_none_is_misspelled() -> None:
    counts = Counter(tag for case in CASES for tag in case["tags"])
    assert set(counts) == set(LEAST)
    assert {tag: counts[tag] for tag, least in LEAST.items() if counts[tag] < least} == {}


def test_ambiguous_words_come_as_fillers_and_with_a_meaning() -> None:
    ambiguous = [case for case in CASES if "ambiguous" in case["tags"]]
    assert sum("meaning" in case["tags"] for case in ambiguous) >= 30
    assert sum("filler" in case["tags"] for case in ambiguous) >= 20


def test_some_raw_texts_are_as_a_recogniser_without_punctuation_writes_them() -> None:
    plain = [case for case in CASES if re.fullmatch(r"[a-z' ]+", case["raw"])]
    assert 15 <= len(plain) < len(CASES) / 4


def test_several_languages_are_spoken() -> None:
    assert {"en", "de", "fr", "es", "nl"} <= {case["language"] for case in CASES}


def is_well_formed(case: Case) -> bool:
    lists = [case[name] for name in ("accept", "keep", "must_not", "tags")]
    return (
        all(isinstance(case[name], str) and case[name] for name in ("id", "raw", "language"))
        and all(
            isinstance(entries, list) and len(set(entries)) == len(entries) for entries in lists
        )
        and all(isinstance(entry, str) and entry.strip() for entries in lists for entry in entries)
        and bool(case["accept"] and case["keep"] and case["tags"])
        and re.fullmatch(r"[a-z]{2}", case["language"]) is not None
        and re.fullmatch(rf"{case['tags'][0]}-\d{{3}}", case["id"]) is not None
    )


def test_each_case_has_its_fields_and_nothing_else() -> None:
    assert [case["id"] for case in CASES if set(case) != FIELDS] == []
    assert [case["id"] for case in CASES if not is_well_formed(case)] == []


def test_every_acceptable_text_fulfils_its_own_case() -> None:
    for case in CASES:
        for text in case["accept"]:
            assert [phrase for phrase in case["keep"] if not has(text, phrase)] == [], case["id"]
            assert [phrase for phrase in case["must_not"] if has(text, phrase)] == [], case["id"]


def test_what_must_be_kept_was_said_in_one_breath() -> None:
    for case in CASES:
        assert [phrase for phrase in case["keep"] if not has(case["raw"], phrase)] == [], case["id"]


def test_what_is_clean_already_may_stay_as_it_is() -> None:
    clean = [case for case in CASES if "clean" in case["tags"]]
    assert [case["id"] for case in clean if case["accept"][0] != case["raw"]] == []


def test_the_texts_hold_nothing_invisible() -> None:
    for case in CASES:
        for text in (case["raw"], *case["accept"]):
            kinds = {unicodedata.category(sign) for sign in text if sign != "\n"}
            assert not kinds & {"Cc", "Cf", "Co", "Cn", "Cs"}, case["id"]
            assert text == unicodedata.normalize("NFC", text).strip(), case["id"]
