"""Changes the settings file and leaves everything else in it as its owner wrote it.

The file is replaced as a whole: a new one beside it, flushed to the disk, then renamed over it. The
one before stays as `settings.toml.bak`. A file that is no TOML is put aside as
`settings.toml.broken-N` before a fresh one takes its place.
"""

from __future__ import annotations

import os
import re
import tempfile
import threading
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dictate.errors import SettingsError
from dictate.settings.migrate import Content, migrate
from dictate.settings.options import Kind, Option, Value, find, toml
from dictate.settings.store import Problem, UnreadableError, parse, read_text
from dictate.settings.template import default_file, default_line

if TYPE_CHECKING:
    from collections.abc import MutableMapping

_lock = threading.Lock()

_TRIES = 5
"""How often a change is made anew because somebody else wrote the file meanwhile."""


def write_default(path: Path) -> bool:
    """Make the settings file with its comments, where there is none yet.

    Returns:
        Whether it was made.

    Raises:
        SettingsError: It cannot be written.
    """
    with _lock:
        if path.exists():
            return False
        _replace(path, default_file())
        return True


def set_value(path: Path, key: str, value: Value) -> Problem | None:
    """Set one option in the file, made if missing; comments and unknown options stay.

    Args:
        path: The settings file; a symbolic link is followed.
        key: Full name, such as `microphone.tail_ms`; or that of one entry of a table, such as
            `text.vocabulary.open a eye` (everything after the second dot is the entry's name).
        value: As the schema has it.

    Returns:
        What was put aside, where the file could not be read.

    Raises:
        SettingsError: There is no such option, the value is not allowed, or the file cannot be
            written; nothing is changed.
    """
    option, entry = _target(key)
    good, faults = option.read({entry: value} if entry else value)
    if faults:
        raise SettingsError(f"{faults[0]}.", hint=f"Allowed: {option.allowed}.")
    if entry and isinstance(good, Mapping):
        entry, good = next(iter(good.items()))
    return _change(path, lambda text: _with(text, option, entry, good))


def reset_value(path: Path, key: str) -> Problem | None:
    """Let one option follow its default again, or remove one entry of a table.

    Args, returns and raises as `set_value`.
    """
    option, entry = _target(key)
    return _change(path, lambda text: _without(text, option, entry))


def _target(key: str) -> tuple[Option, str]:
    """The option that a key names, and the entry of a table or nothing."""
    parts = key.split(".", 2)
    option = find(".".join(parts[:2]))
    entry = parts[2] if len(parts) == 3 else ""
    if entry and option.kind is not Kind.TABLE:
        raise SettingsError(f"{option.key} has no entries.", hint=f"Set {option.key} itself.")
    return option, entry


# ── the text ─────────────────────────────────────────────────────────────────────────────────────


def _with(text: str, option: Option, entry: str, value: Value) -> str:
    """The text of the file with the value set."""
    wanted = _plain(text)
    holder = _table_in(wanted, option.section)
    if entry:
        holder = _table_in(holder, option.name)
    holder[entry or option.name] = _as_read(value)
    ways = [lambda: _through_tomlkit(text, wanted)]
    if not entry:
        line = f"{option.name} = {toml(value)}"
        ways.insert(0, lambda: _line_replaced(text, option, rf"#[ \t]*{option.name}[ \t]*=", line))
    return _first_right(ways, wanted)


def _without(text: str, option: Option, entry: str) -> str:
    """The text of the file without the value."""
    wanted = _plain(text)
    holder = _table_in(wanted, option.section)
    if entry:
        holder = _table_in(holder, option.name)
    if (entry or option.name) not in holder:
        return text
    del holder[entry or option.name]
    ways = [lambda: _through_tomlkit(text, wanted)]
    if not entry and option.kind is not Kind.TABLE:
        line = default_line(option)
        ways.insert(0, lambda: _line_replaced(text, option, rf"[ \t]*{option.name}[ \t]*=", line))
    return _first_right(ways, wanted)


def _first_right(ways: list[Callable[[], str]], wanted: Content) -> str:
    """The first text that reads back exactly as wanted: the file is never left wrong."""
    for way in ways:
        with suppress(ValueError, RecursionError, KeyError, TypeError, AttributeError):
            text = way()
            if tomllib.loads(text) == wanted:
                return text
    raise SettingsError(
        "The settings file is written in a way that cannot be changed automatically.",
        hint="Change it in an editor: `dictate config edit`.",
    )


