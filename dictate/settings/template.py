"""The settings file as text and the options as a table for people, both made from the schema."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from dictate.settings.migrate import VERSION_KEY
from dictate.settings.options import Kind, Option, Section, sections, toml
from dictate.settings.schema import SCHEMA_VERSION

_HEAD = """\
Dictate's settings.

Every option stands here with its default, switched off by the # before its name. To change one, \
remove that # and write your value. What you leave alone follows the defaults of the Dictate you \
run, also of a later one.

A change is taken up as soon as the file is saved, where nothing else is said. A value that cannot \
be used is named, and its default is used.
"""

_WIDTH = 96


def default_file() -> str:
    """The settings file of a fresh install: all comments, so that it changes nothing."""
    lines = [*_comment(_HEAD), "", f"{VERSION_KEY} = {SCHEMA_VERSION}"]
    for section in sections():
        lines += ["", "", f"[{section.name}]", *_comment(section.about)]
        # A table is a section of its own in TOML, so it must stand after the plain options.
        for option in sorted(section.options, key=lambda o: o.kind is Kind.TABLE):
            lines += ["", *_option(option)]
    return "\n".join(lines) + "\n"


def default_line(option: Option) -> str:
    """The line of an option that is left at its default."""
    return f"# {option.name} = {toml(option.default)}"


def markdown_table() -> str:
    """All options as Markdown, one table for each section."""
    return "\n".join(line for section in sections() for line in _table(section))


def _option(option: Option) -> Iterator[str]:
    yield from _comment(_about(option))
    if option.kind is not Kind.TABLE:
        yield default_line(option)
        return
    yield from _comment("One line each, under this heading, such as:")
    yield '# "open a eye" = "OpenAI"'
    # The heading may stand without a # only where an empty table is the default.
    yield f"# [{option.key}]" if option.default else f"[{option.key}]"


def _about(option: Option) -> str:
    bounded = option.kind is Kind.CHOICE or option.low is not None or option.high is not None
    allowed = f" Allowed: {option.allowed}." if bounded else ""
    restart = " Taken up at the next start." if option.restart else ""
    return f"{option.about}{allowed}{restart}"


def _comment(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if not line:
            yield "#"
        for part in textwrap.wrap(line, _WIDTH - 2, break_long_words=False):
            yield f"# {part}"


def _table(section: Section) -> Iterator[str]:
    yield f"## [{section.name}]"
    yield ""
    yield section.about
    yield ""
    yield "| Option | Default | Allowed | What it does |"
    yield "|---|---|---|---|"
    for option in section.options:
        restart = " Taken up at the next start." if option.restart else ""
        about = _cell(option.about + restart)
        yield f"| `{option.name}` | `{_cell(toml(option.default))}` | {option.allowed} | {about} |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
