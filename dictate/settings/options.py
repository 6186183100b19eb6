"""The schema as rows: one `Option` for each field, with the check of a value.

The file, the docs table, `dictate config` and a settings window read these rows, so that an option
is written down once, in `schema.py`.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, TypeAlias, get_type_hints

from dictate.errors import SettingsError
from dictate.settings.schema import Settings

Value: TypeAlias = bool | int | float | str | tuple[str, ...] | Mapping[str, str]
"""What an option can hold."""


class Kind(StrEnum):
    """What sort of value an option takes; the text is for users."""

    SWITCH = "true or false"
    WHOLE = "whole number"
    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"
    TEXTS = "list of texts"
    TABLE = "table of texts"


_KINDS: Mapping[Any, Kind] = {
    bool: Kind.SWITCH,
    int: Kind.WHOLE,
    float: Kind.NUMBER,
    str: Kind.TEXT,
    tuple[str, ...]: Kind.TEXTS,
    Mapping[str, str]: Kind.TABLE,
}


@dataclass(frozen=True, slots=True)
class Option:
    """One option.

    Attributes:
        section: Name of its section, such as `microphone`.
        name: Its own name, such as `tail_ms`.
        kind: What sort of value it takes.
        default: The value of a fresh install.
        about: One or two sentences for a user.
        low: Smallest number allowed, or None.
        high: Largest number allowed, or None.
        choices: The texts allowed; empty for any text.
        reads: What makes sense of a text; raises SettingsError for one that means nothing.
        restart: Whether a change is taken up at the next start only.
    """

    section: str
    name: str
    kind: Kind
    default: Value
    about: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    reads: Callable[[str], object] | None = None
    restart: bool = False

    @property
    def key(self) -> str:
        """Its full name, such as `microphone.tail_ms`."""
        return f"{self.section}.{self.name}"

    @property
    def allowed(self) -> str:
        """For a user: which values it takes."""
        if self.kind is Kind.CHOICE:
            return ", ".join(self.choices)
        if self.low is not None and self.high is not None:
            return f"{self.low} to {self.high}"
        if self.low is not None:
            return f"{self.low} or more"
        if self.high is not None:
            return f"{self.high} or less"
        return str(self.kind)

    def read(self, found: object) -> tuple[Value, tuple[str, ...]]:
        """Turn what stands in a file into the value to use.

        Args:
            found: Any value that TOML knows.

        Returns:
            The value, the default where `found` cannot be used, and what is wrong with it: parts of
            a sentence that begin with the name of the option or entry. A list or table keeps its
            good entries.
        """
        match self.kind:
            case Kind.TEXTS:
                return self._read_texts(found)
            case Kind.TABLE:
                return self._read_table(found)
            case _:
                fault = self._fault(found)
                if fault:
                    return self.default, (f"{self.key} {fault}",)
                return (float(found) if self.kind is Kind.NUMBER else found), ()  # type: ignore[arg-type, return-value]  # _fault has proven the type

    def parse(self, typed: str) -> Value:
        """Turn what a user typed on a command line into a value.

        Args:
            typed: `on`, `250`, `f9`, `xterm, kitty`; a table takes TOML: `{ "a" = "b" }`.

        Raises:
            SettingsError: It cannot be used.
        """
        value, faults = self.read(_understood(self.kind, typed))
        if faults:
            raise SettingsError(f"{faults[0]}.", hint=f"Allowed: {self.allowed}.")
        return value

    def _fault(self, found: object) -> str:
        """What is wrong with a single value: `must be …`; empty when nothing is."""
        match self.kind:
            case Kind.SWITCH:
                return (
                    "" if isinstance(found, bool) else f"must be true or false, not {shown(found)}"
                )
            case Kind.WHOLE | Kind.NUMBER:
                return self._number_fault(found)
            case Kind.CHOICE:
                if isinstance(found, str) and found in self.choices:
                    return ""
                return f"must be one of {', '.join(map(shown, self.choices))}, not {shown(found)}"
            case _:
                return self._text_fault(found)

    def _text_fault(self, found: object) -> str:
        if not isinstance(found, str):
            return f"must be a text in quotes, not {shown(found)}"
        if not is_clean(found):
            return "must be one line of plain text"
        if self.reads is not None:
            try:
                self.reads(found)
            except SettingsError as error:
                return f"cannot be {shown(found)}: {error.message.rstrip('.')}"
        return ""

    def _number_fault(self, found: object) -> str:
        whole = self.kind is Kind.WHOLE
        types = int if whole else (int, float)
        if isinstance(found, bool) or not isinstance(found, types):
            return f"must be a {self.kind}, not {shown(found)}"
        if isinstance(found, float) and not math.isfinite(found):
            return f"must be a {self.kind}, not {shown(found)}"
        too_low = self.low is not None and found < self.low
        too_high = self.high is not None and found > self.high
        return f"must be {self.allowed}, not {shown(found)}" if too_low or too_high else ""

    def _read_texts(self, found: object) -> tuple[Value, tuple[str, ...]]:
        if not isinstance(found, Sequence) or isinstance(found, str):
            return self.default, (f"{self.key} must be a list of texts, not {shown(found)}",)
        good = tuple(str(item) for item in found if isinstance(item, str) and is_clean(item))
        faults = tuple(
            f"{self.key} must hold texts only, not {shown(item)}"
            for item in found
            if not (isinstance(item, str) and is_clean(item))
        )
        return good, faults

    def _read_table(self, found: object) -> tuple[Value, tuple[str, ...]]:
        if not isinstance(found, Mapping):
            return self.default, (f"{self.key} must be a table of texts, not {shown(found)}",)
        good: dict[str, str] = {}
        faults: list[str] = []
        for name, text in found.items():
            # A new line is welcome in what is written ("my address"), not in what is recognised.
            if not name.strip() or not is_clean(name):
                faults.append(f"{self.key} has an entry without a usable name")
            elif isinstance(text, str) and is_clean(text, lines=True):
                good[str(name)] = str(text)
            else:
                faults.append(f"{self.key}, entry {shown(name)}, must be a text in quotes")
        return MappingProxyType(good), tuple(faults)


@dataclass(frozen=True, slots=True)
class Section:
    """A group of options.

    Attributes:
        name: As it stands in the file, without brackets.
        about: One sentence for a user.
        options: Its options in the order of the schema.
        make: Makes the section of a `Settings` from values by name.
    """

    name: str
    about: str
    options: tuple[Option, ...]
    make: Callable[..., Any]


@cache
def sections() -> tuple[Section, ...]:
    """All sections with their options, in the order of the schema."""
    types = get_type_hints(Settings)
    return tuple(_section(field.name, types[field.name]) for field in fields(Settings))


def _section(name: str, made_of: Any) -> Section:
    types = get_type_hints(made_of)
    options = []
    for field in fields(made_of):
        factory = field.default_factory
        default: Any = field.default if factory is MISSING else factory()
        kind = _KINDS[types[field.name]]
        row = Option(name, field.name, kind, default, **field.metadata)
        options.append(replace(row, kind=Kind.CHOICE) if row.choices else row)
    about = (made_of.__doc__ or "").split("\n", 1)[0]
    return Section(name, about, tuple(options), made_of)


@cache
def describe() -> tuple[Option, ...]:
    """Every option there is, in the order of the schema."""
    return tuple(option for section in sections() for option in section.options)


def find(key: str) -> Option:
    """The option of that full name.

    Raises:
        SettingsError: There is none; the hint names the nearest.
    """
    known = {option.key: option for option in describe()}
    if key in known:
        return known[key]
    near = get_close_matches(key, known, n=1)
    raise SettingsError(
        f"There is no option {shown(key)}.",
        hint=f"Did you mean {near[0]}?" if near else "`dictate config get` shows them all.",
    )


def value_of(settings: Settings, key: str) -> Value:
    """The value of the option of that full name.

    Raises:
        SettingsError: There is no such option.
    """
    option = find(key)
    value: Value = getattr(getattr(settings, option.section), option.name)
    return value


def changed(old: Settings, new: Settings) -> tuple[Option, ...]:
    """The options whose values differ; those marked `restart` wait for the next start."""
    return tuple(o for o in describe() if value_of(old, o.key) != value_of(new, o.key))


def is_clean(text: str, *, lines: bool = False) -> bool:
    """Whether `text` has no control characters or half characters; `lines` allows new lines."""
    allowed = "\n\t" if lines else ""
    return all(
        c in allowed or (c >= " " and c != "\x7f" and not "\ud800" <= c <= "\udfff") for c in text
    )


def shown(found: object) -> str:
    """A value for a sentence, short; what is inside a list or table is not shown."""
    match found:
        case str():
            cut = found if len(found) <= 40 else found[:39] + "…"
            return json.dumps(cut, ensure_ascii=not is_clean(cut))
        case bool():
            return "true" if found else "false"
        case int() | float():
            huge = isinstance(found, int) and abs(found) >= 10**30
            return "a huge number" if huge else str(found)
        case Mapping():
            return "a table"
        case _:
            return "a list" if isinstance(found, Sequence) else "a date"


def toml(value: Value) -> str:
    """A value as it is written in the file, on one line."""
    match value:
        case str():
            # JSON's escapes are TOML's, but JSON leaves DEL as it is (TOML 1.0, String).
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case Mapping():
            inner = ", ".join(f"{toml(name)} = {toml(text)}" for name, text in value.items())
            return f"{{ {inner} }}" if inner else "{}"
        case _:
            return f"[{', '.join(map(toml, value))}]"


_SWITCHES = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}


def _understood(kind: Kind, typed: str) -> object:
    """What a typed text means for a kind of option; the text itself where it means nothing."""
    read = _READ.get(kind)
    try:
        return read(typed) if read else typed
    except ValueError:
        return typed


def _switch(typed: str) -> object:
    return _SWITCHES.get(typed.strip().lower(), typed)


def _texts(typed: str) -> object:
    if typed.lstrip().startswith("["):
        return _from_toml(typed)
    return [part for item in typed.split(",") if (part := item.strip())]


def _from_toml(typed: str) -> object:
    return typed if "\n" in typed else tomllib.loads(f"value = {typed}").get("value", typed)


_READ: Mapping[Kind, Callable[[str], object]] = {
    Kind.SWITCH: _switch,
    Kind.WHOLE: int,
    Kind.NUMBER: float,
    Kind.TEXTS: _texts,
    Kind.TABLE: _from_toml,
}
"""How a kind is typed, where it is not just a text."""
