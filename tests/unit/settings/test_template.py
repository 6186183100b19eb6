"""The fresh settings file and the table of options."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from dictate.settings.options import Kind, describe, sections
from dictate.settings.template import default_file, default_line, markdown_table

REPOSITORY = Path(__file__).parents[3]


def test_every_option_stands_in_the_fresh_file_with_its_default_switched_off() -> None:
    text = default_file()
    for option in describe():
        heading = f"\n[{option.key}]\n"
        assert (heading if option.kind is Kind.TABLE else f"\n{default_line(option)}\n") in text


def test_what_is_allowed_stands_above_an_option_that_is_bounded() -> None:
    text = default_file()
    for option in describe():
        if option.kind is not Kind.TABLE:
            section = text.partition(f"\n[{option.section}]\n")[2]
            above = section.partition(f"\n{default_line(option)}\n")[0].rpartition("\n\n")[2]
            bounded = bool(option.choices) or option.low is not None
            said = f"Allowed: {option.allowed}." in above.replace("\n# ", " ")
            assert said is bounded, option.key


def test_the_fresh_file_sets_nothing() -> None:
    content = tomllib.loads(default_file())
    content.pop("schema_version")
    for section in content.values():
        assert [value for value in section.values() if value] == []


def test_switching_a_default_on_is_valid_and_gives_the_default() -> None:
    text = default_file()
    for option in describe():
        line = default_line(option)
        if option.kind is not Kind.TABLE:
            text = text.replace(f"\n{line}\n", f"\n{line[2:]}\n")
    content = tomllib.loads(text)
    for option in describe():
        if option.kind is not Kind.TABLE:
            assert option.read(content[option.section][option.name]) == (option.default, ())


def test_no_line_of_the_fresh_file_is_longer_than_a_window_is_wide() -> None:
    assert max(map(len, default_file().splitlines())) <= 100


def test_the_table_has_a_row_for_every_option() -> None:
    table = markdown_table()
    for section in sections():
        assert f"## [{section.name}]" in table
    assert sum(line.startswith("| `") for line in table.splitlines()) == len(describe())


def test_the_table_in_the_docs_is_current() -> None:
    written = (REPOSITORY / "docs" / "settings.md").read_text(encoding="utf-8")
    assert written.endswith(markdown_table()), "run scripts/settings_table"


def test_the_script_writes_exactly_the_table_that_is_there(tmp_path: Path) -> None:
    to = tmp_path / "settings.md"
    script = REPOSITORY / "scripts" / "settings_table"
    subprocess.run([sys.executable, script, to], check=True, timeout=60)
    assert to.read_bytes() == (REPOSITORY / "docs" / "settings.md").read_bytes()
