"""Named things a user can choose, imported only when chosen.

A row says where the thing lives and what must be installed for it. Probing a row imports nothing
heavy: importing a native library can be slow, and on some processors it ends the process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen by name.

    Attributes:
        name: What the user and the settings call it.
        module: The module it lives in.
        attribute: The class or function in that module.
        requires: Top-level packages that must be installed for it.
        about: For a user, what it is.
    """

    name: str
    module: str
    attribute: str
    requires: tuple[str, ...] = ()
    about: str = ""

    def missing(self) -> tuple[str, ...]:
        """The packages it requires that are not installed. Imports none of them."""
        return tuple(package for package in self.requires if find_spec(package) is None)

    def load(self) -> Any:
        """Import its module and return the class or function.

        Raises:
            ImportError: Something it needs is not installed, or does not run on this machine.
        """
        return getattr(import_module(self.module), self.attribute)


def choice_named(name: str, choices: Sequence[Choice]) -> Choice:
    """The row with this name.

    Raises:
        KeyError: There is none.
    """
    for choice in choices:
        if choice.name == name:
            return choice
    raise KeyError(name)


RECOGNISERS = (
    Choice(
        "faster-whisper",
        module="dictate.engines.whisper",
        attribute="WhisperEngine",
        requires=("faster_whisper", "ctranslate2"),
        about="Whisper models in CTranslate2 format.",
    ),
)
"""Recogniser engines. Each runs in a child process only."""

CLEANERS = (
    Choice(
        "tagger",
        module="dictate.engines.cleaner",
        attribute="TaggerEngine",
        requires=("llama_cpp",),
        about="A small model that marks words to delete, capitals and punctuation.",
    ),
    Choice(
        "writer",
        module="dictate.engines.writer",
        attribute="WriterEngine",
        requires=("llama_cpp",),
        about="A chat model that writes the words again, cleaned.",
    ),
)
"""Cleaner engines. Each runs in a child process only."""