def _line_replaced(text: str, option: Option, pattern: str, line: str) -> str:
    """Replace the first matching line of the option's section."""
    heading = re.compile(rf"[ \t]*\[[ \t]*{option.section}[ \t]*\]")
    lines = text.splitlines(keepends=True)
    inside = False
    for number, old in enumerate(lines):
        if old.lstrip().startswith("["):
            inside = heading.match(old) is not None
        elif inside and re.match(pattern, old):
            end = old[len(old.rstrip("\r\n")) :]
            return "".join([*lines[:number], line + end, *lines[number + 1 :]])
    raise ValueError("no such line")


def _through_tomlkit(text: str, wanted: Content) -> str:
    """Change what differs from `wanted`, and nothing else."""
    import tomlkit  # late: it takes longer to import than the settings take to read

    document = tomlkit.parse(text)
    _sync(document, wanted)
    return tomlkit.dumps(document)


def _sync(document: MutableMapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Make a tomlkit table equal to plain values; what is equal already is not touched."""
    for name in [name for name in document if name not in wanted]:
        del document[name]
    for name, value in wanted.items():
        if name not in document:
            document[name] = value
        elif document[name] != value:
            if isinstance(value, dict) and hasattr(document[name], "items"):
                _sync(document[name], value)
            else:
                document[name] = value


def _plain(text: str) -> Content:
    """The content in the present schema, with sections that may be changed."""
    content = migrate(tomllib.loads(text))
    return {
        name: {k: dict(v) if isinstance(v, dict) else v for k, v in section.items()}
        if isinstance(section, dict)
        else section
        for name, section in content.items()
    }


def _table_in(holder: dict[str, Any], name: str) -> dict[str, Any]:
    """The table of that name, made where there is none or something else stands there."""
    if not isinstance(holder.get(name), dict):
        holder[name] = {}
    table: dict[str, Any] = holder[name]
    return table


def _as_read(value: Value) -> object:
    """A value as `tomllib` gives it."""
    match value:
        case Mapping():
            return dict(value)
        case tuple():
            return list(value)
        case _:
            return value


# ── the file ─────────────────────────────────────────────────────────────────────────────────────


def _change(path: Path, made: Callable[[str], str]) -> Problem | None:
    """Replace the file by what `made` makes of its text."""
    with _lock:
        for _ in range(_TRIES):
            before = _signature(path)
            text = _text_to_change(path)
            new = made(default_file() if text is None else text)
            if _signature(path) != before:
                continue
            if text is None:
                return _replace_broken(path, new)
            if new != text or before is None:
                _replace(path, new)
            return None
    raise SettingsError(
        "The settings file is being written by another program.", hint="Try again in a moment."
    )


def _text_to_change(path: Path) -> str | None:
    """The text of the file, a fresh one where there is no file, None where it is beyond use."""
    try:
        return parse(read_text(path))[2]
    except FileNotFoundError:
        return default_file()
    except (OSError, UnreadableError):
        return None


def _replace_broken(path: Path, text: str) -> Problem:
    """Write the file in the place of one that cannot be used, which is kept beside it."""
    aside = _put_aside(path)
    try:
        _replace(path, text)
    except SettingsError:
        with suppress(OSError):
            aside.rename(path)
        raise
    return Problem(path, "", f"The settings file could not be read; it is kept as {aside.name}.")


def _put_aside(path: Path) -> Path:
    """Rename what lies at `path` to the next free `….broken-N`."""
    number = 1
    while (aside := path.with_name(f"{path.name}.broken-{number}")).exists() or aside.is_symlink():
        number += 1
    try:
        path.rename(aside)
    except OSError as error:
        raise _not_written(path, error) from error
    return aside


def _signature(path: Path) -> tuple[int, int, int] | None:
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_mtime_ns, about.st_size, about.st_ino


def _replace(path: Path, text: str) -> None:
    """Write the file atomically; keep the one before as `.bak`."""
    try:
        # The link stays a link: people keep their settings in a folder of their own.
        target = Path(os.path.realpath(path))
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if target.is_file():
            _write(target.with_name(f"{target.name}.bak"), target.read_bytes())
        _write(target, text.encode())
    except OSError as error:
        raise _not_written(path, error) from error


def _write(target: Path, content: bytes) -> None:
    # mkstemp makes it 0600: vocabulary and application names are private.
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    _flush_folder(target.parent)


def _flush_folder(folder: Path) -> None:
    """Make a rename durable; Windows can not, and need not, flush folders."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _not_written(path: Path, error: OSError) -> SettingsError:
    reason = error.strerror or "unknown reason"
    return SettingsError(
        f"The settings could not be written to {path} ({reason}).",
        hint="Make room on the disk, or make the folder writable.",
    )
