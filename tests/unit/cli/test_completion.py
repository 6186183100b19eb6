"""What the writers make of a small parser; real shells read the real one in tests/contract."""

from __future__ import annotations

import argparse

import pytest

from dictate.cli.completion import WRITERS
from dictate.cli.tree import Argument, tree_of


@pytest.fixture
def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dictate", description="About.", epilog="Examples.")
    parser.add_argument("--secret-switch", help=argparse.SUPPRESS)
    commands = parser.add_subparsers()
    models = commands.add_parser("models", help="look after models")
    below = models.add_subparsers()
    pull = below.add_parser("pull", help="fetch one; 100%% of it")
    pull.add_argument("name", help="which")
    pull.add_argument("-f", "--format", choices=("txt", "srt"), help="how (default: %(default)s)")
    pull.add_argument("--force", action="store_true", help="even if it's there: again")
    return parser


def test_the_tree_has_commands_below_commands(parser: argparse.ArgumentParser) -> None:
    root = tree_of(parser)
    assert [node.words for node in root.walk()] == [(), ("models",), ("models", "pull")]
    assert (root.description, root.epilog) == ("About.", "Examples.")
    models = root.children[0]
    assert models.summary == "look after models"


def test_the_tree_has_arguments_with_their_values(parser: argparse.ArgumentParser) -> None:
    *_, pull = tree_of(parser).walk()
    assert Argument((), "NAME", (), "which") in pull.arguments
    assert Argument(("-f", "--format"), "{txt,srt}", ("txt", "srt"), "how (default: None)") in (
        pull.arguments
    )
    assert Argument(("--force",), "", (), "even if it's there: again") in pull.arguments


@pytest.mark.parametrize("shell", sorted(WRITERS))
def test_what_is_not_for_users_is_not_offered(shell: str, parser: argparse.ArgumentParser) -> None:
    script = WRITERS[shell](tree_of(parser))
    assert "pull" in script
    assert "secret" not in script
