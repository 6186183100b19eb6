"""The parser as a tree, for those that write about it: shell completion and the man page."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Argument:
    """An option or a positional argument.

    Attributes:
        flags: `-o`, `--output`; empty for a positional.
        value: What stands for its value in help texts; empty for a switch.
        choices: The values allowed; empty for any.
        about: The help text.
    """

    flags: tuple[str, ...]
    value: str
    choices: tuple[str, ...]
    about: str


@dataclass(frozen=True, slots=True)
class Node:
    """A command: its words after `dictate`, what it takes, and the commands below it."""

    words: tuple[str, ...]
    summary: str
    description: str
    epilog: str
    usage: str
    arguments: tuple[Argument, ...]
    children: tuple[Node, ...]

    def walk(self) -> Iterator[Node]:
        """This command and all below it, each before its own."""
        yield self
        for child in self.children:
            yield from child.walk()


def tree_of(parser: argparse.ArgumentParser) -> Node:
    """The tree of a parser."""
    return _node(parser, (), "")


def _node(parser: argparse.ArgumentParser, words: tuple[str, ...], summary: str) -> Node:
    arguments: list[Argument] = []
    children: list[Node] = []
    for action in parser._actions:  # noqa: SLF001 - argparse offers no other way to read a parser
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            children += _children(action, words)
        elif action.help != argparse.SUPPRESS:
            arguments.append(_argument(action))
    return Node(
        words,
        summary,
        parser.description or "",
        parser.epilog or "",
        " ".join(parser.format_usage().removeprefix("usage: ").split()),
        tuple(arguments),
        tuple(children),
    )


def _children(
    action: argparse._SubParsersAction[argparse.ArgumentParser], words: tuple[str, ...]
) -> Sequence[Node]:
    summaries = {choice.dest: choice.help or "" for choice in action._choices_actions}  # noqa: SLF001
    return [
        _node(parser, (*words, name), summaries[name])
        for name, parser in action.choices.items()
        if name in summaries
    ]


def _argument(action: argparse.Action) -> Argument:
    takes_none = action.nargs == 0
    choices = tuple(str(choice) for choice in action.choices or ())
    value = action.metavar or action.dest.upper()
    if isinstance(value, tuple):
        value = " ".join(value)
    if choices and action.metavar is None:
        value = "{" + ",".join(choices) + "}"
    about = action.help or ""
    if "%" in about:
        about = about % {**vars(action), "prog": "dictate"}
    return Argument(tuple(action.option_strings), "" if takes_none else value, choices, about)
