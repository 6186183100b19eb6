"""Reads the settings file. Whatever is in it, Dictate starts.

A wrong value falls back to its default and is named. A line that is no TOML is left out and named.
A file that is no settings file at all gives the defaults and is named. Reading never changes the
file: a typo made by hand is mended by hand, and taken up as soon as it is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dictate.settings.migrate import VERSION_KEY, Content, migrate, version_of
from dictate.settings.options import Section, Value, sections, shown, toml
from dictate.settings.schema import SCHEMA_VERSION, Settings

MOST_BYTES = 1 << 20
"""A settings file is some kilobytes; a vocabulary of 10,000 entries is half of this."""

MOST_PROBLEMS = 20
"""More are counted, not listed: nobody reads more."""

MOST_BAD_LINES = 20
"""A file with more lines than this that are no TOML is something else."""

# WORKAROUND: tomllib takes memory that grows with the square of the parts of a dotted key
# (200,000 parts ended the process). Options have two parts, vocabulary entries three.
_DEEP_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){50}""")

_OPTION_LINE = re.compile(r"""[ \t]*(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*=""")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the settings that could not be used.

    Attributes:
        file: The settings file.
        option: Full name of the option or section; empty where it is about a line or the file.
        text: For a user: what is wrong and what is used instead, in one or two sentences.
    """

    file: Path
    option: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.text}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a settings file gave.

    Attributes:
        settings: Complete and valid, whatever the file held.
        problems: What could not be used, in the order of the file.
        readable: Whether the file is TOML throughout, or missing. False while an editor has
            written half of it.
    """

    settings: Settings
    problems: tuple[Problem, ...] = ()
    readable: bool = True


class UnreadableError(ValueError):
    """A file that is no settings file; the text is the second half of a sentence."""


def load(path: Path) -> Loaded:
    """Read the settings; a missing file means the defaults.

    Raises nothing, whatever lies at `path`.
    """
    try:
        text = read_text(path)
        content, bad_lines, _ = parse(text)
    except FileNotFoundError:
        return Loaded(Settings())
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        return _unusable(path, f"The settings file cannot be read ({reason}).")
    except UnreadableError as error:
        return _unusable(path, f"The settings file {error}.")
    settings, said = build(content)
    said = [("", line) for line in bad_lines] + said
    if len(said) > MOST_PROBLEMS:
        rest = len(said) - MOST_PROBLEMS
        said = [*said[:MOST_PROBLEMS], ("", f"{rest} more lines could not be used.")]
    problems = tuple(Problem(path, option, sentence) for option, sentence in said)
    return Loaded(settings, problems, readable=not bad_lines)


def read_text(path: Path) -> str:
    """The text of a settings file.

    Raises:
        OSError: It is missing, a folder, or not to be read.
        UnreadableError: It is too big or no text.
    """
    if path.exists() and not path.is_file():
        # Opening a pipe would wait for its writer for ever.
        raise UnreadableError("is not a file")
    with path.open("rb") as file:
        found = file.read(MOST_BYTES + 1)
    if len(found) > MOST_BYTES:
        raise UnreadableError("is too big to be one")
    # Editors on Windows mark the encoding with the first bytes.
    encoding = "utf-16" if found[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return found.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError("is not text") from error


def parse(text: str) -> tuple[Content, list[str], str]:
    """The content of a settings file, without the lines that are no TOML.

    Args:
        text: The whole file.

    Returns:
        The content, one sentence for each line left out, and the text with those lines switched
        off by a `#`.

    Raises:
        UnreadableError: Leaving out single options does not make it TOML.
    """
    if _DEEP_KEY.search(text):
        raise UnreadableError("has names of too many parts")
    said: list[str] = []
    while True:
        try:
            return tomllib.loads(text), said, text
        except (ValueError, RecursionError) as error:
            # ValueError too: a number of 5,000 digits is refused by int(), not by the parser.
            where = re.search(r"at line (\d+)", str(error))
            number = int(where[1]) if where else 0
            lines = text.split("\n")
            bad = lines[number - 1] if 0 < number <= len(lines) else ""
            # Only a line that holds one option can go without changing what the others mean: not
            # a heading, not the middle of a list or text that goes over lines.
            if not _OPTION_LINE.match(bad) or len(said) == MOST_BAD_LINES:
                place = f" (line {number})" if number else ""
                raise UnreadableError(f"is not valid TOML{place}") from error
            said.append(f"Line {number} is not valid TOML and is left out.")
            lines[number - 1] = f"# not valid: {_printable(bad)}"
            text = "\n".join(lines)


def build(content: Content) -> tuple[Settings, list[tuple[str, str]]]:
    """Settings from the content of a file.

    Args:
        content: Of any schema version; read only.

    Returns:
        The settings, and (option or section, sentence) for each thing that could not be used.
    """
    said: list[tuple[str, str]] = []
    if version_of(content) > SCHEMA_VERSION:
        said.append(
            ("", "The file was written by a newer Dictate; what this one knows of it is used.")
        )
    content = migrate(content)
    known = {section.name: section for section in sections()}
    made: dict[str, Any] = {}
    for name, found in content.items():
        if name == VERSION_KEY:
            if isinstance(found, bool) or version_of(content) != found:
                said.append((name, f"{name} must be a whole number from 1 on, not {shown(found)}."))
        elif name not in known:
            said.append((name, _unknown(name, known, "section" if _is_table(found) else "option")))
        elif not _is_table(found):
            said.append((name, f"{shown(name)} is a section; write [{name}] above its options."))
        else:
            made[name] = _read_section(known[name], found, said)
    return Settings(**made), said


def _read_section(
    section: Section, found: Mapping[str, object], said: list[tuple[str, str]]
) -> object:
    values: dict[str, Value] = {}
    known = {option.name: option for option in section.options}
    for name, value in found.items():
        option = known.get(name)
        if option is None:
            key = f"{section.name}.{name}"[:100]
            said.append((key, _unknown(name, known, "option", f" in [{section.name}]")))
            continue
        values[name], faults = option.read(value)
        instead = f"{toml(option.default)} is used"
        if values[name] is not option.default:
            instead = "it is left out"
        said += [(option.key, f"{fault}; {instead}.") for fault in faults]
    return section.make(**values)


def _printable(line: str) -> str:
    """The line without what a TOML comment may not hold."""
    return "".join(c for c in line if c == "\t" or (c >= " " and c != "\x7f"))


def _is_table(found: object) -> bool:
    return isinstance(found, dict)


def _unknown(name: str, known: Mapping[str, object], what: str, where: str = "") -> str:
    near = get_close_matches(name[:100], known, n=1)
    ask = f" Did you mean {near[0]}?" if near else ""
    return f"There is no {what} {shown(name)}{where}; it is left alone.{ask}"


def _unusable(path: Path, sentence: str) -> Loaded:
    return Loaded(
        Settings(), (Problem(path, "", f"{sentence} The defaults are used."),), readable=False
    )
