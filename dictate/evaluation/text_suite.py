"""Suites of texts to clean: cases as values, read from files.

A suite is a file of lines, each a JSON object::

    {"id": "tue-1", "raw": "um on Tuesday no wait Wednesday", "accept": ["On Wednesday."],
     "keep": ["Wednesday"], "must_not": ["Tuesday"], "tags": ["correction"], "language": "en"}

Only `id`, `raw` and `accept` must be there. Empty lines and lines that begin with `#` are skipped.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dictate.errors import DictateError
from dictate.evaluation.text_words import has_phrase

KEYS = ("id", "raw", "accept", "keep", "must_not", "tags", "language")

_HOW = "docs/evaluation.md describes the format."


class SuiteError(DictateError):
    """A suite cannot be read, or says what cannot be."""


@dataclass(frozen=True, slots=True)
class Case:
    """One text to clean, and what may become of it.

    Attributes:
        id: Unique in its suite.
        raw: The words as recognised.
        accept: Texts that are right, the best one first; at least one.
        keep: Words and phrases that must be left, whatever becomes of the rest.
        must_not: Words and phrases that must not be in what is written.
        tags: What it is a case of.
        language: Language code of the words.
    """

    id: str
    raw: str
    accept: tuple[str, ...]
    keep: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = "en"

    @property
    def is_clean(self) -> bool:
        """Whether nothing has to be done: the raw text is the first that is accepted."""
        return self.raw.strip() == self.accept[0]


def read_suite(path: Path) -> list[Case]:
    """The cases of a suite file.

    Raises:
        SuiteError: With the number of the line that is wrong.
    """
    cases: list[Case] = []
    seen: set[str] = set()
    for number, line in enumerate(_read(path).splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            case = _case(json.loads(line))
            if case.id in seen:
                raise _Wrong(f"the id {case.id!r} was used before")
        except json.JSONDecodeError as error:
            raise _at(path, number, f"it is no JSON: {error.msg}") from None
        except _Wrong as wrong:
            raise _at(path, number, str(wrong)) from None
        seen.add(case.id)
        cases.append(case)
    if not cases:
        raise SuiteError(f"{path} has no cases in it.", hint=_HOW)
    return cases


def read_disfl_qa(path: Path) -> list[Case]:
    """The cases of a file of Disfl-QA: questions with a slip of the tongue, and as meant.

    Raises:
        SuiteError: It is no such file.
    """
    try:
        rows = json.loads(_read(path))
        cases = [
            Case(id, row["disfluent"].strip(), (row["original"].strip(),), tags=("disfl-qa",))
            for id, row in rows.items()
        ]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise SuiteError(
            f"{path} is no file of Disfl-QA.",
            hint='It holds one object, {id: {"original": …, "disfluent": …}, …}.',
        ) from error
    if not cases:
        raise SuiteError(f"{path} has no cases in it.")
    return cases


def chosen(cases: Iterable[Case], tags: Collection[str] = (), limit: int = 0) -> list[Case]:
    """The cases that have one of the tags (all, where no tag is named), spread over the suite.

    Args:
        cases: To choose from.
        tags: Of these a case must have one.
        limit: So many at most, taken at even steps; 0 for all.

    Raises:
        SuiteError: No case has one of the tags.
    """
    cases = list(cases)
    found = [case for case in cases if not tags or not set(tags).isdisjoint(case.tags)]
    if not found:
        known = ", ".join(sorted({tag for case in cases for tag in case.tags})) or "none"
        raise SuiteError(
            f"No case has the tag {' or '.join(sorted(tags))}.", hint=f"Tags there are: {known}."
        )
    if not 0 < limit < len(found):
        return found
    return [found[nth * len(found) // limit] for nth in range(limit)]


class _Wrong(ValueError):  # noqa: N818 - it becomes a SuiteError where the line is known
    """What is wrong with a line."""


def _at(path: Path, number: int, what: str) -> SuiteError:
    return SuiteError(f"Line {number} of {path} cannot be used: {what}.", hint=_HOW)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SuiteError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SuiteError(f"{path} cannot be read: it is not UTF-8.") from error


def _case(row: Any) -> Case:
    if not isinstance(row, dict):
        raise _Wrong("it is no object")
    if unknown := sorted(set(row) - set(KEYS)):
        raise _Wrong(f"it has {unknown[0]!r}, and only {', '.join(KEYS)} are known")
    accept = _texts(row, "accept")
    if not accept:
        raise _Wrong("accept names no text")
    case = Case(
        id=_text(row, "id"),
        raw=_text(row, "raw"),
        accept=tuple(text.strip() for text in accept),
        keep=_texts(row, "keep"),
        must_not=_texts(row, "must_not"),
        tags=_texts(row, "tags"),
        language=_text({"language": "en", **row}, "language"),
    )
    for contradiction in _contradictions(case):
        raise _Wrong(contradiction)
    return case


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(f"{key} must be a text")
    return value


def _texts(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = row.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise _Wrong(f"{key} must be a list of texts")
    if key != "accept" and not all(value.strip() for value in values):
        raise _Wrong(f"{key} has an empty text")
    return tuple(values)


def _contradictions(case: Case) -> Iterator[str]:
    for text in case.accept:
        for phrase in case.keep:
            if not has_phrase(text, phrase):
                yield f"{phrase!r} must be kept, but an accepted text lacks it"
        for phrase in case.must_not:
            if has_phrase(text, phrase):
                yield f"{phrase!r} must not appear, but an accepted text has it"
