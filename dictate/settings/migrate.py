"""Brings the content of an older settings file up to the present schema.

A migration is a pure function from the plain content of version N to that of version N + 1. Write
one whenever an option is renamed, moved or changes its meaning, append it, raise `SCHEMA_VERSION`,
and leave a test. Options that are merely new or gone need none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from dictate.settings.schema import SCHEMA_VERSION

Content: TypeAlias = dict[str, Any]
"""A settings file as `tomllib` reads it: sections of options."""

Migration: TypeAlias = Callable[[Content], Content]

VERSION_KEY = "schema_version"

MIGRATIONS: tuple[Migration, ...] = ()
"""`MIGRATIONS[n]` leads from version n + 1 to n + 2."""


def version_of(content: Mapping[str, Any]) -> int:
    """The schema version that a file states; the present one where it states none or nonsense."""
    stated = content.get(VERSION_KEY)
    if isinstance(stated, int) and not isinstance(stated, bool) and stated >= 1:
        return stated
    return SCHEMA_VERSION


def migrate(content: Content, migrations: Sequence[Migration] = MIGRATIONS) -> Content:
    """The content in the present schema; as it is where it is already, or is of a newer one.

    Args:
        content: Read only.
        migrations: The steps, from version 1 on.
    """
    present = len(migrations) + 1
    version = version_of(content)
    if version >= present:
        return content
    for step in migrations[version - 1 :]:
        content = step(_copy(content))
    return {**content, VERSION_KEY: present}


def renamed(old: str, new: str) -> Migration:
    """A migration that moves one option, both named in full; a value already at `new` stays."""
    old_section, old_name = old.split(".")
    new_section, new_name = new.split(".")

    def step(content: Content) -> Content:
        come_from = content.get(old_section)
        if not isinstance(come_from, dict) or old_name not in come_from:
            return content
        value = come_from.pop(old_name)
        go_to = content.setdefault(new_section, {})
        if isinstance(go_to, dict):
            go_to.setdefault(new_name, value)
        return content

    return step


def _copy(content: Content) -> Content:
    """A copy down to the options: a step may change it and stays pure.

    Not `deepcopy`: a hostile file can nest deeper than the interpreter may recurse.
    """
    return {k: dict(v) if isinstance(v, dict) else v for k, v in content.items()}
