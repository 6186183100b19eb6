"""Cleaning styles: named ways to write down what was said, shipped ones and the user's own.

A style says which text options it changes, what a writer is told besides its fixed instruction, and
which shape the text gets. A style of the user's is a file `styles/NAME.toml` beside the settings::

    about = "Minutes of our meetings"
    like = "tidy"                       # starts from this one; all lines are optional
    instruction = "Write full sentences."
    shape = "list"
    rewrites = false
    [text]
    numbers = "digits"

A file that cannot be used costs nothing but itself: texts are written in the default style then.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dictate.errors import SettingsError
from dictate.settings.options import Value, describe, is_clean, shown
from dictate.settings.schema import TextSettings

DEFAULT = "tidy"

MOST_BYTES = 64 * 1024
LONGEST_INSTRUCTION = 2000
"""Characters. A writer reads its instruction before the first word; a long one costs seconds."""


class Shape(StrEnum):
    """What the text looks like as a whole."""

    RUNNING = "running"
    MESSAGE = "message"
    """A single sentence has no full stop."""
    EMAIL = "email"
    """Greeting and goodbye stand in lines of their own."""
    LIST = "list"
    """Each sentence is a line that begins with a dash."""
    COMMENT = "comment"
    """Lines of at most 72 characters that begin with `# `."""


@dataclass(frozen=True, slots=True)
class Style:
    """One style.

    Attributes:
        name: What it is called.
        about: One sentence for a user.
        text: Text options it changes, by name; what is not here stays as the user set it.
        shape: What the text looks like.
        instruction: What a writer is told besides its fixed instruction; empty for nothing.
        rewrites: Whether a writer may choose other words than were said. Never the default.
    """

    name: str
    about: str
    text: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    shape: Shape = Shape.RUNNING
    instruction: str = ""
    rewrites: bool = False

    def applied(self, settings: TextSettings) -> TextSettings:
        """The text settings as this style has them."""
        changes: dict[str, Any] = dict(self.text)  # their types were proven when they were read
        return replace(settings, **changes)


def _style(
    name: str, about: str, shape: Shape = Shape.RUNNING, instruction: str = "", **text: Value
) -> Style:
    return Style(name, about, MappingProxyType(text), shape, instruction)


STYLES: tuple[Style, ...] = (
    _style("tidy", "Without fillers, repeats and what was taken back. The default."),
    _style(
        "verbatim",
        "Every word as it was recognised.",
        fillers=False,
        doubled_words=False,
        cutoffs=False,
        cleaner="rules",
    ),
    _style("light", "Without fillers and repeats; no model is asked.", cleaner="rules"),
    _style(
        "message",
        "For chats: as tidy, and a single sentence ends without a full stop.",
        Shape.MESSAGE,
        "This is a chat message. Keep its tone.",
    ),
    _style(
        "email",
        "As tidy, with greeting and goodbye in lines of their own.",
        Shape.EMAIL,
        "This is an e-mail.",
        numbers="digits",
    ),
    _style(
        "code comment",
        "As tidy, in lines that begin with #.",
        Shape.COMMENT,
        "This is a comment in a program. Keep the names of things in it exactly.",
        numbers="digits",
    ),
    _style("list", "As tidy, each sentence a line that begins with a dash.", Shape.LIST),
)
"""The styles that ship. None of them rewrites."""


def shipped_style(name: str) -> Style | None:
    """The shipped style of that name; None where there is none."""
    wanted = name.strip().casefold()
    return next((style for style in STYLES if style.name == wanted), None)


def style_called(name: str, folder: Path) -> Style:
    """The style of that name.

    Args:
        name: Of a shipped style, or of a file in the folder; a file goes before a shipped one.
        folder: Where the user's styles lie; it need not exist.

    Raises:
        SettingsError: There is none, or its file cannot be used.
    """
    file = folder / f"{name.strip()}.toml"
    if _is_plain(name) and file.is_file():
        return _read(name.strip(), file)
    style = shipped_style(name)
    if style is None:
        names = ", ".join(sorted({found.name for found in STYLES} | set(own_styles(folder))))
        raise SettingsError(
            f"There is no style {shown(name)}.",
            hint=f"There are {names}. Yours lie in {folder}.",
        )
    return style


def own_styles(folder: Path) -> tuple[str, ...]:
    """The names of the user's own styles."""
    return tuple(sorted(file.stem for file in folder.glob("*.toml") if _is_plain(file.stem)))


def _is_plain(name: str) -> bool:
    """Whether a name can name a file in the folder and nothing elsewhere."""
    return bool(name.strip()) and is_clean(name) and not set(name) & set('/\\:*?"<>|')


def _read(name: str, file: Path) -> Style:
    if file.stat().st_size > MOST_BYTES:
        raise _unusable(file, "it is too big")
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise _unusable(file, "it is no TOML that can be read") from error
    like = _text(file, content, "like", DEFAULT)
    base = shipped_style(like)
    if base is None:
        raise _unusable(file, f"{shown(like)} is no shipped style")
    known = {"about", "like", "instruction", "shape", "rewrites", "text"}
    if unknown := sorted(set(content) - known):
        raise _unusable(file, f"{shown(unknown[0])} means nothing")
    rewrites = content.get("rewrites", False)
    if not isinstance(rewrites, bool):
        raise _unusable(file, "rewrites must be true or false")
    instruction = _text(file, content, "instruction", base.instruction)
    if len(instruction) > LONGEST_INSTRUCTION:
        raise _unusable(file, f"the instruction has more than {LONGEST_INSTRUCTION} characters")
    return Style(
        name,
        _text(file, content, "about", base.about),
        MappingProxyType({**base.text, **_options(file, content.get("text", {}))}),
        _shape(file, _text(file, content, "shape", base.shape.value)),
        instruction,
        rewrites,
    )


def _text(file: Path, content: Mapping[str, Any], key: str, default: str) -> str:
    found = content.get(key, default)
    if not isinstance(found, str) or not is_clean(found, lines=True):
        raise _unusable(file, f"{key} must be a text")
    return found


def _shape(file: Path, name: str) -> Shape:
    try:
        return Shape(name)
    except ValueError:
        shapes = ", ".join(Shape)
        raise _unusable(file, f"there is no shape {shown(name)}, but {shapes}") from None


def _options(file: Path, found: object) -> dict[str, Value]:
    if not isinstance(found, Mapping):
        raise _unusable(file, "text must be a table of options")
    known = {option.name: option for option in describe() if option.section == "text"}
    taken: dict[str, Value] = {}
    for name, value in found.items():
        if name not in known or name in ("style", "styles"):
            raise _unusable(file, f"there is no option text.{name} that a style could change")
        taken[name], faults = known[name].read(value)
        if faults:
            raise _unusable(file, faults[0])
    return taken


def _unusable(file: Path, why: str) -> SettingsError:
    return SettingsError(
        f"The style {file.stem} cannot be used: {why}.", hint=f"Mend it in {file}."
    )
