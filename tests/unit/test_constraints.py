"""The pinned versions are complete, and nothing is among them without a reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import distribution

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def pins() -> dict[str, dict[str, str]]:
    """Name and version of what each part of the file holds."""
    parts: dict[str, dict[str, str]] = {}
    part: dict[str, str] = {}
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        if line.startswith("## "):
            part = parts[line[3:]] = {}
        elif line and not line.startswith("#"):
            name, version = line.split("==")
            part[canonicalize_name(name)] = version
    return parts


def needed(requirements: Iterable[str], left_out: Iterable[str]) -> dict[str, list[Requirement]]:
    """Everything that those requirements need, down to the last, as it is installed here."""
    found: dict[str, list[Requirement]] = {}
    seen: set[str] = set()
    todo = [Requirement(text) for text in requirements]
    while todo:
        one = todo.pop()
        name = canonicalize_name(one.name)
        extras = one.extras | {""}
        if name in left_out or (one.marker and not one.marker.evaluate({"extra": ""})):
            continue
        found.setdefault(name, []).append(one)
        if str(one) in seen:
            continue
        seen.add(str(one))
        for text in distribution(name).requires or ():
            below = Requirement(text)
            if below.marker is None or any(below.marker.evaluate({"extra": e}) for e in extras):
                below.marker = None
                todo.append(below)
    return found


@pytest.mark.parametrize("part", ["run", "dev", "cleaner"])
def test_a_part_holds_exactly_what_the_project_asks_for(part: str) -> None:
    extras = PROJECT["optional-dependencies"]
    parts = pins()
    left_out = parts["left out"]
    below = {} if part == "run" else parts["run"]
    asked = needed(extras.get(part, PROJECT["dependencies"]), left_out)
    assert set(parts[part]) | (set(asked) & set(below)) == set(asked)
    for name, requirements in asked.items():
        version = {**below, **parts[part]}[name]
        assert all(one.specifier.contains(version) for one in requirements), name


def test_the_setup_asks_for_each_part_by_a_name_that_the_file_has() -> None:
    scripts = [*(ROOT / "scripts").glob("*"), *(ROOT / "scripts" / "lib").glob("*.sh")]
    text = "\n".join(path.read_text("utf-8") for path in scripts if path.is_file())
    asked = set(re.findall(r"set_up ([a-z ]+)", text))
    assert {name for words in asked for name in words.split()} <= set(pins())
    assert asked
